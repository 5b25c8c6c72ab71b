"""Whose reply a row is, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rocb_analysis.clean.dates import read_replied_on
from rocb_analysis.clean.reading import (
    BLANK,
    KEPT,
    RECODED,
    SET_ASIDE,
    Cell,
    Finding,
    Reading,
)
from rocb_analysis.clean.replies import FileReader, Reply
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.members import frame_of
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.text import hint, plain


@dataclass
class Gathered:
    """All replies of a survey, and the rows whose respondent nobody knows."""

    replies: list[Reply]
    problems: list[Problem]


def read_replies(reader: FileReader, file_number: int, files: int) -> Gathered:
    """Return a reply for each filled row of one export, in the file's order."""
    gathered = Gathered([], [])
    in_frame = set(frame_of(reader.survey, reader.file.round)["member_id"])
    for row, cells in reader.rows():
        reply = _read_reply(reader, row, cells, file_number, files)
        if isinstance(reply, Problem):
            gathered.problems.append(reply)
            continue
        if not reply.dropped_because:
            reply.dropped_because = _unusable(reader.survey, reply, in_frame)
        gathered.replies.append(reply)
    return gathered


def _read_reply(
    reader: FileReader, row: int, cells: list[Cell], file_number: int, files: int
) -> Reply | Problem:
    kinds = {c.index: reader.survey.question[c.use.question_id].kind for c in cells}
    who = next((c for c in cells if kinds[c.index] == "respondent"), None)
    when = [c for c in cells if kinds[c.index] == "replied_on"]
    replied_on, reading = read_replied_on(when, reader.file.date_format)
    part = f"{file_number}/" if files > 1 else ""
    identity, dropped = f"{reader.file.round}/r{part}{row:04d}", ""
    if who is not None:
        met = _respondent(reader, row, who, reading)
        if isinstance(met, Problem):
            return met
        identity, dropped = met
    reading.add(reader.read_questions(cells))
    return Reply(
        file=reader.file,
        file_number=file_number,
        sheet=reader.export.sheet,
        row=row,
        respondent_id=identity,
        respondent_cell=who,
        replied_on=replied_on,
        reading=reading,
        cells=cells,
        dropped_because=dropped,
    )


def _respondent(
    reader: FileReader, row: int, cell: Cell, reading: Reading
) -> tuple[str, str] | Problem:
    """Return the respondent's id and, if the row cannot count, why not."""
    survey, name = reader.survey, plain(cell.text)
    spellings = survey.spelling.get("member", {})
    reading.fates[cell.index] = KEPT if name else BLANK
    if not name:
        return "", "The row names no respondent."
    if name in survey.member_by_name:
        return survey.member_by_name[name], ""
    means = spellings.get(name, spellings.get("*"))
    if means is None:
        return _unknown(reader, row, cell) if survey.has_frame else (name, "")
    if not means:
        return "", f'"{name}" is set aside on purpose by spellings.'
    reading.fates[cell.index] = RECODED
    reason = f'"{name}" is read as {_name_of(survey, means)} by spellings.'
    found = Finding(cell.header, cell.text, RECODED, reason, decided=True)
    reading.findings.append(found)
    return means, ""


def _name_of(survey: Survey, member_id: str) -> str:
    members = survey.members
    return str(members.loc[members["member_id"] == member_id, "name"].iloc[0])


def _unknown(reader: FileReader, row: int, cell: Cell) -> Problem:
    name = plain(cell.text)
    what = f'"{name}" is no member.{hint(name, reader.survey.member_by_name)} '
    place = reader.survey.codebook.files["spellings"]
    what += f"Write it in {place} (list member), with the member it means."
    return Problem(f"rounds/{reader.file.file}", row, cell.header, what)


def _unusable(survey: Survey, reply: Reply, in_frame: set[str]) -> str:
    """Return why a reply cannot count, or ""."""
    respondent = reply.respondent_cell and reply.respondent_id
    if survey.has_frame and respondent and respondent not in in_frame:
        name = _name_of(survey, respondent)
        return f"{name} was not in the frame when round {reply.file.round} was asked."
    if not reply.answers_anything:
        return "The reply answers no question: no reply is counted."
    return ""


def settle(replies: Iterable[Reply]) -> None:
    """Decide which reply of each respondent counts: the latest, whole.

    A dated reply outdoes an undated one; else the lower row of rounds, then the lower
    row of the file. The others are marked with the reason.
    """
    by_respondent: dict[tuple[str, str], list[Reply]] = {}
    for reply in replies:
        if reply.respondent_id:
            key = (reply.file.round, reply.respondent_id)
            by_respondent.setdefault(key, []).append(reply)
    for same in by_respondent.values():
        usable = [reply for reply in same if not reply.dropped_because]
        if not usable:
            continue
        latest = max(usable, key=lambda r: (r.replied_on, r.file_number, r.row))
        latest.set_aside_others = len(same) - 1
        for reply in usable:
            if reply is not latest:
                reply.dropped_because = _replaced_by(latest)


def _replaced_by(latest: Reply) -> str:
    when = f" of {latest.replied_on}" if latest.replied_on else ""
    return f"The later reply{when} in row {latest.row} of {latest.file.file} counts."


def set_aside_reply(survey: Survey, reply: Reply) -> None:
    """Mark every filled cell of a reply that does not count as set aside."""
    filled = {c.index for c in reply.cells if plain(c.text)}
    reply.reading = Reading(
        fates={c.index: SET_ASIDE if c.index in filled else BLANK for c in reply.cells}
    )
    name = plain(reply.found)
    spelled = "member" if name and not reply.respondent_id else ""
    by_star = spelled and name not in survey.spelling.get("member", {})
    finding = Finding(
        header="",
        found=reply.found,
        action=SET_ASIDE,
        reason=reply.dropped_because,
        decided=bool(spelled) or reply.dropped_because.startswith("The later"),
        once="member" if by_star else "",
    )
    reply.reading.findings = [finding]
