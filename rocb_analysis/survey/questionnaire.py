"""The form of a round as the codebook has it, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted, hint
from rocb_analysis.survey.headings import Unit, is_field_name, split_headings, words_of
from rocb_analysis.survey.records import (
    RANKING_KINDS,
    RATING_KINDS,
    Question,
    ScaleAnswer,
)
from rocb_analysis.survey.survey_folder import Survey

CHANGE_COLUMNS = (
    "question_id subject_id what before after breaks_trend why in_breaks".split()
)
_MOVED = "need asked by another question"
# What a difference does to a trend, and why: one rule a kind of difference.
RULES: dict[str, tuple[str, str]] = {
    "new": ("no", "There are no earlier answers; a trend starts here."),
    "no longer asked": ("yes", "Its trend ends here."),
    "heading changed": ("with_care", "Other words can draw other answers."),
    "number in heading changed": ("no", "Only the year or number in it moved."),
    "wording not in the export": (
        "with_care",
        "One export names its fields and not the words asked; compare the forms.",
    ),
    "option added": ("with_care", "A new option can draw answers from the others."),
    "option withdrawn": ("yes", "Its answers end here and can move to the others."),
    "option reworded": ("with_care", "Other words can draw other answers."),
    "option order changed": ("with_care", "What stands first is chosen more often."),
    "pick limit changed": ("yes", "With more picks every subject is named more."),
    "scale changed": ("yes", "A score on another scale is another measure."),
    "subject added": ("no", "It has no earlier answers; the others stay as they are."),
    "subject withdrawn": ("yes", "Its trend ends here."),
    "places changed": ("with_care", "It speaks of more, or fewer, places than before."),
    _MOVED: ("yes", "Another question is another measure."),
}
# Kinds of question without a trend that could break.
NO_TREND = {
    "respondent": ("no", "It names the reply; no trend hangs on it."),
    "text": ("no", "Open text has no trend."),
}
# The tool's own heading of the time stamp says nothing about the form.
_OF_THE_TOOL = frozenset({"replied_on"})
_WORST_FIRST = ("no", "with_care", "yes")


@dataclass(frozen=True)
class _Form:
    """A form: its round, pick limit, and the units of each question."""

    round: str
    picks: int | None
    units: dict[str, list[Unit]]


def questionnaire_changes(
    survey: Survey, from_round: str, to_round: str
) -> pd.DataFrame:
    """Return how the form of one round differs from that of another.

    A row is a difference. Columns: question_id, subject_id, what (a key of `RULES`),
    before, after, breaks_trend (yes, with_care, no), why (the rule), in_breaks (what
    `breaks` says of it from a later round than from_round up to to_round, or "").
    What only the form tool does (marks around a subject, separators, time stamps) is
    left out.

    Raises SurveyError if the codebook has no form for one of the rounds.
    """
    before, after = (_form(survey, name) for name in (from_round, to_round))
    rows = [
        [question_id, subject, what, old, new, *_rule(survey, question_id, what)]
        for question_id in survey.question
        for subject, what, old, new in _of_question(survey, question_id, before, after)
    ]
    rows += [
        [new, subject, _MOVED, old, new, *RULES[_MOVED]]
        for subject, old, new in _needs_moved(survey, before, after)
    ]
    changes = pd.DataFrame(rows, columns=CHANGE_COLUMNS[:-1], dtype="str")
    said = [
        in_breaks(survey, question, subject, from_round, to_round)
        for question, subject in zip(
            changes["question_id"], changes["subject_id"], strict=True
        )
    ]
    return changes.assign(in_breaks=pd.Series(said, dtype="str"))


def _rule(survey: Survey, question_id: str, what: str) -> tuple[str, str]:
    """Return what a difference does to a trend, and why."""
    kind = survey.question[question_id].kind
    return NO_TREND.get(kind) or RULES[what]


def _form(survey: Survey, round_name: str) -> _Form:
    """Return a form; where files differ, the first that asks something counts."""
    form = form_of(survey, round_name)
    asked = form.drop_duplicates(["question_id", "subject_id", "position"])
    units = {
        str(question): split_headings(rows[["subject_id", "position", "heading"]])
        for question, rows in asked.groupby("question_id", sort=False)
    }
    files = survey.files_of(round_name) or survey.files_of(survey.round_names[-1])
    limits = [file.picks_allowed for file in files]
    return _Form(round_name, max(filter(None, limits), default=None), units)


def _of_question(
    survey: Survey, question_id: str, before: _Form, after: _Form
) -> Iterator[tuple[str, ...]]:
    """Yield subject, what, before and after for each difference of one question."""
    old, new = before.units.get(question_id, []), after.units.get(question_id, [])
    question = survey.question[question_id]
    if question.kind in _OF_THE_TOOL or not (old or new):
        return
    if not old or not new:
        what = "new" if new else "no longer asked"
        yield "", what, *(units[0].stem if units else "" for units in (old, new))
        return
    yield from _headings(old, new)
    if question.kind in RANKING_KINDS and before.picks != after.picks:
        limits = [f"{p} picks" if p else "" for p in (before.picks, after.picks)]
        yield "", "pick limit changed", limits[0], limits[1]
    lists = [offered_in_form(survey, question, form.round) for form in (before, after)]
    ordered = question.kind in {"level", "number"}
    yield from (_scales if ordered else _options)(lists[0], lists[1])


def _headings(old: list[Unit], new: list[Unit]) -> Iterator[tuple[str, ...]]:
    """Yield differences of wording, and of the subjects and places asked."""
    named = [is_field_name(units[0].heading) for units in (old, new)]
    if any(named):
        if old[0].heading != new[0].heading:
            yield "", "wording not in the export", old[0].heading, new[0].heading
    elif words_of(old[0].stem) != words_of(new[0].stem):
        yield "", _reworded(old[0].stem, new[0].stem), old[0].stem, new[0].stem
    first, second = ({(u.subject, u.place): u for u in units} for units in (old, new))
    for subject, place in first | second:
        a, b = first.get((subject, place)), second.get((subject, place))
        if not subject:
            continue
        if not a or not b:
            what = "subject added" if b else "subject withdrawn"
            yield subject, what, a.item if a else "", b.item if b else ""
        elif not any(named) and words_of(a.item) != words_of(b.item):
            yield subject, _reworded(a.item, b.item), a.item, b.item
    counts = [sum(bool(u.place and not u.subject) for u in us) for us in (old, new)]
    if counts[0] != counts[1]:
        yield "", "places changed", *(counted(n, "place") for n in counts)


def _reworded(old: str, new: str) -> str:
    same = words_of(old, numbers=False) == words_of(new, numbers=False)
    return "number in heading changed" if same else "heading changed"


def _options(
    old: list[ScaleAnswer], new: list[ScaleAnswer]
) -> Iterator[tuple[str, ...]]:
    """Yield options added, withdrawn, reworded or put in another order."""
    first, second = ({a.label: a for a in answers} for answers in (old, new))
    for label in first | second:
        a, b = first.get(label), second.get(label)
        if b and not a:
            yield b.subject_id, "option added", "", b.answer
        elif a and not b:
            yield a.subject_id, "option withdrawn", a.answer, ""
        elif a and b and words_of(a.answer) != words_of(b.answer):
            yield b.subject_id, "option reworded", a.answer, b.answer
    orders = [x for x in first if x in second], [x for x in second if x in first]
    if orders[0] != orders[1]:
        yield "", "option order changed", *map("; ".join, orders)


def _scales(
    old: list[ScaleAnswer], new: list[ScaleAnswer]
) -> Iterator[tuple[str, ...]]:
    """Yield an ordered scale that has other steps or values; else rewordings."""
    steps = [[(a.label, a.value, a.state) for a in answers] for answers in (old, new)]
    if sorted(steps[0], key=str) != sorted(steps[1], key=str):
        yield "", "scale changed", *("; ".join(a.answer for a in x) for x in (old, new))
    else:
        yield from _options(old, new)


def _needs_moved(
    survey: Survey, before: _Form, after: _Form
) -> Iterator[tuple[str, str, str]]:
    """Yield subject, question before and after, where a need moved to another one."""
    for kinds in (RATING_KINDS, RANKING_KINDS):
        old, new = (_asking(survey, form, kinds) for form in (before, after))
        for subject in old:
            if old[subject] != new.get(subject, old[subject]):
                yield subject, old[subject], new[subject]


def _asking(survey: Survey, form: _Form, kinds: frozenset[str]) -> dict[str, str]:
    """Return for each subject the need question of these kinds that asks of it."""
    asking: dict[str, str] = {}
    for question_id, units in form.units.items():
        question = survey.question[question_id]
        if question.about == "need" and question.kind in kinds:
            options = offered_in_form(survey, question, form.round)
            listed = [answer.subject_id for answer in options]
            own = [unit.subject for unit in units]
            asking |= {s: question_id for s in [*own, *listed] if s}
    return asking


def in_breaks(
    survey: Survey, question: str, subject: str, from_round: str, to_round: str
) -> str:
    """Return the worst that `breaks` says of a question and subject in between.

    A row that names the subject and to_round speaks of this very step and counts alone.
    """
    names, rows = survey.round_names, survey.breaks
    end = names.index(to_round) if to_round in names else len(names)
    start = names.index(from_round) + 1 if from_round in names else end + 1
    rows = rows[
        rows["from_round"].isin(names[start : end + 1])
        & (rows["question_id"] == question)
        & rows["subject_id"].isin([subject, ""])
    ]
    own = rows[(rows["subject_id"] == subject) & (rows["from_round"] == to_round)]
    said = set((own if subject and len(own) else rows)["comparable"])
    return next((word for word in _WORST_FIRST if word in said), "")


# The form of a round as the codebook has it, be the round past or to come.

# States of texts that an export holds and no form offers.
_NO_CHOICE = frozenset({"not_answered", "set_aside"})
FORM_COLUMNS = "question_id subject_id position source heading kind options".split()


def has_form(survey: Survey, round_name: str) -> bool:
    """Say whether the codebook holds the form of a round, be it past or to come."""
    return bool(_columns_of(survey, round_name))


def form_of(survey: Survey, round_name: str) -> pd.DataFrame:
    """Return the form of a round as asked.

    A row is a question, with its subject or place, in a file's form. Columns:
    question_id, subject_id, position (a number as text, or ""), source (which column
    of `columns`, where the files of the round differ), heading, kind, options (the
    answers offered, in order, joined by "; "). A round to come has a column in
    `columns` and no row in rounds yet.

    Raises SurveyError if the codebook has no form for the round.
    """
    labels = _columns_of(survey, round_name)
    if not labels:
        known = {*survey.round_names, *_headed(survey)}
        raise SurveyError(
            f'{survey.name} has no form of a round "{round_name}".'
            f"{hint(round_name, known)} Give it a column in "
            f"{survey.codebook.files['columns']}."
        )
    rows = []
    for label in labels:
        for said in survey.columns[survey.columns[label] != ""].to_dict("records"):
            question = survey.question[said["question_id"]]
            options = offered_in_form(survey, question, round_name)
            source = label if len(labels) > 1 else ""
            listed = "; ".join(answer.answer for answer in options)
            unit = [said[c] for c in ("question_id", "subject_id", "position")]
            rows.append([*unit, source, said[label], question.kind, listed])
    return pd.DataFrame(rows, columns=FORM_COLUMNS, dtype="str")


def offered_in_form(
    survey: Survey, question: Question, round_name: str
) -> list[ScaleAnswer]:
    """Return the answers a question offers in a round.

    In a round to come whose label no row of the scale names yet: as in the last round.
    """
    labels = survey.round_labels(round_name)
    answers = survey.scale.get(question.scale_id, [])
    named = any(round_name in answer.offered_in for answer in answers)
    if not labels:
        last = survey.round_names[-1]
        labels = (round_name,) if named else survey.round_labels(last)
    return [a for a in answers if a.offered(labels) and a.state not in _NO_CHOICE]


def _headed(survey: Survey) -> list[str]:
    """Return the columns of `columns` that speak of rounds or files."""
    own = {"question_id", "subject_id", "position"}
    return [name for name in survey.columns if name not in own]


def _columns_of(survey: Survey, round_name: str) -> list[str]:
    """Return the columns that hold a round's form: several where its files differ."""
    files = survey.files_of(round_name)
    labels = dict.fromkeys(survey.column_of(file) for file in files)
    if not files and round_name in _headed(survey):
        labels = {round_name: None}
    return [label for label in labels if label]
