"""Whose reply a row is, and when it came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from rocb_analysis.clean.columns import Column, Flags
from rocb_analysis.clean.dates import read_replied_on
from rocb_analysis.clean.parts import FATE_CODE, FileReading
from rocb_analysis.clean.reading import BLANK, CORRECTED, KEPT, RECODED, Finding
from rocb_analysis.clean.replies import FileReader
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.members import frame_of
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.text import counted, hint, plain, quoted

NO_RESPONDENT = "The row names no respondent."
NO_ANSWER = "The reply answers no question: no reply is counted."
# A row that corrections leave without a respondent, since nobody knows whose it is.
LEFT_ASIDE = "By corrections the row stays set aside: "


@dataclass(eq=False)
class FileReplies:
    """The replies of one file: a row each, whose, of when, what, and does it count.

    Arrays have an entry a row of the file. dropped: why a row does not count, "" if it
    does. spelled: whether spellings set its respondent aside. whose: what was found in
    the columns that name the respondent and the date. corrected: for each row whose
    respondent is corrected, the row of corrections.
    """

    reader: FileReader
    number: int
    reading: FileReading
    whose: FileReading
    ids: np.ndarray
    typed: np.ndarray
    replied_on: np.ndarray
    dropped: np.ndarray
    spelled: np.ndarray
    others: np.ndarray
    problems: list[Problem]
    corrected: dict[int, int] = field(default_factory=dict)

    @property
    def date_columns(self) -> list[Column]:
        """The columns that say when a reply came."""
        reader = self.reader
        return reader.of_kind("replied_on") + reader.with_job("replied_on")

    @property
    def counted(self) -> Flags:
        """Whether each row is a reply that counts."""
        flags = np.zeros(self.reader.height, dtype=bool)
        flags[self.reader.rows] = self.dropped[self.reader.rows] == ""
        return flags


def read_replies(reader: FileReader, number: int, files: int) -> FileReplies:
    """Return what the rows of one file say; number: of how many files of its round."""
    replies = FileReplies(
        reader=reader,
        number=number,
        reading=reader.read(reader.columns),
        whose=FileReading(),
        ids=np.full(reader.height, "", dtype=object),
        typed=np.full(reader.height, "", dtype=object),
        replied_on=np.full(reader.height, "", dtype=object),
        dropped=np.full(reader.height, "", dtype=object),
        spelled=np.zeros(reader.height, dtype=bool),
        others=np.zeros(reader.height, dtype=np.intp),
        problems=[],
    )
    _read_dates(replies)
    who = reader.of_kind("respondent")
    if who:
        replies.corrected = _corrected_rows(replies, who[0], files)
        _read_respondents(replies, who[0])
        _correct_respondents(replies, who[0])
    else:
        replies.ids = row_ids(replies, files)
    return replies


def row_ids(replies: FileReplies, files: int) -> np.ndarray:
    """Return the id of each row, where it is not known by its respondent."""
    export = replies.reader.export
    label = f"{export.file.round}/r{f'{replies.number}/' if files > 1 else ''}"
    return np.array([f"{label}{row:04d}" for row in export.row_numbers], dtype=object)


def _corrected_rows(replies: FileReplies, who: Column, files: int) -> dict[int, int]:
    """Return the rows whose respondent is corrected, with the row of corrections."""
    said = replies.reader.survey.corrections
    said = said[said["question_id"] == who.use.question_id]
    if said.empty:
        return {}
    rows = zip(row_ids(replies, files), range(replies.reader.height), strict=True)
    row_of = dict(rows)
    ids = said["respondent_id"]
    return {row_of[name]: int(n) for n, name in ids.items() if name in row_of}


def _correct_respondents(replies: FileReplies, who: Column) -> None:
    """Set whose the corrected rows are; a blank answer leaves a row set aside."""
    survey = replies.reader.survey
    meet = _meeter(survey)
    for row, number in replies.corrected.items():
        answer, reason = survey.corrections.loc[number, ["answer", "reason"]]
        met = meet(plain(answer))
        outside = _outside(replies.reader, {met.identity})
        dropped = met.dropped or outside.get(met.identity, "")
        if not plain(answer):
            dropped = f"{LEFT_ASIDE}{reason or 'no reason given.'}"
        elif met is _STRANGER:
            replies.problems.append(_unknown_correction(survey, number, answer))
        replies.ids[row], replies.dropped[row] = met.identity, dropped
        replies.spelled[row] = False
        if not dropped:
            why = f"The row is the reply of {answer} by corrections: {reason}"
            found = who.texts[who.codes[row]]
            finding = Finding(who.header, found, CORRECTED, why, decided=True)
            replies.whose.findings.append((row, finding))
            if who.filled[row]:
                replies.whose.fates[who.index][row] = FATE_CODE[RECODED]


def _unknown_correction(survey: Survey, number: int, answer: str) -> Problem:
    what = f"{quoted(answer)} is no member.{hint(answer, survey.member_by_name)} "
    place = survey.codebook.files["corrections"]
    return Problem(place, number, "answer", what + "Correct it.")


def _read_dates(replies: FileReplies) -> None:
    """Set when each reply came; of several dates the latest."""
    reader = replies.reader
    for column in replies.date_columns:
        moments, fates, found = read_replied_on(
            column, reader.file.date_format, reader.export.tool.date_formats
        )
        said = np.array(moments, dtype=object)[column.codes]
        later = said > replies.replied_on
        replies.replied_on = np.where(later, said, replies.replied_on)
        _account(replies, column, fates, found)


def _account(
    replies: FileReplies,
    column: Column,
    fates: list[str],
    found: dict[int, list[Finding]],
) -> None:
    """Note fates and findings of a column without answers."""
    rows, codes = replies.reader.rows, column.codes[replies.reader.rows]
    by_code = np.array([FATE_CODE[fate] for fate in fates], dtype=np.int8)
    height = replies.reader.height
    replies.whose.set_fates(column.index, rows, by_code[codes], height)
    replies.whose.find(rows, codes, found)


class _Whose(NamedTuple):
    """What a respondent's name means: an id, or why the row cannot count."""

    identity: str
    dropped: str = ""
    spelled: bool = False
    fate: str = KEPT
    reason: str = ""


# A name that nobody knows, where it is known who was asked.
_STRANGER = _Whose("", fate=BLANK)


def _read_respondents(replies: FileReplies, column: Column) -> None:
    """Set whose each reply is, and what makes it unusable."""
    reader = replies.reader
    if not column.texts:
        return
    names = list(map(plain, column.texts))
    if not reader.survey.has_frame and "member" not in reader.survey.spelling:
        _take_names(replies, column, names)
        return
    met = list(map(_meeter(reader.survey), names))
    identities, dropped, spelled, fates, reasons = map(list, zip(*met, strict=True))
    outside = _outside(reader, set(identities))
    if outside:
        pairs = zip(identities, dropped, strict=True)
        dropped = [why or outside.get(who, "") for who, why in pairs]
    replies.typed = _taken(column.texts, column)
    replies.ids = _taken(identities, column)
    replies.dropped = _taken(dropped, column)
    replies.spelled = _taken(spelled, column).astype(bool)
    found = {
        code: [_finding(column, code, reason)]
        for code, reason in enumerate(reasons)
        if reason
    }
    _account(replies, column, fates, found)
    corrected = list(replies.corrected)
    for code in (code for code, one in enumerate(met) if one is _STRANGER):
        rows = np.setdiff1d(np.flatnonzero(column.codes == code), corrected)
        if len(rows):
            replies.problems.append(_unknown(reader, column, code, rows))


def _take_names(replies: FileReplies, column: Column, names: list[str]) -> None:
    """Set whose each reply is where no list says who was asked: by the name itself."""
    replies.typed = _taken(column.texts, column)
    replies.ids = _taken(names, column)
    replies.dropped[replies.ids == ""] = NO_RESPONDENT
    _account(replies, column, [KEPT if name else BLANK for name in names], {})


def _taken(values: list[str] | list[bool], column: Column) -> np.ndarray:
    return np.array(values, dtype=object)[column.codes]


def _finding(column: Column, code: int, reason: str) -> Finding:
    return Finding(column.header, column.texts[code], RECODED, reason, decided=True)


def _meeter(survey: Survey) -> Callable[[str], _Whose]:
    """Return a function from a typed name to whose it is."""
    spellings, members = survey.spelling.get("member", {}), survey.member_by_name
    the_rest, strangers_stay = spellings.get("*"), not survey.has_frame

    def meet(name: str) -> _Whose:
        if not name:
            return _Whose("", NO_RESPONDENT, fate=BLANK)
        if name in members:
            return _Whose(members[name])
        means = spellings.get(name, the_rest)
        if means is None:
            return _Whose(name) if strangers_stay else _STRANGER
        if not means:
            reason = f"{quoted(name)} is set aside on purpose by spellings."
            return _Whose("", reason, spelled=True)
        reason = f"{quoted(name)} is read as {_name_of(survey, means)} by spellings."
        return _Whose(means, fate=RECODED, reason=reason)

    return meet


def _name_of(survey: Survey, member_id: str) -> str:
    members = survey.members
    return str(members.loc[members["member_id"] == member_id, "name"].iloc[0])


def _outside(reader: FileReader, identities: set[str]) -> dict[str, str]:
    """Return why those not in the frame cannot have replied."""
    survey, round_name = reader.survey, reader.file.round
    if not survey.has_frame:
        return {}
    in_frame = set(frame_of(survey, round_name)["member_id"])
    return {
        identity: f"By members {_name_of(survey, identity)} was not in the frame when "
        f"round {round_name} was asked; if it was, correct its dates there."
        for identity in identities - in_frame - {""}
    }


def _unknown(
    reader: FileReader, column: Column, code: int, rows: np.ndarray
) -> Problem:
    """Return a problem for a name nobody knows, at its first row."""
    name = plain(column.texts[code])
    what = f"{quoted(name)} is no member"
    what += f" ({counted(len(rows), 'row')})." if len(rows) > 1 else "."
    what += f"{hint(name, reader.survey.member_by_name)} Write it in "
    place = reader.survey.codebook.files["spellings"]
    what += f"{place} (list member), with the member it means."
    row = reader.row_of(int(rows[0]), column.index)
    return Problem(f"rounds/{reader.file.file}", row, column.header, what)
