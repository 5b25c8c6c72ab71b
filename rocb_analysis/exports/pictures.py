"""Pictures of charts, each drawn once however many documents hold it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from matplotlib.figure import Figure

from rocb_analysis.charts import Chart, picture
from rocb_analysis.charts.style import Form

_DRAWN: WeakKeyDictionary[Figure, dict[Form, bytes]] = WeakKeyDictionary()


def picture_of(chart: Chart, form: Form = "png") -> bytes:
    """Return a finished chart as a file's bytes; it may not be changed any more."""
    drawn = _DRAWN.setdefault(chart.figure, {})
    if form not in drawn:
        drawn[form] = picture(chart.figure, form=form)
    return drawn[form]
