"""Each tool's export has the tool's own shape, down to its marks and quotes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from rocb_analysis.intake.columns import header_problems
from rocb_analysis.intake.export import read_export
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.tools import TOOLS, Tool
from rocb_analysis.synthetic import simulate

MEMBERS = "member_id,name,short_name,sub_region,role\n" + "".join(
    f"M{number},Member {number},,North,member\n" for number in range(30)
)
QUESTIONS = (
    "question_id,kind,scale_id,about\nwho,respondent,,\nwhen,replied_on,,\n"
    "any,one,any,context\nneed,top_n,goods,need\nhelp,many,kinds,assistance\n"
    "ways,many,,assistance\n"
)
SCALES = (
    "scale_id,answer,value,subject_id,state,label\nany,Yes,1,,,\nany,None,0,,no_needs,\n"
    "goods,Bread,,bread,,\ngoods,Milk,,milk,,\ngoods,Salt,,salt,,\n"
    'kinds,"Workshop, near",,,,\nkinds,Visit,,,,\nkinds,Book,,,,\n'
)
SUBJECTS = (
    "subject_id,label\nbread,Bread\nmilk,Milk\nsalt,Salt\nlend,Lend\ngive,Give away\n"
)
# Headers of: who, when, any, need in two places, help in two places, two ways.
HEADERS = {
    "surveymonkey": (
        "Who? | Response;End Date;Any? | Response;Needs | First;Needs | Second;"
        "Help | First;Help | Second;Ways | Lend;Ways | Give away"
    ),
    "qualtrics": (
        "Q1 | Who?;RecordedDate | Recorded Date;Q2 | Any?;Q3_1 | Needs - First;"
        "Q3_2 | Needs - Second;Q4_1 | Help - First;Q4_2 | Help - Second;;"
    ),
    "kobo": (
        "who;_submission_time;any;needs/first;needs/second;help/first;help/second;;"
    ),
    "limesurvey": (
        "Who?;Date submitted;Any?;First;Second;Help [First];Help [Second];"
        "Ways [Lend];Ways [Give away]"
    ),
    "microsoft_forms": (
        "Who are you? Your name;Completion time;Any?;First;Second;Help.First;"
        "Help.Second;;"
    ),
    "entry_workbook": "Who?;;Any?;First;Second;Help.First;Help.Second;;",
}
OWN = {
    "surveymonkey": ["Respondent ID", "Collector ID", "Start Date", "IP Address"],
    "qualtrics": ["StartDate | Start Date", "Progress | Progress", "ResponseId | Id"],
    "kobo": [
        *("start", "end", "_id", "_uuid", "_status", "_index"),
        *("help/first/Visit", "help/first/Book"),
    ],
    "limesurvey": ["Response ID", "Last page", "Seed"],
    "microsoft_forms": ["ID", "Start time", "Email", "Name"],
    "entry_workbook": [],
}
Cells = list[list[str]]


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., bytes]:
    """Return a function that simulates a small survey in the shape of one tool.

    Member M0 says that it has no needs; all others reply as drawn.
    """

    def export(tool: str, file: str, **tables: str) -> bytes:
        folder = tmp_path / "larder"
        rows = zip(
            "who when any need need help help ways ways".split(),
            ["", "", "", "", "", "", "", "lend", "give"],
            ["", "", "", "1", "2", "1", "2", "", ""],
            HEADERS.get(tool, HEADERS["entry_workbook"]).split(";"),
            strict=True,
        )
        said = {
            "codebook/rounds": "round,file,sheet,source,asked_on,export\n"
            + f"r,{file},,{'mail' if tool == 'entry_workbook' else ''},2001-05-07,"
            + ("auto" if tool == "entry_workbook" else tool),
            "codebook/questions": QUESTIONS,
            "codebook/scales": SCALES,
            "codebook/subjects": SUBJECTS,
            "codebook/members": MEMBERS,
            "codebook/columns": "question_id,subject_id,position,r\n"
            + "\n".join(",".join(row) for row in rows),
            "codebook/ignored_columns": "round,header,reason\n"
            + "\n".join(f"r,{header},Not read" for header in OWN.get(tool, [])),
            "simulation/replies": "member_id,round,source,beside,picks\nM0,r,,,0\n",
            **tables,
        }
        for name, text in {"survey.toml": 'title = "Larder"', **said}.items():
            path = folder / (name if "." in name else f"{name}.csv")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        simulate(read_survey(folder), tmp_path / "out", seed=4)
        return (tmp_path / "out" / "rounds" / file).read_bytes()

    return export


def workbook(data: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def text(data: bytes) -> Cells:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def of_member(rows: Cells, who: str) -> list[str]:
    return next(row for row in rows if who in [cell.strip() for cell in row])


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
@pytest.mark.parametrize("file", ["r.csv", "r.xlsx"])
def test_what_is_written_of_a_tool_is_read_as_that_tools(
    exported: Callable[..., bytes], tmp_path: Path, tool: Tool, file: str
) -> None:
    who = "Who? | Answer" if tool.header_rows > 1 else "Who?"
    columns = [c for c in (*tool.columns, *tool.columns_after) if not c.job]
    ignored = "".join(f"r,{column.names[0]},Not read\n" for column in columns)
    exported(
        tool.name,
        file,
        **{
            "codebook/rounds": "round,file,asked_on,export\n"
            f"r,{file},2001-05-07,{tool.name}",
            "codebook/columns": f"question_id,r\nwho,{who}\nneed,Bread?",
            "codebook/questions": "question_id,kind,about\nwho,respondent,\n"
            "need,yes_no,need",
            "codebook/ignored_columns": f"round,header,reason\n{ignored}",
        },
    )
    survey = read_survey(tmp_path / "out")
    export = read_export(replace(survey.round_files[0], export="auto"))
    assert export.tool is tool
    assert header_problems(survey, export) == []
    assert len(export.headers) == 2 + len(columns) + len(tool.jobs)


# SurveyMonkey


def test_surveymonkey_writes_a_heading_once_over_its_columns(
    exported: Callable[..., bytes],
) -> None:
    above, below, *_ = workbook(exported("surveymonkey", "r.xlsx"))
    assert above[3:] == [
        *("End Date", "IP Address", "Who?", "Any?", "Needs", None),
        *("Help", None, "Ways", None),
    ]
    assert below == [
        *[None] * 5,
        *("Response", "Response", "First", "Second", "First", "Second"),
        *("Lend", "Give away"),
    ]


def test_surveymonkey_repeats_an_option_where_it_is_ticked(
    exported: Callable[..., bytes],
) -> None:
    _, _, *rows = workbook(exported("surveymonkey", "r.xlsx"))
    ticked = [str(row[-1]).strip() if row[-1] else None for row in rows]
    assert set(ticked) == {"Give away", None}


def test_surveymonkey_puts_the_newest_reply_first(
    exported: Callable[..., bytes],
) -> None:
    _, _, *rows = workbook(exported("surveymonkey", "r.xlsx"))
    ended = [row[3] for row in rows]
    ids = [row[0] for row in rows]
    assert ended == sorted(ended, reverse=True)
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == len(ids) > 5


# Qualtrics


def test_qualtrics_names_each_column_for_a_machine_in_its_third_row(
    exported: Callable[..., bytes],
) -> None:
    names, texts, ids, *_ = text(exported("qualtrics", "r.csv"))
    assert names[-4:] == ["Q3_1", "Q3_2", "Q4_1", "Q4_2"]
    assert texts[-1] == "Help - Second"
    assert ids[-1] == '{"ImportId":"QID4_2"}'
    assert ids[0] == '{"ImportId":"startDate","timeZone":"UTC"}'


def test_qualtrics_marks_the_file_and_ends_lines_its_own_way(
    exported: Callable[..., bytes],
) -> None:
    data = exported("qualtrics", "r.csv")
    assert data.startswith(b"\xef\xbb\xbfStartDate,")
    assert b"\r" not in data


def test_qualtrics_lists_answers_with_commas_and_no_blank(
    exported: Callable[..., bytes],
) -> None:
    rows = text(exported("qualtrics", "r.csv"))[3:]
    lists = {row[-2].strip() for row in rows if row}
    assert any("Workshop, near,Visit" in one for one in lists)


# KoboToolbox


def test_kobo_repeats_a_list_of_names_in_a_column_an_option(
    exported: Callable[..., bytes],
) -> None:
    scales = SCALES.replace('"Workshop, near"', "Workshop_near")
    header, *rows = workbook(exported("kobo", "r.xlsx", **{"codebook/scales": scales}))
    place = header.index("help/first")
    assert header[place + 1 : place + 3] == ["help/first/Visit", "help/first/Book"]
    seen = set()
    for row in rows:
        listed = str(row[place] or "").split()
        seen |= {*listed}
        expected = [str(int(one in listed)) for one in ("Visit", "Book")]
        assert row[place + 1 : place + 3] == (expected if listed else [None, None])
    assert seen == {"Workshop_near", "Visit", "Book"}


def test_kobo_writes_every_cell_as_text_with_its_own_columns_last(
    exported: Callable[..., bytes],
) -> None:
    header, *rows = workbook(exported("kobo", "r.xlsx"))
    assert header[:2] == ["start", "end"]
    assert header[-5:] == ["_id", "_uuid", "_submission_time", "_status", "_index"]
    assert {type(cell) for row in rows for cell in row if cell} == {str}
    zone = r"2001-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+\d\d:00"
    assert all(re.fullmatch(zone, str(row[1])) for row in rows)
    assert all(re.fullmatch(r"[-\dT:]{19}", str(row[-3])) for row in rows)


# LimeSurvey


def test_limesurvey_quotes_every_cell_and_closes_with_an_empty_line(
    exported: Callable[..., bytes],
) -> None:
    data = exported("limesurvey", "r.csv")
    assert data.startswith(b'\xef\xbb\xbf"Response ID","Date submitted",')
    assert data.endswith(b'"\r\n\r\n')


def test_limesurvey_says_yes_no_or_that_an_option_was_not_shown(
    exported: Callable[..., bytes],
) -> None:
    rows = [row for row in text(exported("limesurvey", "r.csv"))[1:] if row]
    assert {cell.strip() for row in rows for cell in row[-2:]} >= {"Yes", "No", "N/A"}
    none = of_member(rows, "None")
    assert none[-2:] == ["N/A", "N/A"]
    shown = [row for row in rows if "Yes" in row[-2:]]
    assert not any("N/A" in row for row in shown)


def test_limesurvey_does_not_date_a_reply_that_was_broken_off(
    exported: Callable[..., bytes],
) -> None:
    rows = [row for row in text(exported("limesurvey", "r.csv"))[1:] if any(row)]
    undated = [row for row in rows if not row[1]]
    assert [row[2] for row in undated] == ["1"]
    assert undated[0][5:] == ["", "", "", "", "", "N/A", "N/A"]


# Microsoft Forms, and the office's own workbook


def test_microsoft_forms_leaves_its_marks_in_headers_and_lists(
    exported: Callable[..., bytes],
) -> None:
    header, *rows = workbook(exported("microsoft_forms", "r.xlsx"))
    assert header[5] == "Who are you?\nYour name"
    assert header[6] == "Any?\u00a0"
    lists = {str(row[-1]).strip() for row in rows if row[-1]}
    assert lists
    assert all(one.endswith(";") for one in lists)


def test_the_entry_workbook_holds_days_and_says_no_needs_in_a_column_of_its_own(
    exported: Callable[..., bytes],
) -> None:
    header, *rows = workbook(exported("entry_workbook", "r.xlsx"))
    assert header == [
        *("date_received", "Who?", "Any?", "First", "Second"),
        *("Help.First", "Help.Second", "no_needs"),
    ]
    assert {str(row[0])[10:] for row in rows} == {" 00:00:00"}
    (none,) = [row for row in rows if row[-1]]
    assert none[2:] == [None, None, None, None, None, 1]


@pytest.mark.parametrize("tool", HEADERS)
def test_a_file_of_a_tool_is_the_same_in_every_run(
    tool: str, exported: Callable[..., bytes], tmp_path: Path
) -> None:
    one = exported(tool, "r.xlsx")
    simulate(read_survey(tmp_path / "larder"), tmp_path / "again", seed=4)
    assert (tmp_path / "again" / "rounds" / "r.xlsx").read_bytes() == one
