"""What drives invented replies: tables in the folder simulation, or seeded defaults.

| table | one row is | columns |
|---|---|---|
| subjects | a subject | base, and slope a round, of the need |
| members | a member | cluster, reply_chance (0 to 1), picks: how many it names |
| moves | a member that changes its cluster | round from which it does, cluster |
| effects | a shift of answers | question_id (blank = the need), column and value of
  those it holds for, subject_id (blank = every one), weight |
| answers | an answer | question_id, round (blank = every one), answer, weight |
| replies | a reply whose course is given | member_id, round; source by which it comes;
  beside (blank, earlier, later): the member also used the round's first form, and this
  reply came earlier or later; picks: how many it names (blank = drawn) |
| texts | a remark | question_id, text |
| attended | a respondent that took part in what a subject stands for, such as a
  workshop | subject_id, member_id; others leave blank what is asked of that subject |

Base, slope and shifts are in standard deviations of a respondent's own taste. `column`
is one of the members table, or cluster, or ldc (yes, no). An answer is named as it is
offered or by its label. Its weight is relative to the others; of an option of `many` it
is the chance that it is chosen.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.folder import read_sheet_or_nothing
from rocb_analysis.survey.text import hint, plain
from rocb_analysis.tables import SurveyError

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
