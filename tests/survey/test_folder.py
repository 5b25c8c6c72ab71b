"""A survey folder is checked whole: each mistake once, none hidden by another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.check import gathered, problems_of_folder
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.settings import read_settings, settings_and_problems
from rocb_analysis.survey.survey_folder import Survey

HEADER = ["Who", "Need [Valuation]", "Need [Origin]", "Note"]
ROUNDS = {"one.csv": [HEADER, ["Fiji", "Some", "Much", ""]]}
Make = Callable[..., Path]


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in problems_of_folder(folder, reading=[])]


def survey_read(folder: Path) -> Survey:
    """Return the survey that the judges of files are given."""
    given: list[Survey] = []

    def judge(survey: Survey) -> list[Problem]:
        given.append(survey)
        return []

    problems_of_folder(folder, reading=[judge])
    (survey,) = given
    return survey


def test_a_key_column_under_a_mistyped_name_hides_nothing(survey_folder: Make) -> None:
    folder = survey_folder(
        ROUNDS,
        questions="question_id,knd,scale_id,about\nwho,respondent,,\n"
        "need,level,need3,needs\nnote,text,,",
    )
    said = [one for one in told(folder) if "no question is about need" not in one]
    assert said == [
        'codebook/questions.csv, row 1: column kind is missing. "knd" looks like it; '
        "correct its name.",
        'codebook/questions.csv, row 3, about: "needs" is not one of assistance, '
        'capacity, context, follow_up, need, offer. Did you mean "need"?',
    ]


def test_a_needed_table_under_a_mistyped_name_hides_nothing(
    survey_folder: Make,
) -> None:
    folder = survey_folder(ROUNDS)
    path = folder / "codebook" / "questions.csv"
    path.rename(path.with_name("question.csv"))
    (problem,) = told(folder)
    assert problem == (
        'codebook/question.csv: no table is called "question", so it is not read. Did '
        'you mean "questions"? Correct its name.'
    )


def test_a_needed_table_that_is_nowhere_is_one_sentence(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS)
    (folder / "codebook" / "columns.csv").unlink()
    with pytest.raises(SurveyError, match="the codebook has no table columns"):
        told(folder)


def test_every_table_that_cannot_be_read_is_told_at_once(survey_folder: Make) -> None:
    folder = survey_folder(ROUNDS, members="member_id,name\nFJI,Fiji")
    for name in ("scales", "members"):
        path = folder / "codebook" / f"{name}.csv"
        path.write_text(path.read_text() + '"never closed\n')
    assert [one.split(":")[0] for one in told(folder)] == [
        "codebook/scales.csv",
        "codebook/members.csv",
    ]


def test_a_column_that_stands_twice_is_told_and_hides_nothing(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        ROUNDS,
        subjects="subject_id,label,label\nval,V,\nroo,O,",
        spelings="list,found,means",
    )
    first, second = told(folder)
    assert first == (
        "codebook/subjects.csv, row 1: column label stands there twice; keep one of "
        "them."
    )
    assert 'no table is called "spelings"' in second


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("rounds", "round,file,asked_on"),
        ("questions", "question_id,kind"),
        ("columns", "question_id,r1"),
    ],
)
def test_a_needed_table_without_a_row_is_told(
    survey_folder: Make, table: str, header: str
) -> None:
    folder = survey_folder(ROUNDS, **{table: header})
    sentence = f"codebook/{table}.csv: {table} has no row below its header"
    assert any(one.startswith(sentence) for one in told(folder)), told(folder)
    with pytest.raises(SurveyError, match=r"codebook/"):
        open_survey(folder)


def test_every_wrong_setting_is_told_at_once(survey_folder: Make) -> None:
    settings = (
        'titel = "x"\nseed = -1\nleast_group = "5"\nplan_year_starts = "31-12"\n'
        '[wording]\nregoin = "x"\n'
    )
    assert told(survey_folder(ROUNDS, settings=settings)) == [
        'survey.toml: "titel" is no setting. Did you mean "title"? Correct or delete '
        "it.",
        "survey.toml: least_group is '5'; write a whole number.",
        "survey.toml: seed is -1; write 0 or a greater number.",
        'survey.toml: plan_year_starts is "31-12"; write month and day, as 07-01.',
        'survey.toml: "wording.regoin" is no setting. Did you mean "region"? Correct '
        "or delete it.",
    ]


def test_settings_that_cannot_be_read_hide_nothing_of_the_codebook(
    survey_folder: Make,
) -> None:
    folder = survey_folder(ROUNDS, settings="title = ", breaks="question_id,from_round")
    (problem,) = told(folder)
    assert problem.startswith("survey.toml: survey.toml cannot be read")


@pytest.mark.parametrize("day", ["02-29", "13-01", "7-1", "07-01-01", ""])
def test_a_plan_year_starts_on_a_day_that_every_year_has(
    survey_folder: Make, day: str
) -> None:
    (problem,) = told(survey_folder(ROUNDS, settings=f'plan_year_starts = "{day}"'))
    assert "write month and day, as 07-01" in problem


def test_headers_of_a_row_left_out_are_set_aside_for_the_files(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        ROUNDS,
        columns="question_id,subject_id,r1\nwho,,Who\nneed,vla,Need [Valuation]\n"
        "need,roo,Need [Origin]\nnote,,Note",
    )
    survey = survey_read(folder)
    (file,) = survey.round_files
    assert [header for header, _ in survey.uses_in(file)] == [
        "Who",
        "Need [Origin]",
        "Note",
    ]
    assert survey.ignored_in(file) == {"Need [Valuation]"}


def test_a_round_whose_file_cannot_be_read_as_meant_is_left_out(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {**ROUNDS, "two.csv": [HEADER]},
        rounds="round,file,asked_on,header_rows\nr1,one.csv,2021-12-01,4-2\n"
        "r2,two.csv,13/12/2022,",
        columns="question_id,subject_id,r1,r2\nwho,,Who,Who",
    )
    (file,) = survey_read(folder).round_files
    assert (file.round, file.asked_on) == ("r2", "2022-12-13")


def test_problems_alike_in_a_file_are_one() -> None:
    problems = [
        Problem("a.csv", row, column, '"x" is unknown.')
        for row in range(3, 12)
        for column in ("One", "Two")
    ]
    assert [str(one) for one in gathered(problems)] == [
        'a.csv, row 3, One: "x" is unknown. (The same in 8 more rows: 4, 5, 6 and so '
        "on.)"
    ]


def test_problems_of_other_texts_files_or_weight_stay_apart() -> None:
    problems = [
        Problem("a.csv", 3, "One", '"x" is unknown.'),
        Problem("a.csv", 4, "One", '"y" is unknown.'),
        Problem("b.csv", 3, "One", '"x" is unknown.'),
        Problem("a.csv", 5, "One", '"x" is unknown.', stops=False),
    ]
    assert gathered(problems) == problems


def test_dates_of_another_form_are_one_line_a_column() -> None:
    problems = [
        Problem("a.csv", row, column, f'"{row}/1" is no date in the form %Y; mend.')
        for column in ("Start", "End")
        for row in (2, 3, 4)
    ]
    assert [str(one) for one in gathered(problems)] == [
        'a.csv, row 2, Start: "2/1" is no date in the form %Y; mend. (The like in '
        "rows 3 and 4.)",
        'a.csv, row 2, End: "2/1" is no date in the form %Y; mend. (The like in '
        "rows 3 and 4.)",
    ]


@pytest.mark.parametrize("name", ["seed", "least_group"])
def test_a_number_that_is_far_too_large_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "survey.toml").write_text(f"{name} = {10**27 - 1}\n")
    with pytest.raises(SurveyError, match=rf"{name} is 9{{27}}; write \d+ or a s"):
        read_settings(tmp_path)


def test_a_least_group_under_three_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "survey.toml").write_text("least_group = 2\n")
    assert read_settings(tmp_path).least_group == 2
    _, problems = settings_and_problems(tmp_path)
    assert [one.stops for one in problems] == [False]
    assert "write 3 or more (5 is usual)" in str(problems[0])


@pytest.mark.parametrize("text", [f"seed = {'9' * 5000}", "x = " + "[" * 5000])
def test_a_setting_that_no_reader_takes_is_one_sentence(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "survey.toml").write_text(text)
    with pytest.raises(SurveyError, match=r"survey\.toml cannot be read"):
        read_settings(tmp_path)
