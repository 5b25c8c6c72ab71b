"""Write tables the same, byte for byte, every time; and the manifest that proves it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from rocb_analysis.delivery import plan_files, planning_book
from rocb_analysis.delivery.register import FILES
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.tables import COUNT, DECIMALS, TABLES, TEXT

MANIFEST = "manifest.json"


def csv_text(frame: pd.DataFrame, name: str) -> str:
    """Return a table as CSV text with the decimals the contract gives each column."""
    types = {column.name: column.type for column in TABLES[name].columns}
    printed = pd.DataFrame(
        {column: _printed(frame[column], types[column]) for column in frame}
    )
    return printed.to_csv(index=False, lineterminator="\n")


def _printed(values: pd.Series, kind: str) -> pd.Series:
    """Return a column as text, "" for blank."""
    texts = values.astype("object")
    if kind == TEXT:
        return texts
    form = "{:d}" if kind == COUNT else f"{{:.{DECIMALS[kind]}f}}"
    # A withheld count is a word already.
    return texts.map(
        lambda v: v if isinstance(v, str) else "" if pd.isna(v) else form.format(v)
    )


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write each table to folder/<name>.csv, UTF-8."""
    folder.mkdir(parents=True)
    for name, frame in tables.items():
        text = csv_text(frame, name)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


def write_manifest(
    folder: Path, survey: Survey, *, round_name: str, edition: str
) -> None:
    """Write sha256 of every input and output, versions and seed; no time, no path."""
    said = {
        "survey": survey.name,
        "round": round_name,
        "edition": edition,
        "data_kind": "synthetic" if survey.is_synthetic else "real",
        "seed": survey.settings.seed,
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: importlib.metadata.version(name) for name in _libraries()},
        },
        "inputs": _hashes(survey.path, _inputs(survey)),
        "outputs": _hashes(folder, [p for p in folder.rglob("*") if p.is_file()]),
    }
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def manifest_differs(
    survey: Survey, folder: Path, manifest: Mapping[str, Mapping[str, str]]
) -> str:
    """Say which file of a survey, or of an output, is not the one of its manifest.

    "" if all are.
    """
    inputs = _hashes(survey.path, _inputs(survey))
    written = [p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST]
    outputs = _hashes(folder, written)
    for here, known in (
        (inputs, manifest.get("inputs", {})),
        (outputs, manifest.get("outputs", {})),
    ):
        # The start page is written after the manifest.
        known = {"START_HERE.html": here.get("START_HERE.html", ""), **known}
        for place in sorted({*here, *known}):
            if here.get(place, "") != known.get(place, ""):
                what = (
                    "was changed"
                    if place in here and place in known
                    else "came or went"
                )
                return f"{place} {what}"
    return ""


def _libraries() -> list[str]:
    """Return this package and every library it asks for, those for developers apart."""
    asked = importlib.metadata.requires("rocb_analysis") or []
    names = {re.split(r"[^\w.-]", one)[0] for one in asked if "extra ==" not in one}
    return ["rocb_analysis", *sorted(names)]


def _inputs(survey: Survey) -> list[Path]:
    """Return the files a run reads; not those that an open spreadsheet lays beside."""
    codebook = survey.path / "codebook"
    books = [folder / "codebook.xlsx" for folder in (survey.path, codebook)]
    exports = {file.path for file in survey.round_files}
    template = [name for name in (survey.settings.slide_template,) if name]
    own = [survey.path / n for n in ("survey.toml", *template, *FILES.values())]
    plans = [survey.path / planning_book.FILE, *plan_files.files_of(survey.path)]
    every = [*own, *books, *codebook.glob("*.csv"), *exports, *plans]
    return [path for path in every if path.is_file()]


def _hashes(root: Path, paths: list[Path]) -> dict[str, str]:
    """Return the sha256 of each file by its place under root, in order of place."""
    by_place = {path.relative_to(root).as_posix(): path for path in paths}
    return {
        place: hashlib.sha256(path.read_bytes()).hexdigest()
        for place, path in sorted(by_place.items())
    }
