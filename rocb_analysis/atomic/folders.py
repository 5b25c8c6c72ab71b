"""Build a folder beside its place, and exchange it with what stands there."""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rocb_analysis.atomic.files import (
    building_in,
    cannot_write,
    is_of_the_disk,
    usual_mode,
)
from rocb_analysis.atomic.locks import locked
from rocb_analysis.atomic.owned import refuse_foreign
from rocb_analysis.atomic.places import canonical, refuse_place
from rocb_analysis.tables import SurveyError

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


@contextmanager
def new_output(
    target: Path,
    *,
    survey: Path | None = None,
    kept: Collection[str] = (),
    is_private: bool = True,
) -> Iterator[Path]:
    """Give a folder beside the target to build in; put it in place at the end.

    If the body raises, what was built is removed and the target stays as it was. In the
    body, `write` writes there alone. One run a target at a time.

    Parameters
    ----------
    survey : the survey folder, which the target must have nothing in common with.
    kept : sha256 of files that may be replaced though we did not write them, because
        their bytes are kept elsewhere.
    is_private : whether nobody but the user may look into the folder.

    Raises
    ------
    SurveyError, in one sentence, if the target must not be replaced, another run builds
    it, a file in it is not as we wrote it or open elsewhere (told before the body runs,
    and again at the end), or the disk refuses.
    """
    target = canonical(target)
    refuse_place(target, survey)
    _make_parent(target)
    try:
        with locked(target), _built(target, kept, is_private) as building:
            yield building
    except OSError as error:
        if not is_of_the_disk(error):
            raise
        raise cannot_write(target.name, error) from error


@contextmanager
def _built(target: Path, kept: Collection[str], is_private: bool) -> Iterator[Path]:
    _mend(target)
    _try_every_file(target)
    refuse_foreign(target, kept)
    building = _folder_beside(target)
    try:
        with building_in(building) as build:
            yield building
        build.check_whole()
        building.chmod(0o700 if is_private else usual_mode(0o777))
        _flush(building)
        _try_every_file(target)
        refuse_foreign(target, kept)
        _put(building, target)
    finally:
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder beside the target to build in; put it in place at the end.

    Nobody but the user may look into it.

    Raises SurveyError if the target exists and is not empty, or cannot be made.
    """
    target = canonical(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SurveyError(
            f"{target} exists and is not empty; name a folder that does not exist yet."
        )
    _make_parent(target)
    building = _folder_beside(target)
    try:
        with building_in(building):
            yield building
        _flush(building)
        if target.is_dir():
            target.rmdir()
        building.rename(target)
    except OSError as error:
        if not is_of_the_disk(error):
            raise
        raise cannot_write(target.name, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder of the system's for trials, which is taken away at the end."""
    try:
        held = Path(tempfile.mkdtemp())
    except OSError as error:
        raise cannot_write("The folder for trials", error) from error
    try:
        yield held
    finally:
        shutil.rmtree(held, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.parent / f".{target.name}.old"


def _new(target: Path) -> str:
    """Return how the name of every folder that is built for the target begins."""
    return f".{target.name}.new-"


def _mend(target: Path) -> None:
    """Finish or undo a swap that was cut, and clear what a killed run left.

    An old output stands whole under its name, or is on its way out under one of a
    folder that is built.
    """
    old = _old(target)
    if old.is_dir() and not target.exists():
        old.rename(target)
    elif old.is_dir():
        refuse_foreign(old)
        old.rename(_folder_beside(target) / old.name)
    for left in target.parent.glob(f"{glob.escape(_new(target))}*"):
        shutil.rmtree(left, ignore_errors=True)


def _try_every_file(target: Path) -> None:
    """Refuse to replace anything while one of the files is open elsewhere."""
    for path in sorted(target.rglob("*")) if target.is_dir() else []:
        if path.is_file():
            try:
                with path.open("r+b"):
                    pass
            except OSError as error:
                raise SurveyError(
                    f"{path.name} cannot be replaced: {_why(path)} and run again."
                ) from error


def _why(path: Path) -> str:
    """Return why a file cannot be opened to be written, and what to do."""
    if os.access(path, os.W_OK):
        return f"close {path.name}"
    return "it may only be read; let it be written, or name another folder by --out,"


def _make_parent(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder(target, error) from error


def _no_folder(target: Path, error: OSError) -> SurveyError:
    return SurveyError(
        f"No folder can be made beside {target.name} ({error.strerror}); name another "
        "place."
    )


def _folder_beside(target: Path) -> Path:
    """Make the folder to build in: on the same disk, so that a rename is enough."""
    try:
        return Path(tempfile.mkdtemp(prefix=_new(target), dir=target.parent))
    except OSError as error:
        raise _no_folder(target, error) from error


def _flush(folder: Path) -> None:
    """Let the disk have every file before a name leads to it."""
    for base, _, names in os.walk(folder):
        for name in names:
            # Windows flushes only what is open to be written.
            with Path(base, name).open("r+b") as file:
                os.fsync(file.fileno())
        _flush_names(Path(base))


def _flush_names(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(handle)
    os.close(handle)


def _put(building: Path, target: Path) -> None:
    """Put what was built in the target's place; the last output goes, in its stead.

    In one call where the system can; else by two renames, of which the first is undone
    if the second fails.
    """
    old = _old(target)
    try:
        if not target.exists():
            building.rename(target)
        elif not _exchanged(building, target):
            target.rename(old)
            building.rename(target)
            old.rename(building)
        _flush_names(target.parent)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        raise SurveyError(
            f"The folder {target.name} cannot be replaced: close every window that "
            "shows it or a file in it, and run again."
        ) from error


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one call; say whether the system could."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return rename(_HERE, paths[0], _HERE, paths[1], _EXCHANGE) == 0
