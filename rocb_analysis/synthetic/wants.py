"""Answer the questions about need, and say what is true of each subject asked.

Each kind of question is one function: what is asked and who answers in; text by
header and truth by subject out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rocb_analysis.survey.records import ScaleAnswer
from rocb_analysis.synthetic.forms import Asked, Need
from rocb_analysis.synthetic.region import USUAL_PICKS
from rocb_analysis.synthetic.voice import YES_NO, Voice, drawn, listed, worded

Cells = dict[str, str]
Needs = dict[str, Need]
NEEDS_SPREAD = 1.5  # standard deviation of the need over subjects and respondents
NO_NEED = Need(0, 0.0)


def want(asked: Asked, voice: Voice) -> tuple[Cells, Needs]:
    """Return the answer to a question about need and the truth about its subjects."""
    if not voice.picks:
        return {}, dict.fromkeys(asked.subjects, NO_NEED)
    return _BY_KIND[asked.question.kind](asked, voice)


def joined(before: Needs, truth: Needs, *, ranks: bool) -> Needs:
    """Return the truth of two questions about need: a ranking gives the rank alone.

    ranks: the second of the two is the ranking.
    """
    both = before | truth
    for subject in before.keys() & truth.keys():
        first, second = before[subject], truth[subject]
        rating, ranking = (first, second) if ranks else (second, first)
        both[subject] = replace(rating, rank=ranking.rank)
    return both


def on_ballot(subjects: list[str], named: list[str], picks_allowed: int) -> Needs:
    """Return the truth of a ballot; "" in `named` is a place left blank.

    >>> on_ballot(["hs", "val"], ["", "val"], 5)["val"]
    Need(needed=1, score=0.8, rank=2)
    """
    needs = dict.fromkeys(subjects, NO_NEED)
    for place, subject in enumerate(named, start=1):
        if subject:
            score = (picks_allowed + 1 - place) / picks_allowed
            needs[subject] = Need(1, score, place)
    return needs


def text_of(asked: Asked, subjects: list[str]) -> list[str]:
    """Return the answer offered for each subject; of several wordings the first."""
    texts = {a.subject_id: a.answer for a in reversed(asked.answers)}
    return [texts[subject] for subject in subjects]


def _name_in_places(asked: Asked, voice: Voice) -> tuple[Cells, Needs]:
    named = voice.first(asked.subjects)
    header, use = asked.uses[0]
    if use.position is None:
        cells = {header: listed(asked, text_of(asked, named))}
    else:
        places = sorted(asked.uses, key=lambda one: one[1].position or 0)
        texts = text_of(asked, named)
        cells = {place: text for (place, _), text in zip(places, texts, strict=False)}
    return cells, on_ballot(asked.subjects, named, voice.form.picks_allowed)


def _give_ranks(asked: Asked, voice: Voice) -> tuple[Cells, Needs]:
    named = voice.first(asked.subjects)
    cells = {
        header: str(named.index(use.subject_id) + 1)
        for header, use in asked.uses
        if use.subject_id in named
    }
    return cells, on_ballot(asked.subjects, named, voice.form.picks_allowed)


def _rate(asked: Asked, voice: Voice) -> tuple[Cells, Needs]:
    answers = asked.plain_answers or YES_NO
    weights = voice.region.weights(asked.question.question_id, voice.round)
    appetite = (voice.picks - USUAL_PICKS) / USUAL_PICKS
    cells: Cells = {}
    needs: Needs = {}
    for header, use in asked.uses:
        strength = voice.strength.get(use.subject_id, 0.0) / NEEDS_SPREAD
        answer = drawn(answers, weights, strength + appetite)
        cells[header] = worded(answer)
        needs[use.subject_id] = _truth(answer, answers)
    return cells, needs


def _truth(answer: ScaleAnswer, answers: list[ScaleAnswer]) -> Need:
    values = [a.value for a in answers if a.value is not None] or [0.0]
    span = max(values) - min(values)
    above = (answer.value or 0.0) - min(values)
    return Need(int(answer.need == "yes"), above / span if span else 0.0)


def _tick(asked: Asked, voice: Voice) -> tuple[Cells, Needs]:
    named = voice.first(asked.subjects)
    needs = {s: Need(int(s in named), float(s in named)) for s in asked.subjects}
    if asked.is_list:
        return {asked.uses[0][0]: listed(asked, text_of(asked, named))}, needs
    cells = {
        header: voice.form.ticks(asked, header)[int(use.subject_id not in named)]
        for header, use in asked.uses
    }
    return cells, needs


_BY_KIND: dict[str, Callable[[Asked, Voice], tuple[Cells, Needs]]] = {
    "top_n": _name_in_places,
    "rank": _give_ranks,
    "level": _rate,
    "number": _rate,
    "yes_no": _rate,
    "many": _tick,
}
