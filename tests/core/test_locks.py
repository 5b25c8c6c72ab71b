"""One report a folder at a time; the lock ends with its process."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rocb_analysis.core.files import write
from rocb_analysis.core.folders import new_output
from rocb_analysis.core.tables import SurveyError

HOLDER = """
import sys, time
from pathlib import Path
from rocb_analysis.core.folders import new_output
with new_output(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that builds the same output and takes its time."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "region")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()


RACER = """
import sys
from pathlib import Path
from rocb_analysis.core.folders import new_output
from rocb_analysis.core.files import write
from rocb_analysis.core.tables import SurveyError
target, text, *kept = sys.argv[1:]
done = 0
while done < 15:
    try:
        with new_output(Path(target), kept=kept) as folder:
            for number in range(20):
                write(folder / str(number), text)
        done += 1
    except SurveyError as error:
        assert "Another report" in str(error), error
"""


def build(target: Path) -> None:
    with new_output(target) as folder:
        write(folder / "page.html", "new")


def test_a_second_report_is_told_which_process_writes_and_touches_nothing(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(
        SurveyError, match=rf"written to region \(process {other.pid}\)"
    ):
        build(tmp_path / "region")
    assert sorted(tmp_path.iterdir()) == before
    assert any(path.name.startswith(".region.new-") for path in before)


def test_the_lock_of_a_killed_process_is_taken_over_and_its_rest_cleared(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    os.kill(other.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    other.wait(timeout=60)
    assert (tmp_path / ".region.lock").is_file()
    build(tmp_path / "region")
    assert [path.name for path in tmp_path.iterdir()] == ["region"]


def test_an_output_beside_it_is_built_at_the_same_time(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    build(tmp_path / "region_heads")
    assert (tmp_path / "region_heads" / "page.html").is_file()
    assert other.poll() is None


def test_of_many_reports_at_once_each_is_whole_or_told_to_wait(tmp_path: Path) -> None:
    hashes = [hashlib.sha256(name.encode()).hexdigest() for name in "abc"]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(tmp_path / "region"), name, *hashes],
            stderr=subprocess.PIPE,
        )
        for name in "abc"
    ]
    seen = set()
    while any(run.poll() is None for run in runs):
        seen.add(len({p.read_text() for p in (tmp_path / "region").glob("*")}))
        time.sleep(0.001)
    for run in runs:
        _, said = run.communicate()
        assert (run.returncode, said) == (0, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["region"]
    texts = {path.read_text() for path in (tmp_path / "region").iterdir()}
    assert len(texts) == 1
