"""The same bytes come out of another computer, folder and order of rows."""

from __future__ import annotations

import csv
import hashlib
import locale
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from rocb_analysis.pipeline import analyse
from rocb_analysis.survey import open_survey
from tests.forked import files
from tests.shipped import RAW

ROOT = Path(__file__).resolve().parents[2]
SURVEY = RAW / "rocb_ap"
# By the tool of an export, how many rows stand above its replies.
HEADS = {"surveymonkey": 2, "qualtrics": 3}
ELSEWHERE: dict[str, dict[str, str | None]] = {
    "two processes": {"JOBS": "2"},
    "another order of hashes": {"PYTHONHASHSEED": "7"},
    "another time zone": {"TZ": "Pacific/Auckland"},
    "a plain locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "older arithmetic": {"OPENBLAS_CORETYPE": "PRESCOTT"},
    "wide arithmetic": {"OPENBLAS_CORETYPE": "SKYLAKEX"},
    "no home": {"HOME": None},
    "another mask of rights": {"UMASK": "077"},
    "German": {"LC_ALL": "de_DE.UTF-8"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8"},
}


def reported(out: Path, code: Path, changed: dict[str, str | None]) -> dict[str, bytes]:
    """Report in a process of its own, elsewhere; return every file that came out."""
    here = {**os.environ, "PYTHONPATH": str(code), **changed}
    kept = {name: text for name, text in here.items() if text is not None}
    mask, jobs = int(kept.pop("UMASK", "022"), 8), kept.pop("JOBS", "1")
    survey = code / SURVEY.relative_to(ROOT)
    command = [sys.executable, "-m", "rocb_analysis", "report", str(survey)]
    command += ["--out", str(out), "--jobs", jobs]
    subprocess.run(command, env=kept, cwd=code, umask=mask, check=True)
    return files(out)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What comes out here, in the clone."""
    return reported(tmp_path_factory.mktemp("usual") / "out", ROOT, {})


def is_installed(name: str) -> bool:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_ALL, before)
    return True


@pytest.mark.parametrize("place", ELSEWHERE)
def test_the_same_bytes_come_out_with(
    tmp_path: Path, usual: dict[str, bytes], place: str
) -> None:
    changed = ELSEWHERE[place]
    if not is_installed(changed.get("LC_ALL") or "C"):
        pytest.skip(f"the locale {changed['LC_ALL']} is not installed here")
    try:
        made = reported(tmp_path / "out", ROOT, changed)
    except subprocess.CalledProcessError as error:
        if error.returncode == -signal.SIGILL:
            pytest.skip("this processor has no such instructions")
        raise
    assert {p for p in usual if made.get(p) != usual[p]} ^ (set(made) - set(usual)) == (
        set()
    )


def test_the_same_bytes_come_out_of_another_folder(
    tmp_path: Path, usual: dict[str, bytes]
) -> None:
    code = tmp_path / "another place, with blanks"
    for name in ("rocb_analysis", SURVEY.relative_to(ROOT).as_posix()):
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, code / name, ignore=leave)
    assert reported(tmp_path / "out", code, {}) == usual


def test_tables_do_not_hang_on_the_order_of_replies(tmp_path: Path) -> None:
    folder = tmp_path / "rocb_ap"
    shutil.copytree(SURVEY, folder)
    shuffle_replies(folder, random.Random(3))
    tables = [analyse(open_survey(place)).tables() for place in (SURVEY, folder)]
    for name in tables[0]:
        one, other = (without_rows(own[name]) for own in tables)
        pd.testing.assert_frame_equal(one, other, obj=name)


def without_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the numbers of rows, in an order that leaves them out."""
    kept = table.drop(columns="row", errors="ignore").astype(str)
    kept = kept.replace(r"\brow \d+", "row", regex=True)
    return kept.sort_values([*kept], ignore_index=True)


def shuffle_replies(folder: Path, chance: random.Random) -> None:
    """Put the replies of each export in another order; those named by row stay."""
    path = folder / "codebook" / "rounds.csv"
    rounds = pd.read_csv(path, dtype=str, keep_default_na=False)
    corrected = pd.read_csv(
        folder / "codebook" / "corrections.csv", dtype=str, keep_default_na=False
    )
    named = corrected["respondent_id"].str.extract(r"^(.+)/r(\d+)$").dropna()
    for place, row in rounds.iterrows():
        export = folder / "rounds" / row["file"]
        fixed = {int(n) - 1 for n in named.loc[named[0] == row["round"], 1]}
        fixed |= set(range(HEADS.get(row["export"], 1)))
        if export.suffix == ".csv":
            shuffle_text(export, fixed, chance)
        elif row["export"] != "entry_workbook":
            shuffle_sheet(export, fixed, chance)
        digest = hashlib.sha256(export.read_bytes()).hexdigest()
        rounds.loc[place, "sha256"] = digest
    rounds.to_csv(path, index=False)


def shuffled(
    rows: Sequence[Sequence[object]], fixed: set[int], chance: random.Random
) -> list[Sequence[object]]:
    """Put rows in another order, but those fixed; blank ones at the end say nothing."""
    filled = {place for place, row in enumerate(rows) if any(row)}
    free = sorted(filled - fixed)
    taken = dict(zip(free, chance.sample(free, len(free)), strict=True))
    return [rows[taken.get(place, place)] for place in range(len(rows))]


def shuffle_text(path: Path, fixed: set[int], chance: random.Random) -> None:
    mark = "\ufeff" if path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = shuffled(list(csv.reader(file)), fixed, chance)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(mark)
        csv.writer(file).writerows(rows)


def shuffle_sheet(path: Path, fixed: set[int], chance: random.Random) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        if len(rows) < 5:
            continue
        for place, row in enumerate(shuffled(rows, fixed, chance), start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column).value = value
    book.save(path)
