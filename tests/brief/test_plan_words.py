"""The sentences on the work plan."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from rocb_analysis.brief.next_plan import (
    held_sentences,
    missing_sentences,
    needs_counted_in_words,
    other_plan_sentence,
    price_sentences,
    progress_sentences,
)
from rocb_analysis.brief.plan_words import (
    _silent,
    fairness_sentences,
    firm_sentences,
    prices_in_words,
)
from rocb_analysis.core.claims import stated, unsourced
from rocb_analysis.plan.adopted_plans import PROGRESS
from rocb_analysis.plan.offers import Limit, Limits
from rocb_analysis.survey.settings import Settings
from rocb_analysis.writers.plan_books import how_firm, moved_since, plan_moved


def progress(**status: str) -> pd.DataFrame:
    rows = [("2024/25", line, f"On {line}", said) for line, said in status.items()]
    names = ["plan_year", "line", "title", "status"]
    return pd.DataFrame(rows, columns=names)


def test_what_was_held_what_was_not_and_what_was_cancelled() -> None:
    rows = progress(a="delivered", b="adopted", c="cancelled", d="delivered")
    assert progress_sentences(rows, "2024/25", "23 May 2025") == [
        "2 of 4 planned activities of 2024/25 were held.",
        "No activity found up to 23 May 2025 for: On b.",
        "Cancelled: On c.",
    ]


def test_a_draft_is_no_adopted_plan() -> None:
    rows = progress(a="delivered", b="draft")
    said = progress_sentences(rows, "2024/25", "")
    assert said == ["1 of 1 planned activity of 2024/25 was held."]


def test_a_plan_year_that_runs_is_judged_so_far() -> None:
    rows = progress(a="delivered", b="delivered")
    said = progress_sentences(rows, "2024/25", "23 May 2025", is_over=False)
    assert said == [
        "2 of 2 planned activities of 2024/25 were held so far, up to 23 May 2025."
    ]


def results_with(*adopted: str, kept_until: str, plan_year: str = "2026/27"):
    """Return results with a line adopted for each plan year, none of them held."""
    rows = [(year, "a", "On a", "adopted", "", pd.NA, "") for year in adopted]
    settings = Settings("Tiny", register_kept_until=kept_until)
    return SimpleNamespace(
        survey=SimpleNamespace(settings=settings),
        register=SimpleNamespace(kept_until=kept_until),
        drafted=SimpleNamespace(
            adopted=dict.fromkeys(adopted, rows), plan_year=plan_year
        ),
        plan_progress=pd.DataFrame(rows, columns=list(PROGRESS)),
    )


def test_a_plan_year_that_has_not_begun_is_not_judged() -> None:
    assert held_sentences(results_with("2026/27", kept_until="2026-06-30")) == []
    both = results_with("2025/26", "2026/27", kept_until="2026-06-30")
    assert held_sentences(both)[0] == "0 of 1 planned activity of 2025/26 were held."


def test_from_its_first_day_a_plan_year_is_judged_so_far() -> None:
    (said, _) = held_sentences(results_with("2026/27", kept_until="2026-07-01"))
    assert said.endswith("2026/27 were held so far, up to 1 July 2026.")


def test_a_year_between_the_adopted_and_the_drafted_plan_is_named() -> None:
    said = missing_sentences(results_with("2024/25", kept_until="2025-05-31"))
    assert said == ["No adopted plan of 2025/26 is on file."]
    assert missing_sentences(results_with("2025/26", kept_until="2026-01-31")) == []
    assert missing_sentences(results_with(kept_until="2026-01-31")) == []


def test_needs_counted_beside_those_named_are_told_in_parts_that_make_the_whole() -> (
    None
):
    plan = SimpleNamespace(objective=125.73, covered=111.34)
    (said,) = needs_counted_in_words(plan, stated(82, "met"))
    assert said == (
        "Chart and prices count 126 needs: 82 named, about 29 that members yet to "
        "reply are likely to have and 15 for the extra weight of some members."
    )
    assert unsourced(said) == []
    alone = SimpleNamespace(objective=82.0, covered=82.0)
    assert needs_counted_in_words(alone, stated(82, "met")) == []


def prices(*rows: tuple[str, str, str, float, float, float]) -> pd.DataFrame:
    columns = ["limit", "of", "bound", "now", "tried", "gain"]
    return pd.DataFrame(rows, columns=columns)


def test_the_dearest_limits_are_told_and_the_others_in_one_sentence() -> None:
    table = prices(
        ("quarter", "Q1", "least", 2, 1, 3.3),
        ("host", "", "most", 3, 4, 0),
        ("events", "", "most", 9, 10, 0),
    )
    assert price_sentences(table, "07-01") == [
        "With at least 1 event in Q1 (July to September) instead of 2 the plan would "
        "meet about 3 more needs.",
        "No other limit, a step looser, would let the plan meet more needs.",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("events", "", "most", 9, 10, 1.2), "One more event would meet about 1 more"),
        (
            ("events", "own_lines", "most", 2, 3, 2),
            "One more event of the office's own would meet about 2 more needs.",
        ),
        (("kind", "big_one", "most", 1, 2, 0.4), "One more big one would meet about l"),
        (("host", "", "most", 1, 2, 0), "One more event at each host would meet no mo"),
        (
            ("budget", "", "most", 50_000, 55_000, 3),
            "With a cost of at most 55,000 instead of 50,000 the plan would meet about",
        ),
        (("first_needs", "", "least", 1, 0, 3), "With first needs not looked at the p"),
        (("kept", "a_b-1", "", None, None, 3), "With a_b-1 left free the plan would"),
    ],
)
def test_each_limit_a_step_looser_reads_as_a_sentence(row: tuple, said: str) -> None:
    (sentence,) = prices_in_words(prices(row), "07-01")
    assert sentence.startswith(said)


def test_where_no_limit_costs_a_need_one_sentence_says_so() -> None:
    said = price_sentences(prices(("host", "", "most", 3, 4, 0)), "07-01")
    assert said == ["No limit, a step looser, would let the plan meet more needs."]


def test_the_next_best_plan_names_what_it_swaps() -> None:
    row = {"lost": 0.4, "comes_in": "a; b", "goes_out": "c"}
    titles = {"a": "Audit", "b": "Brands", "c": "Customs"}
    said = other_plan_sentence(pd.DataFrame([row]), titles)
    assert said == (
        "The next best plan, with Audit and Brands in place of Customs, would meet "
        "at most 1 need less."
    )


def test_without_another_plan_nothing_is_said() -> None:
    nothing = pd.DataFrame(columns=["lost", "comes_in", "goes_out"])
    assert other_plan_sentence(nothing, {}) == ""


def test_what_every_member_gets_and_whose_needs_count_more_is_said() -> None:
    limits = Limits(
        (Limit("first_needs", "", 1, 3), Limit("extra_weight", "ldc", 0, 25))
    )
    assert fairness_sentences(limits, "member") == [
        "Every member that named a need is invited for at least 1 of its first 3 "
        "needs.",
        "Needs of least developed members count 25 % more.",
    ]
    assert fairness_sentences(Limits(()), "member") == []


def test_how_firm_a_line_is_stands_in_tenths() -> None:
    assert how_firm(0.9) == "stays in 9 of 10 checks"
    assert how_firm(float("nan")) == ""


def test_what_stays_in_86_of_100_checks_does_not_stay_in_9_of_10() -> None:
    assert how_firm(0.86) == "stays in 8 of 10 checks"
    assert how_firm(0.8999999999) == "stays in 9 of 10 checks"


def test_a_line_that_stays_in_86_of_100_checks_is_not_among_the_firm() -> None:
    events = pd.DataFrame(
        {"line": ["a", "b"], "title": ["Audit", "Brands"], "kept_share": [0.9, 0.86]}
    )
    assert firm_sentences(events) == [
        "1 of the 2 stay in at least 9 of 10 checks; the least firm, Brands, in 8."
    ]


def output(folder, *lines: tuple[str, str]):
    (folder / "tables").mkdir(parents=True)
    rows = "".join(f"{line},On {line},{quarter}\n" for line, quarter in lines)
    text = f"line,title,quarter\n{rows}"
    (folder / "tables" / "work_plan.csv").write_text(text, encoding="utf-8")
    return folder


def test_what_moved_between_two_outputs_is_told_line_by_line(tmp_path) -> None:
    last = output(tmp_path / "last", ("a", "Q1"), ("b", "Q1"))
    now = output(tmp_path / "now", ("b", "Q2"), ("c", "Q3"))
    assert plan_moved(last, now, "07-01") == [
        "In the work plan 3 lines changed:",
        "On a: went out.",
        "On b: moved from Q1 (July to September) to Q2 (October to December).",
        "On c: came in, Q3 (January to March).",
    ]


def test_of_plans_alike_nothing_is_told_nor_of_a_first_one(tmp_path) -> None:
    same = output(tmp_path / "last", ("a", "Q1"))
    assert plan_moved(same, same, "07-01") == []
    assert plan_moved(tmp_path / "none", same, "07-01") == []
    assert moved_since(tmp_path / "none", pd.DataFrame(), "07-01") == []


@pytest.mark.parametrize(
    ("is_final", "said"), [(True, "did not reply"), (False, "have not replied yet")]
)
def test_places_are_kept_for_members_without_a_reply(is_final: bool, said: str) -> None:
    named = pd.DataFrame({"val": [1, None, None], "roo": [0, None, None]})
    plan = SimpleNamespace(needs=SimpleNamespace(named=named))
    assert _silent(plan, "member", is_final=is_final) == [
        f"We also keep places for the 2 members that {said}, according to how likely "
        "each is to need the subject."
    ]
