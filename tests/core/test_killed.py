"""A run killed at any step, a full disk, two runs at once: the last output is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.every_kind import every_kind
from tests.mutations import as_csv

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process is split off here")


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A small survey with every kind of question."""
    base = every_kind(tmp_path / "tiny")
    base.export.write_bytes(as_csv(base.sheet.every_row))
    return base.folder


def said(*words: object) -> list[str]:
    """Return the lines that tests.forked prints, the last of which counts its runs."""
    command = [sys.executable, "-m", "tests.forked", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize("how", [[], ["renames"]])
def test_a_build_killed_at_any_step_leaves_an_output_that_the_next_run_replaces(
    tmp_path: Path, how: list[str]
) -> None:
    (tmp_path / "out").mkdir()
    *faults, last = said("steps", tmp_path / "out", *how)
    assert faults == []
    assert int(last.removesuffix(" runs")) > 40


def test_reports_killed_at_random_moments_leave_the_last_output_whole(
    tmp_path: Path, survey: Path
) -> None:
    out = tmp_path / "out" / "region"
    *faults, last = said("kills", "public", survey, out, 2, 1)
    assert faults == []
    assert " of 2 runs killed" in last


def test_a_disk_that_is_full_at_any_point_leaves_the_last_output(
    tmp_path: Path, survey: Path
) -> None:
    out = tmp_path / "out" / "region"
    assert said("full", "public", survey, out, 2) == ["2 runs"]
