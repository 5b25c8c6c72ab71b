"""Draft a whole survey folder from one export."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rocb_analysis.core.files import bytes_of, sha256_of, write
from rocb_analysis.core.folders import new_folder
from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted, hint, plain
from rocb_analysis.drafting.codebook_edit import (
    DraftedCodebook,
    Names,
    csv_bytes,
    review_bytes,
    slug,
    table_bytes,
)
from rocb_analysis.drafting.grids import near_pairs
from rocb_analysis.drafting.kinds import Dates
from rocb_analysis.drafting.new_questions import (
    Columns,
    draft_columns,
    may_name_respondent,
)
from rocb_analysis.intake.export import Export, read_export
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.codebook import CODEBOOK
from rocb_analysis.survey.records import EXPORTS

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PIECES = re.compile(r"[][,;|./]")
_UNKNOWN = "1"
_RESPONDENT = "respondent"
_NO_MEMBER = "name of no member"


@dataclass(frozen=True)
class NewSurvey:
    """What was drafted: the folder, the round's label, and sentences about it."""

    folder: Path
    label: str
    sentences: tuple[str, ...]


def new_survey(target: Path, export: Path, *, members: Path | None = None) -> NewSurvey:
    """Draft a survey folder from one export; nothing in it is sure.

    Every header is mapped or ignored, kinds and scales are suggested from the answers
    met, `about` stays blank, and review/<round>.csv says of each suggestion why.
    With members (a table with a column `name`) they become the frame.

    Raises SurveyError if the folder is not empty, or a file cannot be read; then
    nothing is made.
    """
    raw = bytes_of(export)
    with new_folder(target) as folder:
        _begin(folder, export.name, raw)
        read = read_export(read_survey(folder).round_files[0])
        frame = members_in(members) if members else Frame([])
        columns = Columns.of(read)
        drafted, dates = _drafted(columns, export.stem, frame.rows)
        _tell_part(drafted, frame)
        _add_round(drafted, read, dates, sha256_of(raw))
        _write(folder, drafted, title=_title(target), part=frame.part)
        read_survey(folder)
    return NewSurvey(target, drafted.label, tuple(_sentences(drafted, columns, dates)))


def _begin(folder: Path, name: str, raw: bytes) -> None:
    """Write the least a survey folder needs, so that the export can be read by it."""
    write(folder / "rounds" / name, raw)
    write(folder / "survey.toml", 'title = "Draft"\n')
    least = {
        "rounds": csv_bytes(["round", "file"], [{"round": _UNKNOWN, "file": name}]),
        "questions": csv_bytes(["question_id", "kind"], []),
        "columns": csv_bytes(["question_id", _UNKNOWN], []),
    }
    for table, text in least.items():
        write(folder / "codebook" / f"{table}.csv", text)


def _drafted(
    columns: Columns, stem: str, known: list[dict[str, str]]
) -> tuple[DraftedCodebook, Dates]:
    """Return the drafted tables, and how dates are written."""
    read = columns.export
    cells = {cell for row in [read.headers, *read.rows] for cell in row}
    texts = {plain(piece) for cell in cells for piece in _PIECES.split(cell)}
    # An id that is another subject's label would name both.
    taken = {text for text in texts if text and text == slug(text)}
    drafted = DraftedCodebook(_UNKNOWN, subjects=Names("s", taken=taken))
    for row in known:
        drafted.add("members", **row)
    dates = draft_columns(drafted, columns, names_in(known))
    label = _label(stem, dates)
    for row in drafted.rows.get("columns", []):
        row[label] = row.pop(_UNKNOWN)
    drafted.label = label
    _name_members(drafted, columns, known)
    return drafted, dates


def _label(stem: str, dates: Dates) -> str:
    """Return the year of the round if file name and dates leave one only, else "1"."""
    named = set(_YEAR.findall(stem))
    dated = {day[:4] for day in dates.days}
    found = named or dated
    agree = len(found) == 1 and (not named or not dated or named <= {min(dated)})
    return found.pop() if agree else _UNKNOWN


def _title(target: Path) -> str:
    return target.absolute().name.replace("_", " ").strip().capitalize()


def _name_members(
    drafted: DraftedCodebook, columns: Columns, known: list[dict[str, str]]
) -> None:
    """Suggest, for each name in the export that is no member's, the nearest one."""
    asking = [q for q in drafted.rows.get("questions", []) if q["kind"] == "respondent"]
    if not known or not asking:
        return
    name = asking[0]["question_id"]
    mapped = [c for c in drafted.rows["columns"] if c["question_id"] == name]
    cells = columns.cells[mapped[0][drafted.label]]
    unmet = list(dict.fromkeys(plain(cell) for cell in cells if plain(cell)))
    unmet = [found for found in unmet if found not in names_in(known)]
    names = [row["name"] for row in known]
    for found in unmet:
        near = near_pairs([found], names)
        guess = names[near[0].second] if near else ""
        drafted.suggest(
            _NO_MEMBER,
            found,
            guess,
            "It is none of the names in members",
            likeness=f"{near[0].likeness:.2f}" if near else "",
            to_decide="write it in codebook/spellings.csv (list member), with the "
            "member_id it means",
        )


def _tell_part(drafted: DraftedCodebook, frame: Frame) -> None:
    """Say which column of the members is taken for their sub-region."""
    if frame.part:
        drafted.suggest(
            "column of members",
            frame.part,
            "sub_region",
            f"The members are told apart by {frame.part}",
            to_decide="clear sub_region in members if results are not to be shown by "
            "it; documents call it as [wording] sub_region in survey.toml says",
        )


def _add_round(
    drafted: DraftedCodebook, read: Export, dates: Dates, sha256: str
) -> None:
    """Add the row of rounds, with what the export says for certain."""
    ballots = [q for q in drafted.rows.get("questions", []) if q["kind"] == "top_n"]
    places = [
        row
        for row in drafted.rows.get("columns", [])
        if ballots and row["question_id"] == ballots[0]["question_id"]
    ]
    drafted.add(
        "rounds",
        round=drafted.label,
        file=read.file.file,
        asked_on=dates.first_day,
        status="open",
        sheet=read.sheet,
        export=read.tool.name if read.tool.name in EXPORTS else "",
        date_format=dates.date_format,
        data_kind="real",
        picks_allowed=str(len(places)) if len(places) > 1 else "",
        sha256=sha256,
    )
    why = "The day of the earliest reply" if dates.is_certain else "No certain date"
    drafted.suggest(
        "round",
        drafted.label,
        f"asked_on {dates.first_day or 'blank'}",
        why,
        to_decide="write the day the survey was sent out in rounds, asked_on",
    )


def _write(folder: Path, drafted: DraftedCodebook, *, title: str, part: str) -> None:
    settings = [
        f"title = {json.dumps(title, ensure_ascii=False)}",
        f'respondent = "{_RESPONDENT}"',
        'replies_per_respondent = "one"',
        'footer = ""',
        "seed = 1",
        "least_group = 5",
        "",
        "[wording]",
        f'member = "{_RESPONDENT}"',
        *([f'sub_region = "{part}"'] if part else []),
    ]
    write(folder / "survey.toml", "\n".join(settings) + "\n")
    for name, raw in table_bytes(drafted).items():
        write(folder / "codebook" / f"{name}.csv", raw)
    write(folder / "review" / f"{drafted.label}.csv", review_bytes(drafted.review))


def _sentences(
    drafted: DraftedCodebook, columns: Columns, dates: Dates
) -> Iterator[str]:
    """Yield what was drafted and what could not be known."""
    number = {name: len(found) for name, found in drafted.rows.items()}
    read = columns.export
    yield (
        f"Read {counted(len(read.rows), 'row')} of {read.file.file} "
        f"({read.tool.name.replace('_', ' ')}): "
        f"{counted(number.get('questions', 0), 'question')}, "
        f"{counted(number.get('ignored_columns', 0), 'column')} left out with a reason."
    )
    if not dates.is_certain:
        yield "No date of a reply is certain: write asked_on in codebook/rounds.csv."
    if len(dates.candidates) > 1:
        yield (
            f"Dates can be read as {' or '.join(dates.candidates[:2])}: write "
            "date_format in codebook/rounds.csv."
        )
    unmet = sum(row["what"] == _NO_MEMBER for row in drafted.review)
    if unmet:
        yield (
            f"{counted(unmet, 'name is', 'names are')} no member's: write each in "
            "codebook/spellings.csv (list member), with the member_id it means."
        )
    if not any(q["kind"] == "respondent" for q in drafted.rows.get("questions", [])):
        may = may_name_respondent(columns)
        names = "No column gives each reply a respondent of its own"
        if may:
            names = f'"{may}" may name the respondent, but not a new one in each row'
        yield (
            f"{names}, so every row counts as a reply; if a column names the "
            "respondent, write respondent as its kind in codebook/questions.csv."
        )


# Draft the members of a frame from a table with their names.

# Headings under which a table of members tells where each belongs.
_PARTS = ("subregion", "district", "region", "area")


@dataclass(frozen=True)
class Frame:
    """Members of a frame, and the heading that is taken for sub_region, or ""."""

    rows: list[dict[str, str]]
    part: str = ""


def members_in(path: Path) -> Frame:
    """Return rows of members from a CSV file or workbook with a column `name`.

    Other columns of the members table are taken over, whatever else is left out; a
    member without a member_id gets one made of its name. Where no column is called
    sub_region, a district, region or area is taken for it.

    Raises SurveyError if the file cannot be read, has no column name, or names twice.
    """
    if not path.is_file():
        raise SurveyError(f"There is no file {path}. Check the path.")
    rows = read_sheet(path)[1]
    headers = [re.sub("[ -]", "_", plain(cell).casefold()) for cell in rows[0]]
    if "name" not in headers:
        raise SurveyError(
            f"{path.name} has no column name.{hint('name', headers)} Give the column "
            "with the members' names the heading name."
        )
    part = next((one for one in _PARTS if one in headers), "")
    part = "" if "sub_region" in headers else part
    headers = ["sub_region" if part and one == part else one for one in headers]
    told = [dict(zip(headers, map(plain, row), strict=False)) for row in rows[1:]]
    told = [row for row in told if row["name"]]
    _once(path, [row["name"] for row in told])
    ids = Names("m", taken={row["member_id"] for row in told if row.get("member_id")})
    members = [
        {
            **{c: row[c] for c in CODEBOOK["members"].column_names if row.get(c)},
            "member_id": row.get("member_id") or ids.of(row["name"]),
        }
        for row in told
    ]
    return Frame(members, part)


def _once(path: Path, names: list[str]) -> None:
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise SurveyError(
            f'{path.name} names "{twice[0]}" twice; keep one of the rows.'
        )


def names_in(members: list[dict[str, str]]) -> set[str]:
    """Return every text by which a member is met: id, name and short name."""
    fields = ("member_id", "name", "short_name")
    return {row[field] for row in members for field in fields if row.get(field)}
