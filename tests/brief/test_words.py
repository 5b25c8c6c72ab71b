"""The sentences of the brief never say more than the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis import analyse, open_survey
from rocb_analysis.brief.contents import make_brief
from rocb_analysis.brief.words import Words, priority_sentences
from rocb_analysis.charts.priority_dots import priority_dots
from rocb_analysis.charts.style import Caption
from rocb_analysis.disclosure.rule import disclosure

WORDS = Words("member", "members", "named", {"val": "Valuation", "roo": "Origin"}, {})
Make = Callable[..., Path]
FIJI = ["Fiji", "Much", "Much", ""]


def rows(*said: tuple[str, int, int, int, int]) -> pd.DataFrame:
    columns = ["subject_id", "needing", "answered", "least", "most"]
    key = {"round": "2023", "sub_region": "all"}
    return pd.DataFrame(said, columns=columns).assign(members=34, **key)


def test_the_subject_with_the_greatest_share_leads_though_more_name_another() -> None:
    led = rows(("val", 12, 24, 12, 22), ("roo", 10, 12, 10, 32))
    assert priority_sentences(led, WORDS)[0] == (
        "Origin is named most: by 10 of the 12 members that answered."
    )


def test_equal_shares_of_different_answers_are_told_with_the_span_of_their_counts() -> (
    None
):
    tied = rows(("val", 12, 24, 12, 22), ("roo", 6, 12, 6, 28))
    assert priority_sentences(tied, WORDS)[0].endswith(": by 6 to 12 members.")


LABELS = {"val": "Valuation", "roo": "Origin", "aeo": "AEO", "ipr": "IPR"}


def who_leads(shown: pd.DataFrame) -> tuple[str, str]:
    """Return who leads by the first sentence, and by the title of the chart."""
    wording = {"member": "member"}
    caption = Caption("24 of 34 members", "Invented")
    chart = priority_dots(shown, labels=LABELS, caption=caption, wording=wording)
    sentence = priority_sentences(shown, replace(WORDS, labels=LABELS))[0]
    return sentence.split(" named")[0], chart.title.split(" named")[0]


@pytest.mark.parametrize(
    ("needing", "leaders"),
    [
        ([9, 8, 7, 6], "Valuation is"),
        ([9, 9, 9, 6], "AEO, Origin and Valuation are each"),
        ([9, 9, 9, 9], "4 subjects are each"),
    ],
)
def test_sentence_and_title_name_the_same_leaders(needing, leaders) -> None:
    shown = rows(*((s, n, 24, n, n + 10) for s, n in zip(LABELS, needing, strict=True)))
    assert who_leads(shown) == (leaders, leaders)


def test_sentence_and_title_let_the_greatest_share_lead() -> None:
    shown = rows(("val", 12, 24, 12, 22), ("roo", 10, 12, 10, 32))
    assert who_leads(shown) == ("Origin is", "Origin is")


def test_the_bounds_of_tied_subjects_hold_for_each_of_them() -> None:
    tied = rows(("val", 15, 24, 15, 25), ("roo", 15, 24, 15, 26))
    assert priority_sentences(tied, WORDS)[1] == (
        "With all 34 replies, each of them will be named by at least 15 and at most 26."
    )


def test_a_single_leader_is_named_with_its_own_bounds() -> None:
    sentences = priority_sentences(
        rows(("val", 15, 24, 15, 25), ("roo", 7, 24, 7, 17)), WORDS
    )
    assert sentences == [
        "Valuation is named most: by 15 of the 24 members that answered.",
        "With all 34 replies, Valuation will be named by at least 15 and at most 25.",
        "Origin follows, named by 7 members.",
    ]


def test_a_final_round_speaks_in_the_past_tense() -> None:
    final = replace(WORDS, is_final=True)
    one = rows(("val", 15, 24, 15, 25), ("roo", 7, 24, 7, 17))
    assert priority_sentences(one, final)[1] == (
        "Had all 34 replied, at least 15 and at most 25 would have named it."
    )
    rated = replace(final, need="rated as needed", all_replied="been covered")
    assert priority_sentences(one, rated)[1] == (
        "Had all 34 been covered, it would have been rated as needed by at least 15 "
        "and at most 25."
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("final", "1 member did not reply"),
        ("preliminary", "1 member has not replied yet"),
        ("open", "1 member has not replied yet"),
    ],
)
def test_who_did_not_reply_is_told_in_the_tense_of_the_round(
    survey_folder: Make, status: str, said: str
) -> None:
    folder = survey_folder(
        {"a.csv": [["Who", "Need [Valuation]", "Need [Origin]", "Note"], FIJI]},
        rounds=f"round,file,asked_on,status\nr1,a.csv,2021-12-01,{status}",
        members="member_id,name,sub_region\nFJI,Fiji,East\nTON,Tonga,East",
    )
    told = analyse(open_survey(folder))
    brief = make_brief(told, disclosure(told.survey, "internal"))
    by_key = {finding.key: finding for finding in brief.findings}
    assert f"{said}." in by_key["replies"].sentences
    assert by_key["unknown"].sentences[0].startswith(f"{said}; what they need c")


def test_no_bounds_are_told_where_every_member_answered() -> None:
    sentences = priority_sentences(rows(("val", 15, 34, 15, 15)), WORDS)
    assert sentences == [
        "Valuation is named most: by 15 of the 34 members that answered."
    ]


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_what_is_withheld_is_never_told_as_not_needed(
    survey_folder: Make, edition: str
) -> None:
    header = ["Who", "Need [Valuation]", "Need [Origin]", "Note"]
    folder = survey_folder(
        {"a.csv": [header, ["Fiji", "Much", "Much", ""]]},
        subjects="subject_id,label,sensitive\nval,Valuation,yes\nroo,Origin,yes",
    )
    survey = open_survey(folder)
    brief = make_brief(analyse(survey), disclosure(survey, edition))
    (told,) = (f for f in brief.findings if f.key == "priorities")
    assert told.sentences == (
        "Not shown: 2 subjects whose numbers would tell what is withheld, or what "
        "nearly every member answered.",
    )
    assert told.chart is None
