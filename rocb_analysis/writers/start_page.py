"""START_HERE.html: every document by audience, and what changed since the last run.

The one file, with the manifest that lists it, that also depends on the last run.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rocb_analysis.brief.words import glossary
from rocb_analysis.core.folders import MANIFEST
from rocb_analysis.core.tables import TABLES
from rocb_analysis.core.text import counted, listed, plural
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import marks_of
from rocb_analysis.survey.settings import in_words
from rocb_analysis.writers.all import FILES
from rocb_analysis.writers.html import write_page
from rocb_analysis.writers.plan_books import plan_moved

START = "START_HERE.html"
_AUDIENCES = {
    "for_office": ("For the office", "All of it. Not to be passed on."),
    "for_heads": ("For {heads}", "Shows no individual answers."),
    "for_members": (
        "For each {member}",
        "Its own reply and what follows from it. Each page is for that {member} alone.",
    ),
    "for_website": (
        "For the website",
        "Shows nothing about fewer than {least} {members}.",
    ),
}
_MOST_NAMES = 6


def write_start_page(results: Results, folder: Path, last: Path) -> None:
    """Write START_HERE.html into a finished folder.

    last: the output of the run before, if there is one. Call it when all else stands,
    and a manifest of that; then write the manifest anew, which also lists this page.
    """
    settings = results.survey.settings
    write_page(
        folder / START,
        "start_here.html.j2",
        title=settings.title,
        round=results.round,
        footer=settings.footer,
        marks=marks_of(results.survey),
        audiences=_audiences(results, folder),
        tables=[
            (f"{name}.csv", in_words(table.row, settings.wording))
            for name, table in TABLES.items()
            if (folder / "tables" / f"{name}.csv").is_file()
        ],
        changes=changes_since(last, folder, settings.plan_year_starts),
        glossary=glossary(results.survey),
    )


def _audiences(results: Results, folder: Path) -> list[dict[str, object]]:
    """Return who has documents, and which, in the order of _AUDIENCES."""
    settings = results.survey.settings
    members = plural(settings.wording["member"])
    words = {**settings.wording, "members": members, "least": settings.least_group}
    names = dict(FILES)
    if results.drafted.is_adopted:
        names["work_plan.xlsx"] = "The {plan}, as adopted"
    found: list[dict[str, object]] = []
    for place, (who, rule) in _AUDIENCES.items():
        files = [
            {
                "href": f"{place}/{name}",
                "what": in_words(what, settings.wording).format(**words),
            }
            for name, what in names.items()
            if (folder / place / name).is_file()
        ]
        if files:
            said: dict[str, object] = {
                "who": who.format(**words),
                "rule": in_words(rule, settings.wording).format(**words),
            }
            found.append(said | {"files": files})
    return found


def changes_since(last: Path, now: Path, plan_year_starts: str = "07-01") -> list[str]:
    """Return what changed since the last run and why, a sentence each.

    last, now: folders of two outputs, of which the first need not exist.
    """
    before, after = _manifest(last), _manifest(now)
    if not before:
        return ["This is the first run in this folder."]
    why = [*_settings_changed(before, after), *_inputs_changed(before, after)]
    outputs = _different(before["outputs"], after["outputs"])
    if not outputs:
        return [*why, "Every number and document is the same as in the last run."]
    if not why:
        why = [
            "No input and no setting changed: an edition was released since, or the "
            "program is another."
        ]
    return [
        *why,
        *_tables_changed(last, now),
        *plan_moved(last, now, plan_year_starts),
        _documents_changed(outputs),
    ]


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if {"inputs", "outputs", "versions"} <= set(said) else {}


def _different(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return what is new, gone, or not the same."""
    every = sorted({*before, *after})
    return [n for n in every if n != START and before.get(n) != after.get(n)]


def _settings_changed(
    before: Mapping[str, object], after: Mapping[str, object]
) -> list[str]:
    """Say which round, edition, seed or version is another than last time."""
    said = [
        f"The {name} was {before.get(name)} and is {after.get(name)}."
        for name in ("round", "edition", "seed")
        if before.get(name) != after.get(name)
    ]
    versions = [one["versions"] for one in (before, after)]
    names = _different(*versions)  # type: ignore[arg-type]
    if names:
        said.append(f"Other versions: {listed(names)}.")
    return said


def _inputs_changed(
    before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Say which files of the survey folder are new, gone or changed."""
    old, new = before["inputs"], after["inputs"]
    kinds = {
        "New": [name for name in new if name not in old],
        "Gone": [name for name in old if name not in new],
        "Changed": [name for name in new if name in old and new[name] != old[name]],
    }
    return [
        f"{kind} in the survey folder: {_named(names)}."
        for kind, names in kinds.items()
        if names
    ]


def _named(names: Sequence[str]) -> str:
    """Return names in a sentence, of many the first."""
    if len(names) <= _MOST_NAMES:
        return listed(names)
    more = len(names) - _MOST_NAMES
    return f"{', '.join(names[:_MOST_NAMES])} and {counted(more, 'more', 'more')}"


def _tables_changed(last: Path, now: Path) -> list[str]:
    """Say of each table how many rows are new, gone or changed."""
    said = []
    for name, table in TABLES.items():
        old, new = (_rows(f / "tables" / f"{name}.csv", table.key) for f in (last, now))
        kinds = {
            "new": len(new.keys() - old.keys()),
            "gone": len(old.keys() - new.keys()),
            "changed": sum(old[key] != new[key] for key in new.keys() & old.keys()),
        }
        parts = [f"{count:,} {kind}" for kind, count in kinds.items() if count]
        if parts:
            said.append(f"Rows of the table {name}: {listed(parts)}.")
    return said


def _rows(path: Path, key: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Return each row of a table by its key; nothing where there is no table."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {tuple(row.get(k, "") for k in key): list(row.values()) for row in rows}


def _documents_changed(outputs: Sequence[str]) -> str:
    documents = [name for name in outputs if not name.startswith("tables/")]
    if not documents:
        return "No document changed."
    return f"{counted(len(documents), 'document')} changed: {_named(documents)}."
