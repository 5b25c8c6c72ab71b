"""The Word brief, read back: nothing lost, nothing small, the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from rocb_analysis.brief.contents import make_brief
from rocb_analysis.brief.findings import Finding
from rocb_analysis.writers.layout import BEHIND, shown
from rocb_analysis.writers.word import write_word
from tests.briefs import (
    EDITIONS,
    HARD,
    MARKS,
    SAID_HARD,
    in_edition,
    shipped,
    small,
    with_table,
)
from tests.released import document


@pytest.fixture(scope="module", params=EDITIONS)
def written(request):
    """A shipped brief and its document, by edition."""
    path = document(request.param, "brief.docx")
    return shipped(request.param), docx.Document(str(path))


def opened(folder: Path, *findings: Finding, **said):
    path = folder / "brief.docx"
    write_word(small(*findings, **said), path)
    return docx.Document(str(path))


def texts_of(table):
    return tuple(tuple(cell.text for cell in row.cells) for row in table.rows)


def test_every_sentence_stands_in_the_document(written):
    brief, document = written
    text = "\n".join(p.text for p in document.paragraphs)
    for finding in brief.findings:
        for sentence in finding.sentences:
            assert sentence in text


def test_every_table_has_the_headings_and_cells_of_the_brief(written):
    brief, document = written
    expected = [shown(f.table) for f in brief.findings if f.table is not None]
    assert [texts_of(table) for table in document.tables] == [
        (table.headings, *table.rows) for table in expected
    ]


def test_every_picture_has_the_words_of_its_chart(written):
    brief, document = written
    pictures = document.element.body.iter(qn("wp:docPr"))
    said = [picture.get("descr") for picture in pictures]
    assert sorted(said) == sorted(f.chart.alt for f in brief.findings if f.chart)


def test_titles_of_findings_are_real_headings(written):
    brief, document = written
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    behind = BEHIND if brief.edition != "internal" else set()
    assert [h for h in headings if h in {f.title for f in brief.findings}] == [
        f.title for f in brief.findings if f.key not in behind
    ]


def test_headings_of_tables_stand_again_on_the_next_page(written):
    for table in written[1].tables:
        marked = [row._tr.find(f".//{qn('w:tblHeader')}") for row in table.rows]
        assert marked[0] is not None
        assert not any(mark is not None for mark in marked[1:])


def test_nothing_is_smaller_than_9_points(written):
    document = written[1]
    section = document.sections[0]
    parts = (document.element, section.header._element, section.footer._element)
    sizes = [
        int(size.get(qn("w:val"))) for part in parts for size in part.iter(qn("w:sz"))
    ]
    used = [paragraph.style.font.size for paragraph in document.paragraphs]
    sizes += [2 * size.pt for size in used if size]
    assert min(sizes) >= 18


def test_no_table_and_no_picture_is_wider_than_the_page(written):
    document = written[1]
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= room + 12700
    for shape in document.inline_shapes:
        assert shape.width <= room


@pytest.mark.parametrize("marks", [MARKS, ()])
def test_synthetic_data_are_marked_on_every_page_and_real_ones_are_not(tmp_path, marks):
    document = opened(tmp_path, HARD, marks=marks)
    header = document.sections[0].header.paragraphs[0].text
    assert (MARKS[0] in header) is bool(marks)
    assert "PRELIMINARY as of 2024-01-15" in header


def test_hard_texts_are_written_as_they_are(tmp_path):
    document = opened(tmp_path, HARD)
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    said = [p.text for p in document.paragraphs] + cells
    assert [text for text in SAID_HARD if text not in said] == []


def test_a_word_in_a_column_of_numbers_stands_at_the_right_too(tmp_path):
    table = opened(tmp_path, with_table(3)).tables[0]
    assert table.cell(1, 1).text == "fewer than 5"
    assert [str(row.cells[1].paragraphs[0].alignment) for row in table.rows] == [
        "RIGHT (2)"
    ] * 4


def test_the_list_of_contents_leads_to_every_heading(tmp_path):
    document = opened(tmp_path, HARD, with_table(3))
    links = document.element.body.iter(qn("w:hyperlink"))
    leads = [link.get(qn("w:anchor")) for link in links]
    starts = document.element.body.iter(qn("w:bookmarkStart"))
    assert leads == [start.get(qn("w:name")) for start in starts]
    assert len(leads) == 2


def test_the_same_brief_has_the_same_bytes_in_every_folder(tmp_path):
    told = in_edition("heads")
    again = make_brief(told.results, told.rule)
    one, two = tmp_path / "one" / "brief.docx", tmp_path / "two" / "other.docx"
    write_word(shipped("heads"), one)
    write_word(again, two)
    assert one.read_bytes() == two.read_bytes()


def test_the_file_holds_no_time_and_no_person(tmp_path):
    write_word(small(HARD), tmp_path / "brief.docx")
    with zipfile.ZipFile(tmp_path / "brief.docx") as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
        assert "docProps/thumbnail.jpeg" not in file.namelist()
    assert not re.search("created|modified|creator|lastModifiedBy", core)
    assert "Tiny survey, round r2" in core
