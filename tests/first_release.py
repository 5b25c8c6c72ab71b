"""The rules of the first release: the audit must find fault with them."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.disclosure.figures import NOW, Figures
from rocb_analysis.disclosure.rule import nearly_all
from rocb_analysis.response import ALL
from rocb_analysis.results import Results

LEAST = 5


def first_rule(
    results: Results, *, replies: dict[str, object], as_of: str = NOW
) -> Figures:
    """Return what Heads were shown: 0 to 4 too, words without an audit, no log."""
    rows = results.priorities
    region = rows[(rows["sub_region"] == ALL) & (rows["answered"] > 0)]
    counts = region[["round", "subject_id", "answered", "needing"]]
    hidden = nearly_all(counts["needing"], counts["answered"])
    counts = counts.assign(
        needing=counts["needing"].astype("object").mask(hidden, "not shown")
    )
    steps = "from_round to_round subject_id matched rose fell verdict".split()
    here = rows[(rows["round"] == results.round) & (rows["sub_region"] != ALL)]
    half = pd.Series("fewer", here.index).mask(
        2 * here["needing"] > here["answered"], "most"
    )
    words = here[["round", "sub_region", "subject_id", "answered"]].assign(
        shown=half.mask(here["answered"] < LEAST, "not shown")
    )
    return Figures(
        counts.assign(as_of=as_of),
        results.changes[steps].assign(as_of=as_of),
        words.assign(as_of=as_of),
        {as_of: replies},
    )
