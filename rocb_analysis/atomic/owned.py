"""Is every file of a folder as this program wrote it? Only then is it replaced."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from rocb_analysis.survey.text import counted, plural
from rocb_analysis.tables import TABLES, SurveyError

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
