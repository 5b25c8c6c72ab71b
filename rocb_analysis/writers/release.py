"""The command `release`: check an edition that stands, and keep what it shows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from rocb_analysis.brief.contents import status_of
from rocb_analysis.core.folders import MANIFEST
from rocb_analysis.core.tables import COUNT, TABLES, SurveyError
from rocb_analysis.core.text import counted
from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.disclosure.audit import figures, figures_of, in_words
from rocb_analysis.disclosure.figures import NOW, Figures, attack
from rocb_analysis.disclosure.rule import Edition
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import data_kind_of
from rocb_analysis.survey.survey_folder import Survey
from rocb_analysis.writers.editions import (
    NOT_RELEASED,
    InEdition,
    in_edition,
    is_released,
    last_with,
    moved,
    replies_of,
    write_release,
)
from rocb_analysis.writers.tables_and_sheets import (
    FIRST,
    HEAD,
    csv_text,
    input_changed,
    output_changed,
)


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
    if changed := input_changed(survey, said):
        raise SurveyError(f"{changed} since {folder.name} was made; {again} first.")
    if changed := output_changed(folder, said):
        raise SurveyError(
            f"{folder.name}/{changed} since it was made. Only what report wrote can be "
            f"released: move {folder.name} away, then {again}."
        )
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


# The audit of what is written: the workbook of an edition, the data of its charts.

# Cells that say how many, by table and key.
_SAID = {
    "priorities": (
        "round sub_region subject_id",
        "needing least most likely_low likely_high first_five",
    ),
    "changes": ("from_round to_round subject_id", "rose fell"),
}


def audit_written(told: InEdition, folder: Path) -> None:
    """Attack the edition that lies in a folder, as somebody would who has its files.

    The workbook holds every table; data of charts may say no more than it, and words of
    sub-regions no more than was audited.

    Raises SurveyError, in one sentence, for the first number that is told.
    """
    sheets = _sheets(folder / "workbook.xlsx")
    for path in sorted((folder / "charts").glob("*.csv")):
        for what in _beyond(path, sheets, told):
            raise SurveyError(f"{folder.name}/charts/{path.name} tells {what}.")
    own = _figures(sheets, told)
    if own is None or (told.figures and _same(own, told.figures)):
        return
    others = [one.as_figures() for one in told.releases]
    rule, subjects = told.rule, told.results.survey.subjects
    found = attack(
        [own, *others],
        picks=rule.picks,
        areas=rule.areas,
        least_group=rule.least_group,
    )
    if found:
        labels = dict(zip(subjects["subject_id"], subjects["label"], strict=True))
        raise SurveyError(
            f"{folder.name}/workbook.xlsx tells {in_words(found[0], labels)}."
        )


def _sheets(path: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a workbook: counts as whole numbers, labels as text."""
    book = CalamineWorkbook.from_path(str(path))
    found = {}
    for name in set(book.sheet_names) & set(TABLES):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        heads = [str(head) for head in rows[HEAD]] if len(rows) > HEAD else []
        table = pd.DataFrame(rows[FIRST:], columns=heads, dtype="object")
        counts = {c.name for c in TABLES[name].columns if c.type == COUNT}
        for column in counts & set(table):
            table[column] = table[column].map(
                lambda c: int(c) if isinstance(c, int | float) else c
            )
        found[name] = table
    return found


def _figures(sheets: dict[str, pd.DataFrame], told: InEdition) -> Figures | None:
    """Return the figures that are written, with the words of sub-regions."""
    if not {"priorities", "changes"} <= set(sheets) or told.figures is None:
        return None
    region = sheets["priorities"]
    if region.empty:
        return None
    words = told.figures.words.drop(columns="as_of")
    return figures(
        region[region["sub_region"] == ALL],
        sheets["changes"],
        words,
        told.rule.repeated.as_of,
        told.figures.replies,
    )


def _same(written: Figures, audited: Figures) -> bool:
    """Say whether what is written is, cell by cell, what the audit found in doubt."""
    return all(
        _cells(getattr(written, name)) == _cells(getattr(audited, name))
        for name in ("counts", "changes", "words")
    )


def _cells(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    blank = rows.astype("object").fillna("")
    return sorted(tuple(map(str, row)) for row in blank.itertuples(index=False))


def _beyond(
    path: Path, sheets: dict[str, pd.DataFrame], told: InEdition
) -> Iterator[str]:
    """Yield what the data of a chart says that neither tables nor audited words say."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name, (keys, columns) in _SAID.items():
        by, said = keys.split(), [c for c in columns.split() if c in rows]
        if not said or not set(by) <= set(rows) or name not in sheets:
            continue
        known = sheets[name].set_index(by)[said].astype(str)
        for row in rows.to_dict("records"):
            key = tuple(row[one] for one in by)
            for column in said:
                cell = str(known[column].get(key, ""))
                if row[column] not in ("", cell):
                    yield f"{column} of {' / '.join(key)}, which the tables do not"
    if "shown" in rows and told.figures is not None:
        words = told.figures.words
        audited = set(
            zip(words["sub_region"], words["subject_id"], words["shown"], strict=True)
        )
        for row in rows.to_dict("records"):
            if (row["sub_region"], row["subject_id"], row["shown"]) not in audited:
                where = f"{row['subject_id']} in {row['sub_region']}"
                yield f"{where}, which was not audited"
