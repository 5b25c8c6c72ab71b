"""What takes long to make is made once in a run, whichever worker needs it first."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

T = TypeVar("T")
# The folder that the workers of a run share; `tests/conftest.py` names it.
_FOLDER: list[Path] = []


def share_in(folder: Path) -> None:
    """Keep what is made in a folder from now on."""
    _FOLDER[:] = [folder]


def made_once(name: str, make: Callable[[], T]) -> T:
    """Return what `make` gives: kept as a pickle under its name, read by who is later.

    Outside a run of pytest it is made for the asking.
    """
    if not _FOLDER:
        return make()
    place = _FOLDER[0] / f"{name}.pickle"
    with _one_at_a_time(place.with_suffix(".lock")):
        if not place.exists():
            place.with_suffix(".new").write_bytes(pickle.dumps(make()))
            place.with_suffix(".new").replace(place)
    return pickle.loads(place.read_bytes())


def folder_made_once(name: str, fill: Callable[[Path], object]) -> Path:
    """Return a folder that `fill` filled once, which nobody may change."""

    def make() -> Path:
        made = mkdtemp(prefix=f"{name}-", dir=_FOLDER[0] if _FOLDER else None)
        fill(Path(made))
        return Path(made)

    return made_once(name, make)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other worker is in here; Windows, where none are run, does not."""
    with path.open("w") as file:
        if os.name != "nt":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
