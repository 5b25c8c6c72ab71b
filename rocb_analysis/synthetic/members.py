"""The invented region: who belongs to it, what everybody needs, who replies.

The need of a respondent for a subject in a round, in standard deviations of taste:

    need = base + slope x round + shifts of its cluster, sub-region, role + taste

Taste is the respondent's own; it keeps a correlation of KEPT from round to round.
A ballot names the subjects of greatest need, as many as the respondent has picks.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint, plain
from rocb_analysis.survey.codebook import read_sheet_or_nothing
from rocb_analysis.survey.survey_folder import Survey, asked_on, frame_of

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


# What drives invented replies: tables in the folder simulation, or seeded defaults.

FOLDER = "simulation"
COLUMNS = {
    "subjects": "subject_id base slope".split(),
    "members": "member_id cluster reply_chance picks".split(),
    "moves": "member_id round cluster".split(),
    "effects": "question_id column value subject_id weight".split(),
    "answers": "question_id round answer weight".split(),
    "replies": "member_id round source beside picks".split(),
    "texts": "question_id text".split(),
    "attended": "subject_id member_id".split(),
}
NUMBERS = frozenset("base slope reply_chance picks weight".split())
# Defaults: how many respondents an open survey has, how many clusters, and how far a
# cluster shifts the needs of its subjects (in standard deviations).
RESPONDENTS = 80
CLUSTERS = 3
STRENGTH = 1.5
REMARKS = ("NA", "None", "Nothing to add", "Thank you for asking")


@dataclass(frozen=True, eq=False)
class Drivers:
    """The tables as read or made up: numbers and text cells, "" = blank."""

    subjects: pd.DataFrame
    members: pd.DataFrame
    moves: pd.DataFrame
    effects: pd.DataFrame
    answers: pd.DataFrame
    replies: pd.DataFrame
    texts: pd.DataFrame
    attended: pd.DataFrame


def generator(seed: int, *words: str) -> np.random.Generator:
    """Return random numbers of their own for each purpose.

    So a question or a round that is added changes nothing drawn for the others.
    """
    return np.random.default_rng([seed, *(zlib.crc32(w.encode()) for w in words)])


def people_of(survey: Survey) -> pd.DataFrame:
    """Return everybody who may be asked: a row a respondent, index = its id.

    Columns are those of the members table; an open survey has none.
    """
    if survey.has_frame:
        return survey.members.set_index("member_id", drop=False)
    names = [f"Respondent {number:03d}" for number in range(1, RESPONDENTS + 1)]
    return pd.DataFrame(index=pd.Index(names))


def drivers_of(survey: Survey, seed: int, people: pd.Index) -> Drivers:
    """Return what drives the replies: each table as it stands, else its default."""
    made: dict[str, pd.DataFrame] = {
        "subjects": _default_subjects(survey, seed),
        "members": _default_members(seed, list(people)),
        "effects": _default_effects(survey, seed),
    }
    read = {name: _read(survey, name) for name in COLUMNS}
    empty = {name: pd.DataFrame(columns=columns) for name, columns in COLUMNS.items()}
    tables = empty | made | {n: t for n, t in read.items() if t is not None}
    return Drivers(**tables)


def _read(survey: Survey, name: str) -> pd.DataFrame | None:
    """Return one table of the folder, or None if it is not there."""
    path = survey.path / FOLDER / f"{name}.csv"
    if not path.is_file():
        return None
    rows = read_sheet_or_nothing(path) or [[]]
    headers = [plain(cell) for cell in rows[0]]
    for column in COLUMNS[name]:
        if column not in headers:
            raise SurveyError(
                f"{FOLDER}/{name}.csv: column {column} is missing."
                f"{hint(column, headers)}"
            )
    cells = [[plain(cell) for cell in row] for row in rows[1:]]
    table = pd.DataFrame(cells, columns=headers, dtype="str")
    _check_names(survey, name, table)
    for column in NUMBERS.intersection(headers):
        table[column] = _numbers(table[column], f"{FOLDER}/{name}.csv, {column}")
    return table


def _numbers(cells: pd.Series, place: str) -> pd.Series:
    """Return the cells as numbers, a blank as none."""
    numbers = pd.to_numeric(cells, errors="coerce")
    wrong = cells[numbers.isna() & (cells != "")]
    if len(wrong):
        raise SurveyError(f'{place}: "{wrong.iloc[0]}" is no number.')
    return numbers


def _check_names(survey: Survey, name: str, table: pd.DataFrame) -> None:
    """Stop at an id that the codebook does not have."""
    for column, known in {
        "subject_id": set(survey.subjects["subject_id"]),
        "member_id": set(survey.members["member_id"]),
        "question_id": set(survey.questions["question_id"]),
        "round": set(survey.round_names),
    }.items():
        for text in table.get(column, ()):
            if text and text not in known:
                raise SurveyError(
                    f'{FOLDER}/{name}.csv: the codebook has no {column} "{text}".'
                    f"{hint(text, known)}"
                )


def _default_subjects(survey: Survey, seed: int) -> pd.DataFrame:
    rng, subjects = generator(seed, "subjects"), survey.subjects["subject_id"]
    base, slope = rng.normal(0, [[0.8], [0.08]], size=(2, len(subjects)))
    return pd.DataFrame({"subject_id": subjects, "base": base, "slope": slope})


def _default_members(seed: int, people: list[str]) -> pd.DataFrame:
    """Return a steady core, a tail that skips rounds, and any of the clusters."""
    rng, number = generator(seed, "members"), len(people)
    return pd.DataFrame(
        {
            "member_id": people,
            "cluster": rng.integers(1, CLUSTERS + 1, number).astype(str),
            "reply_chance": rng.beta(2.4, 0.9, number),
            "picks": rng.normal(4, 1, number),
        }
    )


def _default_effects(survey: Survey, seed: int) -> pd.DataFrame:
    """Return clusters, each of which needs a third of the subjects more."""
    subjects = list(survey.subjects["subject_id"])
    shuffled = generator(seed, "effects").permutation(len(subjects))
    return pd.DataFrame(
        [
            ("", "cluster", str(place % CLUSTERS + 1), subjects[index], STRENGTH)
            for place, index in enumerate(shuffled)
        ],
        columns=COLUMNS["effects"],
    )
