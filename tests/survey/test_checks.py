"""Each contradiction in a codebook is one sentence with file, row and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from rocb_analysis.survey import open_survey, problems_in, read_survey
from rocb_analysis.survey.sheets import read_sheet
from rocb_analysis.tables import SurveyError

HEADER = ["Who", "Need [Valuation]", "Need [Origin]", "Note"]
ROUNDS = {"one.csv": [HEADER, ["Fiji", "Some", "Much", ""]]}
Make = Callable[..., Path]


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
            'codebook/rounds.csv, row 2, asked_on: "1/12/2021" is no date; write it as '
            "2025-12-01.",
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
    (problem,) = problems_in(read_survey(folder))
    assert "in round r1 val has two need questions that rate" in str(problem)


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
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(
    survey_folder: Make, settings: str, sentence: str
) -> None:
    with pytest.raises(SurveyError, match=r"survey\.toml") as told:
        read_survey(survey_folder(ROUNDS, settings=settings))
    assert sentence in str(told.value)
