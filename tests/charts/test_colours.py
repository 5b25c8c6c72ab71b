"""Colours that must be told apart can be, also with three kinds of colour-blindness.

Simulation after Machado, Oliveira and Fernandes (2009), severity 1; distance in OKLab
(Ottosson 2020) times 100, where under 2 is hardly told apart.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from rocb_analysis.charts import style
from rocb_analysis.charts.cluster_maps import GROUPS
from rocb_analysis.charts.over_rounds import COLOURS
from rocb_analysis.charts.style import diverging, ink_on

_SEEN = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
_LMS = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
_LAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]
_CHARTS = {
    "answers, five": style.LIKERT,
    "answers, four": diverging(2, 0, 2),
    "answers, three": diverging(1, 1, 1),
    "answers, two": diverging(1, 0, 1),
    "answers, six": diverging(3, 0, 3),
    "answers, seven": diverging(3, 1, 3),
    "cells": [*style.FATES.values(), "#ffffff"],
    "replies": [style.REPLIED, style.NO_REPLY, "#ffffff"],
    "dots": [style.NAMED, style.COULD_BE, "#ffffff"],
    "ranks": [*COLOURS, "#ffffff"],
    "blue and orange": [style.BLUE, style.ORANGE],
    "groups": [*GROUPS, style.NO_REPLY, "#ffffff"],
}


def _oklab(colour: str, seen: np.ndarray) -> np.ndarray:
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return 100 * (_LAB @ np.cbrt(_LMS @ np.clip(seen @ linear, 0, 1)))


@pytest.mark.parametrize("eyes", _SEEN)
@pytest.mark.parametrize("chart", _CHARTS)
def test_colours_of_one_chart_stay_apart(chart, eyes):
    seen = [_oklab(colour, np.array(_SEEN[eyes])) for colour in _CHARTS[chart]]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 8


@pytest.mark.parametrize("colour", [*style.LIKERT, *style.FATES.values()])
def test_numbers_in_a_bar_can_be_read(colour):
    grounds = sorted([style._luminance(colour), style._luminance(ink_on(colour))])
    assert (grounds[1] + 0.05) / (grounds[0] + 0.05) >= 4.5


def test_more_than_three_answers_a_side_are_refused():
    with pytest.raises(ValueError, match="Join neighbouring answers first"):
        diverging(4, 1, 4)
