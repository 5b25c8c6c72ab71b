"""Each contradiction in a codebook is one sentence with file, row and remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey import open_survey, read_survey
from rocb_analysis.survey.checks import problems_in
from rocb_analysis.survey.records import Problem

HEADER = ["Who", "Need [Valuation]", "Need [Origin]", "Note"]
ROUNDS = {"one.csv": [HEADER, ["Fiji", "Some", "Much", ""]]}
Make = Callable[..., Path]


def stopping(folder: Path) -> list[Problem]:
    return [one for one in problems_in(read_survey(folder)) if one.stops]


def test_a_codebook_that_agrees_with_itself_has_no_problem(survey_folder: Make) -> None:
    assert problems_in(read_survey(survey_folder(ROUNDS))) == []


@pytest.mark.parametrize(
    ("table", "text", "sentence"),
    [
        (
            "rounds",
            "round,file,asked_on,status\nr1,one.csv,2021-12-01,finl",
            'codebook/rounds.csv, row 2, status: "finl" is not one of open, '
            'preliminary, final. Did you mean "final"?',
        ),
        (
            "rounds",
            "round,file,asked_on\nr1,one.csv,1/12/2021",
            'codebook/rounds.csv, row 2, asked_on: "1/12/2021" is no date as '
            "2025-12-01, perhaps because a spreadsheet program changed it. Format the "
            "column as Text and write 2021-12-01 or 2021-01-12.",
        ),
        (
            "rounds",
            "round,file,data_kind\nr1,one.csv,real\nr1,two.csv,synthetic",
            "synthetic and real rounds meet in one survey; keep them in two folders.",
        ),
        (
            "rounds",
            "round,file,picks_allowed\nr1,one.csv,five",
            '"five" is no number',
        ),
        (
            "rounds",
            "round,file,date_format\nr1,one.csv,yyyy/mm/dd",
            '"yyyy/mm/dd" is no date format; write it like %m/%d/%Y %H:%M:%S.',
        ),
        ("rounds", "round,file\nr/1,one.csv", 'the label "r/1" holds a "/"'),
        ("rounds", "round,file\nr2,one.csv", 'there is no column "r2" for one.csv'),
        (
            "questions",
            "question_id,kind,scale_id\nwho,respondent,\nneed,levl,need3\nnote,text,",
            'codebook/questions.csv, row 3, kind: "levl" is not one of',
        ),
        (
            "questions",
            "question_id,kind,scale_id\nwho,respondent,\nneed,level,need4\nnote,text,",
            '"need4" is not in codebook/scales.csv. Did you mean "need3"?',
        ),
        (
            "questions",
            "question_id,kind\nwho,respondent\nneed,level\nnote,text",
            "a level question needs a scale_id; name its scale.",
        ),
        (
            "columns",
            "question_id,subject_id,r1\nwho,,Who\nneeds,val,Need [Valuation]",
            'codebook/columns.csv, row 3, question_id: "needs" is not in '
            'codebook/questions.csv. Did you mean "need"?',
        ),
        (
            "columns",
            "question_id,subject_id,r1\nneed,val,A\nneed,val,B",
            'codebook/columns.csv, row 3, question_id: "need / val" stands here a '
            "second time; keep one of the rows.",
        ),
        (
            "scales",
            "scale_id,answer,value\nneed3,Some,1\nneed3,Some,2",
            'row 3, answer: "Some" stands in this scale twice; keep one',
        ),
        (
            "scales",
            "scale_id,answer,value,offered_in\nneed3,Some,1,r9",
            'offered_in: "r9" is no round.',
        ),
        ("spellings", "list,found,means\nsubjct,x,val", '"subjct" is no list'),
        (
            "spellings",
            "list,found,means\nneed3,Lots,Mutch",
            'row 2, means: "Mutch" is not in the list need3. Did you mean "Much"?',
        ),
        (
            "members",
            "member_id,name\nFJI,Fiji\nTON,Fiji",
            '"Fiji" also names FJI; a name means one only.',
        ),
        (
            "breaks",
            "question_id,from_round,comparable\nneed,r1,maybe",
            '"maybe" is not one of no, with_care, yes.',
        ),
        (
            "rounds",
            "round,file,asked_on\nr1,one.csv,20211201",
            'row 2, asked_on: "20211201" is no date',
        ),
        (
            "rounds",
            "round,file,picks_allowed\nr1,one.csv,0",
            'row 2, picks_allowed: "0" is no number that fits here; write 1, 2, 3.',
        ),
        (
            "rounds",
            "round,file,header_rows\nr1,one.csv,4-2",
            'row 2, header_rows: "4-2" is no row of a header; write 3, or 2-4',
        ),
        (
            "rounds",
            "round,file,header_rows\nr1,one.csv,0",
            'row 2, header_rows: "0" is no row of a header',
        ),
        (
            "rounds",
            "round,file,export\nr1,one.csv,google",
            'row 2, export: "google" is not one of auto, entry_workbook, google_forms',
        ),
        (
            "rounds",
            "round,file\nr1,one.csv\nr1,one.csv",
            'row 3, round: "r1 / one.csv" stands here a second time',
        ),
        ("rounds", "round,file\nr1,", "row 2, file: file is blank; fill it in"),
        (
            "questions",
            "question_id,kind\nwho,respondent\n,text",
            "row 3, question_id: question_id is blank; fill it in or delete the row.",
        ),
        (
            "questions",
            "question_id,kind,about\nneed,text,needs",
            'row 2, about: "needs" is not one of',
        ),
        (
            "questions",
            "question_id,kind\nneed,text\nneed,text",
            'row 3, question_id: "need" stands here a second time',
        ),
        (
            "subjects",
            "subject_id,label,sensitive\nval,V,maybe\nroo,O,no",
            'row 2, sensitive: "maybe" is not one of yes, no.',
        ),
        (
            "subjects",
            "subject_id,label,short_label\nval,Valuation,Origin\nroo,Origin,",
            'subjects.csv, row 3, label: "Origin" also names val',
        ),
        (
            "subjects",
            "subject_id,replaced_by\nval,rooo\nroo,",
            'row 2, replaced_by: "rooo" is not in codebook/subjects.csv. Did you mean '
            '"roo"?',
        ),
        (
            "columns",
            "question_id,subject_id,position,r1\nneed,val,first,A",
            'row 2, position: "first" is no number',
        ),
        (
            "columns",
            "question_id,subject_id,r1\nneed,vla,A",
            'row 2, subject_id: "vla" is not in codebook/subjects.csv. Did you mean '
            '"val"?',
        ),
        (
            "ignored_columns",
            "header,round\nId,r9",
            'ignored_columns.csv, row 2, round: "r9" is no round. Correct it',
        ),
        (
            "scales",
            "scale_id,answer,value\nneed3,Some,much",
            'row 2, value: "much" is no number that fits here; write 3 or 0.5.',
        ),
        (
            "scales",
            "scale_id,answer,value\nneed3,Some,nan",
            'row 2, value: "nan" is no number',
        ),
        (
            "scales",
            "scale_id,answer,state\nneed3,Some,unknown",
            'row 2, state: "unknown" is not one of answered',
        ),
        (
            "scales",
            "scale_id,answer,value,offered_in\nneed3,Some,1,\nneed3,Some,2,r1",
            'row 3, answer: "Some" stands in this scale twice; keep one, or say in',
        ),
        (
            "scales",
            "scale_id,answer,subject_id\nneed3,Some,x",
            'row 2, subject_id: "x" is not in codebook/subjects.csv.',
        ),
        (
            "spellings",
            "list,found,means\nneed3,*,Much",
            "row 2, means: * sets aside all that the list does not know",
        ),
        (
            "spellings",
            "list,found,means\nneed3,Some,Much",
            'row 2, found: "Some" stands in the list need3 itself, as Some',
        ),
        (
            "spellings",
            "list,found,means\nsubject,Origin,val",
            'row 2, found: "Origin" stands in the list subject itself, as roo',
        ),
        (
            "spellings",
            "list,found,means\nneed3,x,Much\nneed3,x,Some",
            'row 3, list: "need3 / x" stands here a second time',
        ),
        (
            "members",
            "member_id,name,role\nFJI,Fiji,donor",
            'row 2, role: "donor" is not one of member, provider, both.',
        ),
        (
            "members",
            "member_id,name,member_from\nFJI,Fiji,2021-13-01",
            'row 2, member_from: "2021-13-01" is no date',
        ),
        (
            "corrections",
            "round,respondent_id,question_id,answer\nr1,FJI,needs,x",
            'row 2, question_id: "needs" is not in codebook/questions.csv.',
        ),
        (
            "breaks",
            "question_id,from_round\nneed,r9",
            'row 2, from_round: "r9" is not in codebook/rounds.csv. Add it',
        ),
        (
            "weightings",
            "weighting,kind,place_or_answer,weight\nw,level,Much,1",
            'row 2, place_or_answer: "Much" is no number that fits here; write the '
            "place, or the answer's value.",
        ),
        (
            "weightings",
            "weighting,kind,place_or_answer,weight\nw,levels,1,1",
            'row 2, kind: "levels" is not one of',
        ),
    ],
)
def test_a_broken_copy_of_a_table_gives_its_sentence(
    survey_folder: Make, table: str, text: str, sentence: str
) -> None:
    problems = problems_in(read_survey(survey_folder(ROUNDS, **{table: text})))
    assert [problem for problem in map(str, problems) if sentence in problem], problems
    with pytest.raises(SurveyError, match=r"codebook/"):
        open_survey(survey_folder(ROUNDS, **{table: text}))


def test_two_need_questions_that_rate_one_subject_are_refused(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        ROUNDS,
        questions="question_id,kind,scale_id,about\nneed,level,need3,need\n"
        "again,level,need3,need",
        columns="question_id,subject_id,r1\nneed,val,Need [Valuation]\n"
        "again,val,Need [Origin]",
    )
    (problem,) = stopping(folder)
    assert "questions.csv, row 3, about: in round r1 val has two need" in str(problem)


def test_a_list_and_a_column_a_subject_that_both_rate_it_are_refused(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        ROUNDS,
        questions="question_id,kind,scale_id,about\nneed,level,need3,need\n"
        "ticked,many,,need",
        columns="question_id,subject_id,r1\nneed,val,Need [Valuation]\nticked,,Note",
    )
    (problem,) = problems_in(read_survey(folder))
    assert "val has two need questions that rate: need and ticked" in str(problem)


def test_one_question_that_rates_and_one_that_ranks_go_together(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        ROUNDS,
        questions="question_id,kind,scale_id,about\nneed,level,need3,need\n"
        "order,rank,,need",
        columns="question_id,subject_id,r1\nneed,val,Need [Valuation]\norder,val,Note",
    )
    assert stopping(folder) == []


@pytest.mark.parametrize(
    ("questions", "columns", "sentence"),
    [
        (
            "need,level,need3,need",
            "need,,1,Note",
            "need speaks of a place, so it is never about need; change about.",
        ),
        (
            "order,rank,,need",
            "order,,,Note",
            "order is a rank question; each of its columns needs a subject_id.",
        ),
        (
            "ballot,top_n,,need",
            "ballot,val,1,Note",
            "ballot is a top_n question: its columns hold subjects and have none",
        ),
        (
            "who,respondent,,\nname,respondent,,",
            "who,,,Who\nname,,,Note",
            "one.csv has 2 columns that name the respondent; keep one",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_like_that_is_refused(
    survey_folder: Make, questions: str, columns: str, sentence: str
) -> None:
    folder = survey_folder(
        ROUNDS,
        questions="question_id,kind,scale_id,about\n" + questions,
        columns="question_id,subject_id,position,r1\n" + columns,
    )
    problems = [str(problem) for problem in problems_in(read_survey(folder))]
    assert [one for one in problems if sentence in one], problems


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (["[60, 0)"], '"[60, 0)" is no range; write it as [0, 60).'),
        (["[0, many)"], '"[0, many)" is no range'),
        (["[0, 60]", "[60, 90)"], "[60, 90) shares numbers with [0, 60]; keep one"),
        (["[0, 60)", "[60, )", "Do not know"], ""),
    ],
)
def test_ranges_of_numbers_must_be_ranges_and_keep_apart(
    survey_folder: Make, answers: list[str], sentence: str
) -> None:
    folder = survey_folder(
        ROUNDS,
        questions="question_id,kind,scale_id\nneed,number,days",
        scales="scale_id,answer\n" + "\n".join(f'days,"{a}"' for a in answers),
        columns="question_id,r1\nneed,Note",
    )
    problems = stopping(folder)
    assert [sentence in str(p) for p in problems] == [True] * bool(sentence), problems


def test_a_frame_without_a_day_to_read_it_on_is_refused(survey_folder: Make) -> None:
    folder = survey_folder(
        ROUNDS, rounds="round,file\nr1,one.csv", members="member_id,name\nFJI,Fiji"
    )
    (problem,) = problems_in(read_survey(folder))
    assert "rounds.csv, row 2, asked_on: round r1 has no date" in str(problem)


def test_a_spelling_may_mean_another_answer_where_its_own_was_not_offered(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        ROUNDS,
        rounds="round,file\nr1,one.csv\nr2,one.csv",
        columns="question_id,subject_id,r1,r2\nneed,val,A,A",
        scales="scale_id,answer,offered_in\nneed3,Much,r1\nneed3,Very much,r2",
        spellings="list,found,means\nneed3,Much,Very much",
    )
    assert stopping(folder) == []


def test_what_stops_a_run_comes_first(survey_folder: Make) -> None:
    folder = survey_folder(
        ROUNDS,
        subjects="subject_id,lable\nval,V\nroo,O",
        breaks="question_id,from_round\nneed,r9",
    )
    assert [p.stops for p in problems_in(read_survey(folder))] == [True, False]


def test_a_mistyped_table_is_named_and_stops_nothing(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS, spelings="list,found,means\nneed3,x,")
    (problem,) = problems_in(open_survey(folder))
    assert str(problem) == (
        'codebook/spelings.csv: no table is called "spelings", so it is not read. Did '
        'you mean "spellings"? Correct its name.'
    )


def test_notes_beside_the_tables_are_no_problem(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS, old_minutes="said\nnothing")
    assert problems_in(open_survey(folder)) == []


def test_yes_and_no_count_in_any_of_their_words(survey_folder: Make) -> None:
    folder = survey_folder(
        ROUNDS,
        subjects="subject_id,label,sensitive\nval,V,TRUE\nroo,O,N",
        scales="scale_id,answer,value,need\nneed3,Some,1,0\nneed3,Much,2,Yes",
    )
    survey = open_survey(folder)
    assert survey.subjects["sensitive"].tolist() == ["yes", "no"]
    assert [answer.need for answer in survey.scale["need3"]] == ["no", "yes"]


def test_a_column_that_is_no_key_may_be_missing(survey_folder: Make) -> None:
    survey = open_survey(survey_folder(ROUNDS, subjects="subject_id\nval\nroo"))
    assert survey.subjects["label"].tolist() == ["", ""]


def test_a_row_of_the_codebook_keeps_the_number_of_its_spreadsheet(
    survey_folder: Make,
) -> None:
    survey = open_survey(survey_folder(ROUNDS, subjects="subject_id\nval\n\nroo"))
    assert survey.subjects.index.tolist() == [2, 4]


def test_an_empty_table_of_the_codebook_is_no_mistake(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS)
    (folder / "codebook" / "breaks.csv").write_bytes(b"")
    assert open_survey(folder).breaks.empty


def test_a_column_that_stands_twice_in_a_table_is_refused(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS, questions="question_id,kind,kind\nwho,text,one")
    with pytest.raises(SurveyError, match="column kind stands there twice"):
        read_survey(folder)


def test_an_unknown_column_is_named_and_stops_nothing(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS, subjects="subject_id,lable\nval,V\nroo,O")
    (problem,) = problems_in(open_survey(folder))
    assert str(problem) == (
        'codebook/subjects.csv, row 1: column "lable" is not known and not read. '
        'Did you mean "label"? Correct its name or delete it.'
    )


def test_one_workbook_is_read_like_the_tables(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS)
    before = read_survey(folder)
    with xlsxwriter.Workbook(folder / "codebook.xlsx") as workbook:
        for path in sorted((folder / "codebook").glob("*.csv")):
            sheet = workbook.add_worksheet(path.stem)
            for number, row in enumerate(read_sheet(path)[1]):
                sheet.write_row(number, 0, row)
            path.unlink()
    after = open_survey(folder)
    for name, table in before.codebook.tables.items():
        assert after.codebook.tables[name].equals(table), name


def test_numbers_dates_and_ticks_of_a_workbook_read_like_the_texts_of_a_table(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        ROUNDS,
        rounds="round,file,asked_on,picks_allowed\n1,one.csv,2021-12-01,5",
        columns="question_id,subject_id,1\nneed,val,Need [Valuation]",
        subjects="subject_id,sensitive\nval,TRUE\nroo,FALSE",
    )
    before = read_survey(folder)
    day = dt.datetime(2021, 12, 1)
    typed: dict[str, list[list[object]]] = {
        "rounds": [["round", "file", "asked_on", "picks_allowed"]],
        "columns": [["question_id", "subject_id", 1]],
        "subjects": [["subject_id", "sensitive"], ["val", True], ["roo", False]],
    }
    typed["rounds"].append([1, "one.csv", day, 5])
    typed["columns"].append(["need", "val", "Need [Valuation]"])
    with xlsxwriter.Workbook(folder / "codebook.xlsx") as workbook:
        workbook.default_date_format = workbook.add_format({"num_format": "d mmm yyyy"})
        for path in sorted((folder / "codebook").glob("*.csv")):
            sheet = workbook.add_worksheet(path.stem)
            for number, row in enumerate(typed.get(path.stem, read_sheet(path)[1])):
                sheet.write_row(number, 0, row)
            path.unlink()
    after = open_survey(folder)
    for name, table in before.codebook.tables.items():
        assert after.codebook.tables[name].equals(table), name


def test_tables_and_a_workbook_at_once_are_refused(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS)
    xlsxwriter.Workbook(folder / "codebook.xlsx").close()
    with pytest.raises(SurveyError, match="keep one of the two"):
        read_survey(folder)


def test_a_missing_table_or_key_column_is_named(survey_folder: Make) -> None:
    with pytest.raises(SurveyError, match="column kind is missing"):
        read_survey(survey_folder(ROUNDS, questions="question_id,knd\nwho,text"))
    folder = survey_folder(ROUNDS)
    (folder / "codebook" / "columns.csv").unlink()
    with pytest.raises(SurveyError, match="the codebook has no table columns"):
        read_survey(folder)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("titel = 'x'", 'survey.toml: "titel" is no setting. Did you mean "title"?'),
        ("title = ", "survey.toml cannot be read"),
        ('replies_per_respondent = "many"', 'can only be "one" so far'),
        ('seed = "one"', "seed is 'one'; write a whole number"),
        ("seed = true", "seed is True; write a whole number"),
        ("title = 5", "title is 5; write a text in quotes"),
        ("[wording]\nregoin = 'x'", '"wording.regoin" is no setting. Did you mean'),
        ("[office]\nadress = 'x'", '"office.adress" is no setting. Did you mean'),
        ("[strategy]\nperiod = 2025", "strategy.period is 2025; write a text in"),
        ("preliminary_counts = 1", "preliminary_counts is 1; write true or false"),
        ("register_kept_until = '2025-5'", 'register_kept_until is "2025-5"; write a'),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(
    survey_folder: Make, settings: str, sentence: str
) -> None:
    with pytest.raises(SurveyError, match=r"survey\.toml") as told:
        read_survey(survey_folder(ROUNDS, settings=settings))
    assert sentence in str(told.value)
