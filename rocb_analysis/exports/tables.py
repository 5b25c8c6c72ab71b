"""Write tables the same, byte for byte, every time; and the manifest that proves it."""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from rocb_analysis.atomic import MANIFEST, SUMS, sha256_of, write
from rocb_analysis.delivery import plan_files, planning_book
from rocb_analysis.delivery.register import FILES
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.marks import data_kind_of
from rocb_analysis.survey.sheets import is_there
from rocb_analysis.tables import COUNT, DECIMALS, TABLES, TEXT, as_written


def csv_text(frame: pd.DataFrame, name: str, data_kind: str = "") -> str:
    """Return a table as CSV text with the decimals the contract gives each column.

    data_kind: what the last column of that name says, "" for no such column.
    """
    types = {column.name: column.type for column in TABLES[name].columns}
    printed = pd.DataFrame(
        {column: _printed(frame[column], types[column]) for column in frame}
    )
    return with_data_kind(printed, data_kind).to_csv(index=False, lineterminator="\n")


def with_data_kind(frame: pd.DataFrame, data_kind: str) -> pd.DataFrame:
    """Return a table with the last column data_kind, as it is if there is none."""
    return frame.assign(data_kind=data_kind) if data_kind else frame


def _printed(values: pd.Series, kind: str) -> pd.Series:
    """Return a column as text, "" for blank."""
    texts = as_written(values, kind).astype("object")
    if kind == TEXT:
        return texts
    form = "{:d}" if kind == COUNT else f"{{:.{DECIMALS[kind]}f}}"
    # A withheld count is a word already.
    return texts.map(
        lambda v: v if isinstance(v, str) else "" if pd.isna(v) else form.format(v)
    )


def write_tables(
    tables: Mapping[str, pd.DataFrame], folder: Path, data_kind: str = ""
) -> None:
    """Write each table to folder/<name>.csv, UTF-8, and a list of their sha256.

    data_kind: what a last column of that name says, "" for no such column.
    """
    raws = {
        f"{name}.csv": csv_text(frame, name, data_kind).encode("utf-8")
        for name, frame in tables.items()
    }
    for file, raw in raws.items():
        write(folder / file, raw)
    sums = [f"{sha256_of(raw)}  {file}\n" for file, raw in sorted(raws.items())]
    write(folder / SUMS, "".join(sums))


def write_manifest(
    folder: Path, survey: Survey, *, round_name: str, edition: str
) -> None:
    """Write sha256 of every input and output, versions and seed; no time, no path."""
    said = {
        "survey": survey.name,
        "round": round_name,
        "edition": edition,
        "data_kind": data_kind_of(survey) or "real",
        "seed": survey.settings.seed,
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: importlib.metadata.version(name) for name in _libraries()},
        },
        "inputs": _hashes(survey.path, _inputs(survey)),
        "outputs": _hashes(folder, _outputs(folder)),
    }
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    write(folder / MANIFEST, text)


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
    return [path for path in every if is_there(path)]


def _outputs(folder: Path) -> list[Path]:
    manifest = folder / MANIFEST
    return [path for path in folder.rglob("*") if path.is_file() and path != manifest]


def _hashes(root: Path, paths: list[Path]) -> dict[str, str]:
    """Return the sha256 of each file by its place under root, in order of place."""
    by_place = {path.relative_to(root).as_posix(): path for path in paths}
    return {
        place: sha256_of(path.read_bytes()) for place, path in sorted(by_place.items())
    }
