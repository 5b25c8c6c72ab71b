"""What the brief says of change, kinds of need and members yet to reply."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from rocb_analysis.brief.contents import make_brief
from rocb_analysis.brief.over_the_years import kinds_of_need
from rocb_analysis.brief.what_changed import changes, chase
from rocb_analysis.brief.words import words_of
from rocb_analysis.disclosure.rule import Edition, disclosure
from rocb_analysis.results import Results
from tests.briefs import results


def with_changes(**said: object) -> Results:
    """Return the results with one row of changes in place of its own."""
    row = {
        "from_round": "2024",
        "to_round": "2025",
        "subject_id": "valuation",
        "matched": 20,
        "changers": 10,
        "rose": 9,
        "fell": 1,
        "comparable": "yes",
        "verdict": "rose",
    }
    subjects = results().survey.subjects["subject_id"]
    row["subject_id"] = subjects.iloc[0]
    return replace(results(), changes=pd.DataFrame([{**row, **said}]))


def label() -> str:
    return str(results().survey.subjects["label"].iloc[0])


def sentences(made: Results, edition: Edition = "internal") -> str:
    rule = disclosure(made.survey, edition)
    found = changes(made, rule, words_of(made))
    assert found is not None
    return " ".join(found.sentences)


def test_a_clear_change_is_told_with_its_counts() -> None:
    said = sentences(with_changes())
    assert "We compare the 20 members that answered in both 2024 and 2025." in said
    assert f"{label()}: newly named by 9, no longer by 1; more members name it." in said


def test_a_leaning_is_told_as_not_sure() -> None:
    said = sentences(with_changes(verdict="leaning down", rose=1, fell=5))
    assert "perhaps fewer, not sure." in said
    assert "No other subject rose or fell by more than chance could explain." in said


def test_what_chance_gives_is_no_change() -> None:
    said = sentences(with_changes(verdict="no clear change", rose=3, fell=2))
    assert "No subject rose or fell by more than chance could explain" in said
    assert "newly" not in said


def test_beside_no_change_stands_what_could_have_been_seen() -> None:
    said = sentences(with_changes(verdict="no clear change", rose=3, fell=1))
    assert "the largest net move was 2 of 20 members" in said
    assert "fewer than 6 members could not have been called." in said


def test_the_largest_move_is_not_told_where_a_count_is_withheld() -> None:
    said = sentences(with_changes(verdict="no clear change", rose=3, fell=1), "public")
    assert said.endswith("rose or fell by more than chance could explain.")


def test_what_cannot_be_compared_is_named() -> None:
    said = sentences(with_changes(verdict="not comparable", rose=pd.NA, fell=pd.NA))
    assert f"{label()} cannot be compared with 2024: the question changed." in said


def test_beside_a_small_count_the_public_reads_the_verdict_alone() -> None:
    said = sentences(with_changes(), "public")
    assert f"{label()}: more members name it." in said
    assert "newly" not in said


def drawn(made: Results, edition: Edition) -> str:
    """Return what the chart of change shows, "" if there is none."""
    found = changes(made, disclosure(made.survey, edition), words_of(made))
    assert found is not None
    return found.chart.alt if found.chart else ""


def test_the_office_sees_drawn_what_is_no_clear_change() -> None:
    made = with_changes(verdict="no clear change", rose=3, fell=2)
    assert f"{label()} 3 newly, 2 no longer, no clear change" in drawn(made, "internal")


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_outside_the_office_nothing_is_drawn_if_nothing_changed(
    edition: Edition,
) -> None:
    made = with_changes(verdict="no clear change", rose=6, fell=5)
    assert drawn(made, edition) == ""


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_outside_the_office_a_clear_change_is_drawn(edition: Edition) -> None:
    made = with_changes(rose=14, fell=5)
    assert f"{label()} 14 newly, 5 no longer" in drawn(made, edition)


def test_counts_that_are_withheld_are_words_in_the_chart() -> None:
    alt = drawn(with_changes(), "public")
    assert f"{label()} not shown newly, not shown no longer, more members" in alt


def test_with_nothing_compared_there_is_no_chart() -> None:
    made = with_changes(verdict="not comparable", rose=pd.NA, fell=pd.NA)
    assert drawn(made, "internal") == ""


def test_a_leaning_is_told_without_its_counts_outside_the_office() -> None:
    made = with_changes(verdict="leaning up", rose=4, fell=0)
    assert "newly named by 4" in sentences(made)
    assert f"{label()}: perhaps more, not sure." in sentences(made, "public")


def test_no_document_draws_ranks_and_others_read_no_kinds_of_need() -> None:
    for edition in ("internal", "heads", "public"):
        brief = make_brief(results(), disclosure(results().survey, edition))
        told = [f.chart.alt for f in brief.findings if f.chart]
        assert told
        assert not any("rank" in alt.lower() for alt in told)
        if edition != "internal":
            assert not {"kinds", "chase"} & {finding.key for finding in brief.findings}


def test_kinds_of_need_are_told_in_a_brief_of_the_last_round_alone() -> None:
    made = replace(results(), round="2023")
    assert kinds_of_need(made, words_of(made)) is None


def test_the_first_round_has_nothing_to_be_compared_with() -> None:
    first = replace(results(), round="2020")
    rule = disclosure(first.survey, "internal")
    assert changes(first, rule, words_of(first)) is None


def test_lasting_needs_name_the_subjects_of_the_table() -> None:
    found = kinds_of_need(results(), words_of(results()))
    assert found is not None
    trends = results().trends
    labels = words_of(results()).labels
    assert found.sentences[0].startswith("Lasting needs: ")
    for subject in trends.loc[trends["kind"] == "persistent", "subject_id"]:
        assert labels[subject] in found.sentences[0]


def with_trend(subject: str, **said: object) -> str:
    """Return what is told of kinds of need with one row of trends changed."""
    trends = results().trends.copy()
    for column, value in said.items():
        trends.loc[trends["subject_id"] == subject, column] = value
    made = replace(results(), trends=trends)
    found = kinds_of_need(made, words_of(made))
    assert found is not None
    return " ".join(found.sentences)


def test_a_need_first_in_every_round_but_not_surely_is_often_among_the_first() -> None:
    lasting = results().trends.query("kind == 'persistent'")["subject_id"].iloc[0]
    label = words_of(results()).labels[lasting]
    said = with_trend(lasting, kind="")
    assert f"Often among the first, but not surely every time: {label}" in said


def test_a_rising_need_is_told_with_the_members_whose_answers_moved() -> None:
    said = with_trend("env", kind="emerging", rose=9, fell=1)
    label = words_of(results()).labels["env"]
    assert f"each member compared with its own earlier answers: {label}" in said
    assert "(up for 9, down for 1)" in said
    assert "No need rose or fell" not in said


def test_beside_no_trend_stands_what_could_have_been_seen() -> None:
    tested = int(results().trends["q_value"].notna().sum())
    said = with_trend("env")
    assert "No need rose or fell over the rounds by more than chance" in said
    # So many of so many, all one way: the p of the first of `tested` is at most .10.
    least = next(n for n in range(1, 40) if 2 / 2**n * tested <= 0.10)
    assert f"moved for fewer than {least} could not have been called." in said


def test_members_yet_to_reply_stand_in_the_order_of_the_chase_list() -> None:
    found = chase(results(), words_of(results()))
    assert found is not None
    assert found.table is not None
    assert found.table["Ask"].tolist() == list(range(1, len(found.table) + 1))
    assert len(found.table) == len(results().chase_list)


def test_with_no_last_reply_any_order_is_as_good() -> None:
    blank = results().respondents
    here = blank[blank["round"] == "2025"]
    made = replace(
        results(),
        respondents=here,
        needs=results().needs[results().needs["round"] == "2025"],
    )
    found = chase(made, words_of(made))
    assert found is not None
    assert "any order is as good" in found.sentences[0]
