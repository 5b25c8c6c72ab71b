"""The one look of every chart: colours by meaning, letters, sizes, how it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Literal

import matplotlib
from cycler import cycler
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure

from rocb_analysis.survey.wording import in_words

Size = Literal["a4", "slide"]
Form = Literal["png", "svg", "pdf"]

# Blue and vermilion of Okabe and Ito, "Color Universal Design" (2008).
BLUE, ORANGE = "#0072B2", "#D55E00"
# Oranges of ColorBrewer's PuOr with blues of like lightness (Brewer and Harrower).
# tests/charts/test_colours.py measures how far each palette stays apart in the
# eyes of people with the three kinds of colour-blindness.
LIKERT = ("#b35806", "#f1a340", "#d8d8d8", "#92a9d8", "#2c5aa0")
INK, QUIET, RULE, PALE = "#111111", "#595959", "#a6a6a6", "#d8d8d8"

# One meaning, one colour.
NAMED = REPLIED = BLUE
COULD_BE = "#b9cbe4"
NO_REPLY = PALE
SYNTHETIC = "#b35806"
FATES = {"kept": BLUE, "recoded": "#92a9d8", "set aside": ORANGE, "blank": PALE}


@dataclass(frozen=True)
class Sheet:
    """Measures of one size: inches, points for letters; height 0 = as rows need.

    tight and roomy: the least and the best height of a row, in parts of its lines.
    """

    width: float
    height: float
    text: float
    title: float
    tight: float
    roomy: float


# What the margins of A4 leave, so that letters keep their size in print, as tall as its
# rows need; the picture box of a 16:9 slide, always full.
SHEETS: dict[Size, Sheet] = {
    "a4": Sheet(7.08, 0.0, text=9, title=11, tight=1.0, roomy=1.0),
    "slide": Sheet(12.1, 5.8, text=14, title=18, tight=0.8, roomy=1.5),
}


# A key that stands close around its squares.
TIGHT_KEY: dict[str, float] = {
    "borderpad": 0,
    "borderaxespad": 0,
    "handlelength": 1,
    "handleheight": 1,
    "handletextpad": 0.5,
}


@dataclass(frozen=True)
class Caption:
    """What stands under a chart: the base of its numbers, their source, the marks.

    marks: what must be said of the data wherever the chart goes, as that they are
    synthetic; see `survey.marks`. left_out: a sentence on what may not be drawn.
    wording: the survey's own words for replies; see `survey.wording`.
    """

    base: str
    source: str
    marks: tuple[str, ...] = ()
    left_out: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)

    @property
    def footer(self) -> str:
        base = in_words(self.base, self.wording)
        parts = (self.left_out, f"Base: {base}", f"Source: {self.source}")
        return " ".join(f"{part.rstrip('.')}." for part in parts if part)


@dataclass(frozen=True)
class Chart:
    """A drawn chart: the figure, its finding, and its facts for who cannot see it."""

    figure: Figure
    title: str
    alt: str


def settings(size: Size = "a4") -> dict[str, Any]:
    """Return the rcParams of the look, for one size."""
    sheet = SHEETS[size]
    return {
        "font.family": ["DejaVu Sans"],
        "font.size": sheet.text,
        "axes.titlesize": sheet.text,
        "axes.labelsize": sheet.text,
        "xtick.labelsize": sheet.text,
        "ytick.labelsize": sheet.text,
        "legend.fontsize": sheet.text,
        "figure.titlesize": sheet.title,
        "figure.titleweight": "bold",
        "figure.figsize": (sheet.width, 4.0 if size == "a4" else sheet.height),
        "figure.constrained_layout.use": True,
        "text.color": INK,
        "text.parse_math": False,
        "axes.labelcolor": QUIET,
        "axes.edgecolor": RULE,
        "axes.prop_cycle": cycler(color=[BLUE, ORANGE, QUIET, LIKERT[3], LIKERT[1]]),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": RULE,
        "ytick.color": RULE,
        "xtick.labelcolor": QUIET,
        "ytick.labelcolor": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": "rocb_analysis",
        "pdf.fonttype": 42,
    }


@contextmanager
def look(size: Size = "a4") -> Iterator[None]:
    """Draw and save in the one look, whatever the settings outside; put them back."""
    chosen: Any = settings(size)
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(chosen)
        yield


def picture(figure: Figure, *, form: Form = "png", dpi: int = 200) -> bytes:
    """Return the figure as a file's bytes, the same bytes each time."""
    undated: dict[Form, dict[str, str | None]] = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    held = BytesIO()
    with look():
        figure.savefig(held, format=form, dpi=dpi, metadata=undated[form])
    return held.getvalue()


def diverging(left: int, middle: int, right: int) -> list[str]:
    """Return the colours of an ordered scale: oranges, greys, blues.

    Up to three answers a side can be told apart.

    >>> diverging(2, 1, 2) == list(LIKERT)
    True
    """
    if max(left, right) > 3 or middle > 1:
        raise ValueError(
            f"A scale of {left} + {middle} + {right} answers was given; colours tell "
            "apart three on each side of one. Join neighbouring answers first."
        )
    oranges, blues = _shades(LIKERT[:2], left), _shades(LIKERT[:2:-1], right)
    return oranges + [LIKERT[2]] * middle + blues[::-1]


def _shades(ends: tuple[str, ...], count: int) -> list[str]:
    """Return colours from the strong end towards the pale one."""
    ramp = LinearSegmentedColormap.from_list("side", ends)
    return [to_hex(ramp(place / max(count - 1, 1))) for place in range(count)]


def ink_on(colour: str) -> str:
    """Return dark or white, whichever reads better on the colour (WCAG contrast)."""
    ground = _luminance(colour)
    on_white = 1.05 / (ground + 0.05)
    on_dark = (ground + 0.05) / (_luminance(INK) + 0.05)
    return "#ffffff" if on_white > on_dark else INK


def _luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
