"""Read a survey folder: survey.toml and the tables of the codebook, as they stand.

Nothing is judged here but form: a table must be readable and have its key columns.
Whether the rows agree with each other is for `checks`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from rocb_analysis.survey.sheets import WORKBOOKS, read_sheet, sheet_names
from rocb_analysis.survey.text import hint, plain, yes_or_no
from rocb_analysis.tables import SurveyError

# Columns of each codebook table, key columns first; `columns` has more, one a round.
CODEBOOK: dict[str, tuple[str, ...]] = {
    "rounds": tuple(
        "round file source asked_on closed_on status sheet export header_rows "
        "separator date_format data_kind picks_allowed sha256 note".split()
    ),
    "questions": tuple(
        "question_id kind label wording scale_id separator about note".split()
    ),
    "subjects": tuple(
        "subject_id label short_label group package pillar sensitive replaced_by "
        "note".split()
    ),
    "columns": tuple("question_id subject_id position".split()),
    "ignored_columns": tuple("header round reason".split()),
    "scales": tuple(
        "scale_id answer value subject_id label need state offered_in".split()
    ),
    "spellings": tuple("list found means note".split()),
    "members": tuple(
        "member_id name short_name sub_region member_from member_to role ldc_until "
        "sids tile_row tile_col".split()
    ),
    "corrections": tuple(
        "round respondent_id question_id subject_id position answer asked_by asked_on "
        "reason".split()
    ),
    "breaks": tuple(
        "question_id from_round subject_id comparable what_changed decided_on".split()
    ),
    "clusters": tuple("cluster name anchor_members note".split()),
    "weightings": tuple("weighting place_or_answer kind weight".split()),
}
KEYS: dict[str, tuple[str, ...]] = {
    "rounds": ("round", "file"),
    "questions": ("question_id", "kind"),
    "subjects": ("subject_id",),
    "columns": ("question_id",),
    "ignored_columns": ("header",),
    "scales": ("scale_id", "answer"),
    "spellings": ("list", "found"),
    "members": ("member_id",),
    "corrections": ("round", "respondent_id", "question_id"),
    "breaks": ("question_id", "from_round"),
    "clusters": ("cluster",),
    "weightings": ("weighting", "place_or_answer", "weight"),
}
NEEDED = ("rounds", "questions", "columns")
# Columns that say yes or no, in any of the words that count as either.
_YES_OR_NO = {
    "subjects": ["sensitive"],
    "scales": ["need"],
    "members": ["sids"],
    "breaks": ["comparable"],
}
_WORDING = {
    "region": "the region",
    "member": "member",
    "sub_region": "sub-region",
    "plan": "work plan",
    "heads": "Heads of Customs",
}
_SETTINGS: dict[str, type] = {
    "title": str,
    "respondent": str,
    "replies_per_respondent": str,
    "footer": str,
    "seed": int,
    "least_group": int,
    "plan_year_starts": str,
    "wording": dict,
    "long": dict,
    "slide_template": str,
}
_IN_WORDS = {str: "a text in quotes", int: "a whole number", dict: "a [section]"}


@dataclass(frozen=True)
class Settings:
    """What survey.toml says."""

    title: str
    respondent: str = "respondent"
    footer: str = ""
    seed: int = 0
    least_group: int = 5
    plan_year_starts: str = "07-01"
    wording: dict[str, str] = field(default_factory=lambda: dict(_WORDING))
    long: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Codebook:
    """The tables as read: text cells, index = spreadsheet row; and their files.

    strangers: sheets or files beside them that are no table of the codebook.
    """

    tables: dict[str, pd.DataFrame]
    files: dict[str, str]
    headers: dict[str, list[str]]
    strangers: dict[str, str] = field(default_factory=dict)


def read_settings(folder: Path) -> Settings:
    """Return survey.toml, with the defaults of what it leaves out."""
    path = folder / "survey.toml"
    if not folder.is_dir():
        raise SurveyError(f"There is no survey folder {folder}. Check the path.")
    if not path.is_file():
        raise SurveyError(
            f"{folder.name}/survey.toml is missing; a survey folder has one."
        )
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SurveyError(f"survey.toml cannot be read: {error}.") from error
    return _settings(said, folder.name)


def _settings(said: dict[str, Any], name: str) -> Settings:
    _check_settings(said, _SETTINGS)
    wording = said.get("wording", {})
    _check_settings(wording, dict.fromkeys(_WORDING, str), "wording.")
    if said.get("replies_per_respondent", "one") != "one":
        raise SurveyError(
            'survey.toml: replies_per_respondent can only be "one" so far.'
        )
    taken = {key: said[key] for key in Settings.__dataclass_fields__ if key in said}
    return Settings(**{"title": name, **taken, "wording": _WORDING | wording})


def _check_settings(
    said: dict[str, Any], known: dict[str, type], section: str = ""
) -> None:
    for key, value in said.items():
        if key not in known:
            raise SurveyError(
                f'survey.toml: "{section}{key}" is no setting.{hint(key, known)} '
                "Correct or delete it."
            )
        if type(value) is not known[key]:
            raise SurveyError(
                f"survey.toml: {section}{key} is {value!r}; write "
                f"{_IN_WORDS[known[key]]}."
            )


def read_codebook(folder: Path) -> Codebook:
    """Return the codebook's tables from its CSV files or its one workbook."""
    book = folder / "codebook.xlsx"
    if not book.is_file():
        book = folder / "codebook" / "codebook.xlsx"
    texts = sorted((folder / "codebook").glob("*.csv"))
    if book.is_file() and texts:
        raise SurveyError(
            f"{folder.name} has codebook.xlsx and codebook/*.csv; keep one of the two."
        )
    if book.is_file():
        found = {plain(n): (book, n) for n in sheet_names(book)}
        place = "codebook.xlsx, sheet {}"
    else:
        found = {path.stem: (path, "") for path in texts}
        place = "codebook/{}.csv"
    for name in NEEDED:
        if name not in found:
            raise SurveyError(
                f"{folder.name}: the codebook has no table {name}."
                f"{hint(name, found)} Every survey needs {', '.join(NEEDED)}."
            )
    sheets = {n: read_sheet_or_nothing(*found[n]) for n in CODEBOOK if n in found}
    files = {n: place.format(n) for n in CODEBOOK}
    return Codebook(
        {n: _table(n, sheets.get(n, []), files[n]) for n in CODEBOOK},
        files,
        {n: [plain(cell) for cell in rows[0]] for n, rows in sheets.items() if rows},
        {n: place.format(n) for n in found if n not in CODEBOOK},
    )


def read_sheet_or_nothing(path: Path, sheet: str = "") -> list[list[str]]:
    """Return the rows of an own table; an empty one has none and is no mistake."""
    if path.suffix not in WORKBOOKS and not path.stat().st_size:
        return []
    try:
        return read_sheet(path, sheet)[1]
    except SurveyError as error:
        if "no cell is filled" in str(error):
            return []
        raise


def _table(name: str, rows: list[list[str]], place: str) -> pd.DataFrame:
    """Return one table, every declared column present, trimmed text, "" for blank."""
    headers = [plain(cell) for cell in rows[0]] if rows else list(CODEBOOK[name])
    for key in KEYS[name]:
        if key not in headers:
            raise SurveyError(f"{place}: column {key} is missing.{hint(key, headers)}")
    doubled = {h for h in headers if h and headers.count(h) > 1}
    if doubled:
        raise SurveyError(f"{place}: column {min(doubled)} stands there twice.")
    cells = [[plain(cell) for cell in row] for row in rows[1:]]
    frame = pd.DataFrame(cells, columns=headers, dtype="str")
    frame.index = pd.RangeIndex(2, len(cells) + 2, name="row")
    frame = frame.loc[:, [h != "" for h in headers]]
    for column in CODEBOOK[name]:
        if column not in frame:
            frame[column] = ""
    for column in _YES_OR_NO.get(name, ()):
        frame[column] = frame[column].map(_yes_or_no_word)
    frame = frame.astype("str")
    return frame[(frame != "").any(axis=1)]


def _yes_or_no_word(text: str) -> str:
    said = yes_or_no(text)
    return text if said is None else "yes" if said else "no"
