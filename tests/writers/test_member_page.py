"""The page of a member says what its reply says, and nothing of another member."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.brief.member import MemberReply, over_the_rounds, understood
from rocb_analysis.brief.words import words_of
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.survey.survey_folder import frame_of
from rocb_analysis.writers.member_pages import _others
from tests.briefs import results
from tests.released import office


@cache
def page(member: str, place: str = "for_members") -> str:
    text = (office() / place / f"{member}.html").read_text("utf-8")
    return re.sub(r"\s+", " ", text)


def frame() -> list[str]:
    return list(frame_of(results().survey, results().round)["member_id"])


def named(member: str) -> pd.DataFrame:
    needs = results().needs
    own = (needs["round"] == results().round) & (needs["respondent_id"] == member)
    return needs[own & (needs["needed"] == 1)]


def test_every_member_asked_has_a_page():
    pages = {path.stem for path in (office() / "for_members").glob("*.html")}
    assert pages == {*frame(), "index"}


def test_a_page_lists_what_its_member_named_in_its_order():
    for member in frame():
        order = named(member).sort_values("rank")["subject_id"]
        labels = [words_of(results()).labels[one] for one in order]
        table = page(member).split("What you named in", 1)[-1].split("</table>")[0]
        found = re.findall(r'class="number">\d</td><td>([^<]+)</td>', table)
        assert found == labels if len(labels) else not found


def test_a_page_says_up_to_when_the_register_of_its_support_was_kept():
    for member in frame():
        support = page(member).split('id="support"')[1].split("</section>")[0]
        assert "from 1 July 2022 to 23 May 2025" in support
        assert "register kept up to 23 May 2025" in support
        assert "The register is incomplete: please tell us" in support


def test_a_member_that_did_not_reply_reads_so_in_the_past_tense():
    replies = results().respondents
    came = set(replies.loc[replies["round"] == results().round, "respondent_id"])
    silent = [member for member in frame() if member not in came]
    assert silent
    for member in silent:
        assert "We have no reply of yours in this round." in page(member)
        assert "The round closed on " in page(member)


def test_a_page_says_that_no_needs_is_a_reply():
    needs = results().needs
    here = needs[(needs["round"] == results().round) & (needs["state"] == "no_needs")]
    for member in here["respondent_id"].unique():
        assert "you have no needs this year" in page(member)


def test_a_correction_stands_on_the_page_of_its_round():
    reply = MemberReply(results(), words_of(results()), "KHM", "2021")
    assert understood(reply)[-1] == (
        'Priority subjects, place 2: corrected to "Rules of origin" at your request of '
        "2022-02-03."
    )


def test_the_signs_over_the_rounds_are_those_of_the_table_needs():
    rounds = results().survey.round_names
    lines = over_the_rounds(results(), words_of(results()), "FJI", rounds)
    ranks = {words_of(results()).labels[r.subject_id]: int(r.rank) for r in _fiji()}
    last = {label: signs[-1] for label, signs in lines}
    assert {label: sign for label, sign in last.items() if sign.isdigit()} == {
        label: str(rank) for label, rank in ranks.items()
    }
    assert set(last.values()) <= {*"12345", "-", "o", "?", "."}


def _fiji() -> list[object]:
    return list(named("FJI").itertuples())


@pytest.mark.parametrize(
    ("needing", "answered", "others"),
    [
        (6, 20, "5"),
        (5, 20, "fewer than 5"),
        (1, 20, "fewer than 5"),
        (20, 20, "not shown"),
        (16, 20, "not shown"),
        (15, 20, "14"),
    ],
)
def test_how_many_others_is_told_unless_they_are_few_or_nearly_all(
    needing, answered, others
):
    rule = Disclosure("public", 5, frozenset())
    row = {"subject_id": "val", "needing": needing, "answered": answered}
    table = pd.DataFrame([row])
    assert _others(table.assign(shown=rule.shown(table)).iloc[0], rule) == others


def ids_in(text: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', text))


def test_three_clicks_lead_from_a_page_to_file_and_row():
    """Page to sentence, sentence to row of the table, row to the reply."""
    numbers = (office() / "for_office" / "numbers.html").read_text("utf-8")
    replies = results().respondents
    replies = replies[replies["round"] == results().round].set_index("respondent_id")
    for member in ("FJI", "WSM"):
        first = re.findall(r'href="\.\./numbers\.html#(say-[^"]+)"', page_of(member))
        assert len(first) == len(named(member))
        for anchor in first:
            line = numbers.split(f'id="{anchor}"')[1].split("</li>")[0]
            second = re.search(r'href="#(row-[^"]+)"', line)[1]
            row = numbers.split(f'id="{second}"')[1].split("<h3")[0]
            assert f'href="#reply-{member}"' in row
            reply = numbers.split(f'id="reply-{member}"')[1].split("</tr>")[0]
            assert replies.loc[member, "file"] in reply
            assert f">{replies.loc[member, 'row']}<" in reply


def page_of(member: str) -> str:
    return page(member, "for_office/members")


def test_no_link_of_the_office_s_pages_leads_nowhere():
    office_folder = office() / "for_office"
    targets = ids_in((office_folder / "numbers.html").read_text("utf-8"))
    for path in (office_folder / "members").glob("*.html"):
        links = re.findall(
            r'href="\.\./numbers\.html#([^"]+)"', path.read_text("utf-8")
        )
        assert set(links) <= targets
    inside = re.findall(
        r'href="#([^"]+)"', Path(office_folder / "numbers.html").read_text("utf-8")
    )
    assert set(inside) <= targets


def test_a_quarter_never_stands_without_its_months():
    pages = "".join(map(page, frame()))
    assert re.search(r"\bQ[1-4] \([A-Z][a-z]+ to [A-Z][a-z]+\)", pages)
    assert re.findall(r"\bQ[1-4]\b(?! \()", pages) == []


def test_days_are_written_in_words():
    replied = [member for member in frame() if "Received on" in page(member)]
    assert replied
    for member in replied:
        assert re.search(r"Received on \d{1,2} [A-Z][a-z]+ 20\d\d,", page(member))
