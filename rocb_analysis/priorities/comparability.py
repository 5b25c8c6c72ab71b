"""May two rounds be compared on a subject? By what was asked, and by breaks."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rocb_analysis.needs import picks_allowed, subjects_asked
from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS, RoundFile
from rocb_analysis.survey.survey_folder import Survey

# From the best to the worst.
GRADES = ("yes", "with_care", "no")
# A question and how many subjects it lets one name; 0 for one that rates or ticks.
Source = tuple[str, int]


def comparable(survey: Survey, subject: str, from_round: str, to_round: str) -> str:
    """Return whether two rounds may be compared on a subject: yes, with_care or no.

    The worst of the steps between neighbouring rounds that asked the subject. A step
    is graded by the row of breaks that names the subject and the step's later round,
    which speaks of this very step; else by the worst row of its question since the
    earlier round, blank subject or own; and where no row says anything, it is no if
    the need comes from different questions or ballots of another length, else yes.
    Two rounds of which one did not ask the subject are not comparable.
    """
    return Comparability(survey).grade(subject, from_round, to_round)


class Comparability:
    """Grades pairs of rounds; reads the questionnaires of a survey once."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._sources = {
            name: need_sources(survey, name) for name in survey.round_names
        }

    def asking(self, subject: str) -> list[str]:
        """Return the rounds whose need questions asked the subject, in order."""
        return [name for name, asked in self._sources.items() if subject in asked]

    def grade(self, subject: str, from_round: str, to_round: str) -> str:
        """Return yes, with_care or no; see comparable."""
        asking = self.asking(subject)
        if from_round not in asking or to_round not in asking:
            return "no"
        first, last = sorted((asking.index(from_round), asking.index(to_round)))
        steps = pairwise(asking[first : last + 1])
        return _worst(self._step(subject, *step) for step in steps)

    def line(self, subject: str) -> list[str]:
        """Return the last rounds without a gap that asked the subject, comparable ones.

        A round that did not ask the subject is a gap: the line starts after it. A round
        that stands alone is left out, and those around it are compared. At any other
        step that is no comparison the line starts anew. Empty if no round asked.
        """
        asking = self._asking_in_a_row(subject)
        apart = [self._step(subject, *step) == "no" for step in pairwise(asking)]
        line, place = asking[-1:], len(asking) - 1
        while place > 0:
            if not apart[place - 1]:
                place -= 1
            elif self._stands_alone(subject, asking, apart, place - 1):
                place -= 2
            else:
                break
            line.insert(0, asking[place])
        return line

    def _asking_in_a_row(self, subject: str) -> list[str]:
        """Return the last rounds that asked the subject, back to the first gap."""
        names, asking = self.survey.round_names, self.asking(subject)
        for place in range(len(asking) - 1, 0, -1):
            if names.index(asking[place]) - names.index(asking[place - 1]) > 1:
                return asking[place:]
        return asking

    def _stands_alone(
        self, subject: str, asking: list[str], apart: list[bool], place: int
    ) -> bool:
        """Say whether one round alone is comparable with neither of its neighbours.

        These must ask by the same question and ballot, and where they have rounds
        beyond them be comparable with those: else the question may change every round.
        """
        if not 0 < place < len(asking) - 1 or not (apart[place - 1] and apart[place]):
            return False
        beyond = apart[: place - 1][-1:] + apart[place + 1 :][:1]
        before, after = asking[place - 1], asking[place + 1]
        alike = self._sources[before][subject] == self._sources[after][subject]
        return alike and bool(beyond) and not any(beyond)

    def _step(self, subject: str, before: str, after: str) -> str:
        """Return the grade of one step between neighbouring rounds that asked."""
        old, new = self._sources[before][subject], self._sources[after][subject]
        names = self.survey.round_names
        since = names[names.index(before) + 1 : names.index(after) + 1]
        rows = self.survey.breaks
        rows = rows[
            rows["question_id"].isin([question for question, _ in old | new])
            & rows["subject_id"].isin([subject, ""])
            & rows["from_round"].isin(since)
        ]
        own = rows[(rows["subject_id"] == subject) & (rows["from_round"] == after)]
        said = own if len(own) else rows
        if len(said):
            return _worst(said["comparable"])
        return "yes" if old == new else "no"


def need_sources(survey: Survey, round_name: str) -> dict[str, set[Source]]:
    """Return where the need for each subject asked comes from in a round.

    The question that rates it, or the ballot with the number of subjects it let one
    name; several where files of the round differ.
    """
    sources: dict[str, set[Source]] = {}
    for file in survey.files_of(round_name):
        rated = _sources_in(survey, file, RATING_KINDS)
        ranked = _sources_in(survey, file, RANKING_KINDS)
        for subject in sorted(rated.keys() | ranked.keys()):
            found = rated.get(subject) or ranked[subject]
            sources.setdefault(subject, set()).update(found)
    return sources


def _sources_in(
    survey: Survey, file: RoundFile, kinds: frozenset[str]
) -> dict[str, set[Source]]:
    """Return the sources of each subject among the need questions of some kinds."""
    asked = {use.question_id for _, use in survey.uses_in(file)}
    sources: dict[str, set[Source]] = {}
    for question in survey.question.values():
        if question.question_id not in asked or question.about != "need":
            continue
        if question.kind in kinds:
            ranks = kinds == RANKING_KINDS
            picks = picks_allowed(survey, question, file) if ranks else 0
            for subject in subjects_asked(survey, question, file):
                sources.setdefault(subject, set()).add((question.question_id, picks))
    return sources


def _worst(grades: Iterable[str]) -> str:
    """Return the worst grade; a blank or unknown one is no."""
    places = [GRADES.index(g) if g in GRADES else len(GRADES) - 1 for g in grades]
    return GRADES[max(places, default=0)]
