"""The audit of what is written: the workbook of an edition, the data of its charts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from rocb_analysis.attack import Figures, attack
from rocb_analysis.audit import figures, in_words
from rocb_analysis.exports.editions import InEdition
from rocb_analysis.exports.workbook_sheets import FIRST, HEAD
from rocb_analysis.response import ALL
from rocb_analysis.tables import COUNT, TABLES, SurveyError

# Cells that say how many, by table and key.
_SAID = {
    "priorities": ("round sub_region subject_id", "needing least most"),
    "changes": ("from_round to_round subject_id", "rose fell"),
}


def audit_written(told: InEdition, folder: Path) -> None:
    """Attack the edition that lies in a folder, as somebody would who has its files.

    The workbook holds every table; data of charts may say no more than it, and words of
    sub-regions no more than was audited.

    Raises SurveyError, in one sentence, for the first number that is told.
    """
    sheets = _sheets(folder / "workbook.xlsx")
    for path in sorted((folder / "charts").glob("*.csv")):
        for what in _beyond(path, sheets, told):
            raise SurveyError(f"{folder.name}/charts/{path.name} tells {what}.")
    own = _figures(sheets, told)
    if own is None or (told.figures and _same(own, told.figures)):
        return
    others = [one.as_figures() for one in told.releases]
    rule, subjects = told.rule, told.results.survey.subjects
    found = attack(
        [own, *others],
        picks=rule.picks,
        areas=rule.areas,
        least_group=rule.least_group,
    )
    if found:
        labels = dict(zip(subjects["subject_id"], subjects["label"], strict=True))
        raise SurveyError(
            f"{folder.name}/workbook.xlsx tells {in_words(found[0], labels)}."
        )


def _sheets(path: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a workbook: counts as whole numbers, labels as text."""
    book = CalamineWorkbook.from_path(str(path))
    found = {}
    for name in set(book.sheet_names) & set(TABLES):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        heads = [str(head) for head in rows[HEAD]] if len(rows) > HEAD else []
        table = pd.DataFrame(rows[FIRST:], columns=heads, dtype="object")
        counts = {c.name for c in TABLES[name].columns if c.type == COUNT}
        for column in counts & set(table):
            table[column] = table[column].map(
                lambda c: int(c) if isinstance(c, int | float) else c
            )
        found[name] = table
    return found


def _figures(sheets: dict[str, pd.DataFrame], told: InEdition) -> Figures | None:
    """Return the figures that are written, with the words of sub-regions."""
    if not {"priorities", "changes"} <= set(sheets) or told.figures is None:
        return None
    region = sheets["priorities"]
    if region.empty:
        return None
    words = told.figures.words.drop(columns="as_of")
    return figures(
        region[region["sub_region"] == ALL],
        sheets["changes"],
        words,
        told.rule.repeated.as_of,
        told.figures.replies,
    )


def _same(written: Figures, audited: Figures) -> bool:
    """Say whether what is written is, cell by cell, what the audit found in doubt."""
    return all(
        _cells(getattr(written, name)) == _cells(getattr(audited, name))
        for name in ("counts", "changes", "words")
    )


def _cells(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    blank = rows.astype("object").fillna("")
    return sorted(tuple(map(str, row)) for row in blank.itertuples(index=False))


def _beyond(
    path: Path, sheets: dict[str, pd.DataFrame], told: InEdition
) -> Iterator[str]:
    """Yield what the data of a chart says that neither tables nor audited words say."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name, (keys, columns) in _SAID.items():
        by, said = keys.split(), [c for c in columns.split() if c in rows]
        if not said or not set(by) <= set(rows) or name not in sheets:
            continue
        known = sheets[name].set_index(by)[said].astype(str)
        for row in rows.to_dict("records"):
            key = tuple(row[one] for one in by)
            for column in said:
                cell = str(known[column].get(key, ""))
                if row[column] not in ("", cell):
                    yield f"{column} of {' / '.join(key)}, which the tables do not"
    if "shown" in rows and told.figures is not None:
        words = told.figures.words
        audited = set(
            zip(words["sub_region"], words["subject_id"], words["shown"], strict=True)
        )
        for row in rows.to_dict("records"):
            if (row["sub_region"], row["subject_id"], row["shown"]) not in audited:
                where = f"{row['subject_id']} in {row['sub_region']}"
                yield f"{where}, which was not audited"
