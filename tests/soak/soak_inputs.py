"""Mutated exports, hostile texts and damaged files, many more than the usual tests."""

from __future__ import annotations

import contextlib
import random
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rocb_analysis.clean import Cleaned
from rocb_analysis.core.sheets import read_grid
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.pipeline import check
from rocb_analysis.survey import read_survey
from tests.every_kind import every_kind
from tests.hostile import TEXTS, outcome
from tests.mutations import as_csv, as_ods, as_xlsx, mutated, rows_of_csv
from tests.soak.sizes import SIZES
from tests.test_hostile import through_every_command
from tests.test_mutated_exports import SEEDED, SHIPPED, Cases, balanced, cases

__all__ = ["cases"]

BOOKS = Path(__file__).resolve().parents[1] / "data" / "workbooks"


@settings(SEEDED, max_examples=SIZES.exports // 2)
@given(st.data())
def test_mutated_text_files(cases: Cases, data: st.DataObject) -> None:
    case = cases()
    raw = as_csv(mutated(data.draw, case.sheet).every_row)
    outcome = case.outcome(raw)
    if isinstance(outcome, Cleaned):
        balanced(outcome, rows_of_csv(raw), case.base)


@pytest.mark.parametrize("file", ["a.xlsx", "a.ods"])
@settings(SEEDED, max_examples=SIZES.exports * 11 // 100)
@given(data=st.data())
def test_mutated_workbooks(cases: Cases, data: st.DataObject, file: str) -> None:
    case = cases(file=file)
    sheet = mutated(data.draw, case.sheet).without_control_characters()
    outcome = case.outcome(case.written(sheet))
    if isinstance(outcome, Cleaned):
        balanced(outcome, sheet.every_row, case.base)


@pytest.mark.parametrize("tool", SHIPPED)
@settings(SEEDED, max_examples=SIZES.exports * 4 // 100)
@given(data=st.data())
def test_mutated_exports_of_each_tool(
    cases: Cases, data: st.DataObject, tool: str
) -> None:
    case = cases(tool)
    sheet = mutated(data.draw, case.sheet).without_control_characters()
    outcome = case.outcome(case.written(sheet))
    if isinstance(outcome, Cleaned):
        balanced(outcome, sheet.every_row, case.base)


@pytest.mark.parametrize("part", range(2))
def test_hostile_texts_through_every_command(tmp_path: Path, part: int) -> None:
    for number in range(part, SIZES.hostile, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        through_every_command(folder, number, with_report=number % 30 == part)
        shutil.rmtree(folder)


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """Return a file with bytes changed, cut out, doubled or put in."""
    out = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) + 1)
        end = min(len(out), at + chance.randint(0, 40))
        odd = chance.choice(TEXTS)[:80].encode("utf-16-le", "surrogatepass")
        text = chance.choice(TEXTS)[:80].encode("utf-8", "surrogatepass")
        new = [bytes([chance.randrange(256)]), out[at:end] * 3, odd, text, b""]
        out[at:end] = chance.choice(new)
    return bytes(out)


@pytest.mark.parametrize("seed", range(2))
def test_damaged_files_are_read_or_refused_in_one_sentence(
    tmp_path: Path, seed: int
) -> None:
    chance, until = random.Random(seed), time.monotonic() + SIZES.minutes * 60
    rows = [["Who", "Need"], ["Fiji", "Yes"], ["Tonga", 'No, "never"'], ["é", "1.5"]]
    raws = {path.suffix: path.read_bytes() for path in BOOKS.glob("kinds_of_cells.*")}
    raws |= {".xlsx": as_xlsx(rows), ".ods": as_ods(rows), ".csv": as_csv(rows)}
    raws[".tsv"] = as_csv(rows).decode().replace(",", "\t").encode("utf-16")
    number = 0
    while time.monotonic() < until:
        number += 1
        kind = chance.choice(sorted(raws))
        path = tmp_path / f"a{kind}"
        path.write_bytes(damaged(raws[kind], chance))
        assert "\n" not in outcome(lambda path=path: read_grid(path)), (seed, number)
    print(f"{number} damaged files")


@pytest.mark.parametrize("seed", range(2))
def test_a_damaged_codebook_is_read_or_told_in_sentences(
    tmp_path: Path, seed: int
) -> None:
    chance, until = random.Random(seed), time.monotonic() + SIZES.minutes * 60
    base = every_kind(tmp_path / "tiny")
    base.export.write_bytes(as_csv(base.sheet.every_row))
    paths = [*sorted((base.folder / "codebook").iterdir())]
    paths.append(base.folder / "survey.toml")
    number = 0
    while time.monotonic() < until:
        number += 1
        path = chance.choice(paths)
        before = path.read_bytes()
        path.write_bytes(damaged(before, chance))
        with contextlib.suppress(SurveyError):
            read_survey(base.folder)
        try:
            told = [str(problem) for problem in check(base.folder)]
        except SurveyError as error:
            told = [str(error)]
        assert not any("\n" in sentence for sentence in told), (seed, number, told)
        path.write_bytes(before)
    print(f"{number} damaged codebooks")
