"""Try a change on a copy of a survey folder, so that a failure changes nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rocb_analysis.survey import Survey, read_survey


@contextmanager
def copy_of(survey: Survey, name: str, raw: bytes) -> Iterator[Survey]:
    """Give a copy of the survey without its exports but the new one."""
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held) / survey.path.absolute().name
        (folder / "rounds").mkdir(parents=True)
        for part in ("survey.toml", "codebook.xlsx"):
            if (survey.path / part).is_file():
                shutil.copyfile(survey.path / part, folder / part)
        if (survey.path / "codebook").is_dir():
            shutil.copytree(survey.path / "codebook", folder / "codebook")
        (folder / "rounds" / name).write_bytes(raw)
        yield read_survey(folder)


def write_in(copy: Survey, survey: Survey, files: dict[Path, bytes]) -> None:
    """Write files of a survey into its copy."""
    for path, raw in files.items():
        (copy.path / path.relative_to(survey.path)).write_bytes(raw)
