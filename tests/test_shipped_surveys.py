"""The shipped surveys: every cell accounted for, published figures, planted truth."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from rocb_analysis import open_survey
from rocb_analysis.clean import Cleaned, clean_survey
from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import COUNT, DECIMALS, TABLES, TEXT
from rocb_analysis.core.text import plain
from rocb_analysis.intake.export import read_export
from rocb_analysis.pipeline import check
from rocb_analysis.response import straight_lining
from rocb_analysis.survey.marks import data_kind_of
from rocb_analysis.writers.tables_and_sheets import csv_text
from tests.shipped import results_of

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
SURVEYS = ("rocb_ap", "sib_training_needs", "spack_user_survey")
# Rows above the replies, where a tool writes more than one.
ABOVE = {"surveymonkey": 2, "qualtrics": 3}
SPACK_WORKBOOKS = ROOT / "tests" / "data" / "spack_user_survey"


def raw_rows(path: Path) -> list[list[str]]:
    """Read a file independently of the library."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


every_survey = pytest.mark.parametrize(
    "name", [*SURVEYS, "rocb_ap_follow_up", "lpi_ap"]
)
# Whose files have a row a reply.
wide_survey = pytest.mark.parametrize("name", [*SURVEYS, "rocb_ap_follow_up"])


@every_survey
def test_the_ledger_balances_for_every_column(name: str) -> None:
    ledger = results_of(name).ledger
    fates = ledger[["blank", "kept", "recoded", "set_aside"]].sum(axis="columns")
    assert (ledger["cells"] == fates).all()


@wide_survey
def test_the_ledger_counts_the_cells_that_openpyxl_and_csv_count(name: str) -> None:
    ledger = results_of(name).ledger
    for file in open_survey(RAW / name).round_files:
        rows = raw_rows(file.path)
        filled = [
            (i, j) for i, row in enumerate(rows) for j, c in enumerate(row) if c.strip()
        ]
        height = 1 + max(i for i, _ in filled) - ABOVE.get(file.export, 1)
        width = 1 + max(j for _, j in filled)
        here = ledger[ledger["file"] == file.file]
        assert len(here) == width
        assert set(here["cells"]) == {height}


@wide_survey
def test_the_ledger_counts_as_many_blanks_as_there_are(name: str) -> None:
    ledger = results_of(name).ledger
    for file in open_survey(RAW / name).round_files:
        rows = raw_rows(file.path)[ABOVE.get(file.export, 1) :]
        filled = sum(bool(cell.strip()) for row in rows for cell in row)
        here = ledger[ledger["file"] == file.file]
        assert (here["cells"] - here["blank"]).sum() == filled


@wide_survey
def test_each_answer_stands_in_the_cell_that_its_row_and_column_name(name: str) -> None:
    results = results_of(name)
    reply = ["round", "respondent_id"]
    corrected = pd.MultiIndex.from_frame(results.survey.corrections[reply])
    told = results.responses.merge(results.respondents, on=reply)
    told = told[~pd.MultiIndex.from_frame(told[reply]).isin(corrected)]
    asked = told[told["state"] != "not_asked"]
    told = told[told["column"] != ""]
    assert len(told) > 0.95 * len(asked)
    for file in results.survey.round_files:
        rows, places = raw_rows(file.path), read_export(file).column_names
        here = told[(told["round"] == file.round) & (told["file"] == file.file)]
        for one in here.itertuples():
            cell = rows[one.row - 1][places.index(one.column)]
            assert plain(one.answer) in plain(cell), (file.file, one)


@every_survey
def test_the_files_are_those_that_were_received(name: str) -> None:
    survey = open_survey(RAW / name)
    for file in survey.round_files:
        found = hashlib.sha256(file.path.read_bytes()).hexdigest()
        assert survey.rounds.loc[file.row, "sha256"] == found, file.file


@every_survey
def test_the_committed_tables_are_made_again(name: str) -> None:
    """Keys, text and whole numbers exactly; decimals within one of the last digit."""
    kind = data_kind_of(results_of(name).survey)
    for table, frame in results_of(name).tables().items():
        committed = ROOT / "data" / "processed" / name / "tables" / f"{table}.csv"
        stored = pd.read_csv(committed, dtype=str, keep_default_na=False)
        made = pd.DataFrame(
            list(csv.reader(csv_text(frame, table, kind).splitlines(True)))
        )
        made = made.iloc[1:].set_axis(made.iloc[0].tolist(), axis="columns")
        assert list(made) == list(stored)
        assert set(made.get("data_kind", [])) <= {kind}
        for column in TABLES[table].columns:
            ours, theirs = made[column.name].tolist(), stored[column.name].tolist()
            if column.type in {TEXT, COUNT}:
                assert ours == theirs, f"{table}.{column.name}"
                continue
            unit = 1.001 * 10 ** -DECIMALS[column.type]
            far = [
                pair
                for pair in zip(ours, theirs, strict=True)
                if pair[0] != pair[1] and abs(float(pair[0]) - float(pair[1])) > unit
            ]
            assert far == [], f"{table}.{column.name}"


@every_survey
def test_results_are_said_on_one_screen(name: str) -> None:
    told = repr(results_of(name))
    assert len(told) < 2000
    assert f"priorities {len(results_of(name).priorities):,}" in told


@pytest.mark.parametrize("name", [*SURVEYS[1:], "lpi_ap"])
def test_nothing_is_left_to_decide_in_the_real_surveys(name: str) -> None:
    assert results_of(name).quality.unsettled.empty


# SIB


def test_sib_has_260_respondents_and_33_topics() -> None:
    results = results_of("sib_training_needs")
    assert len(results.respondents) == 260
    assert results.needs["subject_id"].nunique() == 33


def test_the_one_who_answered_alike_explains_all_33_published_scores() -> None:
    results = results_of("sib_training_needs")
    flat = straight_lining(results.survey, results.responses)
    (who,) = flat.loc[flat["whole"], "respondent_id"]
    theirs = results.responses[results.responses["respondent_id"] == who]
    topics = set(results.needs["subject_id"])
    assert set(theirs.loc[theirs["subject_id"].isin(topics), "value"]) == {5.0}
    label = results.survey.subjects.set_index("subject_id")["label"]
    folder = RAW / "sib_training_needs" / "published"
    printed = pd.read_csv(folder / "cluster_course_topic_preference_order.csv")
    printed = printed.groupby("sub_question")[["cumulative_score", "n_responses"]].sum()
    ours = results.weighted_scores.assign(
        topic=results.weighted_scores["subject_id"].map(label)
    ).set_index("topic")
    assert sorted(ours.index) == sorted(printed.index)
    assert set(ours["score"] - printed["cumulative_score"]) == {2.0}
    assert set(ours["answered"] - printed["n_responses"]) == {1}


# Spack


def test_spack_has_its_published_numbers_of_replies_and_rated_items() -> None:
    results = results_of("spack_user_survey")
    assert results.respondents.groupby("round").size().tolist() == [170, 179, 182]
    asked = results.responses[results.responses["state"] != "not_asked"]
    kinds = {q.question_id: q.kind for q in results.survey.question.values()}
    rated = asked[(asked["question_id"].map(kinds) == "level")]
    rated = rated[rated["subject_id"] != ""]
    assert rated.groupby("round")["subject_id"].nunique().tolist() == [16, 19, 20]
    needs = results.needs[results.needs["asked"] == 1]
    assert needs.groupby("round")["subject_id"].nunique().tolist() == [12, 15, 16]
    quality = rated[rated["question_id"] == "quality"]
    assert quality.groupby("round")["subject_id"].nunique().tolist() == [4, 4, 4]


@pytest.fixture(scope="module")
def spack_from_workbooks(tmp_path_factory: pytest.TempPathFactory) -> Cleaned:
    folder = tmp_path_factory.mktemp("spack") / "spack"
    shutil.copytree(RAW / "spack_user_survey", folder)
    for path in SPACK_WORKBOOKS.glob("*.xlsx"):
        shutil.copy(path, folder / "rounds")
    rounds = folder / "codebook" / "rounds.csv"
    said = pd.read_csv(rounds, dtype=str, keep_default_na=False)
    files = said["file"].str.replace(".csv", ".xlsx")
    # They are other files than those received: their sums are not checked.
    said.assign(file=files, sha256="").to_csv(rounds, index=False)
    return clean_survey(open_survey(folder))


KEY = ["round", "respondent_id", "question_id", "subject_id", "position"]


def test_csv_and_workbook_agree_on_every_rated_item_and_time_stamp(
    spack_from_workbooks: Cleaned,
) -> None:
    results = results_of("spack_user_survey")
    level = {q for q, said in results.survey.question.items() if said.kind == "level"}
    one, other = results.responses, spack_from_workbooks.responses
    one = one[one["question_id"].isin(level)].reset_index(drop=True)
    other = other[other["question_id"].isin(level)].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, other)
    stamps = ["round", "respondent_id", "replied_on"]
    pd.testing.assert_frame_equal(
        results.respondents[stamps], spack_from_workbooks.respondents[stamps]
    )
    assert results.respondents["replied_on"].str.len().eq(19).all()


def test_csv_and_workbook_of_2022_agree_on_everything(
    spack_from_workbooks: Cleaned,
) -> None:
    results = results_of("spack_user_survey")
    for table in ("responses", "respondents", "ledger", "issues"):
        one, other = getattr(results, table), getattr(spack_from_workbooks, table)
        aside = {"file", "sheet"} & set(one)
        ours, theirs = (
            frame[frame["round"] == "2022"]
            .drop(columns=[*aside])
            .reset_index(drop=True)
            for frame in (one, other)
        )
        assert len(ours) > 0
        pd.testing.assert_frame_equal(ours, theirs)


def cells_by_place(folder: Path, suffix: str) -> dict[tuple[str, str, str], str]:
    """Return each cell's text by round, spreadsheet row and header."""
    found = {}
    for path in sorted(folder.glob(f"*{suffix}")):
        header, *rows = read_sheet(path)[1]
        for row, cells in enumerate(rows, start=2):
            for name, cell in zip(header, cells, strict=True):
                found[path.name.split("-")[3], str(row), plain(name)] = plain(cell)
    return found


def test_the_ten_cells_in_which_the_publisher_s_files_differ_are_known() -> None:
    """Listed in tests/data: round, row, header, what the CSV says, what the XLSX."""
    one = cells_by_place(RAW / "spack_user_survey" / "rounds", ".csv")
    other = cells_by_place(SPACK_WORKBOOKS, ".xlsx")
    differ = sorted(
        [*key, one.get(key, ""), other.get(key, "")]
        for key in set(one) | set(other)
        if one.get(key, "") != other.get(key, "") and key[2] != "Timestamp"
    )
    with (SPACK_WORKBOOKS / "cells_that_differ.csv").open(encoding="utf-8") as file:
        _, *listed = csv.reader(file)
    assert differ == sorted(listed)
    assert [row[0] for row in differ] == ["2020"] * 9 + ["2021"]


# rocb_ap: expectations come from truth/ alone


def truth(name: str) -> pd.DataFrame:
    path = RAW / "rocb_ap" / "truth" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_every_planted_defect_is_in_issues_with_its_spreadsheet_row() -> None:
    issues = results_of("rocb_ap").issues.astype({"row": str})
    place = ["round", "file", "row", "column", "found", "action"]
    planted = set(truth("defects")[place].itertuples(index=False, name=None))
    assert planted <= set(issues[place].itertuples(index=False, name=None))
    assert len(planted) >= 14


@every_survey
def test_check_finds_nothing_in_a_shipped_survey(name: str) -> None:
    assert [str(problem) for problem in check(RAW / name)] == []


def test_check_names_each_planted_doubt_that_nobody_has_decided(
    undecided: Callable[[str], Path],
) -> None:
    doubts = check(undecided("rocb_ap"))
    assert not any(doubt.stops for doubt in doubts)
    planted = truth("defects")
    open_kinds = [
        "no_respondent",
        "not_a_subject",
        "outside_scale",
        "subject_named_twice",
        "subject_not_offered",
    ]
    expected = planted[planted["kind"].isin(open_kinds)]
    places = zip("rounds/" + expected["file"], expected["row"].astype(int), strict=True)
    assert sorted((doubt.file, doubt.row) for doubt in doubts) == sorted(places)
    assert len(expected) == 9


def test_members_needing_is_the_truth_for_every_round_and_subject() -> None:
    needs = truth("needs")
    came = needs[needs["replied"] == "1"]
    expected = came.assign(needed=came["needed"].replace("", "0").astype(int))
    expected = expected.groupby(["round", "subject_id"])["needed"].sum()
    priorities = results_of("rocb_ap").priorities
    region = priorities[priorities["sub_region"] == "all"]
    ours = region.set_index(["round", "subject_id"])["needing"].astype(int)
    assert len(ours) > 100
    pd.testing.assert_series_equal(
        ours.sort_index(),
        expected.loc[ours.sort_index().index],
        check_names=False,
        check_index_type=False,
    )


def test_those_who_replied_are_the_truth() -> None:
    needs = truth("needs")
    came = needs.loc[needs["replied"] == "1", ["round", "respondent_id"]]
    expected = set(came.itertuples(index=False, name=None))
    who = results_of("rocb_ap").respondents[["round", "respondent_id"]]
    assert set(who.itertuples(index=False, name=None)) == expected
