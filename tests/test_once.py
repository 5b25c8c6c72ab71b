"""What takes long is made once in a run, by whichever worker needs it first."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import once


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_FOLDER", [tmp_path])


def test_who_is_later_reads_what_was_made() -> None:
    first = once.made_once("frame", lambda: ["made"])
    assert once.made_once("frame", lambda: ["made again"]) == first


def test_what_could_not_be_made_is_tried_again() -> None:
    with pytest.raises(ZeroDivisionError):
        once.made_once("frame", lambda: 1 / 0)
    assert once.made_once("frame", lambda: 1) == 1


@pytest.mark.skipif(os.name == "nt", reason="no workers are run there")
def test_workers_that_come_at_once_wait_for_the_first() -> None:
    calls: list[float] = []

    def make() -> int:
        calls.append(time.monotonic())
        time.sleep(0.1)
        return len(calls)

    with ThreadPoolExecutor(4) as workers:
        made = list(workers.map(lambda _: once.made_once("slow", make), range(4)))
    assert made == [1, 1, 1, 1]


def test_a_folder_is_filled_once() -> None:
    def fill(folder: Path) -> None:
        (folder / "page.html").write_text("made")

    made = [once.folder_made_once("report", fill) for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0] / "page.html").read_text() == "made"
