"""The command `release`: check an edition that stands, and keep what it shows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rocb_analysis.atomic import MANIFEST
from rocb_analysis.attack import NOW
from rocb_analysis.audit import figures_of
from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.disclosure import Edition
from rocb_analysis.exports.brief import status_of
from rocb_analysis.exports.editions import InEdition, in_edition
from rocb_analysis.exports.releases import (
    FOLDER,
    NOT_RELEASED,
    is_released,
    last_with,
    moved,
    replies_of,
    write_release,
)
from rocb_analysis.exports.tables import csv_text, manifest_differs
from rocb_analysis.results import Results
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.marks import data_kind_of
from rocb_analysis.survey.text import counted
from rocb_analysis.tables import SurveyError


@dataclass(frozen=True)
class Ready:
    """An edition that may be released: what it is made of, where it stands.

    is_released: whether the last release shows just this; there is nothing to keep.
    """

    told: InEdition
    folder: Path
    sentences: tuple[str, ...]
    is_released: bool


def standing_round(
    survey: Survey, folder: Path, edition: str, round_name: str | None
) -> str:
    """Return the round of the edition that stands in a folder.

    Raises SurveyError if there is none, it is of another round or edition, a file in it
    has changed, or it was made of other files than the survey has now.
    """
    again = f"run rocb-analysis report {survey.path} --edition {edition}"
    if round_name:
        again += f" --round {round_name}"
    try:
        said: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise SurveyError(
            f"There is no edition {edition} in {folder.name}; {again} first."
        ) from None
    if said.get("edition") != edition or round_name not in (None, said.get("round")):
        raise SurveyError(
            f"{folder.name} holds the edition {said.get('edition')} of "
            f"{said.get('round')}; {again} first."
        )
    if differs := manifest_differs(survey, folder, said):
        raise SurveyError(f"{differs} since {folder.name} was made; {again} first.")
    return str(said["round"])


def ready(results: Results, folder: Path, edition: Edition) -> Ready:
    """Return an edition that stands, audited again, and what its release would tell.

    Raises SurveyError if it shows other figures than the audit passes.
    """
    told = in_edition(results, edition)
    for name, text in _tables(told).items():
        path = folder / "tables" / f"{name}.csv"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise SurveyError(
                f"{folder.name}/tables/{name}.csv is not what the survey gives now; "
                f"run rocb-analysis report {results.survey.path} --edition {edition} "
                "first."
            )
    count = int((results.respondents["round"] == results.round).sum())
    first = (
        f"The edition {edition} of {results.round}, {status_of(results)}, "
        f"{counted(count, 'reply', 'replies')}, is ready: the audit found no number in "
        "it that must be withheld."
    )
    released = not marks_of_release(told)
    return Ready(told, folder, (first, *since_last_release(told)), released)


def release(edition: Ready, *, on: dt.date) -> Path:
    """Keep the figures of an edition among the releases; return the file."""
    told = edition.told
    results, replies = told.results, replies_of(told.results)
    words = figures_of(told.rule, results.tables(), {NOW: replies}).words
    return write_release(
        results.survey,
        edition.folder,
        edition=told.rule.edition,
        round_name=results.round,
        status=status_of(results),
        words=words,
        repeats=told.rule.repeated.as_of,
        replies=replies,
        on=on,
    )


def since_last_release(told: InEdition) -> list[str]:
    """Say what changed since the last release of the round, and not whose replies."""
    results = told.results
    last = last_with(told.releases, results.round)
    if last is None:
        return [f"{results.round} was not released before."]
    came, changed, gone = moved(
        last.replies[results.round], replies_of(results)[results.round]
    )
    parts = [
        f"{counted(number, 'reply', 'replies')} {what}"
        for number, what in (
            (came, "came"),
            (changed, "changed"),
            (gone, "no longer counted"),
        )
        if number
    ]
    day = day_in_words(last.released_on)
    what = ", ".join(parts) if parts else "no reply came or changed"
    said = [f"Since the release of {day}: {what}."]
    repeated = {s for name, s in told.rule.repeated.as_of if name == results.round}
    if repeated:
        said.append(
            f"{counted(len(repeated), 'subject')} of {results.round} "
            f"{'keeps' if len(repeated) == 1 else 'keep'} the figures of that release: "
            "new ones would tell whose replies moved them."
        )
    return said


def marks_of_release(told: InEdition) -> tuple[str, ...]:
    """Return the mark of an edition that is not released; none for one that is.

    It is released where the last release of this edition and round shows just this.
    """
    if told.rule.is_internal:
        return ()
    released = is_released(
        told.releases,
        edition=told.rule.edition,
        round_name=told.results.round,
        tables=_tables(told),
    )
    return () if released else (NOT_RELEASED,)


def _tables(told: InEdition) -> dict[str, str]:
    """Return each table of an edition as CSV text."""
    shown = told.rule.tables(told.results.tables())
    kind = data_kind_of(told.results.survey)
    return {name: csv_text(frame, name, kind) for name, frame in shown.items()}


__all__ = ["FOLDER", "Ready", "marks_of_release", "ready", "release", "standing_round"]
