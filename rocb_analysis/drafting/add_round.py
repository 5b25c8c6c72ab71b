"""Draft a new round, or another file of a round, from the export as received."""

from __future__ import annotations

from pathlib import Path

from rocb_analysis.core.files import bytes_of, put_in_place, sha256_of
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import plain
from rocb_analysis.drafting.codebook_edit import (
    TableEdit,
    edited_codebook,
    review_bytes,
)
from rocb_analysis.drafting.replace_round import (
    check_no_newer,
    check_there,
    copy_of,
    replace_file,
    write_in,
)
from rocb_analysis.drafting.round_edits import (
    Added,
    Headers,
    column_for,
    edits_for,
    first_rounds_row,
    met_headers,
    rounds_rows_to_try,
)
from rocb_analysis.drafting.round_review import (
    AddedRound,
    of_synthetic,
    review_path,
    review_rows,
    sentences,
)
from rocb_analysis.intake.export import Export, read_export
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.checks import problems_of_form
from rocb_analysis.survey.survey_folder import Survey

# A round and a source name files: no sign may be one that some system refuses there.
_LONGEST, _SIGNS = 60, frozenset('/;\\:*?"<>|')


def add_round(
    folder: Path, export: Path, label: str, *, source: str = "", replace: bool = False
) -> AddedRound:
    """Add an export to a survey: a new round, another file of one, or a newer one.

    What equals an earlier round exactly is filled in; all else is listed in
    review/<round>.csv and changes nothing. The form is taken to offer what the last
    round's offered, but for subjects that it no longer shows.

    Parameters
    ----------
    folder : the survey folder.
    export : the file as received; it is copied into rounds/.
    label : the round's name.
    source : a word for the form the file came by, where a round has several.
    replace : put it in the place of the file that the round has of this source; that
        one is kept in replaced/.

    Raises SurveyError, in one sentence, with nothing changed.
    """
    survey = read_survey(folder)
    label, source = plain(label), plain(source)
    _check_words(label, source)
    _check_codebook(survey)
    raw = bytes_of(export)
    check_there(survey, export, raw)
    if replace:
        return replace_file(survey, export, raw, label, source)
    check_no_newer(survey, export, raw, label, source)
    _check_source(survey, label, source)
    _check_free(survey, export, raw, label)
    with copy_of(survey, export.name, raw) as copy:
        added = _read_best(copy, label, source, export.name)
        column = column_for(survey, added)
        edits = edits_for(survey, added, column, sha256_of(raw))
        files = edited_codebook(survey, edits)
        write_in(copy, survey, files)
        after = read_survey(copy.path)
        review = review_rows(survey, after, added, column)
    word = source or export.stem
    place = review_path(survey, label, word if survey.files_of(label) else "")
    files |= {place: review_bytes(review)}
    target = folder / "rounds" / export.name
    if not target.is_file():
        files |= {target: raw}
    put_in_place(files, root=survey.path)
    told = tuple(sentences(survey, added, column, review))
    return AddedRound(column, place, told, last=of_synthetic(added.row))


def _check_words(label: str, source: str) -> None:
    for word, what in ((label, "round"), (source, "source")):
        if len(word) > _LONGEST or not word.isprintable() or _SIGNS & set(word):
            shown = "".join(sign for sign in word[:_LONGEST] if sign.isprintable())
            raise SurveyError(
                f'"{shown}" cannot be the name of a {what}: it has 1 to {_LONGEST} '
                f"letters, all printed, and none of {' '.join(sorted(_SIGNS))}."
            )
    if not label:
        raise SurveyError("The round has no name; give it one with --round.")
    own = {"question_id", "subject_id", "position"}
    if label in own:
        raise SurveyError(
            f'"{label}" is a column of its own; name the round otherwise.'
        )


def _check_codebook(survey: Survey) -> None:
    """Refuse a codebook with a cell that cannot be read: a draft would rest on it."""
    for problem in problems_of_form(survey):
        if problem.stops:
            raise SurveyError(
                f"{problem} Mend it first; check names all that is wrong."
            )


def _check_source(survey: Survey, label: str, source: str) -> None:
    same = [f for f in survey.files_of(label) if f.source == source and source]
    if same:
        raise SurveyError(
            f"Round {label} has a file of the source {source} already "
            f"({same[0].file}); give this one another word with --source."
        )


def _check_free(survey: Survey, export: Path, raw: bytes, label: str) -> None:
    """Refuse a file whose name another file has."""
    name = export.name
    for file in survey.round_files:
        if plain(file.file) == plain(name):
            raise SurveyError(
                f"{name} is already the file of round {file.round}; save the export "
                "under another name."
            )
    there = survey.path / "rounds" / name
    if there.is_file() and there.read_bytes() != raw:
        raise SurveyError(
            f"rounds/{name} exists and holds something else; save the export under a "
            f"name of its own, as {label}_{name}."
        )


def _read_best(copy: Survey, label: str, source: str, name: str) -> Added:
    """Return the export read in the way under which most headers are known.

    Tried are the way the tool has it, then the way of the last round; equals go to the
    first.
    """
    tried: list[Added] = []
    wrong: list[SurveyError] = []
    for row in rounds_rows_to_try(copy, label, source, name):
        try:
            export, headers = _read(copy, row)
        except SurveyError as error:
            wrong.append(error)
            continue
        tried.append(first_rounds_row(copy, row, export, headers))
    if not tried:
        raise wrong[0]
    return max(tried, key=lambda one: len(one.headers.rows))


def _read(copy: Survey, row: dict[str, str]) -> tuple[Export, Headers]:
    """Return the export by a row of rounds, and how its headers are known."""
    files = edited_codebook(copy, {"rounds": TableEdit(rows=[row])})
    before = {path: path.read_bytes() for path in files}
    write_in(copy, copy, files)
    try:
        export = read_export(read_survey(copy.path).round_files[-1])
    finally:
        write_in(copy, copy, before)
    return export, met_headers(copy, export, row["round"])
