"""Build a folder beside its place, and exchange it with what stands there."""

from __future__ import annotations

import ctypes
import glob
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rocb_analysis.core.files import (
    building_in,
    cannot_write,
    canonical,
    is_of_the_disk,
    refuse_place,
    usual_mode,
)
from rocb_analysis.core.tables import TABLES, SurveyError
from rocb_analysis.core.text import counted, plural

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


# Is every file of a folder as this program wrote it? Only then is it replaced.

MANIFEST = "manifest.json"
# The sha256 of the tables, in the form that sha256sum -c reads. It stands among them
# and goes where they go, as into version control, which leaves the manifest out.
SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64})  ([a-z_]+)\.csv")
# What a system lays into a folder that is looked at.
_OF_THE_SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
# What a program lays beside a file that it has open.
_OPEN = re.compile(r"~\$(.+)|\.~lock\.(.+)#")
_NAMED = 3


def refuse_foreign(folder: Path, kept: Collection[str] = ()) -> None:
    """Refuse to replace a folder that holds a file which is not as we wrote it.

    kept: sha256 of files whose bytes are kept elsewhere, wherever they stand here.

    Raises SurveyError naming the first of these files and how many more there are.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SurveyError(f"{folder.name} is a file; name a folder with --out.")
    found = sorted(foreign_files(folder, kept))
    if not found:
        return
    for place in found:
        if is_open := _OPEN.fullmatch(place.rpartition("/")[2]):
            name = is_open[1] or is_open[2]
            raise SurveyError(f"{name} is open: close {name} and run again.")
    more = len(found) - _NAMED
    names = ", ".join(found[:_NAMED])
    rest = f" and {more:,} more" if more > 0 else ""
    what = counted(len(found), "file that is", f"{plural('file')} that are")
    raise SurveyError(
        f"The folder {folder.name} holds {what} not as this program wrote them: {names}"
        f"{rest}. Move what you want to keep elsewhere (an edited work_plan.xlsx is "
        "handed back with plan --edited), delete the rest, or name another folder with "
        "--out."
    )


def foreign_files(folder: Path, kept: Collection[str] = ()) -> Iterator[str]:
    """Yield the place of each file that no list of ours has, or has otherwise."""
    known = [_of_manifest(folder), _of_sums(folder)]
    for path in _files_under(folder):
        place = path.relative_to(folder).as_posix()
        if path.name in _OF_THE_SYSTEM:
            continue
        if place == MANIFEST and known[0] is not None:
            continue
        if place == f"tables/{SUMS}" and known[1] is not None:
            continue
        if path.is_symlink() or not path.is_file():
            yield place
            continue
        found = _sha256_of(path)
        listed = (one.get(place) for one in known if one is not None)
        if found not in listed and found not in kept:
            yield place


def _files_under(folder: Path) -> Iterator[Path]:
    """Yield all that is no folder of its own, links to folders among it."""
    for base, folders, names in os.walk(folder):
        for name in [*names, *(one for one in folders if Path(base, one).is_symlink())]:
            yield Path(base, name)


def _sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _of_manifest(folder: Path) -> dict[str, str] | None:
    """Return sha256 by place, None without a manifest of this program.

    Many others write a manifest.json.
    """
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
        outputs = said["outputs"]
        is_ours = "rocb_analysis" in said["versions"] and isinstance(outputs, dict)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return outputs if is_ours else None


def _of_sums(folder: Path) -> dict[str, str] | None:
    """Return sha256 by place as the list of the tables has it, None without one."""
    try:
        lines = (folder / "tables" / SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    found = [_SUM.fullmatch(line) for line in lines]
    if not lines or not all(one and one[2] in TABLES for one in found):
        return None
    return {f"tables/{one[2]}.csv": one[1] for one in found if one}


def hashes_in(folder: Path) -> frozenset[str]:
    """Return the sha256 of every file right in a folder; none without the folder."""
    paths = folder.iterdir() if folder.is_dir() else iter(())
    return frozenset(_sha256_of(path) for path in paths if path.is_file()) - {""}


# One run a folder at a time: a lock beside it that ends with its process.

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
