"""Try a change on a copy of a survey folder, so that a failure changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rocb_analysis.atomic import copy_in, scratch_folder, write
from rocb_analysis.survey import Survey, read_survey


@contextmanager
def copy_of(survey: Survey, name: str, raw: bytes) -> Iterator[Survey]:
    """Give a copy of the survey without its exports but the new one."""
    with scratch_folder() as held:
        folder = held / survey.path.absolute().name
        for part in ("survey.toml", "codebook.xlsx", "codebook"):
            if (survey.path / part).exists():
                copy_in(survey.path / part, folder / part)
        write(folder / "rounds" / name, raw)
        yield read_survey(folder)


def write_in(copy: Survey, survey: Survey, files: dict[Path, bytes]) -> None:
    """Write files of a survey into its copy."""
    for path, raw in files.items():
        write(copy.path / path.relative_to(survey.path), raw)
