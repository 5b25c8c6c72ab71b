"""Reports killed, run at once, and on full disks, many times (see tests/forked.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.every_kind import every_kind
from tests.forked import wrong
from tests.mutations import as_csv
from tests.soak.sizes import SIZES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A small survey with every kind of question."""
    base = every_kind(tmp_path / "tiny")
    base.export.write_bytes(as_csv(base.sheet.every_row))
    return base.folder


def faults(*words: object) -> list[str]:
    command = [sys.executable, "-m", "tests.forked", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    print(done.stdout.splitlines()[-1])
    return done.stdout.splitlines()[:-1]


def test_of_reports_killed_at_random_moments_none_harms_the_last_output(
    tmp_path: Path, survey: Path
) -> None:
    out = tmp_path / "out" / "region"
    assert faults("kills", "internal", survey, out, SIZES.kills, 7) == []


def test_a_disk_full_at_many_points_leaves_the_last_output(
    tmp_path: Path, survey: Path
) -> None:
    out = tmp_path / "out" / "region"
    assert faults("full", "internal", survey, out, SIZES.full_disks) == []


@pytest.mark.parametrize("number", [2, 3])
def test_of_reports_at_once_one_writes_and_the_others_are_told_to_wait(
    tmp_path: Path, survey: Path, number: int
) -> None:
    out = tmp_path / "out" / "region"
    command = [sys.executable, "-m", "rocb_analysis", "report", survey, "--out", out]
    for _ in range(3):
        runs = [
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for _ in range(number)
        ]
        told = [run.communicate()[1].decode() for run in runs]
        assert 0 in {run.returncode for run in runs}
        for run, text in zip(runs, told, strict=True):
            assert run.returncode == 0 or "Another report is being written to" in text
        assert wrong(out) == ""
        assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("size", ["300k", "1m", "2m"])
def test_a_small_disk_that_fills_up_is_one_sentence(
    tmp_path: Path, survey: Path, size: str
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk of a given size can be made here")
    try:
        command = [sys.executable, "-m", "rocb_analysis", "report", str(survey)]
        command += ["--out", str(disk / "region")]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "the disk is full; free some space" in done.stderr
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
