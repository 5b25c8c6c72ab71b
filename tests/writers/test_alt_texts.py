"""What is said to who cannot see a picture: the numbers of its data, in every document.

Word, PDF and slides are held by their own tests: each picture there has these words.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from itertools import product

import pandas as pd
import pytest

from rocb_analysis.charts.lettering import percent
from tests.briefs import EDITIONS, shipped
from tests.released import document
from tests.shipped import SHIPPED
from tests.soak.sizes import first_of

NUMBER = re.compile(r"\d+(?:\.\d+)?")
# How many rows are drawn, of how many; the rest of the words holds numbers of the data.
HOW_MANY = re.compile(r"(first|last|on|of) \d+ (of \d+ )?(subjects|steps)")


def _numbers(given: object) -> set[str]:
    """Return every number that a chart is drawn from, as its words may hold it."""
    if isinstance(given, pd.DataFrame):
        return _of_frame(given)
    if isinstance(given, dict):
        return _numbers([*given, *given.values()])
    if isinstance(given, list | tuple | set | frozenset):
        return {str(len(given))}.union(*map(_numbers, given))
    if pd.api.types.is_number(given) and not pd.isna(given):
        return {f"{given:g}", f"{given:.0f}", f"{given:.2f}"}
    return set(NUMBER.findall(str(given)))


def _of_frame(frame: pd.DataFrame) -> set[str]:
    """Return the cells of a frame, its rows counted by each value and pair of them."""
    known = {str(len(frame))}
    for column in frame:
        cells = list(frame[column])
        known |= _numbers(cells) | {str(frame[column].nunique())}
        known |= set(map(str, Counter(map(str, cells)).values()))
    for units in ["cluster"], ["round", "cluster"]:
        if {*units, "respondent_id"} <= set(frame):
            sizes = frame.groupby(units)["respondent_id"].nunique()
            known |= set(map(str, sizes))
    if {"took_part", "reached", "answered"} <= set(frame):
        missing = frame["took_part"] - frame["answered"]
        known |= set(map(str, frame["reached"] + missing))
    return known


def _of_answers(frame: pd.DataFrame, order: list[str]) -> set[str]:
    """Return for each item how many gave one of the last answers, and their share."""
    counts = frame.pivot_table(index="item", columns="answer", values="count")
    counts = counts.reindex(columns=order).fillna(0).astype(int)
    known = set()
    for row in counts.to_numpy():
        for place in range(1, len(row)):
            part, whole = int(row[place:].sum()), int(row.sum())
            known |= {str(part), str(whole), str(percent(part, whole))}
    return known


# A usual run looks at every edition of rocb_ap and the office's of the other surveys.
BRIEFS = sorted(
    product(SHIPPED, EDITIONS),
    key=lambda brief: "rocb_ap" not in brief and "internal" not in brief,
)


@pytest.mark.parametrize(("survey", "edition"), first_of(BRIEFS, 7))
def test_every_number_of_an_alt_text_is_one_of_the_data(survey, edition):
    charts = 0
    for finding in shipped(edition, survey).findings:
        if not finding.draw:
            continue
        args, named = finding.draw.args, finding.draw.keywords
        known = _numbers(list(args)) | _numbers(named)
        if "order" in named:
            known |= _of_answers(args[0], named["order"])
        for chart in (finding.chart, finding.slide):
            said = NUMBER.findall(HOW_MANY.sub("", chart.alt.replace(",", "")))
            assert set(said) - known == set(), (finding.key, chart.alt)
            charts += 1
    assert charts >= 2


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_picture_of_the_page_has_the_words_of_its_chart(edition):
    page = document(edition, "brief.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<svg role="img" aria-labelledby="(\S+) (\S+)"', page)
    assert len(pictures) == page.count("<svg")
    said = [
        unescape(re.search(rf'<desc id="{desc}">(.*?)</desc>', page, re.DOTALL)[1])
        for _, desc in pictures
    ]
    charts = [f.chart for f in shipped(edition).findings if f.chart]
    assert said == [chart.alt for chart in charts]
