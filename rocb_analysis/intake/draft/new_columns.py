"""Draft the questions of a new survey from the columns of one export."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rocb_analysis.intake.draft.dates import Dates, dates_in
from rocb_analysis.intake.draft.grids import Group, groups_of
from rocb_analysis.intake.draft.kinds import (
    Kind,
    are_options,
    are_ranks,
    are_ticks,
    ballot_of,
    kind_of,
    share_a_scale,
)
from rocb_analysis.intake.draft.ladders import state_of
from rocb_analysis.intake.draft.likeness import likeness
from rocb_analysis.intake.draft.own_columns import date_columns, reason_to_ignore
from rocb_analysis.intake.draft.tables_drafted import Drafted
from rocb_analysis.intake.draft.to_decide import to_decide
from rocb_analysis.intake.exports import Export
from rocb_analysis.survey.text import listed, plain

_RESPONDENT = re.compile(
    r"\b(administration|member|organi[sz]ation|agency|institution|authority|"
    r"respondent|economy|ministry)\b",
    re.IGNORECASE,
)
# What a form tool writes where nothing was answered, or the question was not shown.
_BLANKS = {"limesurvey": "N/A"}


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


def draft_columns(drafted: Drafted, columns: Columns, members: set[str]) -> Dates:
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


def _dates(drafted: Drafted, columns: Columns) -> Dates:
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


def _not_ignored(drafted: Drafted, columns: Columns) -> list[str]:
    free = []
    for header, cells in columns.cells.items():
        if reason := reason_to_ignore(header, cells):
            _ignore(drafted, header, reason)
        else:
            free.append(header)
    return free


def _ignore(drafted: Drafted, header: str, reason: str) -> None:
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


def _question(drafted: Drafted, columns: Columns, group: Group) -> None:
    """Draft one question: its kind, scale, subjects or places, and its columns."""
    cells = [columns.cells[header] for header in group.headers]
    blank = _BLANKS.get(columns.export.tool.name, "")
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


def _add(drafted: Drafted, group: Group, kind: Kind, separator: str = "") -> None:
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
    drafted: Drafted, group: Group, kind: Kind, suggestion: str, decide: str
) -> None:
    few, more = group.headers[:3], " ..." if group.headers[3:] else ""
    where = listed(few) + more
    drafted.suggest("question", where, suggestion, kind.why, to_decide=decide)


def _suggest_left_out(drafted: Drafted, kind: Kind, scale: str) -> None:
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


def _is_placed(drafted: Drafted, group: Group) -> bool:
    """Say whether a ballot drafted before has the places the group speaks of."""
    ballots = {
        q["question_id"]
        for q in drafted.rows.get("questions", [])
        if q["kind"] == "top_n"
    }
    places = [c for c in drafted.rows.get("columns", []) if c["question_id"] in ballots]
    return len(places) >= len(group.places)
