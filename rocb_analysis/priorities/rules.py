"""Other rules for the order of subjects: where they disagree, that is a finding."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from rocb_analysis.priorities.choice_model import MOST_TIED, plackett_luce
from rocb_analysis.priorities.shares import weighted_scores, weights_of
from rocb_analysis.survey.records import RANKING_KINDS
from rocb_analysis.survey.survey_folder import Survey, in_base

Numbers = npt.NDArray[np.float64]
RULES = ("top_1", "named", "borda", "mean_rank", "plackett_luce", "weighting")
PSEUDO = 0.5
FIRST = 5


def rules_compared(
    survey: Survey,
    needs: pd.DataFrame,
    responses: pd.DataFrame,
    round_name: str,
    *,
    weighting: str = "",
) -> pd.DataFrame:
    """Return the order of subjects in a round by each rule there is.

    A row a rule and subject: rule, subject_id, value, place (1 = first; equal values
    share the better place). Rules:

    - top_1: replies that name the subject first (ballots only);
    - named: share that names it, or rates it as needed, of those who answered on it;
    - borda: mean score, for a ballot (places + 1 - place) / places and 0 unnamed;
    - mean_rank: mean place, less is better; the unnamed of a ballot share the mean of
      the places left (ballots only);
    - plackett_luce: log-worth with pseudo-ballots of .5 (ballots only, and only where
      no ballot ties more than three); no interval of a finite region comes from it;
    - weighting: the office's own, if one is given: sum of its weights.

    Raises SurveyError if the codebook has no such weighting.

    Borda (1784); for Plackett-Luce see plackett_luce.
    """
    asked = in_base(survey, needs[needs["asked"] == 1])
    asked = asked[asked["round"] == round_name]
    by_subject = asked.groupby("subject_id")
    values = {
        "named": by_subject["needed"].mean(),
        "borda": by_subject["score"].mean(),
        **_of_ballots(asked),
    }
    if weighting:
        values["weighting"] = _weighted(survey, responses, round_name, weighting)
    subjects = pd.Index(sorted(set(asked["subject_id"])), name="subject_id")
    parts = [_placed(rule, values[rule], subjects) for rule in RULES if rule in values]
    return pd.concat(parts, ignore_index=True)


def rules_agreement(compared: pd.DataFrame, *, first: int = FIRST) -> pd.DataFrame:
    """Return how far the rules agree: a row a pair of rules.

    Columns rule, other, tau (Kendall's tau-b of their places, -1 to 1), both_first
    (subjects among the first `first` places of both), first. Needs the table of
    rules_compared.
    """
    places = compared.pivot(index="subject_id", columns="rule", values="place")
    rows = []
    for rule, other in combinations([r for r in RULES if r in places], 2):
        both = places[[rule, other]].dropna()
        tau = stats.kendalltau(both[rule], both[other]).statistic
        shared = int((both <= first).all(axis=1).sum())
        rows.append((rule, other, round(float(tau), 9), shared, first))
    columns = ["rule", "other", "tau", "both_first", "first"]
    return pd.DataFrame(rows, columns=columns)


def ballots_of(asked: pd.DataFrame) -> pd.DataFrame:
    """Return the ballots of a round: replies that named a subject, ranks as cells.

    Needs rows of the table needs of one round. Blank where unnamed, 0 where the
    subject was not on that ballot; see plackett_luce.
    """
    if "rank" not in asked:
        return pd.DataFrame()
    ranked = asked[asked["rank"].notna()]
    rows = asked[asked["respondent_id"].isin(ranked["respondent_id"])]
    subjects = sorted(set(asked["subject_id"]))
    wide = rows.pivot(index="respondent_id", columns="subject_id", values="rank")
    ballots = wide.astype("float64").reindex(columns=subjects)
    on = rows.pivot(index="respondent_id", columns="subject_id", values="asked")
    return ballots.where(on.reindex(columns=subjects).notna(), 0.0)


def _of_ballots(asked: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the values of the rules that need ballots; none without ballots."""
    ballots = ballots_of(asked)
    if ballots.empty:
        return {}
    named = ballots.where(ballots > 0)
    left = (named.notna().sum(axis=1) + 1 + (ballots != 0).sum(axis=1)) / 2
    placed = named.rank(axis=1).where(named.notna(), left, axis=0)
    values = {
        "top_1": (ballots == 1).sum(),
        "mean_rank": placed.where(ballots != 0).mean(),
    }
    ties = named.apply(lambda ballot: ballot.value_counts().max(), axis=1)
    if ties.max() <= MOST_TIED:
        values["plackett_luce"] = plackett_luce(ballots, pseudo=PSEUDO)["log_worth"]
    return values


def _weighted(
    survey: Survey, responses: pd.DataFrame, round_name: str, weighting: str
) -> pd.Series:
    """Return the office's own score; of ballots if it weighs them, else of ratings."""
    weights = weights_of(survey, weighting)
    kind = next((k for k in weights if k in RANKING_KINDS), next(iter(weights)))
    scored = weighted_scores(survey, responses, weights[kind], kind=kind)
    scored = scored[scored["round"] == round_name].set_index("subject_id")["score"]
    return scored.astype("float64")


def _placed(rule: str, values: pd.Series, subjects: pd.Index) -> pd.DataFrame:
    """Return value and place of each subject by one rule."""
    known = values.reindex(subjects).astype("float64").round(9)
    if rule == "weighting":
        # A subject no answer gave weight to has no row there.
        known = known.fillna(0.0)
    place = known.rank(method="min", ascending=rule == "mean_rank")
    table = pd.DataFrame({"rule": rule, "value": known, "place": place})
    columns = ["rule", "subject_id", "value", "place"]
    return table.reset_index()[columns].astype({"place": "Int64"})


def kendall_w(scores: pd.DataFrame, *, members: int | None = None) -> dict[str, float]:
    """Return Kendall's W: do members agree at all on the order of subjects?

    scores: a row a member, a column a subject, more = more needed (or ranks turned);
    a member with a blank is left out. members: of the frame, if there is one.

    Returns w (0 no agreement, 1 the same order, corrected for ties), low and high (95
    %), raters, chi_square, df, p (Friedman). Blank without two members, or where no
    member tells any two subjects apart. The interval is a jackknife over members of
    (raters W - 1) / (raters - 1), the mean agreement of two members, which unlike W
    does not grow as members get fewer; with a frame it narrows to nothing as all
    answer.

    Kendall and Babington Smith (1939); Friedman (1937); jackknife: Arvesen (1969).

    >>> same = pd.DataFrame([[1, 2, 3]] * 4)
    >>> round(kendall_w(same)["w"], 9)
    1.0
    """
    ranks = scores.dropna().rank(axis=1, method="average").to_numpy(float)
    raters, subjects = ranks.shape
    ties = np.array([_tie_loss(row) for row in ranks])
    w = float(_concordance(ranks.sum(axis=0), ties.sum(), raters))
    chi_square = raters * (subjects - 1) * w
    low, high = _jackknife(ranks, ties, w, members)
    return {
        "w": round(w, 9),
        "low": low,
        "high": high,
        "raters": raters,
        "chi_square": round(chi_square, 9),
        "df": subjects - 1,
        "p": round(float(stats.chi2.sf(chi_square, subjects - 1)), 9),
    }


def _tie_loss(ranks: Numbers) -> float:
    """Return the sum of t^3 - t over the groups of t tied ranks of one member."""
    sizes = np.unique(ranks, return_counts=True)[1].astype(float)
    return float((sizes**3 - sizes).sum())


def _concordance(sums: Numbers, ties: Numbers, raters: int) -> Numbers:
    """Return W of sums of ranks (along the last axis), corrected for ties."""
    subjects = sums.shape[-1]
    most = raters**2 * (subjects**3 - subjects) - raters * np.asarray(ties)
    apart = 12 * ((sums - raters * (subjects + 1) / 2) ** 2).sum(axis=-1)
    known = (most > 0) & (raters > 1)
    return np.where(known, apart / np.where(known, most, 1.0), np.nan)


def _jackknife(
    ranks: Numbers, ties: Numbers, w: float, members: int | None
) -> tuple[float, float]:
    """Return the ends of the 95 % interval of W."""
    raters = len(ranks)
    if raters < 3 or np.isnan(w):
        return float("nan"), float("nan")
    left_out = _concordance(ranks.sum(axis=0) - ranks, ties.sum() - ties, raters - 1)
    pairs = (raters * w - 1) / (raters - 1)
    each = ((raters - 1) * left_out - 1) / (raters - 2)
    pseudo = raters * pairs - (raters - 1) * each
    finite = 1 - raters / members if members else 1.0
    error = (pseudo.var(ddof=1) / raters * max(0.0, finite)) ** 0.5
    half = float(stats.t.ppf(0.975, raters - 1)) * error
    low, high = ((1 + (raters - 1) * (pairs + side)) / raters for side in (-half, half))
    return round(float(max(0.0, low)), 9), round(float(min(1.0, high)), 9)
