"""The invented region: who belongs to it, what everybody needs, who replies.

The need of a respondent for a subject in a round, in standard deviations of taste:

    need = base + slope x round + shifts of its cluster, sub-region, role + taste

Taste is the respondent's own; it keeps a correlation of KEPT from round to round.
A ballot names the subjects of greatest need, as many as the respondent has picks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.members import asked_on, frame_of
from rocb_analysis.synthetic.drivers import (
    FOLDER,
    Drivers,
    drivers_of,
    generator,
    people_of,
)
from rocb_analysis.tables import SurveyError

KEPT = 0.95
PICKS_SPREAD = 0.6  # standard deviation of the picks from round to round
USUAL_PICKS = 4.0
USUAL_CHANCE = 0.75


@dataclass(frozen=True, eq=False)
class Region:
    """The survey with the people who may be asked and what drives their replies."""

    survey: Survey
    seed: int
    people: pd.DataFrame
    drivers: Drivers
    _leans: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)

    def rng(self, *words: str) -> np.random.Generator:
        """Return random numbers of their own for the purpose these words name."""
        return generator(self.seed, *words)

    def in_frame(self, round_name: str) -> list[str]:
        """Return who is asked in a round; without a frame, everybody."""
        if not self.survey.has_frame:
            return list(self.people.index)
        return list(frame_of(self.survey, round_name)["member_id"])

    @cached_property
    def clusters(self) -> pd.DataFrame:
        """The planted cluster: a row a respondent, a column a round."""
        given = self.drivers.members.set_index("member_id")["cluster"]
        rounds = self.survey.round_names
        start = given.reindex(self.people.index).fillna("").astype(str)
        clusters = pd.DataFrame(dict.fromkeys(rounds, start))
        for move in self.drivers.moves.itertuples():
            since = rounds[rounds.index(move.round) :]
            clusters.loc[move.member_id, since] = move.cluster
        return clusters

    @cached_property
    def picks(self) -> pd.DataFrame:
        """How many subjects each names if it may: a row a respondent, a column a round.

        0 = it has no needs in that round.
        """
        usual = self._usual("picks", USUAL_PICKS)
        rounds = self.survey.round_names
        drawn = {
            name: self.rng("picks", name).normal(usual, PICKS_SPREAD) for name in rounds
        }
        picks = pd.DataFrame(drawn, index=self.people.index)
        for said in self.drivers.replies.dropna(subset="picks").itertuples():
            picks.loc[said.member_id, said.round] = said.picks
        return picks.round().clip(0).astype(int)

    @cached_property
    def replies(self) -> pd.DataFrame:
        """Whether each replies: a row a respondent, a column a round.

        A respondent whose answer is corrected or whose reply is given has replied.
        """
        chance = self._usual("reply_chance", USUAL_CHANCE)
        rounds = self.survey.round_names
        drawn = {
            name: self.rng("replies", name).random(len(chance)) < chance
            for name in rounds
        }
        replies = pd.DataFrame(drawn, index=self.people.index)
        corrected = self.survey.corrections[["respondent_id", "round"]]
        given = self.drivers.replies[["member_id", "round"]]
        for person, name in [*corrected.to_numpy(), *given.to_numpy()]:
            if person in replies.index:
                replies.loc[person, name] = True
        return replies

    def _usual(self, column: str, default: float) -> np.ndarray:
        given = self.drivers.members.set_index("member_id")[column]
        return given.reindex(self.people.index).fillna(default).to_numpy(float)

    @cached_property
    def subjects(self) -> list[str]:
        """The subjects that any question about need names, in codebook order."""
        survey = self.survey
        about = {q for q, said in survey.question.items() if said.about == "need"}
        scales = {survey.question[q].scale_id for q in about}
        columns = survey.columns[survey.columns["question_id"].isin(about)]
        answers = survey.scales[survey.scales["scale_id"].isin(scales)]
        named = {*columns["subject_id"], *answers["subject_id"]} - {""}
        subjects = list(survey.subjects["subject_id"])
        return [s for s in subjects if s in named] or subjects

    @cached_property
    def needs(self) -> dict[str, pd.DataFrame]:
        """Strength of the need by round: a row a respondent, a column a subject."""
        given = self.drivers.subjects.set_index("subject_id")[["base", "slope"]]
        subjects = self.subjects
        strength = given.reindex(subjects).fillna(0.0)
        return {
            name: strength["base"]
            + strength["slope"] * number
            + self._shifts(name, "")[subjects]
            + self._tastes[name]
            for number, name in enumerate(self.survey.round_names)
        }

    @cached_property
    def _tastes(self) -> dict[str, pd.DataFrame]:
        subjects = self.subjects
        shape = (len(self.people), len(subjects))
        tastes: dict[str, pd.DataFrame] = {}
        taste = self.rng("taste").normal(size=shape)
        for name in self.survey.round_names:
            fresh = self.rng("taste", name).normal(size=shape)
            taste = KEPT * taste + np.sqrt(1 - KEPT**2) * fresh
            tastes[name] = pd.DataFrame(taste, self.people.index, subjects)
        return tastes

    def lean(self, person: str, round_name: str, question_id: str, of: str) -> float:
        """Return the shift of a respondent's answer about a subject ("" = none)."""
        return float(self._shifts(round_name, question_id).loc[person, of])

    def _shifts(self, round_name: str, question_id: str) -> pd.DataFrame:
        """Return the sum of the effects on a question ("" = on the need).

        A row a respondent, a column a subject, and a column "" for no subject.
        """
        key = (round_name, question_id)
        if key not in self._leans:
            self._leans[key] = self._summed_effects(round_name, question_id)
        return self._leans[key]

    def _summed_effects(self, round_name: str, question_id: str) -> pd.DataFrame:
        traits = self._traits(round_name)
        columns = ["", *self.survey.subjects["subject_id"]]
        shifts = pd.DataFrame(0.0, index=self.people.index, columns=columns)
        effects = self.drivers.effects
        for effect in effects[effects["question_id"] == question_id].itertuples():
            if effect.column not in traits:
                raise SurveyError(
                    f'{FOLDER}/effects.csv: members have no column "{effect.column}".'
                )
            who = traits[effect.column] == effect.value
            subjects = [effect.subject_id] if effect.subject_id else columns
            shifts.loc[who, subjects] += float(effect.weight)
        return shifts

    def _traits(self, round_name: str) -> pd.DataFrame:
        """Return what effects may speak of: members, cluster and ldc of the round."""
        traits = self.people.assign(cluster=self.clusters[round_name])
        if "ldc_until" in traits:
            still = traits["ldc_until"] >= asked_on(self.survey, round_name)[:10]
            traits["ldc"] = np.where(still & (traits["ldc_until"] != ""), "yes", "no")
        return traits

    def weights(self, question_id: str, round_name: str) -> dict[str, float]:
        """Return the weight of each answer for which one is given in this round."""
        given = self.drivers.answers
        given = given[given["question_id"] == question_id]
        weights: dict[str, float] = {}
        for wanted in ("", round_name):
            rows = given[given["round"] == wanted]
            weights |= rows.set_index("answer")["weight"].to_dict()
        return weights

    def may_speak_of(self, person: str, subject: str) -> bool:
        """Say whether a respondent took part in what a subject stands for, if told."""
        return person in self._attended.get(subject, {person})

    @cached_property
    def _attended(self) -> dict[str, set[str]]:
        rows = self.drivers.attended.groupby("subject_id")["member_id"]
        return {str(subject): set(who) for subject, who in rows}

    def typed(self, person: str) -> str:
        """Return the name as the respondent types it, the same in every round."""
        if not self.survey.has_frame:
            return person
        member = self.people.loc[person]
        names = [member["name"] or person, member["short_name"] or person]
        return str(names[int(self.rng("typed", person).random() < 0.3)])


def invent_region(survey: Survey, seed: int) -> Region:
    """Return the region of a survey for a seed."""
    people = people_of(survey)
    return Region(survey, seed, people, drivers_of(survey, seed, people.index))
