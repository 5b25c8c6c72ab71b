"""What a new file changes in the codebook: rounds, columns, and what was offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rocb_analysis.core.text import plain, yes_or_no
from rocb_analysis.drafting.codebook_edit import TableEdit
from rocb_analysis.drafting.grids import (
    LEAST,
    Near,
    differ_by_negation,
    likeness,
    near_pairs,
)
from rocb_analysis.drafting.kinds import Dates, dates_in
from rocb_analysis.drafting.new_questions import likeness_of_headings
from rocb_analysis.drafting.paradata import without_addresses
from rocb_analysis.intake.columns import MappedColumn, mapped_columns
from rocb_analysis.intake.export import Export
from rocb_analysis.survey.records import EXPORTS, Question
from rocb_analysis.survey.survey_folder import Survey

# How a file is read: taken over from the last round where more headers are known so.
_WAY = ("sheet", "header_rows", "separator", "export")


@dataclass(frozen=True)
class Added:
    """A file as read: its row of rounds, its headers, how it writes dates.

    is_second: whether the round has another file before it.
    """

    label: str
    row: dict[str, str]
    export: Export
    headers: Headers
    dates: Dates
    is_second: bool = False


def rounds_rows_to_try(
    survey: Survey, label: str, source: str, name: str
) -> Iterator[dict[str, str]]:
    """Yield the rows of rounds by which the file may be read, the plainest first."""
    row = {"round": label, "source": source, "file": name}
    yield row
    for last in rows_before(survey, label):
        if any(last[way] for way in _WAY):
            yield row | {way: last[way] for way in _WAY}


def rows_before(survey: Survey, label: str) -> list[dict[str, str]]:
    """Return the rows of rounds that say how the round is read: its own, or the last's.

    The last round of all is meant if the label is new.
    """
    names = survey.round_names
    one = label if label in names else next(reversed(names), "")
    rounds = survey.rounds[survey.rounds["round"] == one]
    return [{str(k): str(v) for k, v in r.items()} for r in rounds.to_dict("records")]


def first_rounds_row(
    survey: Survey, row: dict[str, str], export: Export, headers: Headers
) -> Added:
    """Return what was read, its row of rounds filled as far as it is certain."""
    dates = _dates(survey, export, headers)
    beside = row["round"] in survey.round_names
    like = next(iter(rows_before(survey, row["round"])), {})
    tool = export.tool.name
    full = row | {
        "status": like["status"] if beside else "open",
        "asked_on": like["asked_on"] if beside else dates.first_day,
        "sheet": row.get("sheet") or export.sheet,
        "export": row.get("export") or (tool if tool in EXPORTS else ""),
        "date_format": dates.date_format,
        "data_kind": like.get("data_kind", "real"),
        "picks_allowed": like.get("picks_allowed", ""),
    }
    return Added(row["round"], full, export, headers, dates, is_second=beside)


def _dates(survey: Survey, export: Export, headers: Headers) -> Dates:
    """Return how the column writes dates that dates the replies."""
    dated = [h for h, job in export.own.items() if job == "replied_on"]
    for header, row in headers.rows.items():
        question = survey.question[survey.columns.loc[row, "question_id"]]
        dated += [header] if question.kind == "replied_on" else []
    before = rows_before(survey, export.file.round)
    usual = next((row["date_format"] for row in before if row["date_format"]), "")
    for header in dated:
        if header in export.headers:
            index = export.headers.index(header)
            return dates_in([row[index] for row in export.rows], usual=usual)
    return Dates("", "", ())


def column_for(survey: Survey, added: Added) -> str:
    """Return the column of `columns` that is to hold the file's headers.

    The round's own, unless it speaks of another file with other headers: then one for
    the source, or else for the file.
    """
    label, source = added.label, added.row["source"]
    alone = not source and not survey.files_of(label)
    if label not in survey.columns or alone:
        return label
    mine = {row: header for header, row in added.headers.rows.items()}
    theirs = survey.columns[label]
    same = all(plain(mine.get(int(r), "")) == plain(h) for r, h in theirs.items())
    return label if same else f"{label}/{source or added.row['file']}"


def edits_for(
    survey: Survey, added: Added, column: str, sha256: str
) -> dict[str, TableEdit]:
    """Return the changes of each table: what is certain, and nothing else."""
    edits = {
        "rounds": TableEdit(rows=[{**added.row, "sha256": sha256}]),
        "columns": TableEdit(columns=[column]),
        "ignored_columns": TableEdit(),
        "scales": TableEdit(cells=_offered(survey, added, column)),
    }
    held = survey.columns.get(column)
    for header, row in added.headers.rows.items():
        if held is None or not held[row]:
            edits["columns"].cells[row, column] = header
    edits["ignored_columns"].rows = [
        {"round": column, "header": header, "reason": reason}
        for header, reason in added.headers.carried.items()
    ]
    return edits


def _offered(survey: Survey, added: Added, column: str) -> dict[tuple[int, str], str]:
    """Return the cells of offered_in that take in the new round, as in the one before.

    A scale that speaks of the round already is left as it stands. A subject that may
    not be offered any more is for a person to decide (`undecided`); where offered_in
    was blank for every round it now names those before.
    """
    cells: dict[tuple[int, str], str] = {}
    waiting = set(undecided(survey, added))
    for row, parts in _offered_before(survey, added).items():
        if row not in waiting:
            cells |= {(row, "offered_in"): "; ".join([*parts, column])} if parts else {}
        elif not parts:
            cells[row, "offered_in"] = "; ".join(survey.round_names)
    return cells


def undecided(survey: Survey, added: Added) -> list[int]:
    """Return the rows of `scales` of subjects that may not be offered any more.

    The last round offered them; now nobody names them, and no heading asks of them.
    """
    asking = _asking(added)
    known = subjects_named(survey, added.export, asking)
    known |= {survey.columns.loc[row, "subject_id"] for row in asking.values()}
    subjects = survey.scales["subject_id"]
    rows = _offered_before(survey, added)
    return [row for row in rows if subjects[row] and subjects[row] not in known]


def _asking(added: Added) -> dict[str, int]:
    """Return the row of `columns` of each header, also of those nearly as before.

    These may be mapped later: their answers are then offered too.
    """
    headers = added.headers
    near = [headers.new[pair.first] for pair in headers.near]
    return headers.rows | dict(zip(near, near_rows(headers), strict=True))


def _offered_before(survey: Survey, added: Added) -> dict[int, list[str]]:
    """Return the rows of `scales` that the last form offered, with their rounds.

    Of scales that the file asks and that do not speak of its round yet. A subject that
    was offered in every round has no rounds.
    """
    rows_met = _asking(added).values()
    asked = {survey.columns.loc[row, "question_id"] for row in rows_met}
    scales = {survey.question[question].scale_id for question in asked}
    now = {added.label, *added.export.file.labels}
    before = set(_labels_before(survey, added))
    found: dict[int, list[str]] = {}
    for scale_id, rows in survey.scales.groupby("scale_id", sort=False):
        told = {int(str(r)): _parts(text) for r, text in rows["offered_in"].items()}
        if scale_id not in scales or any(now & set(parts) for parts in told.values()):
            continue
        always = not added.is_second and bool(before)
        for row, parts in told.items():
            is_subject = rows.loc[row, "subject_id"] != ""
            if before & set(parts) or (not parts and is_subject and always):
                found[row] = parts
    return found


def _labels_before(survey: Survey, added: Added) -> list[str]:
    """Return the labels of the round whose form is taken over."""
    last = round_before(survey, added.label)
    return list(survey.round_labels(last)) if last else []


def round_before(survey: Survey, label: str) -> str:
    """Return the round before one that may be new, or ""."""
    names = survey.round_names
    earlier = names[: names.index(label)] if label in names else names
    return earlier[-1] if earlier else ""


def _parts(offered_in: str) -> list[str]:
    return [part.strip() for part in offered_in.split(";") if part.strip()]


# Meet the headers of a new file with those of earlier rounds, exactly.


@dataclass(frozen=True)
class Headers:
    """How the headers of a file met the codebook.

    rows: the spreadsheet row of `columns` for each header that was met exactly.
    beside: the column of `columns` that has most of them, or "".
    ignored: headers left out before, with the reason; carried: those of them that were
    left out of another round only. new: headers nobody knows. vanished: headers of the
    column beside, by row, that are not in the file. near: pairs of the two that are
    alike.
    """

    rows: dict[str, int]
    beside: str
    ignored: set[str]
    carried: dict[str, str]
    new: list[str]
    vanished: dict[int, str]
    near: list[Near] = field(default_factory=list)


def near_rows(headers: Headers) -> list[int]:
    """Return the rows of `columns` whose heading a new one is nearly like."""
    rows = list(headers.vanished)
    return [rows[pair.second] for pair in headers.near]


def columns_newest_first(survey: Survey, label: str) -> list[str]:
    """Return the round columns of `columns`: the label's own, then from the last on."""
    files = [*survey.files_of(label), *reversed(survey.round_files)]
    told = [label, *(survey.column_of(file) for file in files)]
    return [one for one in dict.fromkeys(told) if one and one in survey.columns]


def met_headers(
    survey: Survey, export: Export, label: str, *, before: str = ""
) -> Headers:
    """Return how the headers of a file meet the codebook, the newest round first.

    A row of `columns` is met by one header at most: that of the newest round that has
    it. The tool's own headers count as met.

    before: the round to compare with, instead of what the label's column has.
    """
    free = [h for h in export.headers if h and h not in export.own]
    newest = columns_newest_first(survey, label)
    rows = _met_exactly(survey, free, newest)
    rest = [header for header in free if header not in rows]
    always = survey.ignored_in(export.file)
    carried = {h: reason for h in rest if (reason := _reason(survey, h, always))}
    ignored = {header for header in rest if header in always or header in carried}
    new = [header for header in rest if header not in ignored]
    vanished, there = {}, list[str]()
    beside = _beside(survey, newest, label, rows, before)
    if beside:
        told = survey.columns[beside]
        taken = {*rows.values(), *_rows_of_tool(survey, export)}
        vanished = {int(row): h for row, h in told.items() if h and row not in taken}
        there = [header for header in told if header]
    alike = likeness_of_headings(free, there)
    near = near_pairs(new, list(vanished.values()), alike=alike)
    return Headers(rows, beside, ignored, carried, new, vanished, near)


def _beside(
    survey: Survey, newest: list[str], label: str, rows: dict[str, int], before: str
) -> str:
    """Return the column to compare with: the one prepared, else of the newest round.

    Where that round has several, the one with most headings of the file.
    """
    if not newest or (newest[0] == label and not before):
        return newest[0] if newest else ""
    last = before or survey.round_names[-1]
    of_last = [one for one in newest if one == last or one.startswith(f"{last}/")]

    def shared(column: str) -> int:
        told = survey.columns[column]
        return sum(plain(told[row]) == header for header, row in rows.items())

    return max(reversed(of_last or newest[:1]), key=shared)


def _rows_of_tool(survey: Survey, export: Export) -> set[int]:
    """Return the rows of `columns` whose work the tool's own headers do: the date."""
    dates = survey.questions.loc[survey.questions["kind"] == "replied_on"]
    if "replied_on" not in export.own.values():
        return set()
    asked = survey.columns["question_id"].isin(dates["question_id"])
    return {int(row) for row in survey.columns.index[asked]}


def _met_exactly(survey: Survey, free: list[str], newest: list[str]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for label in newest:
        place = {plain(h): int(row) for row, h in survey.columns[label].items() if h}
        for header in free:
            row = place.get(header)
            if row is not None and header not in rows and row not in rows.values():
                rows[header] = row
    return rows


def _reason(survey: Survey, header: str, always: set[str]) -> str:
    """Return why a header was left out of another round, or "" if it never was."""
    if header in always:
        return ""
    told = survey.ignored_columns
    reasons = told.loc[told["header"] == header, "reason"]
    return (reasons.iloc[-1] or "Left out of an earlier round") if len(reasons) else ""


# Find answers of a new file that its scales, or the list of members, do not have.

_LISTED = frozenset({"level", "one", "many", "top_n", "yes_no"})


@dataclass(frozen=True)
class UnknownAnswer:
    """An answer met that nothing in the codebook means.

    times: in how many cells. nearest, likeness: what it is most like, for a person to
    decide. before: whether an earlier round offered it.
    """

    name: str
    header: str
    answer: str
    times: int
    nearest: str
    likeness: float
    before: bool


def unknown_answers(survey: Survey, export: Export) -> list[UnknownAnswer]:
    """Return the answers and names in a file that its codebook does not know."""
    found: dict[tuple[str, str], UnknownAnswer] = {}
    for column in mapped_columns(survey, export):
        question = survey.question[column.use.question_id]
        cells = [plain(row[column.index]) for row in export.rows]
        for one in _unknown(survey, export, question, column, cells):
            found.setdefault((one.name, one.answer), one)
    return list(found.values())


def subjects_named(survey: Survey, export: Export, rows: dict[str, int]) -> set[str]:
    """Return the subjects that answers of a file name out of a list.

    rows: the row of `columns` of each header that asks.
    """
    named: set[str] = set()
    for header, row in rows.items():
        question = survey.question[survey.columns.loc[row, "question_id"]]
        answers = survey.scale.get(question.scale_id, [])
        means = {plain(a.answer): a.subject_id for a in answers if a.subject_id}
        if not means:
            continue
        spelled = survey.spelling.get(question.scale_id, {})
        means |= {found: means.get(plain(text), "") for found, text in spelled.items()}
        means |= survey.spelling.get("subject", {})
        index = export.headers.index(header)
        cells = [plain(cells[index]) for cells in export.rows]
        named |= {means.get(a, "") for a in _counts(question, export, cells, {*means})}
    return named - {""}


def _unknown(
    survey: Survey,
    export: Export,
    question: Question,
    column: MappedColumn,
    cells: list[str],
) -> Iterator[UnknownAnswer]:
    if question.kind == "respondent" and survey.has_frame:
        known, before, name = set(survey.member_by_name), set[str](), "member"
        counts = Counter(filter(None, cells))
    elif question.kind in _LISTED and question.scale_id:
        name = question.scale_id
        offered = survey.scale_in(name, export.file.labels)
        known = {plain(answer.answer) for answer in offered}
        before = {plain(answer.answer) for answer in survey.scale.get(name, [])}
        counts = _counts(question, export, cells, known | before)
    else:
        return
    if column.use.subject_id and question.kind == "many":
        return
    met = known | set(survey.spelling.get(name, {})) | _subject_spellings(survey, name)
    if "*" in met:
        return
    said = {a for a in counts if question.kind == "yes_no" and yes_or_no(a) is not None}
    for answer, times in counts.items():
        if answer not in met | said:
            alike = (k for k in known | before if not differ_by_negation(answer, k))
            like = max(alike, key=lambda k: (likeness(answer, k), k), default="")
            score = likeness(answer, like)
            near = (like, score) if score >= LEAST else ("", 0.0)
            shown = without_addresses(answer)
            yield UnknownAnswer(
                name, column.header, shown, times, *near, answer in before
            )


def _subject_spellings(survey: Survey, name: str) -> set[str]:
    about = any(answer.subject_id for answer in survey.scale.get(name, []))
    return set(survey.spelling.get("subject", {})) if about else set()


def _counts(
    question: Question, export: Export, cells: list[str], known: set[str]
) -> Counter[str]:
    """Return how often each answer stands in the cells, lists taken apart."""
    if question.kind == "many" or question.kind == "top_n":
        separator = question.separator or export.separator
        pieces = (one for cell in cells for one in _pieces(cell, separator, known))
        return Counter(pieces)
    return Counter(filter(None, cells))


def _pieces(cell: str, separator: str, known: set[str]) -> list[str]:
    """Return the answers a cell lists: at each place the longest known, else a piece.

    A known answer may hold the separator.
    """
    mark = " " if separator == "space" else separator
    if cell in known:
        return [cell]
    found, rest = [], cell
    while rest := rest.lstrip(f"{mark} "):
        fits = [
            k
            for k in known
            if rest == k or rest.startswith((f"{k}{mark}", f"{k} {mark}"))
        ]
        piece = max(fits, key=len) if fits else rest.split(mark, 1)[0]
        found.append(piece.strip())
        rest = rest[len(piece) :]
    return found
