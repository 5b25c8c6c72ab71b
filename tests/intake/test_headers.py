"""Headers of an export, and how the codebook meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.intake.columns import header_problems, mapped_columns
from rocb_analysis.intake.export import Export, read_export
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.survey_folder import Survey

Make = Callable[..., Path]
Rows = list[list[object]]


def export_of(folder: Path) -> Export:
    return read_export(open_survey(folder).round_files[0])


def headers_of(make: Make, rows: Rows, header_rows: str = "1") -> list[str]:
    rounds = f"round,file,header_rows\nr1,a.csv,{header_rows}"
    return export_of(make({"a.csv": rows}, rounds=rounds)).headers


def said_of_headers(survey: Survey, number: int = 0) -> list[str]:
    export = read_export(survey.round_files[number])
    return [str(problem) for problem in header_problems(survey, export)]


def test_a_blank_heading_takes_what_is_on_its_left_in_all_rows_but_the_last(
    survey_folder: Make,
) -> None:
    rows: Rows = [
        ["Who", "Needs", "", ""],
        ["", "Revenue", "", "Control"],
        ["", "Valuation", "Origin", ""],
        ["Fiji", "1", "2", "3"],
    ]
    assert headers_of(survey_folder, rows, "1-3") == [
        "Who",
        "Needs | Revenue | Valuation",
        "Needs | Revenue | Origin",
        "Needs | Control",
    ]


def test_a_column_blank_in_every_header_row_takes_no_heading(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Needs", "", ""], ["First", "", "Third"], ["1", "2", "3"]]
    assert headers_of(survey_folder, rows, "1-2") == [
        "Needs | First",
        "(column B)",
        "Needs | Third",
    ]


def test_one_header_row_below_a_title_stands_alone(survey_folder: Make) -> None:
    rows: Rows = [["Needs survey"], [], ["Who", "Need"], ["Fiji", "1"]]
    assert headers_of(survey_folder, rows, "3") == ["Who", "Need"]


def test_a_header_that_occurs_again_is_numbered(survey_folder: Make) -> None:
    rows: Rows = [["Level", "Level ", "Le\u200bvel"], ["1", "2", "3"]]
    assert headers_of(survey_folder, rows) == ["Level", "Level (2)", "Level (3)"]


def test_a_number_that_is_taken_is_not_given_again(survey_folder: Make) -> None:
    rows: Rows = [["Level", "Level (2)", "Level"], ["1", "2", "3"]]
    assert headers_of(survey_folder, rows) == ["Level", "Level (2)", "Level (3)"]


def test_a_filled_column_without_a_header_goes_by_its_letter(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Who", "", "", "Note"], ["Fiji", "", "x", "y"]]
    assert headers_of(survey_folder, rows) == ["Who", "", "(column C)", "Note"]


def test_a_file_that_ends_before_its_header_is_named(survey_folder: Make) -> None:
    with pytest.raises(SurveyError, match=r"a\.csv ends before row 4, where its head"):
        headers_of(survey_folder, [["Who"], ["Fiji"]], "4")


def test_a_file_that_cannot_be_read_names_its_round(survey_folder: Make) -> None:
    folder = survey_folder({"a.csv": [["Who"]]}, rounds="round,file\nr1,b.csv")
    with pytest.raises(SurveyError, match=r"Round r1: b\.csv is not in rounds/\."):
        export_of(folder)


@pytest.mark.parametrize(
    ("header", "tool", "separator"),
    [
        (["Timestamp", "Who"], "google_forms", ","),
        (["ID", "Start time", "Completion time", "Who"], "microsoft_forms", ";"),
        (["ID", "Who"], "plain", ","),
    ],
)
def test_a_tool_is_known_by_its_headers_and_brings_its_separator(
    survey_folder: Make, header: list[object], tool: str, separator: str
) -> None:
    export = export_of(survey_folder({"a.csv": [header, ["x"] * len(header)]}))
    assert (export.tool.name, export.separator) == (tool, separator)


def test_what_rounds_says_goes_before_what_the_headers_look_like(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {"a.csv": [["Timestamp", "Who"], ["x", "Fiji"]]},
        rounds="round,file,export,separator\nr1,a.csv,microsoft_forms,|",
    )
    export = export_of(folder)
    assert (export.tool.name, export.separator) == ("microsoft_forms", "|")


def test_a_file_is_met_by_its_name_though_blanks_and_accents_are_typed_otherwise(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {"Enque\u0302te  1.csv": [["Who"], ["Fiji"]]},
        rounds="round,file\nr1,Enquête 1.csv",
    )
    assert export_of(folder).headers == ["Who"]


# Headers and codebook

SOURCES = {
    "rounds": "round,file,source\nr1,form.csv,\nr1,post.csv,mail\nr1,late.csv,mail",
    "questions": "question_id,kind\nwho,respondent\nnote,text",
}
FILES: dict[str, Rows] = {
    "form.csv": [["A", "B"]],
    "post.csv": [["A", "B"]],
    "late.csv": [["A", "B"]],
}


def test_the_most_particular_column_of_a_file_counts_alone(survey_folder: Make) -> None:
    columns = "question_id,r1,r1/mail,r1/late.csv\nwho,A,B,\nnote,B,,A"
    survey = open_survey(survey_folder(FILES, **SOURCES, columns=columns))
    mapped = [
        [
            (column.header, column.use.question_id)
            for column in mapped_columns(survey, read_export(file))
        ]
        for file in survey.round_files
    ]
    assert mapped == [
        [("A", "who"), ("B", "note")],
        [("B", "who")],
        [("A", "note")],
    ]


def test_headers_may_be_left_out_for_all_rounds_or_for_one_form(
    survey_folder: Make,
) -> None:
    survey = open_survey(
        survey_folder(
            FILES,
            **SOURCES,
            columns="question_id,r1\nwho,A",
            ignored_columns="header,round,reason\nB,r1/mail,x\nC,,never there",
        )
    )
    assert [len(said_of_headers(survey, number)) for number in range(3)] == [1, 0, 0]


def test_a_header_neither_mapped_nor_ignored_names_the_nearest_that_is_missing(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {"a.csv": [["Who", "Notes"], ["Fiji", "x"]]},
        questions="question_id,kind\nwho,respondent\nnote,text",
        columns="question_id,r1\nwho,Who\nnote,Note",
    )
    assert said_of_headers(open_survey(folder)) == [
        'codebook/columns.csv, row 3, r1: "Note" is no header of a.csv. Did you mean '
        '"Notes"? Correct the cell in column r1.',
        'rounds/a.csv, row 1: column "Notes" is neither mapped nor ignored. It looks '
        'like "Note", which the codebook has. Write it in codebook/columns.csv under '
        "r1, or in ignored_columns with a reason.",
    ]


def test_a_header_mapped_twice_or_mapped_and_ignored_is_refused(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {"a.csv": [["A", "B"], ["x", "y"]]},
        questions="question_id,kind\nwho,respondent\nnote,text\nmore,text",
        columns="question_id,r1\nwho,A\nnote,A\nmore,B",
        ignored_columns="header,reason\nB,x",
    )
    assert said_of_headers(open_survey(folder)) == [
        'codebook/columns.csv, row 2, r1: "A" stands here and in row 3; keep one of '
        "the two.",
        'codebook/columns.csv, row 4, r1: "B" stands here and in ignored_columns; keep '
        "one of the two.",
    ]


def test_a_column_without_a_header_can_be_mapped_or_left_out_by_its_letter(
    survey_folder: Make,
) -> None:
    survey = open_survey(
        survey_folder(
            {"a.csv": [["", "", ""], ["Fiji", "x", ""]]},
            questions="question_id,kind\nwho,respondent",
            columns="question_id,r1\nwho,(column A)",
            ignored_columns="header,reason\n(column B),x",
        )
    )
    assert said_of_headers(survey) == []
