"""How the need for a subject went over the rounds: trends and kinds of need."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.priorities.changes import (
    LEAST_MATCHED,
    MOST_Q,
    answers_by_round,
    answers_over_rounds,
)
from rocb_analysis.priorities.comparability import Comparability
from rocb_analysis.priorities.ranks import ranks_by_subject
from rocb_analysis.priorities.tests import (
    benjamini_hochberg,
    mann_kendall_scores,
    mcnemar_smallest_p,
    sign_flips_exact,
)
from rocb_analysis.response import ALL
from rocb_analysis.survey.survey_folder import Survey

LEAST_ROUNDS, LEAST_CHANCE = 3, 0.8
Answers = Mapping[str, pd.DataFrame]


def trends_by_subject(
    survey: Survey, needs: pd.DataFrame, *, ranks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the table trends: a row a subject that any round with replies asked.

    The line of a subject is the last rounds in a row that asked it and may be compared;
    a round that stands alone is left out (`Comparability.line`). rounds, from_round and
    to_round describe the line. members: those that answered the subject in two of its
    rounds or more; every reply of theirs counts. Each has its own Mann-Kendall score,
    over its graded answers (the column score of needs) where every answer in the line
    has one, else over needed; rose, fell: members whose score is above 0, or below.

    p_value is that of exact sign flips: if nothing changed, a member's score is as
    likely plus as minus, even if members stay with what they said. smallest_p is the
    least p that so many scores could reach. q_value (Benjamini and Hochberg) is over
    the subjects with three rounds, ten members and a smallest_p of at most .10.

    kind, the first that holds:

    - no longer asked: the last round did not ask the subject;
    - new: the last round asked it, no round before did;
    - too few: under three rounds in the line, or under ten members;
    - emerging: q_value at most .10, and the scores sum to more than 0;
    - fading: q_value at most .10, and the scores sum to less than 0;
    - persistent: the chance of being among the first third of subjects is at least .8
      in every round of the line (`ranks_by_subject`; with a frame alone);
    - blank: none of these.

    ranks: as from ranks_by_subject, where they are known already.

    Fisher (1935), section 21, on sign flips; Mann (1945) on the scores. Leaving out
    what could not be found: Tarone (1990).
    """
    by_round = answers_by_round(survey, needs)
    scores = answers_by_round(survey, needs, values="score")
    if ranks is None:
        ranks = ranks_by_subject(survey, needs)
    firsts = _surely_first(ranks)
    judge = Comparability(survey)
    rows = []
    for subject in survey.subjects["subject_id"]:
        if not any(subject in answers for answers in by_round.values()):
            continue
        line = [name for name in judge.line(subject) if name in by_round]
        rows.append(
            {
                "subject_id": subject,
                "rounds": len(line),
                "from_round": line[0] if line else "",
                "to_round": line[-1] if line else "",
                **trend_of(_graded(by_round, scores, subject, line)),
                "start": _start(survey, judge.asking(subject)),
                "first": bool(line) and {(name, subject) for name in line} <= firsts,
            }
        )
    trends = with_q_values(pd.DataFrame(rows, columns=_COLUMNS))
    trends["kind"] = [_kind(row) for row in trends.itertuples(index=False)]
    return tables.arrange(trends, "trends")


_COLUMNS = (
    "subject_id rounds from_round to_round members rose fell p_value smallest_p net "
    "start first"
).split()


def trend_of(answers: pd.DataFrame) -> dict[str, float]:
    """Return members, rose, fell, net (sum of scores), p_value and smallest_p.

    answers: a row a member that answered twice or more, a column a round in order;
    blank where it did not answer. Without two rounds only `members` is known.
    """
    if answers.shape[1] < 2:
        return {"members": len(answers)}
    scores = mann_kendall_scores(answers)
    rose, fell = int((scores > 0).sum()), int((scores < 0).sum())
    return {
        "members": len(answers),
        "rose": rose,
        "fell": fell,
        "net": int(scores.sum()),
        "p_value": sign_flips_exact(scores),
        "smallest_p": mcnemar_smallest_p(rose + fell),
    }


def _graded(
    by_round: Answers, scores: Answers, subject: str, line: list[str]
) -> pd.DataFrame:
    """Return the answers of a line to test: graded where all of them are, else 1, 0."""
    needed = answers_over_rounds(dict(by_round), subject, line)
    graded = answers_over_rounds(dict(scores), subject, line)
    graded = graded.reindex(index=needed.index, columns=needed.columns)
    ungraded = needed.notna() & graded.isna()
    return needed if ungraded.any(axis=None) else graded.where(needed.notna())


def _surely_first(ranks: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the rounds and subjects with a sure enough place in the first third."""
    sure = ranks["first_third"].astype("float64").round(9) >= LEAST_CHANCE
    rows = ranks[sure & (ranks["sub_region"] == ALL)]
    return set(zip(rows["round"], rows["subject_id"], strict=True))


def _start(survey: Survey, asking: list[str]) -> str:
    """Return how the questionnaire stands to the subject: gone, new or there."""
    if survey.round_names[-1] not in asking:
        return "no longer asked"
    return "new" if len(asking) == 1 < len(survey.round_names) else ""


def with_q_values(trends: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with q_value, blank where no trend is looked for.

    Needs rounds, members, p_value and smallest_p; see trends_by_subject.
    """
    p_value, smallest = (
        pd.to_numeric(trends[name]).astype("float64").round(9)
        for name in ("p_value", "smallest_p")
    )
    tested = (
        (trends["rounds"] >= LEAST_ROUNDS)
        & (trends["members"] >= LEAST_MATCHED)
        & (smallest <= MOST_Q)
    )
    q_value = pd.Series(np.nan, trends.index)
    q_value[tested] = benjamini_hochberg(p_value[tested].to_list())
    return trends.assign(p_value=p_value, smallest_p=smallest, q_value=q_value)


def _kind(row: object) -> str:
    """Return the kind of need; see trends_by_subject."""
    said = row._asdict()  # type: ignore[attr-defined]
    if said["start"]:
        return str(said["start"])
    if said["rounds"] < LEAST_ROUNDS or said["members"] < LEAST_MATCHED:
        return "too few"
    if said["q_value"] <= MOST_Q:
        return "emerging" if said["net"] > 0 else "fading"
    return "persistent" if said["first"] else ""
