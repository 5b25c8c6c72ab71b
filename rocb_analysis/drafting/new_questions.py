"""Draft the questions of a new survey from the columns of one export."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rocb_analysis.core.text import listed, plain
from rocb_analysis.drafting.codebook_edit import DraftedCodebook
from rocb_analysis.drafting.grids import Group, groups_of, likeness, numbered
from rocb_analysis.drafting.kinds import (
    Dates,
    Kind,
    are_options,
    are_ranks,
    are_ticks,
    ballot_of,
    dates_in,
    kind_of,
    share_a_scale,
    state_of,
)
from rocb_analysis.drafting.paradata import date_columns, reason_to_ignore
from rocb_analysis.intake.export import Export
from rocb_analysis.survey.headings import MARKS

_RESPONDENT = re.compile(
    r"\b(administration|member|organi[sz]ation|agency|institution|authority|"
    r"respondent|economy|ministry)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Columns:
    """The columns of an export by header, and what of them is known so far."""

    export: Export
    cells: dict[str, list[str]]

    @classmethod
    def of(cls, export: Export) -> Columns:
        """Return the columns of an export that have a header."""
        cells = {
            header: [row[index] for row in export.rows]
            for index, header in enumerate(export.headers)
            if header and header not in export.own
        }
        return cls(export, cells)


def draft_columns(
    drafted: DraftedCodebook, columns: Columns, members: set[str]
) -> Dates:
    """Draft a row of questions and columns, or of ignored columns, for each header.

    members: every name by which a member is known; empty without a list of members.
    Returns how the column that dates the replies writes its dates.
    """
    dates = _dates(drafted, columns)
    free = _not_ignored(drafted, columns)
    who = _respondent(columns, free, members)
    if who:
        _add(drafted, Group(who, (who,)), Kind("respondent", _why_who(members)))
    for group in groups_of([header for header in free if header != who]):
        _question(drafted, columns, group)
    return dates


def _dates(drafted: DraftedCodebook, columns: Columns) -> Dates:
    """Draft the date of the reply, from the form tool's own date columns."""
    found = date_columns(list(columns.cells))
    filled = [h for h in found if any(map(plain, columns.cells[h]))]
    chosen = next((h for h in filled if dates_in(columns.cells[h]).candidates), "")
    dates = dates_in(columns.cells.get(chosen, []))
    for header in found:
        if header == chosen:
            why = "The form tool's own time stamp"
            if not dates.is_certain:
                why += "; day and month cannot be told apart in it"
            _add(drafted, Group(header, (header,)), Kind("replied_on", why))
        elif not chosen and header in filled:
            continue
        else:
            _ignore(drafted, header, "Another time stamp of the form tool")
        columns.cells.pop(header)
    return dates


def _not_ignored(drafted: DraftedCodebook, columns: Columns) -> list[str]:
    free = []
    for header, cells in columns.cells.items():
        if reason := reason_to_ignore(header, cells):
            _ignore(drafted, header, reason)
        else:
            free.append(header)
    return free


def _ignore(drafted: DraftedCodebook, header: str, reason: str) -> None:
    drafted.add("ignored_columns", header=header, reason=reason)
    drafted.suggest("ignored column", header, "ignored", reason)


def _respondent(columns: Columns, free: list[str], members: set[str]) -> str:
    """Return the header of the column that names the respondent, or "".

    With members: the one in which most cells are names of members. Without: one whose
    words say so and in which every reply names another respondent.
    """
    for header in free:
        cells = [plain(cell) for cell in columns.cells[header] if plain(cell)]
        if members and 2 * sum(cell in members for cell in cells) > len(cells):
            return header
        short = all(len(cell) <= 80 for cell in cells)
        told = _RESPONDENT.search(header) and len(cells) == len(columns.export.rows)
        if not members and told and short and len(set(cells)) == len(cells):
            return header
    return ""


def may_name_respondent(columns: Columns) -> str:
    """Return the header of a column that may name the respondent, or ""."""
    told = [header for header in columns.cells if _RESPONDENT.search(header)]
    for header in told:
        cells = [plain(cell) for cell in columns.cells[header] if plain(cell)]
        if cells and 2 * len(set(cells)) > len(cells) and max(map(len, cells)) <= 80:
            return header
    return ""


def _why_who(members: set[str]) -> str:
    if members:
        return "Most cells are names of members"
    return "Every row names another respondent, and the heading says so"


def _question(drafted: DraftedCodebook, columns: Columns, group: Group) -> None:
    """Draft one question: its kind, scale, subjects or places, and its columns."""
    cells = [columns.cells[header] for header in group.headers]
    blank = columns.export.tool.not_shown
    said = [["" if plain(c) == blank else c for c in column] for column in cells]
    separator = columns.export.separator
    kind = _kind(group, said, separator)
    if len(group.headers) > 1 and not group.items[0] and kind.kind == "text":
        # Texts at places are questions of their own: no list holds them together.
        for header in group.headers:
            _question(drafted, columns, Group(header, (header,)))
        return
    if said != cells and blank and kind.kind != "text":
        states, why = {blank: "not_answered"}, f"{kind.why}; {blank} is a blank"
        kind = replace(kind, answers=[*kind.answers, blank], states=states, why=why)
    _add(drafted, group, kind, "" if kind.separator == separator else kind.separator)


def _kind(group: Group, cells: list[list[str]], separator: str) -> Kind:
    """Return the kind that the columns of one question suggest together."""
    grid = len(group.headers) > 1 and bool(group.items[0])
    if grid and are_options(list(group.items), cells):
        return Kind("many", "Each column holds one option, chosen or not")
    if grid and are_ticks(list(group.items), cells):
        return Kind("many", "Columns of yes and no, one of them for others: options")
    if grid and not group.places and are_ranks(cells):
        return Kind("rank", "Each column holds a rank, none twice in a reply")
    kind = kind_of([cell for column in cells for cell in column], separator)
    if group.places and kind.kind in {"one", "text"}:
        return ballot_of(cells) or kind
    if grid and share_a_scale(kind, cells):
        why = f"The columns share {len(kind.answers)} answers, as the steps of a scale"
        return replace(kind, kind="level", why=f"{why}, in an order that is not known")
    return kind


def _add(
    drafted: DraftedCodebook, group: Group, kind: Kind, separator: str = ""
) -> None:
    """Add the rows of one question, and the suggestion that a person decides on."""
    name = drafted.questions.of(group.stem, key=group.headers[0])
    placed = bool(group.places) and (kind.kind == "top_n" or _is_placed(drafted, group))
    told = {a: kind.states.get(a) or state_of(a) for a in kind.answers}
    states = {answer: state for answer, state in told.items() if state}
    scale = ""
    if kind.answers:
        scale = drafted.scale(name, kind, states, placed=placed)
    drafted.add(
        "questions",
        question_id=name,
        label=group.stem,
        wording=group.stem,
        kind=kind.kind,
        scale_id=scale,
        separator=separator,
    )
    for index, header in enumerate(group.headers):
        at = {"question_id": name, drafted.label: header}
        if placed:
            at["position"] = str(group.places[index])
        elif group.items[0]:
            at["subject_id"] = drafted.subject(group.items[index])
        elif len(group.headers) > 1:
            at["position"] = str(index + 1)
        drafted.add("columns", **at)
    _suggest(drafted, group, kind, f"{name}: {kind.kind}", to_decide(kind, states))
    _suggest_left_out(drafted, kind, scale)


def _suggest(
    drafted: DraftedCodebook, group: Group, kind: Kind, suggestion: str, decide: str
) -> None:
    few, more = group.headers[:3], " ..." if group.headers[3:] else ""
    where = listed(few) + more
    drafted.suggest("question", where, suggestion, kind.why, to_decide=decide)


def _suggest_left_out(drafted: DraftedCodebook, kind: Kind, scale: str) -> None:
    """Add the answers met that are left out of the scale, each with why."""
    for answer, other in kind.doubtful.items():
        drafted.suggest(
            "answer left out",
            answer,
            other,
            "Met far less often than the answer it is like"
            if other
            else "Met once: rather the words of one reply than an option",
            likeness=f"{likeness(answer, other):.2f}" if other else "",
            to_decide=f"write it in spellings (list {scale}), or add it to scales",
        )


def _is_placed(drafted: DraftedCodebook, group: Group) -> bool:
    """Say whether a ballot drafted before has the places the group speaks of."""
    ballots = {
        q["question_id"]
        for q in drafted.rows.get("questions", [])
        if q["kind"] == "top_n"
    }
    places = [c for c in drafted.rows.get("columns", []) if c["question_id"] in ballots]
    return len(places) >= len(group.places)


# The items of a grid or a battery: what a heading has of its own, and how like it is.


@dataclass(frozen=True)
class Item:
    """What a heading says of its own (text), behind what its question says (stem).

    place: the place it speaks of, 0 for none.
    """

    stem: str
    text: str
    place: int = 0


def items_of(headers: Sequence[str]) -> dict[str, Item]:
    """Return the headers that are items of a question with several.

    >>> items_of(["Who", "Offer?.Transit", "Offer?.Free zones"])["Offer?.Transit"]
    Item(stem='Offer?', text='Transit', place=0)
    """
    found = {}
    for group in groups_of(list(dict.fromkeys(headers))):
        if len(group.headers) < 2:
            continue
        places = group.places or tuple(0 for _ in group.headers)
        for header, text, place in zip(group.headers, group.items, places, strict=True):
            found[header] = Item(group.stem, text, place)
    return found


def likeness_of_headings(
    news: Sequence[str], olds: Sequence[str]
) -> Callable[[str, str], float]:
    """Return how like a heading of one form is to one of another, 0 to 1.

    Two items are as like as what they do not share, and no liker than their questions;
    items of two places are not alike. An item and a heading that stands alone are
    compared without the words of the item's question.
    """
    new, old = items_of(news), items_of(olds)

    def alike(one: str, other: str) -> float:
        first = new.get(one) or _behind(one, old.get(other))
        second = old.get(other) or _behind(other, new.get(one))
        if not first or not second:
            return likeness(one, other)
        if first.place or second.place:
            return likeness(one, other) if _place(one) == _place(other) else 0.0
        of_stems = likeness(first.stem, second.stem)
        return min(of_stems, likeness(first.text, second.text))

    return alike


def _place(header: str) -> int:
    return numbered(header)[1]


def _behind(header: str, item: Item | None) -> Item | None:
    """Return a lone heading as an item of a question whose words it begins with."""
    if item is None or not item.text or not header.startswith(item.stem):
        return None
    return Item(item.stem, header[len(item.stem) :].strip(MARKS))


# Say of a drafted question what a person has to look at.

_ASIDE = "change kind in questions if it is another"


def to_decide(kind: Kind, states: dict[str, str]) -> str:
    """Return what a person has to look at, by kind."""
    if kind.kind in {"respondent", "replied_on"}:
        return ""
    if kind.kind == "level" and not kind.values:
        return (
            "put the values in order: write 1 into value in scales for the lowest "
            + (f"answer, 2 for the next; {_ASIDE}")
        )
    said = {
        "level": "put the answers in order in scales, add those nobody gave, and say "
        "need = yes or no for each if it is about need",
        "one": f"add the answers nobody gave to scales; {_ASIDE}",
        "many": f"see in scales or subjects that each is an option; {_ASIDE}",
        "top_n": "write picks_allowed in rounds; see in scales that each is a subject",
        "rank": "write picks_allowed in rounds if not all were to be ranked",
    }.get(kind.kind, _ASIDE)
    return said + ("; see the state of some answers in scales" if states else "")
