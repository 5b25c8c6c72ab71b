"""What the section [long] says of files with a row an answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.survey import read_survey
from rocb_analysis.survey.survey_folder import (
    LongRule,
    long_problems,
    long_rules,
    rule_of,
)

Make = Callable[..., Path]
ROUNDS = "round,file,export\n2020,a.csv,long\n2021,a.csv,long"
COLUMNS = "question_id,2020,2021\nwho,Who,Who\nneed,Need,Need"
QUESTIONS = "question_id,kind\nwho,respondent\nneed,text"


def problems_of(make: Make, settings: str, rounds: str = ROUNDS) -> list[str]:
    folder = make(
        {},
        settings=f'title = "Tiny"\n{settings}',
        rounds=rounds,
        questions=QUESTIONS,
        columns=COLUMNS,
    )
    return [str(problem) for problem in long_problems(read_survey(folder))]


def test_a_section_of_a_round_takes_the_place_of_the_common_one() -> None:
    rules, wrong = long_rules(
        {
            "round": " Year ",
            "item": ["Block", "Item"],
            "answer": "Score",
            "2020": {"item": "Item", "answer": "2020"},
        }
    )
    assert wrong == []
    assert rule_of(rules, "2019") == LongRule(
        "[long]", "Year", ("Block", "Item"), "Score"
    )
    assert rule_of(rules, "2020") == LongRule("[long.2020]", "", ("Item",), "2020")


def test_without_a_common_section_other_rounds_have_no_rule() -> None:
    rules, _ = long_rules({"2020": {"round": "Year"}})
    assert rule_of(rules, "2021") is None


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (
            {"itm": "Item"},
            '[long]: "itm" is no setting of a long file. Did you mean "item"? It has '
            "round, item and answer; correct or delete it.",
        ),
        ({"round": 2020}, "[long]: round is 2020; write a header in quotes."),
        ({"round": " "}, "[long]: round is ' '; write a header in quotes."),
        (
            {"item": [], "answer": "x"},
            "[long]: item is []; write a header in quotes, or a list of them.",
        ),
        (
            {"answer": ["x"], "item": "y"},
            "[long]: answer is ['x']; write a header in quotes.",
        ),
        (
            {"item": "Item"},
            "[long] has item and no answer; name both columns, or neither where a row "
            "is a whole reply.",
        ),
        (
            {"2020": {}},
            "[long.2020] names no column; write round, or item and answer, or all "
            "three.",
        ),
    ],
)
def test_what_is_wrong_in_a_section_is_one_sentence(
    section: dict[str, object], sentence: str
) -> None:
    rules, wrong = long_rules(section)
    assert (rules, wrong) == ({}, [sentence])


def test_rounds_told_apart_by_their_rows_are_no_problem(survey_folder: Make) -> None:
    assert problems_of(survey_folder, '[long]\nround = "Year"') == []


def test_rounds_told_apart_by_their_columns_are_no_problem(survey_folder: Make) -> None:
    settings = '[long.2020]\nitem = "I"\nanswer = "2020"\n'
    settings += '[long.2021]\nitem = "I"\nanswer = "2021"'
    assert problems_of(survey_folder, settings) == []


@pytest.mark.parametrize(
    ("settings", "sections"),
    [
        ('[long]\nitem = "I"\nanswer = "A"', "[long]"),
        (
            '[long]\nround = "Year"\nitem = "I"\nanswer = "A"\n'
            '[long.2021]\nitem = "I"\nanswer = "B"',
            "[long] and [long.2021]",
        ),
    ],
)
def test_rounds_that_would_read_the_same_rows_are_a_problem(
    survey_folder: Make, settings: str, sections: str
) -> None:
    assert problems_of(survey_folder, settings) == [
        "codebook/rounds.csv, row 3, export: rounds 2020 and 2021 both read a.csv, and "
        f"nothing in {sections} tells their rows or answers apart; name the same "
        "column as round for both, or an answer column for each."
    ]


def test_a_long_file_without_a_section_is_a_problem(survey_folder: Make) -> None:
    said = problems_of(survey_folder, "")
    assert [text.partition(": ")[0] for text in said] == [
        "codebook/rounds.csv, row 2, export",
        "codebook/rounds.csv, row 3, export",
    ]
    assert "survey.toml has no section [long] that names its columns" in said[0]


def test_a_section_that_no_file_uses_is_told(survey_folder: Make) -> None:
    rounds = "round,file\n2020,a.csv\n2021,a.csv"
    assert problems_of(survey_folder, '[long]\nround = "Year"', rounds) == [
        "survey.toml: no row of rounds uses [long]; write long as its export, or "
        "delete the section."
    ]


def test_a_section_of_a_round_that_is_none_names_the_nearest(
    survey_folder: Make,
) -> None:
    settings = '[long]\nround = "Year"\n[long.2022]\nround = "Year"'
    assert problems_of(survey_folder, settings) == [
        'survey.toml: [long.2022]: "2022" is no round. Did you mean "2021"? Correct '
        "the name of the section."
    ]


def test_a_mistake_in_a_section_leaves_the_rest_of_the_survey_readable(
    survey_folder: Make,
) -> None:
    said = problems_of(survey_folder, '[long]\nrund = "Year"')
    assert [text.partition(" is no")[0] for text in said] == [
        'survey.toml: [long]: "rund"'
    ]
