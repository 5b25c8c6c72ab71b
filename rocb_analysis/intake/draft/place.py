"""Put drafted files in place all together, or none of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rocb_analysis.tables import SurveyError


def sha256_of(raw: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file that a user named.

    Raises SurveyError if there is no such file, or it cannot be opened.
    """
    if not path.is_file():
        raise SurveyError(f"There is no file {path}. Check the path.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise SurveyError(
            f"{path.name} cannot be opened ({error.strerror}). Close it in other "
            "programs and run again."
        ) from error


def put_in_place(files: dict[Path, bytes], *, gone: Iterable[Path] = ()) -> None:
    """Write files, each replaced whole; if one fails, all are as they were.

    gone: files that are taken away at the end.

    Raises SurveyError naming the file that could not be written.
    """
    paths = [*files, *gone]
    before = {path: path.read_bytes() if path.is_file() else None for path in paths}
    folders = [path.parent for path in files if not path.parent.is_dir()]
    done: list[Path] = []
    for path in paths:
        try:
            if path in files:
                _write(path, files[path])
            else:
                path.unlink()
        except OSError as error:
            _undo({path: before[path] for path in done}, folders)
            raise SurveyError(
                f"{path.name} cannot be written ({error.strerror}): close {path.name} "
                "in other programs and run again. Nothing was changed."
            ) from error
        done.append(path)


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        beside = Path(name)
        beside.chmod(path.stat().st_mode if path.is_file() else 0o644)
        os.replace(beside, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _undo(before: dict[Path, bytes | None], folders: list[Path]) -> None:
    for path, raw in before.items():
        if raw is None:
            path.unlink(missing_ok=True)
        else:
            _write(path, raw)
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder beside the target to build in; put it in place at the end.

    Raises SurveyError if the target exists and is not empty, or cannot be made.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SurveyError(
            f"{target} exists and is not empty; name a folder that does not exist yet."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        building = tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise SurveyError(
            f"No folder can be made beside {target} ({error.strerror}); name another "
            "place."
        ) from error
    try:
        yield Path(building)
        Path(building).chmod(0o755)
        if target.is_dir():
            target.rmdir()
        Path(building).rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
