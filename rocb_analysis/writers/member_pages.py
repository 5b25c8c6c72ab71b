"""One page a member: "Your reply and what follows from it"."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from rocb_analysis.brief.contents import status_of
from rocb_analysis.brief.member import (
    MemberReply,
    about_subjects,
    left_out,
    offers,
    other_answers,
    over_the_rounds,
    understood,
)
from rocb_analysis.brief.words import Words, is_final, quarter_in_words, words_of
from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.delivery.dates import Window, day_in_words
from rocb_analysis.delivery.support import activities_for, support_window
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import marks_of
from rocb_analysis.survey.survey_folder import frame_of
from rocb_analysis.writers.html import write_page


def write_member_pages(
    results: Results, folder: Path, office: Path, *, rule: Disclosure
) -> None:
    """Write a page for each member asked in the round, and a list of them, twice.

    folder: for the pages that members get. office: for the copies with file and row of
    each answer and links to where numbers come from, not to be passed on. rule: of the
    public edition; a page tells of other members no more than that. Nothing is written
    without a list of members.
    """
    words = words_of(results)
    members = frame_of(results.survey, results.round).sort_values("name")
    if members.empty:
        return
    support = _support_of_all(results)
    common = _common(results)
    names = list(zip(members["member_id"], members["name"], strict=True))
    pages = {one: _page(results, rule, words, one, support) for one, _ in names}
    for place, is_office in ((folder, False), (office, True)):
        said = {**common, "office": is_office}
        for member, own in pages.items():
            page = place / f"{member}.html"
            write_page(page, "member_page.html.j2", **said, **own)
        index = place / "index.html"
        write_page(index, "member_list.html.j2", **said, members=names)


def _common(results: Results) -> dict[str, object]:
    """Return what every page says alike."""
    settings = results.survey.settings
    return {
        "title": settings.title,
        "round": results.round,
        "status": status_of(results),
        "is_final": is_final(results),
        "footer": settings.footer,
        "wording": settings.wording,
        "marks": marks_of(results.survey),
    }


def _page(
    results: Results,
    rule: Disclosure,
    words: Words,
    member: str,
    support: pd.DataFrame,
) -> dict[str, object]:
    """Return all that the page of one member says."""
    rounds = results.survey.round_names
    rounds = rounds[: rounds.index(results.round) + 1]
    now = MemberReply(results, words, member, results.round)
    last = next(
        (one for one in _replies(results, words, member, rounds) if one.needs.size),
        now,
    )
    labels, answers = about_subjects(now)
    files = results.survey.files_of(results.round)
    return {
        "name": words.names[member],
        "member": member,
        "source": _source(now),
        "closes": _closes(results),
        "asked_of_subject": labels,
        "named": list(_named(now, rule, answers)),
        "no_needs": now.has_no_needs,
        "other_answers": other_answers(now),
        "understood": understood(now),
        "left_out": left_out(now),
        "rounds": rounds,
        "over_rounds": over_the_rounds(results, words, member, rounds),
        "last": None if last is now else last.round,
        "last_named": [] if last is now else list(last.needs["label"]),
        "support": list(_support(support, words, member)),
        "window": str(_window(results) or ""),
        "kept_until": _kept_until(results),
        "proposed": list(_proposed(results, words, member)),
        "not_placed": _not_placed(results, now),
        "offers": offers(now),
        "has_plan": len(results.work_plan) > 0,
        "is_adopted": results.drafted.is_adopted,
        "plan_year": results.drafted.plan_year,
        "by_mail": any(file.source for file in files),
    }


def _closes(results: Results) -> str:
    """Return the last day of the round, "" if it is not said."""
    rounds = results.survey.rounds
    days = rounds.loc[rounds["round"] == results.round, "closed_on"]
    return day_in_words(max(days, default=""))


def _replies(
    results: Results, words: Words, member: str, rounds: list[str]
) -> Iterator[MemberReply]:
    """Yield the member's replies, the latest first."""
    for name in reversed(rounds):
        yield MemberReply(results, words, member, name)


def _source(reply: MemberReply) -> dict[str, object] | None:
    """Return when and how the reply came; None if it has yet to come."""
    row = reply.source
    if row is None:
        return None
    return {
        "replied_on": day_in_words(str(row["replied_on"])),
        "channel": row["source"] or "form",
        "earlier": int(row["replies_set_aside"]),
        "file": row["file"],
        "sheet": row["sheet"],
        "row": int(row["row"]),
    }


def _named(
    reply: MemberReply, rule: Disclosure, answers: dict[str, list[str]]
) -> Iterator[dict[str, object]]:
    """Yield each subject the member named, with how many others did."""
    region = reply.results.priorities
    here = (region["round"] == reply.round) & (region["sub_region"] == ALL)
    region = region[here]
    region = region.assign(shown=rule.shown(region)).set_index("subject_id")
    for row in reply.needs.itertuples():
        counted = region.loc[row.subject_id] if row.subject_id in region.index else None
        yield {
            "subject_id": row.subject_id,
            "order": "" if pd.isna(row.rank) else int(row.rank),
            "label": row.label,
            "answers": answers.get(row.subject_id, []),
            "others": "" if counted is None else _others(counted, rule),
        }


def _others(counted: pd.Series, rule: Disclosure) -> str:
    """Return how many others named a subject: no more than the public edition tells.

    counted: the subject's row of priorities of the region, this member among them, and
    in shown the count or word of that edition.
    """
    if isinstance(counted["shown"], str):
        return str(counted["shown"])
    others = int(counted["shown"]) - 1
    return rule.word if others < rule.least_group else str(others)


def _window(results: Results) -> Window | None:
    """Return the days whose activities count as support; None without a register."""
    if results.register.activities.empty:
        return None
    return support_window(results.survey, results.register.kept_until, results.round)


def _kept_until(results: Results) -> str:
    """Return the day up to which the register was kept, in words."""
    day = results.register.kept_until
    return day_in_words(day) if day else ""


def _support_of_all(results: Results) -> pd.DataFrame:
    """Return the activities of the window, with who took part in each, or may have."""
    survey, window = results.survey, _window(results)
    if not window:
        return pd.DataFrame(columns=["named", "maybe"], dtype="str")
    return activities_for(
        results.register.activities,
        survey.members,
        window,
        member_ids=set(survey.members["member_id"]),
        subject_ids=set(survey.subjects["subject_id"]),
    )


def _support(
    found: pd.DataFrame, words: Words, member: str
) -> Iterator[dict[str, object]]:
    """Yield the activities in which the member took part, or may have, latest first."""
    for row in found.iloc[::-1].to_dict("records"):
        sure, maybe = (member in parts_of(row[name]) for name in ("named", "maybe"))
        if not (sure or maybe):
            continue
        subjects = [words.labels.get(one, one) for one in parts_of(row["subject_ids"])]
        yield {
            "title": row["title"],
            "when": row["start"] if row["start"] == row["end"] else _span(row),
            "subjects": "; ".join(subjects),
            "sure": sure,
        }


def _span(row: dict[str, str]) -> str:
    return " to ".join(filter(None, (row["start"], row["end"])))


def _proposed(
    results: Results, words: Words, member: str
) -> Iterator[dict[str, object]]:
    """Yield the lines of the plan that invite the member, or would."""
    starts = results.survey.settings.plan_year_starts
    for row in results.work_plan.to_dict("records"):
        if member in parts_of(row["members_invited"]):
            yield {
                "title": row["title"],
                "subject": words.labels.get(row["subject_id"], row["subject_id"]),
                "quarter": quarter_in_words(row["quarter"], starts),
                "host": row["host"],
                "mode": row["mode"],
                "days": "" if pd.isna(row["days"]) else int(row["days"]),
            }


def _not_placed(results: Results, reply: MemberReply) -> list[str]:
    """Return the subjects the member named that no line inviting it is about."""
    placed = {
        row.subject_id
        for row in results.work_plan.itertuples()
        if reply.member in parts_of(row.members_invited)
    }
    named = reply.needs
    return list(named.loc[~named["subject_id"].isin(placed), "label"])
