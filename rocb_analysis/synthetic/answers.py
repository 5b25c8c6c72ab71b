"""Let a respondent fill in a form: the text under each header, and the truth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS
from rocb_analysis.synthetic.drivers import REMARKS
from rocb_analysis.synthetic.forms import Asked
from rocb_analysis.synthetic.voice import (
    YES_NO,
    Voice,
    drawn,
    listed,
    weight_of,
    worded,
)
from rocb_analysis.synthetic.wants import Cells, Needs, joined, want

BLANK_CHANCE = 0.03  # of a question apart from need that is passed over
OPTION_CHANCE = 0.3
REMARK_CHANCE = 0.25


def fill_in(voice: Voice) -> tuple[Cells, Needs]:
    """Return the text under each header, and the truth about each subject asked."""
    no_needs = voice.form.shape.job("no_needs")
    cells: Cells = {no_needs: "1"} if no_needs and not voice.picks else {}
    needs: Needs = {}
    for asked in voice.form.asked:
        kind = asked.question.kind
        if asked.is_need and kind in RATING_KINDS | RANKING_KINDS:
            said, truth = want(asked, voice)
            needs = joined(needs, truth, ranks=kind in RANKING_KINDS)
        else:
            said = _BY_KIND[kind](asked, voice) if kind in _BY_KIND else {}
        cells |= said
    return cells, needs


def _choose_one(asked: Asked, voice: Voice) -> Cells:
    """Answer each cell with one answer of the scale."""
    no_needs = asked.says_no_needs
    if no_needs and not voice.picks:
        said_elsewhere = voice.form.shape.job("no_needs")
        return {} if said_elsewhere else {asked.uses[0][0]: no_needs.answer}
    question = asked.question.question_id
    answers = [a for a in asked.answers if a is not no_needs]
    if asked.question.kind == "yes_no":
        answers = asked.plain_answers or YES_NO
    weights = voice.region.weights(question, voice.round)
    rng = voice.rng(question)
    cells = {}
    for header, use in asked.uses:
        noise, passed_over = rng.normal(), rng.random() < BLANK_CHANCE
        subject = voice.subject_of(use.subject_id, use.position)
        if subject is not None and (no_needs or not passed_over):
            mood = voice.mood(question, subject, noise)
            cells[header] = worded(drawn(answers, weights, mood))
    return cells


def _choose_many(asked: Asked, voice: Voice) -> Cells:
    """Tick options: in a list, or in a column each."""
    if not asked.is_list:
        return _tick_columns(asked, voice)
    question = asked.question.question_id
    weights = voice.region.weights(question, voice.round)
    chances = [weight_of(a, weights, OPTION_CHANCE) for a in asked.answers]
    rng = voice.rng(question)
    cells: Cells = {}
    for header, use in asked.uses:
        ticked = rng.random(len(chances)) < chances
        if voice.subject_of(use.subject_id, use.position) is not None:
            cells[header] = listed(asked, _consistent(asked, ticked, chances))
    return cells


def _tick_columns(asked: Asked, voice: Voice) -> Cells:
    """Tick options in a column each, at least one; who has no needs is not asked."""
    question = asked.question.question_id
    if not voice.picks and asked.question.about == "assistance":
        return {}
    weights = voice.region.weights(question, voice.round)
    label = voice.region.survey.subjects.set_index("subject_id")["label"]
    names = [label.get(use.subject_id, "") for _, use in asked.uses]
    chances = [weights.get(name, OPTION_CHANCE) for name in names]
    ticked = voice.rng(question).random(len(chances)) < chances
    ticked[int(np.argmax(chances))] |= not ticked.any()
    return {
        header: voice.form.ticks(asked, header)[int(not yes)]
        for (header, _), yes in zip(asked.uses, ticked, strict=True)
    }


def _consistent(asked: Asked, ticked: np.ndarray, chances: list[float]) -> list[str]:
    """Return the options ticked: at least one, and one that says "none" only alone.

    An option says "none" if its scale says need = no.
    """
    said = [a for a, yes in zip(asked.answers, ticked, strict=True) if yes]
    alone = [a.answer for a in said if a.need == "no"]
    if not said and asked.answers:
        said = [asked.answers[int(np.argmax(chances))]]
    return alone[:1] or [a.answer for a in said]


def _write_number(asked: Asked, voice: Voice) -> Cells:
    if asked.answers:
        return _choose_one(asked, voice)
    question = asked.question.question_id
    noises = voice.rng(question).normal(size=len(asked.uses))
    moods = {
        header: voice.mood(question, use.subject_id, float(noise))
        for (header, use), noise in zip(asked.uses, noises, strict=True)
    }
    return {header: f"{max(0, round(50 + 15 * m))}" for header, m in moods.items()}


def _remark(asked: Asked, voice: Voice) -> Cells:
    given = voice.region.drivers.texts
    question = asked.question.question_id
    own = list(given.loc[given["question_id"] == question, "text"])
    remarks = own or list(REMARKS)
    rng = voice.rng(question)
    return {
        header: remarks[int(rng.integers(len(remarks)))]
        for header, _ in asked.uses
        if rng.random() < REMARK_CHANCE
    }


_BY_KIND: dict[str, Callable[[Asked, Voice], Cells]] = {
    "level": _choose_one,
    "one": _choose_one,
    "yes_no": _choose_one,
    "number": _write_number,
    "many": _choose_many,
    "text": _remark,
    "top_n": lambda asked, voice: want(asked, voice)[0],
    "rank": lambda asked, voice: want(asked, voice)[0],
}
