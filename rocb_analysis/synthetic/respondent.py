"""Let a respondent fill in a form: the text under each header, and the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

import numpy as np

from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS, ScaleAnswer
from rocb_analysis.synthetic.exports import Form, FormQuestion, TrueNeed
from rocb_analysis.synthetic.members import REMARKS, USUAL_PICKS, Region

# One respondent before one form: what it wants, and how it puts an answer.

STEADY = 0.7  # correlation of a respondent's other answers from round to round
STATE_WEIGHT = 0.1  # of "do not know" beside 1 for an answer, where no weight is given
_WIDTH = 20.0  # taken for a range of numbers that is open at one end
_EITHER: frozenset[str] = frozenset()
YES_NO = [
    ScaleAnswer("No", 0.0, "", "No", "no", "", _EITHER),
    ScaleAnswer("Yes", 1.0, "", "Yes", "yes", "", _EITHER),
]


@dataclass(frozen=True, eq=False)
class Voice:
    """One respondent answering one form."""

    region: Region
    form: Form
    person: str

    @property
    def round(self) -> str:
        return self.form.file.round

    @cached_property
    def picks(self) -> int:
        """How many subjects it names; 0 only where the form lets it say so."""
        says = any(asked.says_no_needs for asked in self.form.asked)
        least = 0 if says or self.form.tool.header_for("no_needs") else 1
        picks = int(self.region.picks.loc[self.person, self.round])
        return min(max(picks, least), self.form.picks_allowed)

    @cached_property
    def strength(self) -> dict[str, float]:
        """Strength of the need by subject, the greatest first."""
        needs = self.region.needs[self.round].loc[self.person]
        ordered = needs.sort_values(ascending=False, kind="stable")
        return {str(subject): float(need) for subject, need in ordered.items()}

    def first(self, subjects: Iterable[str]) -> list[str]:
        """Return the subjects it names out of these, the greatest need first."""
        offered = set(subjects)
        return [s for s in self.strength if s in offered][: self.picks]

    @cached_property
    def ballot(self) -> list[str]:
        """The subjects on its need ballot, first place first."""
        return self.first(self.form.ballot.subjects) if self.form.ballot else []

    def subject_of(self, subject: str, position: int | None) -> str | None:
        """Return the subject a column asks of ("" = none), None where it has no say.

        That is at an empty place, and of a workshop in which it took no part.
        """
        if subject or not position:
            return subject if self.region.may_speak_of(self.person, subject) else None
        return self.ballot[position - 1] if position <= len(self.ballot) else None

    def rng(self, question_id: str) -> np.random.Generator:
        return self.region.rng("answer", self.round, question_id, self.person)

    def mood(self, question_id: str, subject: str, noise: float) -> float:
        """Return how high it answers on a scale, in standard deviations.

        What is steady over the rounds is half the respondent's own and half its view
        of the subject.
        """
        own = ("steady", question_id, self.person)
        steady = self.region.rng(*own).normal()
        if subject:
            view = self.region.rng(*own, subject).normal()
            steady = (steady + view) / 2**0.5
        lean = self.region.lean(self.person, self.round, question_id, subject)
        return float(STEADY**0.5 * steady + (1 - STEADY) ** 0.5 * noise + lean)


def drawn(
    answers: list[ScaleAnswer], weights: dict[str, float], mood: float
) -> ScaleAnswer:
    """Return the answer at the quantile of a mood that is about N(0, 1)."""
    usual = [1.0 if a.state in {"", "answered"} else STATE_WEIGHT for a in answers]
    each = [weight_of(a, weights, w) for a, w in zip(answers, usual, strict=True)]
    place = np.searchsorted(np.cumsum(each) / sum(each), NormalDist().cdf(mood))
    return answers[min(int(place), len(answers) - 1)]


def weight_of(answer: ScaleAnswer, weights: dict[str, float], usual: float) -> float:
    """Return the weight given to an answer as it is offered here, else to its label."""
    return weights.get(answer.answer, weights.get(answer.label, usual))


def worded(answer: ScaleAnswer) -> str:
    """Return the answer as written: for a range of numbers, one inside it.

    >>> worded(ScaleAnswer("[0, 60)", 1, "", "", "", "", frozenset(), 0, 60, "[)"))
    '30'
    """
    if not answer.closed:
        return answer.answer
    low = answer.low if np.isfinite(answer.low) else answer.high - _WIDTH
    high = answer.high if np.isfinite(answer.high) else answer.low + _WIDTH
    return f"{(low + high) / 2:g}"


def listed(asked: FormQuestion, options: list[str]) -> str:
    """Return options as a form tool lists them in one cell.

    A semicolon stands behind the last one too, as form tools have it.
    """
    return asked.mark.join([*options, ""] if asked.mark == ";" else options)


# Answer the questions about need, and say what is true of each subject asked.

Cells = dict[str, str]
Needs = dict[str, TrueNeed]
NEEDS_SPREAD = 1.5  # standard deviation of the need over subjects and respondents
NO_NEED = TrueNeed(0, 0.0)


def want(asked: FormQuestion, voice: Voice) -> tuple[Cells, Needs]:
    """Return the answer to a question about need and the truth about its subjects."""
    if not voice.picks:
        return {}, dict.fromkeys(asked.subjects, NO_NEED)
    return _CHANCES_BY_KIND[asked.question.kind](asked, voice)


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
    TrueNeed(needed=1, score=0.8, rank=2)
    """
    needs = dict.fromkeys(subjects, NO_NEED)
    for place, subject in enumerate(named, start=1):
        if subject:
            score = (picks_allowed + 1 - place) / picks_allowed
            needs[subject] = TrueNeed(1, score, place)
    return needs


def text_of(asked: FormQuestion, subjects: list[str]) -> list[str]:
    """Return the answer offered for each subject; of several wordings the first."""
    texts = {a.subject_id: a.answer for a in reversed(asked.answers)}
    return [texts[subject] for subject in subjects]


def _name_in_places(asked: FormQuestion, voice: Voice) -> tuple[Cells, Needs]:
    named = voice.first(asked.subjects)
    header, use = asked.uses[0]
    if use.position is None:
        cells = {header: listed(asked, text_of(asked, named))}
    else:
        places = sorted(asked.uses, key=lambda one: one[1].position or 0)
        texts = text_of(asked, named)
        cells = {place: text for (place, _), text in zip(places, texts, strict=False)}
    return cells, on_ballot(asked.subjects, named, voice.form.picks_allowed)


def _give_ranks(asked: FormQuestion, voice: Voice) -> tuple[Cells, Needs]:
    named = voice.first(asked.subjects)
    cells = {
        header: str(named.index(use.subject_id) + 1)
        for header, use in asked.uses
        if use.subject_id in named
    }
    return cells, on_ballot(asked.subjects, named, voice.form.picks_allowed)


def _rate(asked: FormQuestion, voice: Voice) -> tuple[Cells, Needs]:
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


def _truth(answer: ScaleAnswer, answers: list[ScaleAnswer]) -> TrueNeed:
    values = [a.value for a in answers if a.value is not None] or [0.0]
    span = max(values) - min(values)
    above = (answer.value or 0.0) - min(values)
    return TrueNeed(int(answer.need == "yes"), above / span if span else 0.0)


def _tick(asked: FormQuestion, voice: Voice) -> tuple[Cells, Needs]:
    named = voice.first(asked.subjects)
    needs = {s: TrueNeed(int(s in named), float(s in named)) for s in asked.subjects}
    if asked.is_list:
        return {asked.uses[0][0]: listed(asked, text_of(asked, named))}, needs
    cells = {
        header: voice.form.ticks(asked, header)[int(use.subject_id not in named)]
        for header, use in asked.uses
    }
    return cells, needs


_CHANCES_BY_KIND: dict[str, Callable[[FormQuestion, Voice], tuple[Cells, Needs]]] = {
    "top_n": _name_in_places,
    "rank": _give_ranks,
    "level": _rate,
    "number": _rate,
    "yes_no": _rate,
    "many": _tick,
}


BLANK_CHANCE = 0.03  # of a question apart from need that is passed over
OPTION_CHANCE = 0.3
REMARK_CHANCE = 0.25


def fill_in(voice: Voice) -> tuple[Cells, Needs]:
    """Return the text under each header, and the truth about each subject asked."""
    no_needs = voice.form.tool.header_for("no_needs")
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


def _choose_one(asked: FormQuestion, voice: Voice) -> Cells:
    """Answer each cell with one answer of the scale."""
    no_needs = asked.says_no_needs
    if no_needs and not voice.picks:
        said_elsewhere = voice.form.tool.header_for("no_needs")
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


def _choose_many(asked: FormQuestion, voice: Voice) -> Cells:
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


def _tick_columns(asked: FormQuestion, voice: Voice) -> Cells:
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


def _consistent(
    asked: FormQuestion, ticked: np.ndarray, chances: list[float]
) -> list[str]:
    """Return the options ticked: at least one, and one that says "none" only alone.

    An option says "none" if its scale says need = no.
    """
    said = [a for a, yes in zip(asked.answers, ticked, strict=True) if yes]
    alone = [a.answer for a in said if a.need == "no"]
    if not said and asked.answers:
        said = [asked.answers[int(np.argmax(chances))]]
    return alone[:1] or [a.answer for a in said]


def _write_number(asked: FormQuestion, voice: Voice) -> Cells:
    if asked.answers:
        return _choose_one(asked, voice)
    question = asked.question.question_id
    noises = voice.rng(question).normal(size=len(asked.uses))
    moods = {
        header: voice.mood(question, use.subject_id, float(noise))
        for (header, use), noise in zip(asked.uses, noises, strict=True)
    }
    return {header: f"{max(0, round(50 + 15 * m))}" for header, m in moods.items()}


def _remark(asked: FormQuestion, voice: Voice) -> Cells:
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


_BY_KIND: dict[str, Callable[[FormQuestion, Voice], Cells]] = {
    "level": _choose_one,
    "one": _choose_one,
    "yes_no": _choose_one,
    "number": _write_number,
    "many": _choose_many,
    "text": _remark,
    "top_n": lambda asked, voice: want(asked, voice)[0],
    "rank": lambda asked, voice: want(asked, voice)[0],
}
