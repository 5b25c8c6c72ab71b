"""Each form tool's export is known by its marks and read as that tool writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.intake.columns import header_problems
from rocb_analysis.intake.export import Export, read_export
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.records import EXPORTS
from rocb_analysis.survey.tools import TOOLS

Make = Callable[..., Path]
Rows = list[list[object]]

IDS = ['{"ImportId":"startDate","timeZone":"UTC"}', '{"ImportId":"QID1"}']
QUALTRICS: Rows = [
    ["StartDate", "Q1"],
    ["Start Date", "Which need?"],
    IDS,
    ["2025-12-01 10:00:00", "Valuation"],
]
SURVEYMONKEY: Rows = [
    ["Respondent ID", "Collector ID", "Who are you?", "Which needs?", ""],
    ["", "", "Open-Ended Response", "Valuation", "Other (please specify)"],
    ["118", "44", "Fiji", "Valuation", ""],
]


def export_of(
    make: Make, rows: Rows, *, tool: str = "", header_rows: str = ""
) -> Export:
    rounds = f"round,file,export,header_rows\nr1,a.csv,{tool},{header_rows}"
    return read_export(read_survey(make({"a.csv": rows}, rounds=rounds)).round_files[0])


def test_rounds_may_name_every_tool_that_an_office_already_named() -> None:
    names = "auto long google_forms microsoft_forms surveymonkey qualtrics kobo"
    assert {*names.split(), "limesurvey", "entry_workbook", "plain"} <= EXPORTS


def test_surveymonkey_has_two_header_rows(survey_folder: Make) -> None:
    export = export_of(survey_folder, SURVEYMONKEY)
    assert export.tool.name == "surveymonkey"
    assert export.headers == [
        "Respondent ID",
        "Collector ID",
        "Who are you? | Open-Ended Response",
        "Which needs? | Valuation",
        "Which needs? | Other (please specify)",
    ]
    assert export.row_numbers == [3]


def test_surveymonkey_tidied_to_one_header_row_loses_no_reply(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Respondent ID", "Collector ID", "Need"], ["118", "44", "Valuation"]]
    export = export_of(survey_folder, rows)
    assert (export.tool.name, list(export.rows)) == (
        "plain",
        [["118", "44", "Valuation"]],
    )


def test_qualtrics_has_two_header_rows_and_one_that_is_no_heading(
    survey_folder: Make,
) -> None:
    export = export_of(survey_folder, QUALTRICS)
    assert export.tool.name == "qualtrics"
    assert export.headers == ["StartDate | Start Date", "Q1 | Which need?"]
    assert (export.header_row, export.row_numbers) == (2, [4])


@pytest.mark.parametrize(
    ("header_rows", "headers"),
    [
        ("1", ["StartDate", "Q1"]),
        ("2", ["Start Date", "Which need?"]),
        ("1-3", ["StartDate | Start Date", "Q1 | Which need?"]),
    ],
)
def test_qualtrics_ids_are_no_reply_whatever_rounds_call_the_header(
    survey_folder: Make, header_rows: str, headers: list[str]
) -> None:
    export = export_of(survey_folder, QUALTRICS, header_rows=header_rows)
    assert (export.headers, export.row_numbers) == (headers, [4])


def test_qualtrics_without_its_row_of_ids_loses_no_reply(survey_folder: Make) -> None:
    rows = [*QUALTRICS[:2], QUALTRICS[3]]
    export = export_of(survey_folder, rows, tool="qualtrics")
    assert (export.header_row, export.row_numbers) == (2, [3])


def test_a_tool_is_known_below_a_title_too(survey_folder: Make) -> None:
    export = export_of(survey_folder, [["Needs"], *QUALTRICS], header_rows="2-3")
    assert (export.tool.name, export.row_numbers) == ("qualtrics", [5])


@pytest.mark.parametrize(
    ("header", "tool"),
    [
        (["start", "end", "Who", "_id", "_uuid", "_submission_time", "_index"], "kobo"),
        (
            ["Response ID", "Date submitted", "Last page", "Start language"],
            "limesurvey",
        ),
        (["id", "submitdate", "lastpage", "startlanguage", "Q1[SQ001]"], "limesurvey"),
        (
            ["submitdate. Date submitted", "lastpage. Last page", "Q1. Who"],
            "limesurvey",
        ),
        (["ID", "Start time", "Completion time", "Email", "Name"], "microsoft_forms"),
        (["Timestamp", "Who"], "google_forms"),
        (["Horodateur", "Qui"], "google_forms"),
        (["date_received", "Timestamp", "Who", "no_needs"], "entry_workbook"),
        (["Who", "Need"], "plain"),
        (["id", "Who"], "plain"),
        (["Start time", "Who"], "plain"),
        (["no_needs", "Who"], "plain"),
    ],
)
def test_a_tool_is_known_by_its_own_columns_in_any_order(
    survey_folder: Make, header: list[object], tool: str
) -> None:
    row: list[object] = ["x"] * len(header)
    assert export_of(survey_folder, [header, row]).tool.name == tool
    assert export_of(survey_folder, [header[::-1], row]).tool.name == tool


def test_lists_are_parted_by_blanks_in_kobo(survey_folder: Make) -> None:
    export = export_of(survey_folder, [["Who"], ["Fiji"]], tool="kobo")
    assert export.separator == "space"


def test_only_times_that_mean_one_moment_are_read_without_being_told_how() -> None:
    formats = {tool.name: tool.date_formats for tool in TOOLS if tool.date_formats}
    assert formats == {"google_forms": ("%Y/%m/%d %I:%M:%S %p %Z",)}


def test_the_entry_workbook_says_itself_when_a_reply_came_and_that_it_has_no_needs(
    survey_folder: Make,
) -> None:
    header = ["date_received", "Who", "Need [Valuation]", "Need [Origin]", "Note"]
    row = ["2025-12-01", "Fiji", "", "", ""]
    folder = survey_folder({"a.csv": [[*header, "no_needs"], [*row, "1"]]})
    survey = read_survey(folder)
    export = read_export(survey.round_files[0])
    assert export.own == {"date_received": "replied_on", "no_needs": "no_needs"}
    assert header_problems(survey, export) == []


def test_a_column_that_the_entry_workbook_reads_itself_is_not_mapped_again(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {"a.csv": [["date_received", "no_needs", "Who"], ["2025-12-01", "1", "Fiji"]]},
        questions="question_id,kind\nwho,respondent\nwhen,replied_on",
        columns="question_id,r1\nwho,Who\nwhen,date_received",
    )
    survey = read_survey(folder)
    (said,) = header_problems(survey, read_export(survey.round_files[0]))
    assert str(said) == (
        'codebook/columns.csv, row 3, r1: "date_received" stands here and in what the '
        "file itself says it is for; keep one of the two."
    )
