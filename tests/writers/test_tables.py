"""Tables and manifest, the same byte for byte."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest

from rocb_analysis.core.tables import arrange
from rocb_analysis.writers.tables_and_sheets import (
    csv_text,
    write_manifest,
    write_tables,
)

PRIORITIES = arrange(
    pd.DataFrame(
        {
            "round": "2024",
            "sub_region": "all",
            "subject_id": ["roo", "aeo"],
            "members": [34, None],
            "share_pct": [50.0, None],
            "score": [0.25, None],
        }
    ),
    "priorities",
)


def test_decimals_are_printed_as_the_contract_says():
    row = csv_text(PRIORITIES, "priorities").splitlines()[2]
    assert row.startswith("2024,all,roo,34,,,50.0,")
    assert ",0.250," in row


def test_p_values_have_four_decimals():
    numbers = pd.DataFrame({"round": ["2024"], "n_clusters": [2], "p_value": [0.05]})
    text = csv_text(arrange(numbers, "cluster_numbers"), "cluster_numbers")
    assert text.splitlines()[1] == "2024,2,,,,,,0.0500,"


def test_a_blank_is_printed_as_nothing():
    row = csv_text(PRIORITIES, "priorities").splitlines()[1]
    assert set(row.removeprefix("2024,all,aeo")) == {","}


def test_a_word_in_place_of_a_count_is_printed():
    withheld = PRIORITIES.assign(needing=["fewer than 5", 7])
    assert ",fewer than 5," in csv_text(withheld, "priorities")


def test_the_header_is_printed_though_there_is_no_row():
    text = csv_text(arrange(pd.DataFrame(), "response_rates"), "response_rates")
    assert text == "round,sub_region,members,replied,share_pct\n"


def test_commas_quotes_and_lines_in_a_text_stay_in_their_cell():
    found = 'say "yes",\nthen go'
    issues = arrange(pd.DataFrame({"round": ["2024"], "found": [found]}), "issues")
    assert '"say ""yes"",\nthen go"' in csv_text(issues, "issues")


def test_tables_are_written_as_utf_8_with_plain_line_ends(tmp_path):
    members = arrange(pd.DataFrame({"round": ["Türkiye"], "column": ["é"]}), "ledger")
    write_tables({"ledger": members}, tmp_path / "tables")
    raw = (tmp_path / "tables" / "ledger.csv").read_bytes()
    assert raw == csv_text(members, "ledger").encode()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


def test_the_same_tables_are_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        write_tables({"priorities": PRIORITIES.copy()}, tmp_path / folder)
    one, two = (tmp_path / folder / "priorities.csv" for folder in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.fixture
def survey(make_survey):
    """A survey with its one file in place."""
    survey = make_survey(
        settings="seed = 7", rounds="round,file,data_kind\n2024,a.csv,real"
    )
    (survey.path / "rounds").mkdir()
    (survey.path / "rounds" / "a.csv").write_text("Do you need it?\nyes\n")
    return survey


@pytest.fixture
def output(tmp_path):
    """A folder with two files that a run has made."""
    folder = tmp_path / "output"
    (folder / "for_heads").mkdir(parents=True)
    (folder / "START_HERE.html").write_text("start")
    (folder / "for_heads" / "brief.html").write_text("brief")
    return folder


def manifest(folder, survey):
    """Write the manifest and read it back."""
    write_manifest(folder, survey, round_name="2024", edition="internal")
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_manifest_says_what_was_run(output, survey):
    said = manifest(output, survey)
    assert (said["survey"], said["round"], said["edition"]) == (
        "survey",
        "2024",
        "internal",
    )
    assert (said["data_kind"], said["seed"]) == ("real", 7)
    named = {"rocb_analysis", "python", "pandas", "numba", "python-docx", "typst"}
    assert named <= set(said["versions"])


def test_the_manifest_holds_the_sha256_of_every_output_in_order(output, survey):
    assert list(manifest(output, survey)["outputs"].items()) == [
        ("START_HERE.html", sha256("start")),
        ("for_heads/brief.html", sha256("brief")),
    ]


def test_the_manifest_knows_the_planning_book_plans_and_the_slide_template(
    output, make_survey
):
    survey = make_survey(
        settings='slide_template = "office.potx"', rounds="round,file\n2024,a.csv"
    )
    for name in ("office.potx", "planning.xlsx", "plans/2024-25.csv"):
        (survey.path / name).parent.mkdir(exist_ok=True)
        (survey.path / name).write_text(name, encoding="utf-8")
    inputs = manifest(output, survey)["inputs"]
    assert inputs["office.potx"] == sha256("office.potx")
    assert {"planning.xlsx", "plans/2024-25.csv"} <= set(inputs)


def test_the_manifest_holds_the_sha256_of_every_input_in_order(output, survey):
    inputs = manifest(output, survey)["inputs"]
    assert list(inputs) == [
        "codebook/columns.csv",
        "codebook/questions.csv",
        "codebook/rounds.csv",
        "rounds/a.csv",
        "survey.toml",
    ]
    assert inputs["rounds/a.csv"] == sha256("Do you need it?\nyes\n")


@pytest.mark.parametrize("name", ["~$codebook.xlsx", ".~lock.rounds.csv#", "notes.txt"])
def test_what_an_open_spreadsheet_lays_beside_is_no_input(output, survey, name):
    (survey.path / "codebook" / name).write_text("a lock")
    assert f"codebook/{name}" not in manifest(output, survey)["inputs"]


@pytest.mark.parametrize("place", ["codebook.xlsx", "codebook/codebook.xlsx"])
def test_a_codebook_that_is_one_workbook_is_an_input(output, survey, place):
    (survey.path / place).write_bytes(b"a workbook")
    assert place in manifest(output, survey)["inputs"]


def test_the_manifest_holds_no_time_and_no_path_of_the_machine(
    output, survey, tmp_path
):
    write_manifest(output, survey, round_name="2024", edition="internal")
    first = (output / "manifest.json").read_bytes()
    (output / "manifest.json").unlink()
    write_manifest(output, survey, round_name="2024", edition="internal")
    assert (output / "manifest.json").read_bytes() == first
    assert str(tmp_path) not in first.decode()
