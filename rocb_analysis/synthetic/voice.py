"""One respondent before one form: what it wants, and how it puts an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

from rocb_analysis.survey.records import ScaleAnswer
from rocb_analysis.synthetic.forms import Asked, Form
from rocb_analysis.synthetic.region import Region

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
        least = 0 if says or self.form.shape.job("no_needs") else 1
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


def listed(asked: Asked, options: list[str]) -> str:
    """Return options as a form tool lists them in one cell.

    A semicolon stands behind the last one too, as Microsoft Forms has it.
    """
    return asked.mark.join([*options, ""] if asked.mark == ";" else options)
