"""The slides, read back: nothing lost, small, off the slide or on another thing."""

from __future__ import annotations

import zipfile
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from pptx import Presentation
from pptx.util import Inches

from rocb_analysis.brief.contents import make_brief
from rocb_analysis.brief.findings import Finding
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.writers.layout import shown
from rocb_analysis.writers.slides import write_slides
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
    """A shipped brief and its deck, by edition."""
    path = document(request.param, "brief.pptx")
    return shipped(request.param), Presentation(str(path))


def opened(folder: Path, *findings: Finding, template: Path | None = None, **said):
    path = folder / "brief.pptx"
    write_slides(small(*findings, **said), path, template=template)
    return Presentation(str(path))


def said_on(slide) -> str:
    """Return the words of a slide's boxes, its notes not among them."""
    boxes = [shape for shape in slide.shapes if shape.has_text_frame]
    return "\n".join(shape.text_frame.text for shape in boxes)


def tables_of(deck):
    """Return the rows of every table, the headings' row first."""
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    return [
        tuple(tuple(cell.text for cell in row.cells) for row in shape.table.rows)
        for shape in shapes
        if shape.has_table
    ]


def shapes_off_or_on_another(deck) -> list[str]:
    found = []
    for slide in deck.slides:
        boxes = [(s.name, s.left, s.top, s.width, s.height) for s in slide.shapes]
        found += [
            f"{slide.shapes.title.text}: {name} runs off"
            for name, left, top, width, height in boxes
            if left < 0
            or top < 0
            or left + width > deck.slide_width
            or top + height > deck.slide_height
        ]
        found += [
            f"{slide.shapes.title.text}: {one[0]} on {two[0]}"
            for one, two in combinations(boxes, 2)
            if one[1] < two[1] + two[3]
            and two[1] < one[1] + one[3]
            and one[2] < two[2] + two[4]
            and two[2] < one[2] + one[4]
        ]
    return found


def test_every_sentence_stands_on_a_slide_or_beside_a_chart_in_its_notes(written):
    brief, deck = written
    seen = "\n".join(said_on(slide) for slide in deck.slides)
    notes = "\n".join(
        slide.notes_slide.notes_text_frame.text
        for slide in deck.slides
        if slide.has_notes_slide
    )
    for finding in brief.findings:
        only_a_chart = finding.chart and finding.table is None
        for sentence in finding.sentences:
            assert sentence in (notes if only_a_chart else seen)


def test_tables_have_the_headings_and_first_rows_of_the_brief(written):
    brief, deck = written
    made = tables_of(deck)
    for finding in brief.findings:
        if finding.table is None:
            continue
        table = shown(finding.table)
        rows: tuple[tuple[str, ...], ...] = ()
        while made and made[0][0] == table.headings and len(rows) < len(table.rows):
            rows += made.pop(0)[1:]
        assert rows
        assert rows == table.rows[: len(rows)]
    assert made == []


def test_a_table_that_is_cut_says_so(tmp_path):
    deck = opened(tmp_path, with_table(40))
    (table,) = tables_of(deck)
    shown_rows = len(table) - 1
    assert 5 < shown_rows < 40
    assert f"First {shown_rows} of 40 rows" in said_on(deck.slides[1])


def test_an_empty_cell_is_no_higher_than_its_letters(tmp_path):
    table = pd.DataFrame({"Subject": ["Origin", "Valuation"], "Held": ["", "2024"]})
    deck = opened(tmp_path, Finding("told", "Told", ("Said.",), table=table))
    ends = deck.slides[1]._element.findall(".//{*}tbl//{*}endParaRPr")
    assert [end.get("sz") for end in ends] == ["1400"] * 6


def test_a_table_of_few_rows_is_never_cut(tmp_path):
    finding = with_table(12)
    long = Finding("told", "Told", ("A sentence. " * 40,), table=finding.table)
    made = tables_of(opened(tmp_path, long))
    rows = [row for table in made for row in table[1:]]
    assert tuple(rows) == shown(finding.table).rows


def test_every_picture_has_the_words_of_its_chart(written):
    brief, deck = written
    charts = [f.slide for f in brief.findings]
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    said = [
        shape._element._nvXxPr.cNvPr.get("descr")
        for shape in shapes
        if shape.name == "Chart"
    ]
    assert said == [chart.alt for chart in charts if chart]


def test_every_slide_has_a_title_of_its_own(written):
    titles = [slide.shapes.title.text for slide in written[1].slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_nothing_is_off_the_slide_or_on_another_thing(written):
    assert shapes_off_or_on_another(written[1]) == []


def test_nothing_is_smaller_than_14_points(written):
    for slide in written[1].slides:
        sizes = [
            int(run.get("sz")) for run in slide.element.iter("{*}rPr") if run.get("sz")
        ]
        assert min(sizes) >= 1400


def test_notes_hold_base_and_method(written):
    brief, deck = written
    by_key = {finding.key: finding for finding in brief.findings}
    for slide in list(deck.slides)[1:]:
        notes = slide.notes_slide.notes_text_frame.text
        assert by_key["replies"].sentences[0] in notes
        assert by_key["method"].sentences[0] in notes or (
            slide.shapes.title.text == by_key["method"].title
        )


def test_tables_have_a_row_of_headings(written):
    for slide in written[1].slides:
        for shape in slide.shapes:
            assert not shape.has_table or shape.table.first_row


@pytest.mark.parametrize("marks", [MARKS, ()])
def test_synthetic_data_are_marked_on_every_slide_and_real_ones_are_not(
    tmp_path, marks
):
    deck = opened(tmp_path, HARD, with_table(40), marks=marks)
    for slide in deck.slides:
        assert (MARKS[0] in said_on(slide)) is bool(marks)
        assert "PRELIMINARY as of 2024-01-15" in said_on(slide)


def test_hard_texts_are_written_as_they_are(tmp_path):
    deck = opened(tmp_path, HARD)
    said = "\n".join(said_on(slide) for slide in deck.slides)
    cells = [cell for table in tables_of(deck) for row in table for cell in row]
    assert [text for text in SAID_HARD if text not in said and text not in cells] == []


def test_words_too_many_for_a_slide_go_on_on_the_next(tmp_path):
    sentences = tuple(f"Sentence {n} " + "says much " * 30 for n in range(20))
    deck = opened(tmp_path, Finding("long", "Long", sentences))
    seen = "\n".join(said_on(slide) for slide in deck.slides)
    assert [n for n in range(20) if f"Sentence {n} " not in seen] == []
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[1:3] == [
        f"Long (1 of {len(titles) - 1})",
        f"Long (2 of {len(titles) - 1})",
    ]
    assert shapes_off_or_on_another(deck) == []


def test_the_same_brief_has_the_same_bytes_in_every_folder(tmp_path):
    told = in_edition("heads")
    again = make_brief(told.results, told.rule)
    one, two = tmp_path / "one" / "brief.pptx", tmp_path / "two" / "other.pptx"
    write_slides(shipped("heads"), one)
    write_slides(again, two)
    assert one.read_bytes() == two.read_bytes()


def test_the_file_holds_no_time_and_no_person(tmp_path):
    deck = opened(tmp_path, HARD)
    about = deck.core_properties
    assert (about.created, about.modified, about.author) == (None, None, "")
    with zipfile.ZipFile(tmp_path / "brief.pptx") as file:
        times = {entry.date_time for entry in file.infolist()}
        assert "docProps/thumbnail.jpeg" not in file.namelist()
    assert times == {(1980, 1, 1, 0, 0, 0)}


@pytest.fixture
def template(tmp_path) -> Path:
    """A deck of an office, 13 by 7 inches, with a slide of its own."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13), Inches(7.5)
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text = "Old"
    deck.slide_layouts[5].name = "The office's own"
    deck.save(str(tmp_path / "office.pptx"))
    return tmp_path / "office.pptx"


def test_the_template_of_the_office_gives_size_and_layouts(tmp_path, template):
    write_slides(shipped("heads"), tmp_path / "b.pptx", template=template)
    deck = Presentation(str(tmp_path / "b.pptx"))
    assert deck.slide_width == Inches(13)
    used = {slide.slide_layout.name for slide in deck.slides}
    assert {"Title Slide", "Title and Content", "The office's own"} == used


def test_slides_of_the_template_are_left_out(tmp_path, template):
    deck = opened(tmp_path, HARD, template=template)
    assert "Old" not in [slide.shapes.title.text for slide in deck.slides]
    with zipfile.ZipFile(tmp_path / "brief.pptx") as file:
        assert not any(b">Old<" in file.read(name) for name in file.namelist())


def test_on_a_template_too_nothing_is_off_the_slide_or_small(tmp_path, template):
    write_slides(shipped("heads"), tmp_path / "b.pptx", template=template)
    deck = Presentation(str(tmp_path / "b.pptx"))
    assert shapes_off_or_on_another(deck) == []


def test_no_empty_box_is_left_of_a_layout(tmp_path, template):
    write_slides(shipped("heads"), tmp_path / "b.pptx", template=template)
    for slide in Presentation(str(tmp_path / "b.pptx")).slides:
        assert all(box.text_frame.text for box in slide.placeholders)


def test_a_template_file_of_powerpoint_is_taken_too(tmp_path, template):
    potx = tmp_path / "office.potx"
    with zipfile.ZipFile(template) as given, zipfile.ZipFile(potx, "w") as made:
        for name in given.namelist():
            part = given.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"presentation.main+xml", b"template.main+xml")
            made.writestr(name, part)
    assert opened(tmp_path, HARD, template=potx).slide_width == Inches(13)


@pytest.mark.parametrize("content", [b"no deck", None])
def test_a_template_that_cannot_be_read_is_named(tmp_path, content):
    template = tmp_path / "office.pptx"
    if content:
        template.write_bytes(content)
    with pytest.raises(SurveyError, match=r"office\.pptx cannot be opened"):
        write_slides(small(HARD), tmp_path / "brief.pptx", template=template)


def test_a_template_without_a_layout_for_words_is_refused(tmp_path):
    deck = Presentation()
    for layout in list(deck.slide_layouts)[:5] + list(deck.slide_layouts)[6:]:
        deck.slide_layouts.remove(layout)
    deck.save(str(tmp_path / "bare.pptx"))
    with pytest.raises(SurveyError, match=r"bare\.pptx has no layout"):
        write_slides(
            small(HARD), tmp_path / "brief.pptx", template=tmp_path / "bare.pptx"
        )
