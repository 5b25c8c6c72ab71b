"""A survey folder drafted from one export."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.drafting.new_survey import new_survey
from rocb_analysis.pipeline import check, report
from rocb_analysis.survey import read_survey

HEADER = [
    "Timestamp",
    "Email Address",
    "Member administration",
    "Need [Valuation]",
    "Need [Origin]",
    "Which subjects? Choose all that apply",
    "Anything else",
]
REPLIES = [
    [
        "2021-12-14 09:05:33",
        "a@fiji.example",
        "Fiji",
        "Low",
        "High",
        "Audit, Transit",
        "",
    ],
    [
        "2021-12-15 09:05:33",
        "b@tonga.example",
        "Tonga",
        "High",
        "Low",
        "Audit",
        "Thanks",
    ],
    [
        "2021-12-16 09:05:33",
        "c@samoa.example",
        "Samoa",
        "Medium",
        "High",
        "Transit, Audit",
        "",
    ],
    ["2021-12-17 09:05:33", "d@nauru.example", "Nauru", "High", "Low", "Transit", ""],
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return written(tmp_path / "answers.csv", [HEADER, *REPLIES])


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_header_is_mapped_or_left_out_with_a_reason(
    tmp_path: Path, export: Path
) -> None:
    new_survey(tmp_path / "mine", export)
    assert [p for p in check(tmp_path / "mine") if p.stops] == []
    left = read(tmp_path / "mine" / "codebook" / "ignored_columns.csv")
    assert [(row["header"], row["reason"][:13]) for row in left] == [
        ("Email Address", "Personal data")
    ]


def test_kinds_are_suggested_and_nothing_is_said_to_be_about_need(
    tmp_path: Path, export: Path
) -> None:
    new_survey(tmp_path / "mine", export)
    questions = read_survey(tmp_path / "mine").questions
    assert list(questions["kind"]) == [
        "replied_on",
        "respondent",
        "level",
        "many",
        "text",
    ]
    assert set(questions["about"]) == {""}


def test_the_round_is_named_by_the_year_and_dated_by_the_first_reply(
    tmp_path: Path, export: Path
) -> None:
    made = new_survey(tmp_path / "mine", export)
    rounds = read_survey(tmp_path / "mine").rounds.iloc[0]
    assert made.label == rounds["round"] == "2021"
    assert (rounds["asked_on"], rounds["status"], rounds["data_kind"]) == (
        "2021-12-14",
        "open",
        "real",
    )
    assert len(rounds["sha256"]) == 64


def test_a_year_in_the_name_that_the_dates_deny_names_no_round(tmp_path: Path) -> None:
    export = written(tmp_path / "needs_2019.csv", [HEADER, *REPLIES])
    assert new_survey(tmp_path / "mine", export).label == "1"


def test_dates_that_can_be_read_two_ways_leave_the_round_undated(
    tmp_path: Path,
) -> None:
    rows = [["1/2/2022 10:00:00", *row[1:]] for row in REPLIES]
    made = new_survey(
        tmp_path / "mine", written(tmp_path / "answers.csv", [HEADER, *rows])
    )
    assert read_survey(tmp_path / "mine").rounds.iloc[0]["asked_on"] == ""
    assert any("%d/%m/%Y" in s and "%m/%d/%Y" in s for s in made.sentences)


def test_no_address_stands_in_the_codebook_or_the_review(
    tmp_path: Path, export: Path
) -> None:
    new_survey(tmp_path / "mine", export)
    files = [p for p in (tmp_path / "mine").rglob("*.*") if p.parent.name != "rounds"]
    assert len(files) > 5
    assert [p.name for p in files if ".example" in p.read_text("utf-8-sig")] == []


def test_each_suggestion_says_why(tmp_path: Path, export: Path) -> None:
    new_survey(tmp_path / "mine", export)
    review = read(tmp_path / "mine" / "review" / "2021.csv")
    assert {row["what"] for row in review} == {"question", "ignored column", "round"}
    assert all(row["why"] for row in review)


@pytest.mark.parametrize("question", ["need", "subjects_choose_all_that"])
def test_a_report_runs_once_a_question_is_marked_as_need(
    tmp_path: Path, export: Path, question: str
) -> None:
    folder = tmp_path / "mine"
    new_survey(folder, export)
    path = folder / "codebook" / "questions.csv"
    rows = read(path)
    assert question in [row["question_id"] for row in rows]
    for row in rows:
        row["about"] = "need" if row["question_id"] == question else ""
    written(path, [list(rows[0]), *(list(row.values()) for row in rows)])
    out = report(folder, out=tmp_path / "out")
    priorities = read(out / "tables" / "priorities.csv")
    assert {row["answered"] for row in priorities} <= {"4", "0"}
    assert len(priorities) == 2


def test_members_become_the_frame_with_ids_of_their_names(
    tmp_path: Path, export: Path
) -> None:
    names = [[name] for name in ("Fiji", "Tonga", "Samoa", "Nauru", "Cook Islands")]
    members = written(tmp_path / "members.csv", [["Name"], *names])
    new_survey(tmp_path / "mine", export, members=members)
    assert (
        list(read_survey(tmp_path / "mine").members["member_id"])[-1] == "cook_islands"
    )
    assert [p for p in check(tmp_path / "mine") if p.stops] == []


def test_a_name_of_no_member_is_listed_with_the_nearest_and_not_applied(
    tmp_path: Path, export: Path
) -> None:
    names = [["Fiji"], ["Tonga"], ["Samoa"], ["Naurou"]]
    members = written(tmp_path / "members.csv", [["name"], *names])
    made = new_survey(tmp_path / "mine", export, members=members)
    review = read(tmp_path / "mine" / "review" / "2021.csv")
    (row,) = [row for row in review if row["what"] == "name of no member"]
    assert (row["where"], row["suggestion"], row["likeness"]) == (
        "Nauru",
        "Naurou",
        "0.91",
    )
    assert any("1 name is no member's" in sentence for sentence in made.sentences)
    assert read_survey(tmp_path / "mine").spellings.empty


def drafted(tmp_path: Path, rows: list[list[str]]) -> Path:
    new_survey(tmp_path / "mine", written(tmp_path / "answers.csv", rows))
    return tmp_path / "mine"


def test_a_grid_whose_columns_share_its_answers_is_a_scale_to_be_put_in_order(
    tmp_path: Path,
) -> None:
    said = ["Not relevant for me", "Somewhat useful", "Critical to me"]
    rows = [[said[n % 3], said[(n + 1) % 3]] for n in range(6)]
    folder = drafted(tmp_path, [["Use [Audit]", "Use [Origin]"], *rows])
    survey = read_survey(folder)
    assert list(survey.questions["kind"]) == ["level"]
    assert set(survey.scales["value"]) == {""}
    (row,) = [r for r in read(folder / "review" / "1.csv") if r["what"] == "question"]
    assert row["to_decide"].startswith("put the values in order")
    assert [p for p in check(folder) if p.stops] == []


def test_limesurveys_ticks_beside_an_other_are_options(tmp_path: Path) -> None:
    header = ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
    header += ["Help [Mission]", "Help [Course]", "Help [Other]", "Offer [Audit]"]
    own = ["2021-12-14 09:05:33", "4", "en", "17"]
    rows = [
        ["1", *own, "Yes", "No", "", "N/A"],
        ["2", *own, "No", "Yes", "A visit", "Yes"],
        ["3", *own, "N/A", "N/A", "", "No"],
    ]
    folder = drafted(tmp_path, [header, *rows])
    survey = read_survey(folder)
    assert survey.rounds.iloc[0]["export"] == "limesurvey"
    kinds = survey.questions.set_index("question_id")["kind"].to_dict()
    assert kinds["help"] == "many"
    columns = survey.columns[survey.columns["question_id"] == "help"]
    assert list(columns["subject_id"]) == ["mission", "course", "other"]
    assert set(survey.scales["answer"]) == {"N/A"}
    assert set(survey.scales["state"]) == {"not_answered"}
    assert [p for p in check(folder) if p.stops] == []


def test_documents_call_a_member_as_they_call_a_respondent(
    tmp_path: Path, export: Path
) -> None:
    new_survey(tmp_path / "mine", export)
    settings = read_survey(tmp_path / "mine").settings
    assert settings.wording["member"] == settings.respondent == "respondent"


def test_a_district_of_the_members_is_kept_as_their_sub_region(
    tmp_path: Path, export: Path
) -> None:
    rows = [["name", "District"], ["Fiji", "North"], ["Tonga", "South"]]
    members = written(tmp_path / "members.csv", rows)
    new_survey(tmp_path / "mine", export, members=members)
    survey = read_survey(tmp_path / "mine")
    assert list(survey.members["sub_region"]) == ["North", "South"]
    assert survey.settings.wording["sub_region"] == "district"
    review = read(tmp_path / "mine" / "review" / "2021.csv")
    assert [
        (row["where"], row["suggestion"])
        for row in review
        if row["what"] == "column of members"
    ] == [("district", "sub_region")]


def test_a_microsoft_forms_workbook_is_drafted_as_such(tmp_path: Path) -> None:
    header = ["ID", "Start time", "Completion time", "Email", "Name", "Mode", "Wishes"]
    with xlsxwriter.Workbook(tmp_path / "form.xlsx") as book:
        sheet = book.add_worksheet("Sheet1")
        rows = [
            ["1", "2021-12-14", "2021-12-14", "anonymous", "", "Online", "A;B;"]
        ] * 3
        for number, row in enumerate([header, *rows]):
            sheet.write_row(number, 0, row)
    new_survey(tmp_path / "mine", tmp_path / "form.xlsx")
    survey = read_survey(tmp_path / "mine")
    assert survey.rounds.iloc[0]["export"] == "microsoft_forms"
    assert list(survey.questions["kind"]) == ["replied_on", "one", "many"]
    assert set(survey.ignored_columns["header"]) == {
        "ID",
        "Start time",
        "Email",
        "Name",
    }


def spoiled_members(folder: Path) -> dict[str, Path]:
    return {"members": written(folder / "members.csv", [["country"], ["Fiji"]])}


def test_a_members_file_without_names_makes_nothing(
    tmp_path: Path, export: Path
) -> None:
    with pytest.raises(SurveyError, match="has no column name"):
        new_survey(tmp_path / "mine", export, **spoiled_members(tmp_path))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answers.csv", "members.csv"]


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, export: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.txt").write_text("mine")
    with pytest.raises(SurveyError, match="is not empty"):
        new_survey(tmp_path / "mine", export)
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["own.txt"]


def test_a_missing_export_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match="There is no file"):
        new_survey(tmp_path / "mine", tmp_path / "no.csv")
    assert list(tmp_path.iterdir()) == []


def test_labels_that_are_ids_of_other_subjects_clash_nowhere(tmp_path: Path) -> None:
    cells = ["Web; web", "Web", "web; Web", "web", "Web; web", "Web"]
    rows = [["Which?"], *([cell] for cell in cells)]
    new_survey(tmp_path / "mine", written(tmp_path / "answers.csv", rows))
    assert [p for p in check(tmp_path / "mine") if p.stops] == []
