"""Read a sheet of a workbook as rows of text, or refuse the file in one sentence.

A process of its own reads it, within limits of memory and time: the reader is written
in Rust, and a damaged or hostile file may end or hold up the process it runs in.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint, listed, plain
from rocb_analysis.core.workbook_child import (
    MOST_MEMORY,
    MOST_SECONDS,
)

WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsb", ".xlsm", ".ods"})
_CHILD = Path(__file__).with_name("workbook_child.py")

Rows = Sequence[list[str]]


class _Child:
    """A process that reads workbooks, one after the other; started when one is due."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0
        self._lock = threading.Lock()
        self._is_idle = True
        self._is_late = False

    @contextmanager
    def reading(self, path: Path) -> Iterator[_Child]:
        """Let one file be read; what goes wrong is one sentence, and ends the child.

        Raises SurveyError if the file is refused, kills its reader, or takes too long.
        """
        with self._lock:
            process = self._started()
            self._is_idle = self._is_late = False
            timer = threading.Timer(MOST_SECONDS, self._end, [process])
            timer.daemon = True
            timer.start()
            try:
                yield self
                self._is_idle = True
            except _Refused as error:
                raise SurveyError(str(error) or _damaged(path)) from error
            except (OSError, EOFError) as error:
                said = _slow(path) if self._is_late else _deadly(path)
                raise SurveyError(said) from error
            finally:
                timer.cancel()
                if not self._is_idle:
                    self.close()

    def ask(self, request: dict[str, str]) -> Any:
        """Send a request and return the first answer."""
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self.hear()

    def hear(self) -> Any:
        """Return the next answer; raise EOFError if the process has died."""
        assert self._process
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise EOFError
        said = json.loads(line)
        if isinstance(said, dict):
            self._is_idle = True
            raise _Refused(said["refused"])
        return said

    def _started(self) -> subprocess.Popen[str]:
        if self._owner != os.getpid():
            # A process that was split off must not answer for the one it came from.
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(_CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
        return self._process

    def _end(self, process: subprocess.Popen[str]) -> None:
        self._is_late = True
        process.kill()

    def close(self) -> None:
        """End the process, if there is one of ours."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close() if pipe else None


class _Refused(Exception):
    """The child refuses the file; the sentence is "" where it could not be read."""


_reader = _Child()
atexit.register(_reader.close)


def _damaged(path: Path, more: str = "") -> str:
    return (
        f"{path.name} cannot be opened as a workbook: it is damaged or protected by a "
        f"password{more}. Open it in Excel, save it anew without a password, or export "
        "it again."
    )


def _deadly(path: Path) -> str:
    gigabytes = MOST_MEMORY // 2**30
    return _damaged(path, f", or takes more than {gigabytes} GB of memory to read")


def _slow(path: Path) -> str:
    return (
        f"{path.name} takes more than {MOST_SECONDS} seconds to read, far longer than "
        "a survey does. Delete the rows and columns behind the replies, and save it "
        "anew, or export it again as CSV UTF-8."
    )


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets in order."""
    with _reader.reading(path) as child:
        return list(child.ask({"path": str(path.absolute()), "only": "names"}))


def read_workbook(path: Path, sheet: str) -> tuple[str, Rows]:
    """Return the name and the rows of a sheet, "" meaning the first.

    Blank cells at the end of a row are left out.
    """
    with _reader.reading(path) as child:
        sheets = child.ask({"path": str(path.absolute())})
        name = _named(path, sheets, sheet)
        rows: list[list[str]] = []
        piece = child.ask({"sheet": name})
        while piece is not None:
            rows += piece
            piece = child.hear()
        return name, rows


def _named(path: Path, sheets: list[str], wanted: str) -> str:
    names = {plain(name): name for name in sheets}
    if not names:
        raise SurveyError(f"{path.name} has no sheet with cells. Export it again.")
    if not wanted:
        return sheets[0]
    if plain(wanted) not in names:
        raise SurveyError(
            f'{path.name} has no sheet "{wanted}"; it has {listed(names)}.'
            f"{hint(wanted, names)} Correct the sheet in rounds."
        )
    return names[plain(wanted)]
