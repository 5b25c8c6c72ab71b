"""Where each number comes from: numbers of a brief, led to the rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, replace

import pandas as pd

from rocb_analysis.exports.claims import Source, sources
from rocb_analysis.exports.findings import Brief, Finding
from rocb_analysis.exports.workbook_sheets import FIRST, Heading, Sheet
from rocb_analysis.survey.wording import in_words
from rocb_analysis.tables import TABLES

_HEADINGS = (
    Heading("finding", "the heading it stands under"),
    Heading("sentence", "as the brief says it"),
    Heading("number", "as the sentence says it; leads to its cell"),
    Heading("table", "sheet of this workbook"),
    Heading("row", "key of the row"),
    Heading("column", "of the table"),
    Heading("rule", "how the number is made of it; blank = as it stands"),
)


def claims_of(brief: Brief) -> pd.DataFrame:
    """Return a row for each number that the sentences of a brief say, in their order.

    Columns finding (its title), sentence, number (text), and table, row, column, rule
    as `claims.Source` has them.
    """
    rows = [
        (finding.title, str(sentence), number, *_told(source, finding))
        for finding in brief.findings
        for sentence in finding.sentences
        for number, source in sources(sentence)
    ]
    return pd.DataFrame(rows, columns=[heading.name for heading in _HEADINGS])


def _told(source: Source, finding: Finding) -> tuple[str, ...]:
    """Return where a number stands, its rule in the words of the survey."""
    return astuple(replace(source, rule=in_words(source.rule, finding.wording)))


def claims_sheet(claims: pd.DataFrame, tables: Mapping[str, Sheet]) -> Sheet:
    """Return a row for each number that the brief says, with its place in the tables.

    claims: as `claims_of` gives them. tables: the sheets of the tables, by name; a
    number leads to its cell there.
    """
    rows = claims[[heading.name for heading in _HEADINGS]].reset_index(drop=True)
    said = set(rows["table"])
    places = {name: _places(one) for name, one in tables.items() if name in said}
    links = {}
    for number, claim in enumerate(rows.to_dict("records")):
        row = places.get(claim["table"], {}).get(claim["row"])
        if row is not None:
            sheet = tables[claim["table"]]
            names = [heading.name for heading in sheet.headings]
            # Of a difference the first column.
            first = claim["column"].split(" - ")[0]
            column = names.index(first) if first in names else 0
            links[number, 2] = (sheet.name, row, column)
    about = "A row is a number that the brief says."
    return Sheet("Where each number comes from", about, _HEADINGS, rows, links)


def _places(sheet: Sheet) -> dict[str, int]:
    """Return the row in the sheet of each key, its parts joined by " / "."""
    names = [heading.name for heading in sheet.headings]
    columns = [sheet.rows.iloc[:, names.index(key)] for key in TABLES[sheet.name].key]
    keys = zip(*(column.astype("object").fillna("") for column in columns), strict=True)
    return {" / ".join(map(str, key)): row for row, key in enumerate(keys, FIRST)}
