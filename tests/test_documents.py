"""What the documents promise is what the project holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rocb_analysis.core.tables import TABLES
from rocb_analysis.delivery.activities import REGISTER
from rocb_analysis.plan.planning_book import PLANNING
from rocb_analysis.survey.codebook import CODEBOOK
from rocb_analysis.survey.records import KINDS
from rocb_analysis.survey.schema import Column, OfficeTable

ROOT = Path(__file__).resolve().parent.parent


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_data_card_explains_every_column_of_a_table(table: object) -> None:
    card = text("data/README.md").split(f"### {table.name}\n", 1)[1]
    card = card.split("\n### ", 1)[0]
    assert f"A row is {table.row}. Key: {', '.join(table.key)}." in card
    for column in table.columns:
        assert re.search(
            rf"\| {column.name} \| [^|]+ \| {re.escape(column.meaning)} \|", card
        )


OFFICE_TABLES = (*CODEBOOK.values(), *REGISTER.values(), *PLANNING.values())


def office_page() -> str:
    """Return the page of the tables that the office keeps, as data/README.md has it."""
    head = ["| table | one row is | columns | key |", "|---|---|---|---|"]
    return "\n".join([*head, *map(office_row, OFFICE_TABLES)])


def office_row(table: OfficeTable) -> str:
    """Return one table as a row: its columns, needed ones bold, with what they hold."""
    columns = ", ".join(
        (f"**{c.name}**" if c.needed else c.name) + (f" ({holds})" if holds else "")
        for c in table.columns
        for holds in ["; ".join(filter(None, [c.form.name, c.refers and of(c)]))]
    )
    note = f"; {table.note}" if table.note else ""
    key = ", ".join(table.key)
    return f"| {table.name} | {table.row} | {columns}{note} | {key} |"


def of(column: Column) -> str:
    """Return which list a column names, and whether several of it."""
    return (
        f"of {column.refers}, joined by `;`" if column.many else f"of {column.refers}"
    )


def test_the_data_card_has_the_tables_of_the_office_as_they_are_declared() -> None:
    """Where a declaration changed, paste what `office_page` returns."""
    assert office_page() in text("data/README.md")


@pytest.mark.parametrize("table", OFFICE_TABLES, ids=lambda table: table.name)
def test_a_table_of_the_office_declares_each_column_once(table: OfficeTable) -> None:
    assert len(set(table.column_names)) == len(table.column_names)


@pytest.mark.parametrize("table", CODEBOOK.values(), ids=list(CODEBOOK))
def test_a_column_of_the_codebook_refers_to_a_table_of_it(table: OfficeTable) -> None:
    assert {c.refers for c in table.columns if c.refers} <= set(CODEBOOK)


def test_the_data_card_names_every_kind_of_question() -> None:
    assert [kind for kind in KINDS if kind not in text("data/README.md")] == []


def test_the_readme_s_commands_are_those_of_the_makefile() -> None:
    named = set(re.findall(r"make ([a-z-]+)", text("README.md"))) - {"and"}
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert named <= targets


def test_the_conda_file_has_one_line_of_pip_and_it_is_the_lock() -> None:
    assert text("environment.yml").split("- pip:\n")[1].split() == [
        "-",
        "-r",
        "requirements.txt",
    ]


def test_the_lock_has_hashes_for_every_package_and_no_address() -> None:
    packages = re.split(r"\n(?=[a-z0-9])", text("requirements.txt"))
    assert [p.split()[0] for p in packages if "--hash=sha256:" not in p] == []
    assert "://" not in text("requirements.txt")


def test_the_lock_serves_windows_too() -> None:
    lock = text("requirements.txt")
    windows = re.findall(r"^(\S+) ; .*(?:win32|'nt').*\\\n +--hash=", lock, re.M)
    assert {name.split("==")[0] for name in windows} >= {"colorama", "pywinpty"}


def test_the_lock_names_each_package_the_project_asks_for() -> None:
    lock = {
        m.lower() for m in re.findall(r"^([\w.-]+)==", text("requirements.txt"), re.M)
    }
    asked = re.findall(r"^([A-Za-z][\w.-]*)", text("requirements.in"), re.MULTILINE)
    assert {name.replace("_", "-").lower() for name in asked} <= lock


def test_every_shipped_survey_has_a_data_card_and_every_other_is_ignored() -> None:
    shipped = set(re.findall(r"^!/data/raw/(\w+)/", text(".gitignore"), re.MULTILINE))
    cards = set(re.findall(r"^### (\w+):", text("data/README.md"), re.MULTILINE))
    assert shipped == cards
