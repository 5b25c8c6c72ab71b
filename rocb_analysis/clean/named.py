"""Which subject each reply's need ballot names at each place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rocb_analysis.clean.columns import Codes
from rocb_analysis.clean.parts import Part
from rocb_analysis.clean.reading import Answer


@dataclass(frozen=True)
class Named:
    """subjects: every one named; by_place: a column a place, its number or -1 a row."""

    subjects: list[str]
    by_place: np.ndarray

    def codes_at(self, place: int | None) -> Codes:
        """Return the number of the subject each row names at a place, -1 for none."""
        if place is None or not 0 <= place < self.by_place.shape[1]:
            return np.full(len(self.by_place), -1, dtype=np.intp)
        codes: Codes = self.by_place[:, place]
        return codes

    def at(self, row: int) -> dict[int, str]:
        """Return the subject at each place of one row."""
        codes = self.by_place[row]
        return {int(p): self.subjects[codes[p]] for p in np.flatnonzero(codes >= 0)}


def named_by(parts: list[Part], height: int) -> Named:
    """Return the subject at each place; a place that two subjects share names none.

    The value of a counted answer is its place, be it a top_n or a rank question.
    """
    answers = [answer for part in parts for answer in part.answers]
    counted = [one for one in answers if _counts(one)]
    subjects = sorted({answer.subject_id for answer in counted})
    last = max((int(answer.value or 0) for answer in counted), default=0)
    times = np.zeros((height, last + 1), dtype=np.intp)
    by_place = np.full((height, last + 1), -1, dtype=np.intp)
    number = {subject: code for code, subject in enumerate(subjects)}
    for part in parts:
        # The place -1 reads the last entry: no place.
        places = [int(a.value or 0) if _counts(a) else -1 for a in part.answers]
        codes = [number.get(a.subject_id, -1) for a in part.answers]
        place_of, code_of = np.array([*places, -1]), np.array([*codes, -1])
        for picks in part.picks.T:
            here = place_of[picks] >= 0
            rows, places_here = part.rows[here], place_of[picks][here]
            times[rows, places_here] += 1
            by_place[rows, places_here] = code_of[picks][here]
    return Named(subjects, np.where(times == 1, by_place, -1))


def _counts(answer: Answer) -> bool:
    return bool(answer.state == "answered" and answer.value and answer.subject_id)
