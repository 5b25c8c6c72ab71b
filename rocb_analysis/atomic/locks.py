"""One run a folder at a time: a lock beside it that ends with its process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rocb_analysis.tables import SurveyError

# Windows lets nobody read what is locked, so a byte behind the number is.
_FAR = 1 << 20


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock of a folder, .<name>.lock beside it, in which the process stands.

    The system frees it when the process ends, however it ends; the file that a killed
    one leaves is taken over.

    Raises SurveyError if another process holds it; OSError if none can be made.
    """
    path = target.parent / f".{target.name}.lock"
    handle = _taken(path)
    while handle is not None and not _is_at(handle, path):
        # It was taken away between opening and locking, by the run that ended.
        os.close(handle)
        handle = _taken(path)
    if handle is None:
        raise SurveyError(
            f"Another report is being written to {target.name}{_by(path)}; wait until "
            "it has ended and run again."
        )
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)
        os.close(handle)
        with suppress(OSError):
            path.unlink(missing_ok=True) if sys.platform == "win32" else None


def _taken(path: Path) -> int | None:
    """Return the open lock file, None if another process has locked it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _by(path: Path) -> str:
    """Return which process holds a lock, " (process 123)", or ""."""
    try:
        number = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
    return f" (process {number})" if number.isdecimal() else ""
