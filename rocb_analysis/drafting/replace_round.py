"""Put a newer export of the same form in the place of the file a round has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rocb_analysis.core.files import copy_in, put_in_place, sha256_of, write
from rocb_analysis.core.folders import scratch_folder
from rocb_analysis.core.sheets import is_there
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted, plain
from rocb_analysis.drafting.codebook_edit import (
    TableEdit,
    edited_codebook,
    review_bytes,
)
from rocb_analysis.drafting.kinds import Dates
from rocb_analysis.drafting.round_edits import Added, met_headers, round_before
from rocb_analysis.drafting.round_review import (
    AddedRound,
    added_in_words,
    of_synthetic,
    review_path,
    review_rows,
    sentences,
)
from rocb_analysis.intake.export import Export, read_export
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.records import RoundFile
from rocb_analysis.survey.survey_folder import Survey


@dataclass(frozen=True)
class Newer:
    """A newer export beside the file it is of: what was read, and the new codebook.

    codebook: the bytes of each file of the codebook with the row of rounds changed.
    missing, more: headings that only the file there, or only the newer one, has.
    """

    old: Export
    new: Export
    codebook: dict[Path, bytes]
    missing: tuple[str, ...]
    more: tuple[str, ...]

    @property
    def is_same_form(self) -> bool:
        """Whether both files have the same headings."""
        return not (self.missing or self.more)


def check_there(survey: Survey, export: Path, raw: bytes) -> None:
    """Refuse a file that is in rounds already, as it is."""
    for file in survey.round_files:
        if plain(file.file) != plain(export.name) or not is_there(file.path):
            continue
        if file.path.read_bytes() == raw:
            raise SurveyError(
                f"{export.name} is already in rounds, as round {file.round}; there is "
                "nothing to add."
            )


def replace_file(
    survey: Survey, export: Path, raw: bytes, label: str, source: str
) -> AddedRound:
    """Put a newer export in place, keep the older one, and write the review anew.

    The column of the round stays as it is.
    """
    newer = _newer_export(survey, export, raw, label, source)
    old = newer.old.file
    with copy_of(survey, export.name, raw) as copy:
        added = _added(copy, newer)
        write_in(copy, survey, newer.codebook)
        column = survey.column_of(old)
        review = review_rows(survey, read_survey(copy.path), added, column)
    word = old.source or Path(old.file).stem
    place = review_path(survey, label, word if added.is_second else "")
    there = old.path.read_bytes()
    kept = _kept_path(survey, old.path.name, there)
    put_in_place(
        {
            kept: there,
            survey.path / "rounds" / export.name: raw,
            place: review_bytes(review),
            **newer.codebook,
        },
        root=survey.path,
        gone=[old.path] if old.path.name != export.name else [],
    )
    told = list(sentences(survey, added, column, review))
    told[told.index(added_in_words(added, column))] = _said(newer, export.name, kept)
    return AddedRound(column, place, tuple(told), last=of_synthetic(added.row))


def _said(newer: Newer, name: str, kept: Path) -> str:
    old, new = (counted(len(one.rows), "row") for one in (newer.old, newer.new))
    return (
        f"{name} ({new}) took the place of {newer.old.file.file} ({old}) as the file "
        f"of {_named(newer.old.file)}; the older file is kept as replaced/{kept.name}."
    )


def _added(copy: Survey, newer: Newer) -> Added:
    """Return the newer export as a file that is added, met with the round before."""
    old = newer.old.file
    second = copy.files_of(old.round)[0].row != old.row
    before = "" if second else round_before(copy, old.round)
    headers = met_headers(copy, newer.new, old.round, before=before)
    there = copy.rounds.loc[old.row]
    row = {str(name): str(text) for name, text in there.items()}
    row["file"] = newer.new.file.file
    return Added(
        old.round, row, newer.new, headers, Dates("", "", ()), is_second=second
    )


def _kept_path(survey: Survey, name: str, raw: bytes) -> Path:
    """Return where the older file is kept: beside others of its name, never on one."""
    folder = survey.path / "replaced"
    path = folder / name
    if path.is_file() and path.read_bytes() != raw:
        path = folder / f"{path.stem}_{sha256_of(raw)[:8]}{path.suffix}"
    return path


def check_no_newer(
    survey: Survey, export: Path, raw: bytes, label: str, source: str
) -> None:
    """Refuse a newer export of a form whose file the round has already.

    It would count each reply of the older one twice.
    """
    for file in _files_at(survey, label, source):
        newer = _newer_or_nothing(survey, file, export.name, raw)
        if newer and newer.is_same_form:
            raise SurveyError(
                f"{export.name} has the headings of {file.file}, which is the file of "
                f"{_named(file)} already ({counted(len(newer.old.rows), 'row')}, the "
                f"new one {len(newer.new.rows)}): run again with --replace to put it "
                "in that file's place, or give it a word of its own with --source."
            )


def _newer_export(
    survey: Survey, export: Path, raw: bytes, label: str, source: str
) -> Newer:
    """Return the newer export with the file whose place it takes.

    Raises SurveyError if there is no such file or it has other headings, or if the
    codebook speaks of it by a name that would change.
    """
    files = _files_at(survey, label, source)
    named = [file for file in files if plain(file.file) == plain(export.name)]
    tried = [
        newer
        for file in named or files
        if (newer := _newer(survey, file, export.name, raw))
    ]
    if not tried:
        told = f"{label}, {source}" if source else label
        raise SurveyError(
            f"Round {told} has no file that {export.name} could replace; leave out "
            "--replace, or correct --round and --source."
        )
    newer = min(tried, key=lambda one: len(one.missing) + len(one.more))
    _check_replaceable(survey, newer, export.name)
    return newer


def _check_replaceable(survey: Survey, newer: Newer, name: str) -> None:
    old = newer.old.file
    if not newer.is_same_form:
        one = [f'"{header}" is only in {old.file}' for header in newer.missing[:1]]
        one += [f'"{header}" is only in {name}' for header in newer.more[:1]]
        raise SurveyError(
            f"{name} cannot take the place of {old.file} ({_named(old)}), because "
            f"their headings differ: {' and '.join(one)}. Export the same form again, "
            "or add it with a word of its own (--source)."
        )
    there = survey.path / "rounds" / name
    if plain(name) != plain(old.file) and there.exists():
        raise SurveyError(
            f"rounds/{name} exists and is another file; save the export under a name "
            "of its own."
        )
    if sum(plain(file.file) == plain(old.file) for file in survey.round_files) > 1:
        raise SurveyError(
            f"{old.file} is the file of several rows of rounds, so that {name} cannot "
            f"take its place; change {survey.codebook.files['rounds']} by hand."
        )
    own = f"{old.round}/{old.file}"
    told = {*survey.columns.columns, *survey.ignored_columns["round"]}
    told |= {p.strip() for text in survey.scales["offered_in"] for p in text.split(";")}
    if plain(name) != plain(old.file) and own in told:
        raise SurveyError(
            f"The codebook speaks of {old.file} by its name ({own}): save {name} as "
            f"{old.file} and run again."
        )


def _files_at(survey: Survey, label: str, source: str) -> list[RoundFile]:
    return [file for file in survey.files_of(label) if file.source == source]


def _named(file: RoundFile) -> str:
    return f"round {file.round}{', ' + file.source if file.source else ''}"


def _newer_or_nothing(
    survey: Survey, file: RoundFile, name: str, raw: bytes
) -> Newer | None:
    """Return the newer export, or None if one of the two cannot be read so."""
    try:
        return _newer(survey, file, name, raw)
    except SurveyError:
        return None


def _newer(survey: Survey, file: RoundFile, name: str, raw: bytes) -> Newer:
    """Return the newer export, read as the file there is: by its row of rounds."""
    old = read_export(file)
    cells = {(file.row, "file"): name, (file.row, "sha256"): sha256_of(raw)}
    with copy_of(survey, name, raw) as copy:
        try:
            new, files = _read(survey, copy, file, cells)
        except SurveyError:
            if not file.sheet:
                raise
            # The form tool may have named the sheet otherwise: the first one is it.
            first = {**cells, (file.row, "sheet"): ""}
            new, files = _read(survey, copy, file, first)
    ours, theirs = set(filter(None, old.headers)), set(filter(None, new.headers))
    missing = tuple(h for h in old.headers if h and h not in theirs)
    more = tuple(h for h in new.headers if h and h not in ours)
    return Newer(old, new, files, missing, more)


def _read(
    survey: Survey, copy: Survey, file: RoundFile, cells: dict[tuple[int, str], str]
) -> tuple[Export, dict[Path, bytes]]:
    files = edited_codebook(survey, {"rounds": TableEdit(cells=cells)})
    write_in(copy, survey, files)
    rounds = read_survey(copy.path).round_files
    return read_export(next(one for one in rounds if one.row == file.row)), files


# Try a change on a copy of a survey folder, so that a failure changes nothing.


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
