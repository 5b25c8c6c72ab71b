"""Small regions invented by a seed, and what the rules of editions make of them."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd

from rocb_analysis.core.tables import TABLES, arrange
from rocb_analysis.priorities.changes import changes_by_subject
from rocb_analysis.priorities.shares import priorities_by_subject
from rocb_analysis.response import response_rates
from rocb_analysis.results import Results
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.survey_folder import Survey

ROUNDS = ("r1", "r2")
PLACES = 5


class Region:
    """Members of four sub-regions, what each needs, and who replies when.

    Of each round some reply in time and some late; needs of the second round are mostly
    those of the first.
    """

    def __init__(self, folder: Path, seed: int, *, settings: str = "") -> None:
        self.rng = np.random.default_rng(seed)
        self.folder, self.settings = folder, settings
        areas = np.repeat(
            ["East", "North", "South", "West"], self.rng.integers(4, 11, 4)
        )
        self.areas = {f"M{n:02d}": str(area) for n, area in enumerate(areas)}
        self.subjects = [f"s{n:02d}" for n in range(int(self.rng.integers(5, 25)))]
        liked = self.rng.dirichlet(np.full(len(self.subjects), 0.5))
        self.ballots: dict[tuple[str, str], set[str]] = {}
        self.late: dict[str, list[str]] = {}
        for place, name in enumerate(ROUNDS):
            who = [m for m in self.areas if self.rng.random() < 0.8]
            for member in who:
                last = self.ballots.get((ROUNDS[0], member)) if place else None
                keeps = last is not None and self.rng.random() < 0.6
                self.ballots[name, member] = (
                    last if keeps and last else self._ballot(liked)
                )
            count = int(self.rng.integers(1, 10))
            self.late[name] = list(self.rng.permutation(who)[:count])

    def _ballot(self, liked: np.ndarray) -> set[str]:
        most = min(PLACES, len(self.subjects))
        count = int(self.rng.integers(min(3, most), most + 1))
        chance = (liked + 0.01) / (liked + 0.01).sum()
        return set(self.rng.choice(self.subjects, count, replace=False, p=chance))

    def correct(self) -> None:
        """Let one or two members of the last round mend a subject of their ballot."""
        who = [m for name, m in self.ballots if name == ROUNDS[-1]]
        for member in list(self.rng.permutation(who)[: int(self.rng.integers(1, 3))]):
            own = set(self.ballots[ROUNDS[-1], member])
            own.remove(str(self.rng.choice(sorted(own))))
            self.ballots[ROUNDS[-1], member] = own | {
                str(self.rng.choice(self.subjects))
            }

    def results(self, *, is_final: bool) -> Results:
        """Return the results of the last round: of those in time alone, or of all."""
        survey = self._survey("final" if is_final else "preliminary")
        needs = self._needs(without=() if is_final else self.late[ROUNDS[-1]])
        respondents = needs[["round", "respondent_id"]].drop_duplicates()
        made = arrange(respondents.reset_index(drop=True), "respondents")
        blank = {field.name: None for field in fields(Results)}
        empty = {name: arrange(pd.DataFrame(), name) for name in TABLES}
        results = Results(**{**blank, **{n: t for n, t in empty.items() if n in blank}})
        return replace(
            results,
            survey=survey,
            round=ROUNDS[-1],
            needs=needs,
            respondents=made,
            response_rates=response_rates(survey, made),
            priorities=priorities_by_subject(survey, needs),
            changes=changes_by_subject(survey, needs),
        )

    def _survey(self, status: str) -> Survey:
        book = self.folder / "codebook"
        book.mkdir(parents=True, exist_ok=True)
        states = dict.fromkeys(ROUNDS, "final") | {ROUNDS[-1]: status}
        rounds = [
            f"{name},{name}.csv,{2020 + n}-12-01,{states[name]},{PLACES}"
            for n, name in enumerate(ROUNDS)
        ]
        columns = [f"need,{n},Place {n},Place {n}" for n in range(1, PLACES + 1)]
        tables = {
            "rounds": ["round,file,asked_on,status,picks_allowed", *rounds],
            "questions": ["question_id,kind,about", "need,top_n,need"],
            "columns": [f"question_id,position,{','.join(ROUNDS)}", *columns],
            "subjects": ["subject_id,label", *(f"{s},{s}" for s in self.subjects)],
            "members": [
                "member_id,name,sub_region",
                *(f"{m},{m},{area}" for m, area in self.areas.items()),
            ],
        }
        for name, lines in tables.items():
            (book / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        text = f"least_group = 5\n{self.settings}"
        (self.folder / "survey.toml").write_text(text, encoding="utf-8")
        return read_survey(self.folder)

    def _needs(self, without: list[str] | tuple[str, ...]) -> pd.DataFrame:
        rows = [
            (name, member, subject, 1, "answered", float(subject in ballot))
            for (name, member), ballot in self.ballots.items()
            if not (name == ROUNDS[-1] and member in without)
            for subject in self.subjects
        ]
        names = "round respondent_id subject_id asked state needed".split()
        needs = pd.DataFrame(rows, columns=names)
        return arrange(needs.assign(score=needs["needed"]), "needs")
