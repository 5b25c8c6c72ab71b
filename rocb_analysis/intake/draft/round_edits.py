"""What a new file changes in the codebook: rounds, columns, and what was offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rocb_analysis.intake.draft.dates import Dates, dates_in
from rocb_analysis.intake.draft.edits import TableEdit
from rocb_analysis.intake.draft.round_answers import subjects_named
from rocb_analysis.intake.draft.round_headers import Headers, near_rows
from rocb_analysis.intake.exports import Export
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import EXPORTS
from rocb_analysis.survey.text import plain

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
