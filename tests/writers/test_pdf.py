"""The PDF brief, read back: tagged, whole, on one page where it should be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from rocb_analysis.brief.contents import make_brief
from rocb_analysis.brief.findings import Finding
from rocb_analysis.writers.layout import BEHIND, FOLLOWS, shown
from rocb_analysis.writers.pdf import write_pdf
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
    path = document(request.param, "brief.pdf")
    return shipped(request.param), PdfReader(path)


def opened(folder: Path, *findings: Finding, **said) -> PdfReader:
    path = folder / "brief.pdf"
    write_pdf(small(*findings, **said), path)
    return PdfReader(path)


def packed(text: str) -> str:
    """Return a text without spaces and line ends, which a PDF does not keep."""
    return "".join(text.replace("\u200b", "").split())


@cache
def text_of(reader: PdfReader) -> str:
    return "".join(packed(page.extract_text()) for page in reader.pages)


def tags(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every element of the tree that a screen reader follows."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, ArrayObject):
            waiting += one[::-1]
        elif isinstance(one, DictionaryObject):
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one["/K"])


def tagged(reader: PdfReader, name: str) -> list[DictionaryObject]:
    return [tag for tag in tags(reader) if tag["/S"] == name]


def test_every_sentence_stands_in_the_document(written):
    brief, reader = written
    text = text_of(reader)
    lost = [s for f in brief.findings for s in f.sentences if packed(s) not in text]
    assert lost == []


def test_every_row_of_every_table_stands_in_the_document(written):
    brief, reader = written
    text = text_of(reader)
    for finding in brief.findings:
        if finding.table is not None:
            rows = shown(finding.table).rows
            assert [row for row in rows if packed("".join(row)) not in text] == []


def test_every_picture_has_the_words_of_its_chart(written):
    brief, reader = written
    said = [str(figure["/Alt"]) for figure in tagged(reader, "/Figure")]
    assert sorted(said) == sorted(f.chart.alt for f in brief.findings if f.chart)


def test_tables_are_tables_with_headings(written):
    brief, reader = written
    tables = [f.table for f in brief.findings if f.table is not None]
    assert len(tagged(reader, "/Table")) == len(tables)
    headings = sum(len(table.columns) for table in tables)
    assert len(tagged(reader, "/TH")) == headings


def test_titles_are_headings(written):
    brief, reader = written
    behind = BEHIND if brief.edition != "internal" else set()
    first = [f for f in brief.findings if f.key not in behind]
    assert len(tagged(reader, "/H1")) >= len(first)
    assert len(tagged(reader, "/H1") + tagged(reader, "/H2")) >= len(brief.findings)


def test_the_file_says_that_it_keeps_to_pdf_ua(written):
    brief, reader = written
    root = reader.trailer["/Root"]
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == f"{brief.title}, round {brief.round}"


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_the_brief_has_one_page_and_what_follows_begins_on_the_next(edition):
    brief, reader = shipped(edition), PdfReader(document(edition, "brief.pdf"))
    first, second, *_ = [packed(page.extract_text()) for page in reader.pages]
    assert packed(brief.findings[-1].sentences[-1]) in first
    assert packed(FOLLOWS) in second


@pytest.mark.parametrize("marks", [MARKS, ()])
def test_synthetic_data_are_marked_on_every_page_and_real_ones_are_not(tmp_path, marks):
    reader = opened(tmp_path, with_table(90), marks=marks)
    assert len(reader.pages) > 1
    for page in reader.pages:
        text = page.extract_text()
        assert (MARKS[0] in text) is bool(marks)
        assert "PRELIMINARY as of 2024-01-15" in text


def test_a_long_table_goes_on_under_its_headings(tmp_path):
    pages = opened(tmp_path, with_table(90)).pages
    for page in pages:
        assert "Named by" in page.extract_text()
    assert "Subject 90" in pages[-1].extract_text()


def test_hard_texts_are_written_as_they_are(tmp_path):
    text = text_of(opened(tmp_path, HARD))
    told = [said for said in SAID_HARD if "日本語" not in said]
    assert [said for said in told if packed(said) not in text] == []


def test_letters_without_a_font_are_told_of(tmp_path):
    told = packed("stand as boxes")
    assert told in text_of(opened(tmp_path, HARD))
    assert told not in text_of(opened(tmp_path, with_table(3)))


def test_nothing_is_smaller_than_9_points(tmp_path):
    sizes = []

    def look(text, ctm, matrix, _font, size):
        if text.strip():
            sizes.append(abs(size * matrix[3] * ctm[3]))

    for page in opened(tmp_path, HARD, with_table(20)).pages:
        page.extract_text(visitor_text=look)
    assert min(sizes) >= 8.99


def test_the_letters_are_in_the_file(tmp_path):
    for page in opened(tmp_path, with_table(3)).pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            described = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described)
            assert "DejaVuSans" in described["/FontName"]


def test_the_same_brief_has_the_same_bytes_in_every_folder(tmp_path):
    told = in_edition("heads")
    again = make_brief(told.results, told.rule)
    one, two = tmp_path / "one" / "brief.pdf", tmp_path / "two" / "other.pdf"
    write_pdf(shipped("heads"), one)
    write_pdf(again, two)
    assert one.read_bytes() == two.read_bytes()


def test_the_file_holds_no_time(tmp_path):
    about = opened(tmp_path, HARD).metadata
    assert about.creation_date is None
    assert about.modification_date is None
