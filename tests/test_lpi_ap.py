"""The shipped survey lpi_ap: a long file, number ranges, a frame with real gaps.

Expected figures are counted from the raw file with pandas alone; the names that the
World Bank writes are met by its code of an economy, which the survey ignores.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis import analyse, open_survey
from rocb_analysis.brief.contents import make_brief
from rocb_analysis.core.tables import TABLES
from rocb_analysis.disclosure.rule import EDITIONS, Edition, disclosure
from rocb_analysis.results import Results
from rocb_analysis.survey.checks import problems_in
from rocb_analysis.writers.all import tasks
from tests.released import text_of
from tests.shipped import results_of

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
FOLDER = RAW / "lpi_ap"
FILE = FOLDER / "rounds" / "lpi_scores_tidy_2007_2023.csv"
OVERALL = "Overall LPI"
# The middle of the scale from 1 to 5: what is under it is read as a need.
MIDDLE = 3


def table(survey: str, name: str) -> pd.DataFrame:
    path = RAW / survey / "codebook" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def results() -> Results:
    return results_of("lpi_ap")


@functools.cache
def scores() -> pd.DataFrame:
    """Return the raw scores of members: round, member_id, item, score, in_frame."""
    raw = pd.read_csv(FILE, dtype={"year": str, "score": float})
    raw = raw.rename(columns={"year": "round", "iso3": "member_id"})
    since = table("lpi_ap", "members").set_index("member_id")["member_from"]
    raw = raw[raw["member_id"].isin(since.index)]
    joined = raw["member_id"].map(since)
    return raw.assign(in_frame=joined <= raw["round"] + "-12-31")


def of_members() -> pd.DataFrame:
    return scores()[scores()["in_frame"]]


def subject_of_item() -> dict[str, str]:
    columns = table("lpi_ap", "columns")
    columns = columns[columns["question_id"] == "component"]
    return dict(zip(columns["2007"], columns["subject_id"], strict=True))


# What the folder says


def test_the_codebook_agrees_with_itself() -> None:
    assert [str(one) for one in problems_in(open_survey(FOLDER))] == []


def test_the_file_is_the_one_received() -> None:
    found = hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert set(table("lpi_ap", "rounds")["sha256"]) == {found}


def test_the_members_are_those_of_the_office_s_survey() -> None:
    pd.testing.assert_frame_equal(
        table("lpi_ap", "members"), table("rocb_ap", "members")
    )


def test_every_number_from_1_to_5_lies_in_one_range_and_needs_below_the_middle() -> (
    None
):
    ranges = open_survey(FOLDER).scale["lpi_score"]
    for number in [hundredth / 100 for hundredth in range(100, 501)]:
        (held,) = [answer for answer in ranges if answer.holds(number)]
        assert held.need == ("yes" if number < MIDDLE else "no"), number


def test_the_lower_the_range_the_greater_its_value() -> None:
    ranges = open_survey(FOLDER).scale["lpi_score"]
    by_value = sorted(ranges, key=lambda answer: answer.value or 0)
    lows = [answer.low for answer in by_value]
    assert lows == sorted(lows, reverse=True)
    assert [answer.value for answer in by_value] == list(range(1, len(ranges) + 1))


# What is read


def test_each_round_counts_the_members_that_it_covered() -> None:
    expected = of_members().groupby("round")["member_id"].agg(set).to_dict()
    ours = results().respondents.groupby("round")["respondent_id"].agg(set).to_dict()
    assert ours == expected
    assert [len(expected[name]) for name in results().survey.round_names] == [
        26, 27, 26, 26, 27, 28, 24,
    ]  # fmt: skip


def test_the_frame_grows_by_the_members_that_joined() -> None:
    rates = results().response_rates
    every = rates[rates["sub_region"] == "all"]
    assert every["members"].tolist() == [32, 33, 33, 33, 33, 33, 34]


def test_every_score_of_a_member_is_its_value_in_responses() -> None:
    ours = results().responses
    ours = ours[ours["question_id"].isin(["component", "overall"])]
    ours = ours.set_index(["round", "respondent_id", "subject_id"])
    subject = {**subject_of_item(), OVERALL: ""}
    expected = of_members().assign(subject_id=of_members()["item"].map(subject))
    expected = expected.set_index(["round", "member_id", "subject_id"])["score"]
    assert len(ours) == len(expected) == 7 * sum([26, 27, 26, 26, 27, 28, 24])
    assert set(ours["state"]) == {"answered"}
    difference = ours["value"].astype(float) - expected.loc[ours.index].to_numpy()
    # Values have three decimals in the table.
    assert difference.abs().max() < 0.00051


@pytest.mark.parametrize(
    ("round_name", "member", "published"),
    [
        ("2007", "SGP", 4.19), ("2007", "AFG", 1.21), ("2018", "JPN", 4.03),
        ("2018", "IND", 3.18), ("2023", "SGP", 4.3), ("2023", "SLB", 2.8),
    ],
)  # fmt: skip
def test_the_overall_index_of_named_members_is_the_published_one(
    round_name: str, member: str, published: float
) -> None:
    ours = results().responses
    (value,) = ours.loc[
        (ours["round"] == round_name)
        & (ours["respondent_id"] == member)
        & (ours["question_id"] == "overall"),
        "value",
    ]
    assert round(float(value), 2) == published


def test_members_needing_are_those_with_a_score_under_the_middle() -> None:
    raw = of_members()[of_members()["item"] != OVERALL]
    raw = raw.assign(
        subject_id=raw["item"].map(subject_of_item()), low=raw["score"] < MIDDLE
    )
    expected = raw.groupby(["round", "subject_id"])["low"].agg(["sum", "size"])
    rows = results().priorities
    region = rows[rows["sub_region"] == "all"].set_index(["round", "subject_id"])
    assert len(region) == len(expected) == 42
    region = region.loc[expected.index]
    assert region["needing"].astype(int).tolist() == expected["sum"].tolist()
    assert region["answered"].astype(int).tolist() == expected["size"].tolist()


def test_least_and_most_leave_room_for_every_member_not_covered() -> None:
    rows = results().priorities
    region = rows[rows["sub_region"] == "all"]
    silent = region["members"] - region["answered"]
    assert set(silent) == {6, 7, 5, 10}
    assert (region["most"] - region["least"]).tolist() == silent.tolist()


def test_the_score_of_a_need_is_the_place_of_its_range() -> None:
    needs = results().needs
    raw = of_members()[of_members()["item"] != OVERALL]
    raw = raw.assign(subject_id=raw["item"].map(subject_of_item()))
    raw = raw.set_index(["round", "member_id", "subject_id"])["score"]
    ours = needs.set_index(["round", "respondent_id", "subject_id"])["score"]
    half_points = ((raw - 1) / 0.5).astype(int).clip(upper=7)
    expected = ((7 - half_points) / 7).loc[ours.index]
    assert (ours.astype(float) - expected.to_numpy()).abs().max() < 0.001


# What is set aside


def test_scores_of_a_member_from_before_its_accession_are_set_aside() -> None:
    early = scores()[~scores()["in_frame"]]
    assert set(early["member_id"]) == {"SLB"}
    issues = results().issues
    aside = issues[issues["found"] == "Solomon Islands"]
    assert set(aside["action"]) == {"set_aside"}
    assert set(aside["round"]) == set(early["round"])
    assert aside["reason"].str.contains("not in the frame").all()


def test_economies_outside_the_region_are_set_aside_with_one_issue_a_name() -> None:
    raw = pd.read_csv(FILE, dtype=str, keep_default_na=False)
    outside = raw[~raw["iso3"].isin(set(scores()["member_id"]))]
    issues = results().issues
    aside = issues[issues["found"].isin(set(outside["economy"]))]
    names = aside.groupby("round")["found"].agg(sorted)
    assert set(aside["found"]) == set(outside["economy"])
    assert set(aside["action"]) == {"set_aside"}
    assert names.map(lambda found: len(found) == len(set(found))).all()


def test_names_of_the_bank_are_read_as_members_by_the_spellings() -> None:
    issues = results().issues
    recoded = issues[issues["action"] == "recoded"]
    assert set(recoded["found"]) == {
        "Hong Kong SAR, China", "Iran, Islamic Rep.", "Korea, Rep.", "Vietnam",
    }  # fmt: skip


def test_the_ledger_counts_the_file_s_own_columns_round_by_round() -> None:
    ledger = results().ledger
    fates = ledger[["blank", "kept", "recoded", "set_aside"]].sum(axis="columns")
    assert (ledger["cells"] == fates).all()
    raw = pd.read_csv(FILE, dtype=str, keep_default_na=False)
    rows = raw.groupby("year").size()
    for round_name, here in ledger.groupby("round"):
        assert sorted(here["column"]) == sorted(raw.columns)
        assert set(here["cells"]) == {rows[round_name]}


def test_the_ledger_keeps_the_scores_that_count_and_no_other() -> None:
    ledger = results().ledger
    kept = ledger[ledger["column"] == "score"].set_index("round")["kept"]
    expected = of_members().groupby("round").size()
    assert kept.to_dict() == expected.to_dict()


def test_nothing_is_left_to_decide_but_scores_from_before_an_accession() -> None:
    assert set(results().quality.unsettled["found"]) <= {"Solomon Islands"}


# Words


def test_no_document_speaks_of_replies_or_answers(tmp_path: Path) -> None:
    """The names of columns and what the survey itself says stand as they are."""
    for what, write in tasks(results(), EDITIONS, "internal", tmp_path):
        if not what.endswith(("PDF", "Word", "slides", "tables")):
            write()
    found = set()
    for path in tmp_path.rglob("*"):
        if path.suffix in {".html", ".md", ".svg"}:
            found |= {f"{path.name}: {said}" for said in of_replies(text_of(path))}
    assert found == set()


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_sentence_heading_or_chart_speaks_of_replies(edition: Edition) -> None:
    brief = make_brief(results(), disclosure(results().survey, edition))
    said = []
    for finding in brief.findings:
        said += [finding.title, *finding.sentences, finding.under]
        said += [] if finding.table is None else list(finding.table)
        for chart in (finding.chart, finding.slide):
            said += [chart.title, chart.alt] if chart else []
    assert [text for text in said if of_replies(text)] == []
    assert "10 members had no scores." in said


def of_replies(text: str) -> list[str]:
    """Return the sentences that speak of replies, cells of our tables left out."""
    text = text.replace(results().survey.settings.footer, "")
    spoken = re.compile(
        r"(?<![\w-])(repl(y|ied|ies)|answer(s|ed)?|told us)(?![\w-])", re.I
    )
    columns = {c.name for table in TABLES.values() for c in table.columns}
    parts = re.split(r"(?<=[.:;])\s|\s{2,}|\n|, ", text)
    bare = {part: re.sub(r"[\d,.;]", "", part).strip() for part in parts}
    # A cell may be the name of a column, or a difference of two.
    return [
        part
        for part in parts
        if spoken.search(part) and not columns >= set(bare[part].split(" - "))
    ]


def test_a_path_may_be_analysed_without_a_member() -> None:
    fewer = analyse(RAW / "lpi_ap", without=["Japan"])
    last = fewer.response_rates[fewer.response_rates["sub_region"] == "all"].iloc[-1]
    whole = results().response_rates
    whole = whole[whole["sub_region"] == "all"].iloc[-1]
    assert (last["members"], last["replied"]) == (
        whole["members"] - 1,
        whole["replied"] - 1,
    )
    assert "JPN" not in set(fewer.needs["respondent_id"])
