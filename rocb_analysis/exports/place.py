"""Put a finished output in place, whole; a failed or killed run leaves the last one."""

from __future__ import annotations

import glob
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rocb_analysis.exports.tables import MANIFEST
from rocb_analysis.tables import TABLES, SurveyError


@contextmanager
def new_output(target: Path) -> Iterator[Path]:
    """Give a folder beside the target to build in; put it in place at the end.

    If the body raises, what was built is removed and the target stays as it was.

    Raises SurveyError if the target holds anything that is not ours, a file in it is
    open elsewhere (told before the body runs, and again at the end), or nothing can be
    written there.
    """
    target = target.resolve()
    _mend(target)
    _check_ours(target)
    _try_every_file(target)
    building = _folder_beside(target)
    try:
        yield building
        _try_every_file(target)
        _swap(building, target)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.parent / f".{target.name}.old"


def _new(target: Path) -> str:
    """Return how the name of every folder that is built for the target begins."""
    return f".{target.name}.new-"


def _mend(target: Path) -> None:
    """Finish or undo a swap that was cut, and clear what a killed run left."""
    old = _old(target)
    if old.is_dir() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    for left in target.parent.glob(f"{glob.escape(_new(target))}*"):
        shutil.rmtree(left, ignore_errors=True)


def _check_ours(target: Path) -> None:
    """Refuse a folder that is neither empty, nor ours, nor only committed tables."""
    if not target.exists():
        return
    if not target.is_dir():
        raise SurveyError(f"{target.name} is a file; name a folder with --out.")
    inside = {path.name for path in target.iterdir()}
    tables = {path.name for path in target.glob("tables/*")}
    committed = set() < tables <= {f"{name}.csv" for name in TABLES}
    only_tables = inside == {"tables"} and committed
    if inside and not only_tables and not _is_our_manifest(target / MANIFEST):
        raise SurveyError(
            f"The folder {target.name} holds files that are not of this program (there "
            f"is no {MANIFEST} of ours); empty it or name another with --out."
        )


def _is_our_manifest(path: Path) -> bool:
    """Say whether this program wrote the file: many others write a manifest.json."""
    try:
        return "rocb_analysis" in json.loads(path.read_text("utf-8"))["versions"]
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _try_every_file(target: Path) -> None:
    """Refuse to replace anything while one of the files is open elsewhere."""
    for path in sorted(target.rglob("*")) if target.is_dir() else []:
        if path.is_file():
            try:
                with path.open("r+b"):
                    pass
            except OSError as error:
                raise SurveyError(
                    f"{path.name} cannot be replaced: close {path.name} and run again."
                ) from error


def _folder_beside(target: Path) -> Path:
    """Make the folder to build in: on the same disk, so that a rename is enough."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=_new(target), dir=target.parent))
    except OSError as error:
        raise SurveyError(
            f"No folder can be made beside {target.name} ({error.strerror}); name "
            "another place with --out."
        ) from error
    building.chmod(0o755)
    return building


def _swap(building: Path, target: Path) -> None:
    """Replace the target by what was built; undo the first step if the second fails."""
    old = _old(target)
    try:
        if target.exists():
            target.rename(old)
        building.rename(target)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        raise SurveyError(
            f"The folder {target.name} cannot be replaced: close every window that "
            "shows it or a file in it, and run again."
        ) from error
    shutil.rmtree(old, ignore_errors=True)
