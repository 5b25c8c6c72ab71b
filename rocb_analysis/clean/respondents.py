"""Whose reply a row is, and when it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from rocb_analysis.clean.answers import read_replied_on
from rocb_analysis.clean.cells import (
    BLANK,
    CORRECTED,
    FATE_CODE,
    KEPT,
    RECODED,
    SET_ASIDE,
    CellIssue,
    FileReading,
    Flags,
    RawColumn,
)
from rocb_analysis.clean.replies import NO_ANSWERS, FileReader
from rocb_analysis.core.text import counted, hint, plain, quoted
from rocb_analysis.survey.records import Problem, Question
from rocb_analysis.survey.survey_folder import Survey, frame_of

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
    def date_columns(self) -> list[RawColumn]:
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


def _corrected_rows(replies: FileReplies, who: RawColumn, files: int) -> dict[int, int]:
    """Return the rows whose respondent is corrected, with the row of corrections."""
    said = replies.reader.survey.corrections
    said = said[said["question_id"] == who.use.question_id]
    if said.empty:
        return {}
    rows = zip(row_ids(replies, files), range(replies.reader.height), strict=True)
    row_of = dict(rows)
    ids = said["respondent_id"]
    return {row_of[name]: int(n) for n, name in ids.items() if name in row_of}


def _correct_respondents(replies: FileReplies, who: RawColumn) -> None:
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
            finding = CellIssue(who.header, found, CORRECTED, why, decided=True)
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
    column: RawColumn,
    fates: list[str],
    found: dict[int, list[CellIssue]],
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


def _read_respondents(replies: FileReplies, column: RawColumn) -> None:
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


def _take_names(replies: FileReplies, column: RawColumn, names: list[str]) -> None:
    """Set whose each reply is where no list says who was asked: by the name itself."""
    replies.typed = _taken(column.texts, column)
    replies.ids = _taken(names, column)
    replies.dropped[replies.ids == ""] = NO_RESPONDENT
    _account(replies, column, [KEPT if name else BLANK for name in names], {})


def _taken(values: list[str] | list[bool], column: RawColumn) -> np.ndarray:
    return np.array(values, dtype=object)[column.codes]


def _finding(column: RawColumn, code: int, reason: str) -> CellIssue:
    return CellIssue(column.header, column.texts[code], RECODED, reason, decided=True)


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
    reader: FileReader, column: RawColumn, code: int, rows: np.ndarray
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


# Of several replies of one respondent the latest counts, whole.


def settle(files: Iterable[FileReplies]) -> None:
    """Decide which reply of each respondent counts: the latest, whole.

    A dated reply outdoes an undated one; else the lower row of rounds, then the lower
    row of the file. The others are marked with the reason.
    """
    rounds: dict[str, list[FileReplies]] = {}
    for replies in files:
        _drop_the_unanswered(replies)
        rounds.setdefault(replies.reader.file.round, []).append(replies)
    for same_round in rounds.values():
        for places in _of_one_respondent(same_round):
            _settle_one(same_round, places)


def _drop_the_unanswered(replies: FileReplies) -> None:
    answering = replies.reading.answering(replies.reader.height)
    usable = replies.dropped == ""
    replies.dropped[usable & ~answering] = NO_ANSWER


def _of_one_respondent(files: list[FileReplies]) -> Iterable[list[tuple[int, int]]]:
    """Yield file and row of the replies of each respondent with more than one."""
    ids = np.concatenate([one.ids[one.reader.rows] for one in files])
    file_of = np.repeat(range(len(files)), [len(one.reader.rows) for one in files])
    row_of = np.concatenate([one.reader.rows for one in files])
    several = pd.Series(ids, dtype=object).duplicated(keep=False).to_numpy()
    groups: dict[str, list[tuple[int, int]]] = {}
    for number in np.flatnonzero(several & (ids != "")):
        place = (int(file_of[number]), int(row_of[number]))
        groups.setdefault(ids[number], []).append(place)
    yield from groups.values()


def _settle_one(files: list[FileReplies], places: list[tuple[int, int]]) -> None:
    usable = [(f, row) for f, row in places if not files[f].dropped[row]]
    if not usable:
        return
    last, row = max(usable, key=lambda at: (files[at[0]].replied_on[at[1]], *at))
    latest = files[last]
    latest.others[row] = len(places) - 1
    for f, other in usable:
        if (f, other) != (last, row):
            moment = files[f].replied_on[other]
            files[f].dropped[other] = _replaced_by(latest, row, moment)


def _replaced_by(latest: FileReplies, row: int, moment: str) -> str:
    """Return why the reply of a moment ("" = undated) gives way to the latest."""
    when = latest.replied_on[row]
    number = latest.reader.export.row_numbers[row]
    place = f"in row {number} of {latest.reader.file.file} counts"
    if when and not moment:
        return f"The dated reply of {when} {place}; this one has no date."
    if when == moment:
        return f"The lower reply {place}; neither has the later date."
    return f"The later reply of {when} {place}."


# The replies that count, in the order of their key.


@dataclass(frozen=True)
class Counted:
    """respondents: the table, in order; places: for each file a row's number in it, or
    -1 where the row does not count.
    """

    respondents: pd.DataFrame
    places: list[np.ndarray]


def counted_replies(files: list[FileReplies]) -> Counted:
    """Return the replies that count: a row a reply, sorted by round and respondent."""
    rows = [np.flatnonzero(replies.counted) for replies in files]
    parts = [_respondents(*one) for one in zip(files, rows, strict=True)]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    keys = list(
        zip(*(table[c].tolist() for c in ("round", "respondent_id")), strict=True)
    )
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)
    number = np.empty(len(keys), dtype=np.int32)
    number[order] = np.arange(len(keys))
    places, start = [], 0
    for replies, mine in zip(files, rows, strict=True):
        place = np.full(replies.reader.height, -1, dtype=np.int32)
        place[mine] = number[start : start + len(mine)]
        places.append(place)
        start += len(mine)
    return Counted(table.iloc[order].reset_index(drop=True), places)


def _respondents(replies: FileReplies, rows: np.ndarray) -> pd.DataFrame:
    """Return a row a reply of one file, with its place in the raw file."""
    reader = replies.reader
    numbers = np.array(reader.export.row_numbers, dtype=np.intp)
    return pd.DataFrame(
        {
            "round": pd.Series([reader.file.round] * len(rows), dtype="str"),
            "respondent_id": pd.Series(replies.ids[rows], dtype="str"),
            "source": reader.file.source,
            "file": reader.file.file,
            "sheet": reader.export.sheet,
            "row": numbers[rows],
            "replied_on": pd.Series(replies.replied_on[rows], dtype="str"),
            "replies_set_aside": replies.others[rows],
        }
    )


# Correct answers at a respondent's request, in the reply that counts.

Said = dict[str, str]


@dataclass
class _Hits:
    """Corrected texts of one file, and why: by column, then by row."""

    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    reasons: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, column: int, row: int, said: Said) -> None:
        """Take in one correction."""
        self.texts.setdefault(column, {})[row] = said["answer"]
        self.reasons[column, row] = said["reason"]


def correct(survey: Survey, files: list[FileReplies]) -> list[Problem]:
    """Apply the corrections to the replies, in place; return those that hit nothing."""
    counted = _counted(survey, files)
    # Whose reply a row is stands corrected already.
    whose = {number for replies in files for number in replies.corrected.values()}
    hits: dict[int, _Hits] = {}
    problems = []
    for number, said in survey.corrections.drop(index=list(whose)).iterrows():
        place = counted.get((said["round"], said["respondent_id"]))
        column = place and _hit(files[place[0]], place[1], dict(said))
        if not place or not column:
            problems.append(_no_hit(survey, int(str(number)), dict(said)))
            continue
        file, row = place
        hits.setdefault(file, _Hits()).add(column.index, row, dict(said))
    for file, of_file in hits.items():
        _re_read(files[file], of_file)
    return problems


def _counted(
    survey: Survey, files: list[FileReplies]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return file and row of the reply that counts, for those a correction names."""
    corrected = survey.corrections
    wanted = set(zip(corrected["round"], corrected["respondent_id"], strict=True))
    return {
        (replies.reader.file.round, replies.ids[row]): (number, int(row))
        for number, replies in enumerate(files)
        if any(replies.reader.file.round == name for name, _ in wanted)
        for row in np.flatnonzero(replies.counted)
        if (replies.reader.file.round, replies.ids[row]) in wanted
    }


def _hit(replies: FileReplies, row: int, said: Said) -> RawColumn | None:
    """Return the column with the answer a correction speaks of."""
    place = int(said["position"]) if said["position"] else None
    question = replies.reader.survey.question[said["question_id"]]
    if question.kind in NO_ANSWERS:
        return None
    for column in replies.reader.columns:
        use = column.use
        same = (use.question_id, use.position) == (question.question_id, place)
        if same and said["subject_id"] in _subjects_at(replies, row, question, column):
            return column
    return None


def _subjects_at(
    replies: FileReplies, row: int, question: Question, column: RawColumn
) -> set[str]:
    """Return what a cell may be called by: its subject, or the one named at its place.

    The positions of a `many` number its options, so they say nothing of its place.
    """
    use = column.use
    if question.kind == "many" or use.subject_id or use.position is None:
        return {use.subject_id}
    answers = replies.reading.answers_of(row, question.question_id)
    return {"", *(a.subject_id for a in answers if a.position == use.position)}


def _no_hit(survey: Survey, row: int, said: Said) -> Problem:
    what = f"no answer of {said['respondent_id']} in round {said['round']} stands at "
    what += " / ".join(
        said[name] for name in ("question_id", "subject_id", "position") if said[name]
    )
    what += ", so the correction hits nothing; correct or delete the row."
    return Problem(survey.codebook.files["corrections"], row, "", what)


def _re_read(replies: FileReplies, hits: _Hits) -> None:
    """Read the file again with the corrected texts; note each correction."""
    columns = [
        column.with_texts(hits.texts.get(column.index, {}))
        for column in replies.reader.columns
    ]
    reading = replies.reader.read(columns)
    replies.reading = reading
    by_index = {column.index: column for column in replies.reader.columns}
    corrected = {
        (row, by_index[index].header)
        for index in hits.texts
        for row in hits.texts[index]
    }
    # What a spelling does to the corrected text is no news of the raw file.
    reading.findings = [
        (row, finding)
        for row, finding in reading.findings
        if not (finding.decided and (row, finding.header) in corrected)
    ]
    for index, row, finding in _corrections(hits, by_index):
        reading.findings.append((row, finding))
        filled = bool(by_index[index].filled[row])
        fates = reading.fates[index]
        fates[row] = _fate(filled=filled, corrected=int(fates[row]))


def _corrections(
    hits: _Hits, columns: dict[int, RawColumn]
) -> Iterator[tuple[int, int, CellIssue]]:
    """Yield column, row and issue of each correction."""
    for index, texts in hits.texts.items():
        column = columns[index]
        for row, text in texts.items():
            done = f'Corrected to "{text}"' if text else "Set aside"
            reason = f"{done} at the respondent's request: "
            reason += hits.reasons[index, row] or "no reason given."
            raw = column.texts[column.codes[row]]
            action = CORRECTED if text else SET_ASIDE
            finding = CellIssue(column.header, raw, action, reason, decided=True)
            yield index, row, finding


def _fate(*, filled: bool, corrected: int) -> int:
    """Return what became of a raw cell: corrected, unless that is of no use either."""
    if not filled:
        return FATE_CODE[BLANK]
    of_no_use = {FATE_CODE[SET_ASIDE], FATE_CODE[BLANK]}
    return FATE_CODE[SET_ASIDE if corrected in of_no_use else RECODED]
