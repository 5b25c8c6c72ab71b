"""Find answers of a new file that its scales, or the list of members, do not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rocb_analysis.intake.columns import MappedColumn, mapped_columns
from rocb_analysis.intake.draft.likeness import LEAST, differ_by_negation, likeness
from rocb_analysis.intake.draft.own_columns import without_addresses
from rocb_analysis.intake.exports import Export
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Question
from rocb_analysis.survey.text import plain, yes_or_no

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
