"""Draft the members of a frame from a table with their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rocb_analysis.intake.draft.names import Names
from rocb_analysis.survey.folder import CODEBOOK
from rocb_analysis.survey.sheets import read_sheet
from rocb_analysis.survey.text import hint, plain
from rocb_analysis.tables import SurveyError

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
            **{c: row[c] for c in CODEBOOK["members"] if row.get(c)},
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
