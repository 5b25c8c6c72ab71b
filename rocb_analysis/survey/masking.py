"""Cells of the codebook, and problems told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from rocb_analysis.core.spreadsheet_damage import dates_meant
from rocb_analysis.core.text import nearest
from rocb_analysis.survey.codebook import CODEBOOK
from rocb_analysis.survey.records import EXPORTS, Problem, number_range
from rocb_analysis.survey.survey_folder import Survey


def filled(survey: Survey, table: str, column: str) -> Iterator[tuple[int, str]]:
    """Return row and text of each filled cell of a column."""
    cells = survey.codebook.tables[table][column]
    return ((int(row), text) for row, text in cells.items() if text)


def problem(
    survey: Survey,
    table: str,
    row: int | None,
    column: str,
    what: str,
    *,
    stops: bool = True,
) -> Problem:
    """Return a problem at a place of a codebook table."""
    return Problem(survey.codebook.files[table], row, column, what, stops)


# Leave out of a codebook what has been told to be wrong, to check the rest of it.

# Columns without which a row says nothing; a wrong cell of another is made blank.
_ROW_GOES = {
    table.name: {*table.needed, *table.key, *table.names, ""} - {"sheet"}
    for table in CODEBOOK.values()
    if table.name not in {"clusters", "pillars"}
}
# What members and subjects are met by.
_NAMES = [
    *(("members", column) for column in ("member_id", "name", "short_name")),
    *(("subjects", column) for column in ("subject_id", "label", "short_label")),
]
# Cells of rounds without which the file cannot be read as it is meant.
_TO_READ_BY = frozenset({"round", "file", "sheet", "header_rows"})

Tables = dict[str, pd.DataFrame]


def leave_out(survey: Survey, problems: Iterable[Problem]) -> Survey:
    """Return the survey without the rows and cells that stop a run."""
    return _left_out(survey, problems)[0]


def _left_out(survey: Survey, problems: Iterable[Problem]) -> tuple[Survey, Tables]:
    """Return the survey without what stops a run, and the rows left out by table."""
    tables = dict(survey.codebook.tables)
    gone: Tables = {}
    for name, cells in _wrong_cells(survey, problems).items():
        frame = tables[name].copy()
        rows = {
            row
            for row, column in cells
            if column in _ROW_GOES.get(name, ()) and not _is_range(name, frame, row)
        }
        for row, column in cells:
            if row not in rows and column in frame and column != "answer":
                frame.loc[row, column] = ""
        gone[name] = frame.loc[sorted(rows)]
        tables[name] = frame.drop(index=sorted(rows))
    _drop_dependents(tables, gone)
    return replace(survey, codebook=replace(survey.codebook, tables=tables)), gone


def _is_range(name: str, frame: pd.DataFrame, row: int) -> bool:
    """Say whether a row of scales is a range: one that meets another still holds."""
    return name == "scales" and bool(number_range(str(frame.loc[row, "answer"]))[2])


def _wrong_cells(
    survey: Survey, problems: Iterable[Problem]
) -> dict[str, set[tuple[int, str]]]:
    """Return row and column of each cell told, by table."""
    table_of = {place: name for name, place in survey.codebook.files.items()}
    cells: dict[str, set[tuple[int, str]]] = {}
    for one in problems:
        name = table_of.get(one.file)
        if one.stops and name and one.row in survey.codebook.tables[name].index:
            cells.setdefault(name, set()).add((int(one.row or 0), one.column))
    return cells


def _drop_dependents(tables: Tables, gone: Tables) -> None:
    """Take away, in place, what speaks of questions and rounds that are left out."""
    for name, column, other in (
        ("columns", "question_id", "questions"),
        ("corrections", "question_id", "questions"),
        ("corrections", "round", "rounds"),
    ):
        frame = tables[name]
        left = frame[column].isin(set(tables[other][column]))
        gone[name] = pd.concat(
            [gone[name], frame[~left]] if name in gone else [frame[~left]]
        )
        tables[name] = frame[left]


def _ignored(tables: Tables, gone: Tables) -> pd.DataFrame:
    """Return ignored_columns with the headers of rows of `columns` left out."""
    ignored, columns = tables["ignored_columns"], gone["columns"]
    labels = [c for c in columns if c not in {"question_id", "subject_id", "position"}]
    rows = [
        {"header": header, "round": label}
        for label in labels
        for header in columns[label]
        if header and header not in set(tables["columns"][label])
    ]
    return _longer(ignored, rows)


def _set_aside(tables: Tables, gone: Tables) -> pd.DataFrame:
    """Return spellings by which names and answers left out mean nothing."""
    rows = []
    for name, column in _NAMES:
        if name in gone:
            found = filter(None, gone[name][column])
            rows += [{"list": name.removesuffix("s"), "found": text} for text in found]
    if "scales" in gone:
        answers = gone["scales"][["scale_id", "answer"]].itertuples(index=False)
        rows += [{"list": scale, "found": answer} for scale, answer in answers]
    return _longer(tables["spellings"], rows)


def _longer(frame: pd.DataFrame, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Return a table with rows added below its own."""
    if not rows:
        return frame
    start = int(frame.index.max()) + 1 if len(frame) else 2
    added = pd.DataFrame(rows, columns=frame.columns, dtype="str").fillna("")
    added.index = pd.RangeIndex(start, start + len(added), name=frame.index.name)
    return pd.concat([frame, added.astype("str")])


def readable(survey: Survey, problems: Iterable[Problem]) -> Survey:
    """Return the survey with the rounds alone whose files can be read as meant.

    What files hold of rows left out is set aside on purpose. A day asked that was told
    to be wrong is read as what it may have been.
    """
    problems = list(problems)
    rounds = survey.rounds
    wrong = _wrong_cells(survey, problems).get("rounds", set())
    unread = {row for row, column in wrong if column in _TO_READ_BY}
    exports = {row: rounds.loc[row, "export"] for row, c in wrong if c == "export"}
    rest, gone = _left_out(survey, problems)
    tables = dict(rest.codebook.tables)
    tables["ignored_columns"] = _ignored(tables, gone)
    tables["spellings"] = _set_aside(tables, gone)
    kept = tables["rounds"].drop(index=unread, errors="ignore").copy()
    for row in kept.index.intersection(list(exports)):
        kept.loc[row, "export"] = nearest(str(exports[row]), EXPORTS)
    for row in kept.index[kept["asked_on"] == ""]:
        kept.loc[row, "asked_on"] = _day_instead(rounds, kept, int(row))
    asked_there = {file.row for file in rest.round_files if rest.column_of(file)}
    tables["rounds"] = kept[kept.index.isin(asked_there)]
    sound = replace(rest, codebook=replace(rest.codebook, tables=tables))
    said = tables["corrections"]
    asked = {(r, q) for r in sound.round_names for q in sound.asked_questions(r)}
    pairs = zip(said["round"], said["question_id"], strict=True)
    # What lost its header with a row left out would be told as a correction of nothing.
    hits = [pair in asked or gone["columns"].empty for pair in pairs]
    there = said["round"].isin(set(sound.round_names))
    tables["corrections"] = said[there & pd.Series(hits, said.index, dtype=bool)]
    return replace(sound, codebook=replace(sound.codebook, tables=tables))


def _day_instead(rounds: pd.DataFrame, kept: pd.DataFrame, row: int) -> str:
    """Return the day a round was perhaps asked on: the one meant, else the nearest."""
    if meant := dates_meant(str(rounds.loc[row, "asked_on"])):
        return meant[0]
    days = kept["asked_on"][kept["asked_on"] != ""]
    if days.empty:
        return str(kept.loc[row, "closed_on"])
    return str(days.loc[min(days.index, key=lambda other: abs(int(other) - row))])


def in_order(survey: Survey, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, those that stop a run first, then as the files stand.

    survey.toml comes first, then the tables of the codebook, then the rounds' files.
    """
    files = ["survey.toml", *survey.codebook.files.values()]
    files += [f"rounds/{file.file}" for file in survey.round_files]
    place = {file: i for i, file in reversed(list(enumerate(files)))}

    def key(one: Problem) -> tuple[bool, int, int]:
        return not one.stops, place.get(one.file, len(place)), one.row or 0

    return sorted(problems, key=key)
