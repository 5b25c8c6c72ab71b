"""Write one file, or several that belong together: all of them whole, or none."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from rocb_analysis.core.sheets import bytes_read, is_there
from rocb_analysis.core.tables import SurveyError

# What the disk may refuse, and what the user can do then.
_REFUSED = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "your share of the disk is full; free some space",
    errno.EFBIG: "it is larger than the system allows; ask who keeps this computer",
    errno.EROFS: "the disk can only be read; choose a place that you may write to",
    errno.EIO: "the disk does not answer; choose another disk",
    errno.ENAMETOOLONG: "the path is too long; choose a place with a shorter path",
}
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM})


@dataclass(frozen=True)
class Build:
    """A folder that is being built, and the sha256 of each file written in it."""

    root: Path
    written: dict[str, str] = field(default_factory=dict)

    def check_whole(self) -> None:
        """Refuse a build of which a file is gone or was changed by somebody else."""
        for place, sha256 in self.written.items():
            path = self.root / place
            if not path.is_file() or sha256_of(path.read_bytes()) != sha256:
                raise SurveyError(
                    f"{place} was changed or taken away by another program while it "
                    "was being written. Nothing was changed; run again."
                )


_building: ContextVar[Build | None] = ContextVar("building", default=None)


@contextmanager
def building_in(root: Path) -> Iterator[Build]:
    """Let `write` write under a root alone, and keep what it wrote."""
    build = Build(root.resolve())
    token = _building.set(build)
    try:
        yield build
    finally:
        _building.reset(token)


def sha256_of(raw: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file that a user named.

    Raises SurveyError if there is no such file, or it cannot be opened.
    """
    if not is_there(path):
        raise SurveyError(f"There is no file {path}. Check the path.")
    return bytes_read(path)


def cannot_write(name: str, error: OSError) -> SurveyError:
    """Return why a file or folder cannot be written, and what to do, in one sentence.

    >>> str(cannot_write("brief.pdf", OSError(errno.ENOSPC, "No space left")))[:60]
    'brief.pdf cannot be written: the disk is full; free some spa'
    """
    why = _REFUSED.get(error.errno or 0, "")
    if not why and error.errno in _NOT_ALLOWED:
        why = f"it is open in another program or may not be changed; close {name} or "
        why += "choose a place that you may write to"
    if not why:
        why = f"{error.strerror or error}; choose another place"
    return SurveyError(
        f"{name} cannot be written: {why}, and run again. Nothing was changed."
    )


def is_of_the_disk(error: OSError) -> bool:
    """Say whether the disk, or a right to it, is what failed, and not the program."""
    return error.errno in _REFUSED or error.errno in _NOT_ALLOWED


def write(path: Path, raw: bytes | str) -> None:
    """Write a file of a new folder, text as UTF-8 with the line ends that it has.

    While an output is built, the file must lie in it.

    Raises SurveyError, in one sentence, if the disk refuses or the place is outside.
    """
    data = raw.encode("utf-8") if isinstance(raw, str) else raw
    build = _building.get()
    if build:
        path = inside(build.root, path)
        build.written[path.relative_to(build.root).as_posix()] = sha256_of(data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise cannot_write(path.name, error) from error


def copy_in(source: Path, target: Path) -> None:
    """Copy a file, or a folder whole, into a new folder.

    Raises SurveyError, in one sentence, if the disk refuses.
    """
    try:
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    except shutil.Error as error:
        raise SurveyError(f"{source.name} cannot be copied: {error}.") from error
    except OSError as error:
        raise cannot_write(target.name, error) from error


def put_in_place(
    files: dict[Path, bytes], *, root: Path, gone: Iterable[Path] = ()
) -> None:
    """Write files under a root, each replaced whole; if one fails, all are as before.

    gone: files that are taken away at the end.

    Raises SurveyError naming the file that could not be written, or lies elsewhere.
    """
    files = {inside(root, path): raw for path, raw in files.items()}
    paths = [*files, *(inside(root, path) for path in gone)]
    before = {path: path.read_bytes() if path.is_file() else None for path in paths}
    folders = [path.parent for path in files if not path.parent.is_dir()]
    done: list[Path] = []
    for path in paths:
        try:
            if path in files:
                _replace(path, files[path])
            else:
                path.unlink()
        except OSError as error:
            _undo({path: before[path] for path in done}, folders)
            raise cannot_write(path.name, error) from error
        done.append(path)


def _replace(path: Path, raw: bytes) -> None:
    """Write a file beside its place, down to the disk, and put it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode if path.is_file() else usual_mode(0o666))
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def usual_mode(wanted: int) -> int:
    """Return the rights that a new file or folder gets by the user's own setting."""
    mask = os.umask(0o077)
    os.umask(mask)
    return wanted & ~mask


def _undo(before: dict[Path, bytes | None], folders: list[Path]) -> None:
    for path, raw in before.items():
        if raw is None:
            path.unlink(missing_ok=True)
        else:
            _replace(path, raw)
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


# Where an output may stand, and that a file lies under its root.

_PACKAGE = Path(__file__).resolve().parent.parent


def inside(root: Path, path: Path) -> Path:
    """Return the canonical path of a file, which must lie under the root.

    Raises SurveyError if it lies elsewhere, be it by "..", by a link or as absolute.
    """
    try:
        whole, within = path.resolve(), root.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise SurveyError(f"{path.name} is no place for a file: {error}.") from error
    if within not in whole.parents:
        raise SurveyError(
            f"{path.name} would be written outside {root.name}, at {whole}. Correct "
            "the id or the link that leads there. Nothing was changed."
        )
    return whole


def canonical(target: Path) -> Path:
    """Return where a folder really stands, links followed.

    Raises SurveyError for links that lead in a circle.
    """
    try:
        return target.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise SurveyError(
            f"{target.name} is no place for a folder ({error}); name another with "
            "--out."
        ) from error


def refuse_place(target: Path, survey: Path | None) -> None:
    """Refuse an output that is, or holds, what is never to be replaced; or lies in it.

    target: canonical.

    Raises SurveyError, in one sentence.
    """
    kept = [(_PACKAGE, "the folder of this program", True)]
    kept += [(survey, "the survey folder", True)] if survey else []
    kept += [(Path.cwd(), "the folder you work in", False)]
    with suppress(RuntimeError):
        kept.append((Path.home(), "your home folder", False))
    for place, what, nor_within in kept:
        place = place.resolve()
        how = ""
        if _is_among(target, [place, *place.parents]):
            how = "is" if _is_among(target, [place]) else "holds"
        elif nor_within and _is_among(place, [*target.parents]):
            how = "lies in"
        if how:
            raise SurveyError(
                f"{target} {how} {what}, which a report would replace; name another "
                "folder with --out."
            )


def _is_among(one: Path, places: list[Path]) -> bool:
    """Say whether a path is one of others, also where capitals do not count."""
    return any(one == place or _is_same(one, place) for place in places)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
