"""What the brief says of sub-regions: numbers for the office, else words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.text import Text

from rocb_analysis.brief.by_sub_region import sub_regions
from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.words import words_of
from rocb_analysis.core.tables import arrange
from rocb_analysis.disclosure.rule import Edition, disclosure
from rocb_analysis.results import Results
from tests.briefs import results

OUTSIDE: tuple[Edition, ...] = ("heads", "public")


TWO = {"East": 9, "West": 4, "all": 13}
THREE = {"East": 9, "South": 7, "West": 6, "all": 22}


def with_needs(answered: dict[str, int] = TWO, **needing: tuple[int, ...]) -> Results:
    """Return the results of a region of so many that answered, by sub-region.

    needing: by subject how many need it, in the order of `answered`.
    """
    rows = [
        {
            "round": "2025",
            "sub_region": area,
            "subject_id": subject,
            "answered": size,
            "needing": count,
            "members": size + 3,
            "share_pct": 100 * count / size,
        }
        for subject, counts in needing.items()
        for (area, size), count in zip(answered.items(), counts, strict=True)
    ]
    replies = [
        {"round": "2025", "sub_region": area, "members": size + 3, "replied": size}
        for area, size in answered.items()
    ]
    rates = pd.DataFrame(replies).assign(share_pct=50.0)
    return replace(
        results(),
        priorities=arrange(pd.DataFrame(rows), "priorities"),
        response_rates=arrange(rates, "response_rates"),
    )


def finding(made: Results, edition: Edition) -> Finding:
    found = sub_regions(made, disclosure(made.survey, edition), words_of(made))
    assert found is not None
    return found


def alt(made: Results, edition: Edition) -> str:
    chart = finding(made, edition).chart
    return chart.alt if chart else ""


def said(made: Results, edition: Edition) -> str:
    return " ".join(finding(made, edition).sentences)


MADE = {"val": (6, 2, 8), "roo": (2, 1, 3), "aeo": (5, 1, 6)}


def test_the_office_sees_numbers_and_that_they_are_for_it_alone():
    made = with_needs(**MADE)
    assert "Customs valuation: East 6, West 2" in alt(made, "internal")
    assert said(made, "internal").endswith("for the office alone.")


@pytest.mark.parametrize("edition", OUTSIDE)
def test_others_see_words_and_not_where_too_few_answered(edition):
    made = with_needs(**MADE)
    assert "Customs valuation: East most, West not shown" in alt(made, edition)


@pytest.mark.parametrize("edition", OUTSIDE)
def test_a_subject_most_need_is_named_with_its_sub_regions(edition):
    told = said(with_needs(**MADE), edition)
    assert told.startswith("Customs valuation and Authorized Economic Operators")
    assert "recognition: named by most members that answered in East." in told
    assert "Rules of origin" not in told


@pytest.mark.parametrize("edition", OUTSIDE)
def test_replies_that_lack_are_told_for_each_sub_region(edition):
    told = said(with_needs(**MADE), edition)
    assert "1 more reply from West would let us say what most of that" in told
    assert "East would" not in told


@pytest.mark.parametrize("edition", OUTSIDE)
def test_with_nothing_most_need_a_sentence_says_so_and_there_is_no_chart(edition):
    made = with_needs(val=(3, 2, 5), roo=(2, 3, 5))
    assert alt(made, edition) == ""
    assert said(made, edition).startswith("In no sub-region shown is a subject named")


@pytest.mark.parametrize("edition", OUTSIDE)
def test_half_or_less_is_fewer(edition):
    made = with_needs(THREE, roo=(3, 2, 3, 8), val=(5, 1, 1, 7))
    fewer = "Rules of origin: East fewer, South fewer, West fewer"
    assert fewer in alt(made, edition)


def test_what_most_need_somewhere_comes_first_in_a_chart_of_words():
    made = with_needs(THREE, roo=(3, 2, 3, 8), val=(5, 1, 1, 7))
    assert alt(made, "heads").index("valuation") < alt(made, "heads").index("origin")


def test_a_subject_withheld_in_the_region_has_no_place_among_the_others():
    made = with_needs(val=(6, 2, 8), hs=(2, 1, 3), roo=(2, 0, 2))
    assert "Heat map of 1 subjects" in alt(made, "public")
    assert "Heat map of 1 subjects" in alt(made, "heads")
    assert "Heat map of 3 subjects" in alt(made, "internal")


def test_the_grid_says_how_many_subjects_it_leaves_out():
    made = with_needs(val=(6, 2, 8), hs=(2, 1, 3), roo=(2, 0, 2))
    told = finding(made, "public")
    assert told.left_out == "2 subjects are withheld."
    assert alt(made, "public").endswith("2 subjects are withheld.")
    assert alt(made, "heads").endswith("2 subjects are withheld.")
    drawn = told.chart.figure.findobj(Text)
    assert any("2 subjects are withheld." in text.get_text() for text in drawn)
    assert "withheld" not in alt(made, "internal")


def test_without_sub_regions_there_is_no_finding():
    made = with_needs(**MADE)
    whole = made.priorities[made.priorities["sub_region"] == "all"]
    without = replace(made, priorities=whole)
    rule = disclosure(made.survey, "heads")
    assert sub_regions(without, rule, words_of(without)) is None


def test_of_many_subjects_most_need_four_are_named_and_the_rest_counted():
    most = dict.fromkeys(("val", "roo", "aeo", "hs", "ipr", "pca"), (6, 2, 8))
    told = said(with_needs(**most), "heads").split(":")[0]
    assert told.endswith("and 2 more subjects")
    assert sum(label in told for label in words_of(results()).labels.values()) == 4
