"""Likely counts: the model of an answer, the counts of a region, published figures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import comb

from rocb_analysis.region import likely
from rocb_analysis.region.likely import (
    LIKELY,
    KnownRound,
    Memory,
    RegionCounts,
    chance_of_first,
    chances_of_need,
    region_counts,
)
from tests.benchmarks.likely_ranges import lpi_panel, row_of, study

BLANK = np.nan


def rounds_of(*needed: list[list[float]]) -> list[KnownRound]:
    """Return rounds, each after those before; a row a member, a column a subject."""
    memory = Memory.nothing(len(needed[0]), len(needed[0][0]))
    rounds = []
    for one in needed:
        answers = np.array(one, float)
        rounds.append(KnownRound(answers, memory))
        memory = memory.after(answers, answers)
    return rounds


def steady(silent: list[list[float]]) -> list[KnownRound]:
    """Return two rounds in which 20 members keep their answers, and some are silent.

    silent: what these answered in the first round; in the second they are blank.
    """
    halves = [[1.0, 0.0]] * 10 + [[0.0, 1.0]] * 10
    blank = [[BLANK, BLANK]] * len(silent)
    return rounds_of(halves + silent, halves + blank)


# The memory


def test_a_blank_answer_leaves_the_one_before() -> None:
    memory = Memory.nothing(1, 2).after(np.array([[1.0, 0.0]]), np.array([[0.4, 0.0]]))
    later = memory.after(np.array([[BLANK, 1.0]]), np.array([[BLANK, 0.8]]))
    assert later.last.tolist() == [[1.0, 1.0]]
    assert later.score.tolist() == [[0.4, 0.8]]


def test_what_was_asked_otherwise_is_forgotten() -> None:
    memory = Memory.nothing(1, 2).after(np.array([[1.0, 1.0]]), np.array([[1.0, 1.0]]))
    left = memory.without(np.array([True, False]))
    assert np.isnan(left.last).tolist() == [[True, False]]
    assert left.answers.tolist() == [0.0, 1.0]


# The chances


def test_who_said_yes_last_is_likelier_to_say_it_again() -> None:
    chances = chances_of_need(steady([[1.0, 0.0], [BLANK, BLANK], [0.0, 1.0]]))
    yes, never, no = chances.mean(axis=0)[20:, 0]
    assert yes > 0.8 > never > 0.2 > no


def test_a_member_never_heard_is_like_those_that_replied() -> None:
    answers = [[1.0, 0.0]] * 15 + [[0.0, 0.0]] * 5 + [[BLANK, BLANK]]
    first, second = chances_of_need(rounds_of(answers)).mean(axis=0)[-1]
    assert first == pytest.approx(0.75, abs=0.08)
    assert second < 0.1


def test_the_members_order_does_not_matter() -> None:
    rounds = steady([[1.0, 0.0], [0.0, 1.0]])
    turned = [
        KnownRound(
            one.needed[::-1],
            Memory(
                one.memory.last[::-1],
                one.memory.score[::-1],
                one.memory.yes,
                one.memory.answers,
            ),
        )
        for one in rounds
    ]
    ours, theirs = chances_of_need(rounds), chances_of_need(turned)
    assert ours == pytest.approx(theirs[:, ::-1], abs=1e-6)


def test_the_same_seed_gives_the_same_chances() -> None:
    rounds = steady([[1.0, 0.0]])
    again = chances_of_need(rounds, seed=3)
    assert (chances_of_need(rounds, seed=3) == again).all()
    assert (chances_of_need(rounds, seed=4) != again).any()


# The counts


def counts_of(chances: list[float], *, certain: int = 0) -> RegionCounts:
    """Return the counts of silent members with these chances, beside certain ones."""
    needed = np.array([[1.0]] * certain + [[BLANK]] * len(chances))
    drawn = np.array([[*[1.0] * certain, *chances]])[:, :, None]
    return region_counts(needed, drawn)


def test_a_sum_of_chances_by_hand() -> None:
    found = counts_of([0.5, 0.2]).chances[:, 0, 0]
    assert found.tolist() == pytest.approx([0.4, 0.5, 0.1])


def test_equal_chances_make_a_binomial() -> None:
    found = counts_of([0.3] * 9).chances[:, 0, 0]
    assert found == pytest.approx(stats.binom.pmf(range(10), 9, 0.3))


def test_expected_is_the_certain_and_the_sum_of_chances() -> None:
    assert counts_of([0.5, 0.2], certain=4).expected() == pytest.approx([4.7])


def test_with_all_replies_nothing_is_left_to_be_unsure_of() -> None:
    low, high = counts_of([], certain=4).likely_range()
    assert (low.tolist(), high.tolist()) == ([4], [4])


def test_the_likely_range_is_the_shortest_that_holds_enough() -> None:
    counts = counts_of([0.35] * 12, certain=3)
    held = counts.chances[:, 0, 0]
    low, high = (int(end[0]) - 3 for end in counts.likely_range())
    width = high - low + 1
    assert held[low : high + 1].sum() >= LIKELY
    narrower = [held[i : i + width - 1].sum() for i in range(len(held) - width + 2)]
    assert max(narrower) < LIKELY


def test_the_range_of_a_yes_and_a_no_as_likely_is_both() -> None:
    low, high = counts_of([0.5]).likely_range()
    assert (low.tolist(), high.tolist()) == ([0], [1])


def test_a_tilt_multiplies_chances_up_to_one() -> None:
    needed, chances = np.array([[BLANK], [BLANK]]), np.array([[[0.3], [0.8]]])
    doubled = region_counts(needed, chances, tilt=2.0).expected()
    halved = region_counts(needed, chances, tilt=0.5).expected()
    assert (doubled[0], halved[0]) == pytest.approx((1.6, 0.55))


def test_counts_drawn_are_those_of_the_chances() -> None:
    drawn = counts_of([0.5, 0.2], certain=4).drawn(counts=20_000)
    shares = np.bincount(drawn[:, 0] - 4, minlength=3) / len(drawn)
    assert shares == pytest.approx([0.4, 0.5, 0.1], abs=0.02)


# The first five


def test_ties_at_the_last_place_share_what_is_left() -> None:
    counts = np.array([[9, 5, 5, 5, 1], [9, 8, 5, 4, 1]])
    assert chance_of_first(counts, places=3).tolist() == pytest.approx(
        [1, 5 / 6, 5 / 6, 1 / 3, 0]
    )


def test_the_chances_of_the_first_five_add_up_to_five() -> None:
    counts = np.random.default_rng(1).integers(0, 6, (500, 12))
    assert chance_of_first(counts).sum() == pytest.approx(5)


def test_of_five_subjects_all_are_among_the_first_five() -> None:
    assert chance_of_first(np.array([[0, 0, 3, 1, 2]])).tolist() == [1] * 5


# Published figures


def of_shared_chance(silent: int, certain: int, chances: np.ndarray) -> np.ndarray:
    """Return the chances of the counts if all silent members share a drawn chance."""
    needed = np.array([[1.0]] * certain + [[BLANK]] * silent)
    drawn = np.broadcast_to(chances[:, None, None], (len(chances), len(needed), 1))
    return region_counts(needed, drawn).chances.mean(axis=1)[:, 0]


@pytest.mark.parametrize(("red", "drawn", "balls"), [(18, 28, 34), (3, 10, 20)])
def test_an_urn_of_which_nothing_is_known_is_as_jaynes_has_it(
    red: int, drawn: int, balls: int
) -> None:
    """Jaynes (2003), Probability Theory, chapter 6: R red of N balls, r red of n drawn.

    With every R as likely before: C(R, r) C(N - R, n - r) / C(N + 1, n + 1), and the
    expected R is (N + 2) (r + 1) / (n + 2) - 1 (Laplace's rule of succession).
    """
    quantiles = stats.beta.ppf((np.arange(4000) + 0.5) / 4000, red + 1, drawn - red + 1)
    ours = of_shared_chance(balls - drawn, red, quantiles)
    every = np.arange(red, balls - drawn + red + 1)
    ways = comb(every, red) * comb(balls - every, drawn - red)
    assert ours == pytest.approx(ways / comb(balls + 1, drawn + 1), abs=1e-5)
    expected = (balls + 2) * (red + 1) / (drawn + 2) - 1
    assert ours @ every == pytest.approx(expected, abs=1e-3)


def test_mean_and_variance_of_a_finite_population_are_as_ericson_has_them() -> None:
    """Ericson (1969), Subjective Bayesian models in sampling finite populations.

    Journal of the Royal Statistical Society B 31, 195-233: with a beta prior the unseen
    are beta-binomial, so that the variance shrinks to nothing as all are seen.
    """
    a, b, yes, seen, unseen = 2.0, 3.0, 6, 20, 15
    p, q = a + yes, b + seen - yes
    quantiles = stats.beta.ppf((np.arange(4000) + 0.5) / 4000, p, q)
    ours = of_shared_chance(unseen, yes, quantiles)
    numbers = np.arange(unseen + 1)
    mean = ours @ numbers
    assert mean == pytest.approx(unseen * p / (p + q), abs=1e-3)
    spread = unseen * p * q * (p + q + unseen) / ((p + q) ** 2 * (p + q + 1))
    assert ours @ (numbers - mean) ** 2 == pytest.approx(spread, abs=5e-3)


# Flights of the shuttle before the accident: temperature (F), distress of an O-ring.
FLIGHTS = (
    "66 0, 70 1, 69 0, 68 0, 67 0, 72 0, 73 0, 70 0, 57 1, 63 1, 70 1, 78 0, 67 0, "
    "53 1, 67 0, 75 0, 70 0, 81 0, 76 0, 79 0, 75 1, 76 0, 58 1"
)


def test_the_model_of_an_answer_is_that_of_the_o_rings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dalal, Fowlkes and Hoadley (1989), JASA 84; the fit as Agresti (1996) prints it.

    Logit of distress = 15.043 (7.379) - .232 (.108) x temperature. A wide prior and no
    effect of a subject make the mode that of plain logistic regression.
    """
    pairs = [pair.split() for pair in FLIGHTS.split(", ")]
    degrees, distress = np.array(pairs, float).T
    features = np.stack([np.ones(23), (degrees - 70) / 10], axis=1)[None, :, None, :]
    monkeypatch.setattr(likely, "PRIOR", np.array([(0.0, 1e4), (0.0, 1e4)]))
    nothing, tiny = np.zeros((1, 1)), np.full((1, 1), 1e-6)
    needed = distress[None, :, None]
    model = likely._fitted(features, needed, tiny, np.zeros(2), nothing)
    slope = model.weights[1] / 10
    assert model.weights[0] - 70 * slope == pytest.approx(15.043, abs=0.001)
    assert slope == pytest.approx(-0.232, abs=0.0005)
    errors = np.sqrt(np.diag(np.linalg.inv(model.precision)))
    assert errors[1] / 10 == pytest.approx(0.108, abs=0.0005)


# A panel with known truth, in small


@pytest.mark.parametrize("silence", ["chance", "core"])
def test_ranges_of_hidden_scores_hold_and_are_narrow(silence: str) -> None:
    """The study of tests/benchmarks/likely_ranges.py, with fewer sets.

    There coverage is at least .96 and ranges are narrower by 30 % or more; here
    three standard errors are allowed.
    """
    figures = study(lpi_panel(), silence, sets=20)
    row = row_of(figures)
    assert row["held"] >= 0.95 - 3 * row["held_se"]
    assert row["narrower_pct"] <= -20 + 3 * row["narrower_se"]
    assert row["narrower_pct"] <= -12
    assert row["error_pct"] <= -25
