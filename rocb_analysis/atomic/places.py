"""Where an output may stand, and that a file lies under its root."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from rocb_analysis.tables import SurveyError

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
