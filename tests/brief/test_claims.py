"""Every number that a brief says leads to the tables, and every document says it."""

from __future__ import annotations

import re
from functools import cache, partial
from html import unescape
from io import StringIO

import docx
import openpyxl
import pandas as pd
import pytest
from docx.oxml.ns import qn
from matplotlib.figure import Figure
from pptx import Presentation
from pypdf import PdfReader

from rocb_analysis.brief.findings import Finding
from rocb_analysis.charts.reply_counts import reply_counts
from rocb_analysis.charts.style import Chart
from rocb_analysis.core.claims import (
    Claim,
    cell,
    difference,
    joined,
    listed_as,
    name,
    rows_where,
    say,
    sources,
    stated,
    sum_where,
    unsourced,
    with_noun,
)
from rocb_analysis.core.tables import TABLES
from rocb_analysis.core.text import percent
from rocb_analysis.writers.tables_and_sheets import csv_text
from tests.briefs import EDITIONS, shipped
from tests.charts.frames import CAPTION, WORDING
from tests.released import document
from tests.shipped import SHIPPED, results_of
from tests.writers.test_pdf import tagged

RATES = pd.DataFrame(
    {
        "round": ["2023", "2023", "2024"],
        "sub_region": ["all", "East", "all"],
        "members": [1034, 6, 30],
        "replied": [24, 4, 28],
    }
)


def _packed(text: str) -> str:
    """Return a text without spaces and line ends, which a PDF does not keep."""
    return "".join(text.replace("\u200b", "").replace("\\", "").split())


# How sentences keep their numbers.


def test_a_number_keeps_table_row_and_column_through_a_sentence():
    row = RATES.iloc[0]
    replied, members = (
        cell("response_rates", row, column) for column in ("replied", "members")
    )
    said = say("{} of {} replied.", replied, with_noun(members, "member"))
    assert said == "24 of 1,034 members replied."
    found = [(n, s.table, s.row, s.column) for n, s in sources(said)]
    assert found == [
        ("24", "response_rates", "2023 / all", "replied"),
        ("1,034", "response_rates", "2023 / all", "members"),
    ]
    assert unsourced(said) == []


def test_numbers_stay_with_their_places_in_lists():
    rows = [cell("response_rates", row, "replied") for row in RATES.itertuples()]
    assert [n for n, _ in sources(listed_as(rows))] == ["24", "4", "28"]
    assert joined("; ", rows) == "24; 4; 28"
    assert [n for n, _ in sources(joined("; ", rows))] == ["24", "4", "28"]


def test_a_difference_says_which_columns():
    number = difference("response_rates", RATES.iloc[1], "members", "replied")
    assert number.value == 2
    assert sources(number)[0][1].column == "members - replied"


def test_counts_and_sums_say_which_rows():
    count = rows_where("response_rates", RATES, round="2023", sub_region=["all", "x"])
    whole = sum_where("response_rates", RATES, "replied", round="2023")
    assert (count.value, whole.value) == (1, 28)
    assert sources(count)[0][1].row == "round = 2023; sub_region = all | x"
    assert sources(whole)[0][1].row == "round = 2023"


def test_a_number_written_past_the_builder_is_found():
    row = cell("response_rates", RATES.iloc[0], "replied")
    assert unsourced(f"{row} of 34 replied.") == ["24", "34"]
    assert unsourced(say("{} of 34 replied in {}.", row, name("2023"))) == ["34"]


def test_a_finding_lists_the_numbers_of_title_sentences_and_note():
    one, two, three = (stated(n, "invented") for n in (1, 2, 3))
    finding = Finding(
        "told", say("{} a", one), (say("{} b", two),), note=say("{}", three)
    )
    assert [(c.finding, c.sentence, c.number) for c in finding.claims] == [
        ("told", "1 a", "1"),
        ("told", "2 b", "2"),
        ("told", "3", "3"),
    ]


def test_a_finding_lists_the_numbers_of_the_title_and_alt_text_of_its_chart():
    draw = partial(
        reply_counts, RATES, rounds=["2024"], caption=CAPTION, wording=WORDING
    )
    finding = Finding("told", "Told", (), draw)
    alt = "Bars of replies in 1 round. 2024: 28 of 30 members replied."
    assert finding.claims == []
    assert [(c.sentence, c.number, c.row, c.column) for c in finding.chart_claims][
        :5
    ] == [
        ("28 of 30 members replied in 2024", "28", "2024 / all", "replied"),
        ("28 of 30 members replied in 2024", "30", "2024 / all", "members"),
        (alt, "1", "", "round"),
        (alt, "28", "2024 / all", "replied"),
        (alt, "30", "2024 / all", "members"),
    ]


def test_a_number_written_past_the_builder_in_an_alt_text_is_found():
    drawn = {
        size: Chart(Figure(), "A title of 3 words", "An alt text of 6 words.")
        for size in ("a4", "slide")
    }
    chart = Finding("told", "Told", (), lambda *, size: drawn[size]).chart
    assert [unsourced(text) for text in (chart.title, chart.alt)] == [["3"], ["6"]]


# The shipped briefs.


CHECKED = ("", "rounded", "percent", "count of rows", "sum")


def value_of(claim: Claim, survey: str) -> int | None:
    """Return what the tables hold at the place a claim names, None for other rules."""
    if not claim.table or claim.rule not in CHECKED:
        assert claim.rule
        return None
    frame = _frame(claim.table, survey)
    if claim.rule in ("count of rows", "sum"):
        for condition in filter(None, claim.row.split("; ")):
            column, wanted = condition.split(" = ")
            frame = frame[frame[column].isin(wanted.split(" | "))]
        if claim.rule == "count of rows":
            return len(frame)
        words = frame[claim.column].replace({"True": "1", "False": "0"})
        return int(words.replace("", "0").astype(float).sum())
    keys = frame[list(TABLES[claim.table].key)].agg(" / ".join, axis="columns")
    row = frame[keys == claim.row].squeeze()
    if claim.rule == "percent":
        return percent(*(int(row[column]) for column in claim.column.split(" / ")))
    first, *less = claim.column.split(" - ")
    return round(float(row[first])) - sum(int(row[column]) for column in less)


@cache
def _frame(name: str, survey: str) -> pd.DataFrame:
    """Return a table as its file has it; a frame that is not written, as text."""
    results = results_of(survey)
    looks = vars(results.quality)
    frame = looks[name] if name in looks else getattr(results, name)
    text = csv_text(frame, name) if name in TABLES else frame.to_csv(index=False)
    return pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("survey", SHIPPED)
def test_each_number_is_what_the_tables_hold_at_its_place(survey, edition):
    checked = 0
    findings = shipped(edition, survey).findings
    for claim in [c for f in findings for c in (*f.claims, *f.chart_claims)]:
        value = value_of(claim, survey)
        if value is not None:
            assert f"{value:,}" == claim.number, claim
            checked += 1
    assert checked >= 4


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("survey", SHIPPED)
def test_no_number_of_a_sentence_is_without_a_place(survey, edition):
    said = [
        text
        for finding in shipped(edition, survey).findings
        for text in (finding.title, *finding.sentences, finding.note)
    ]
    assert [text for text in said if unsourced(text)] == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("survey", SHIPPED)
def test_no_number_of_a_chart_title_or_alt_text_is_without_a_place(survey, edition):
    findings = shipped(edition, survey).findings
    charts = [chart for f in findings for chart in (f.chart, f.slide) if chart]
    said = [text for chart in charts for text in (chart.title, chart.alt)]
    assert len(charts) >= 2
    assert {text: unsourced(text) for text in said if unsourced(text)} == {}


def test_most_numbers_of_the_office_are_cells_counts_and_sums():
    claims = shipped("internal").claims
    other = [claim for claim in claims if value_of(claim, "rocb_ap") is None]
    assert len(claims) > 2 * len(other)


def _of_html(path) -> str:
    return unescape(re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")))


def _of_word(path) -> str:
    document = docx.Document(str(path))
    pictures = document.element.body.iter(qn("wp:docPr"))
    alts = [picture.get("descr", "") for picture in pictures]
    return "".join([*(p.text for p in document.paragraphs), *alts])


def _of_slides(path) -> str:
    slides = Presentation(str(path)).slides
    frames = [
        s.text_frame for slide in slides for s in slide.shapes if s.has_text_frame
    ]
    notes = [s.notes_slide.notes_text_frame for s in slides if s.has_notes_slide]
    shapes = [s._element for slide in slides for s in slide.shapes if s.name == "Chart"]
    alts = [shape._nvXxPr.cNvPr.get("descr", "") for shape in shapes]
    return "".join([*(frame.text for frame in [*frames, *notes]), *alts])


def _of_pdf(path) -> str:
    # What stands at top and foot of a page would part a sentence that goes over it.
    reader = PdfReader(path)
    alts = [str(figure["/Alt"]) for figure in tagged(reader, "/Figure")]
    return "".join([*(page.extract_text() for page in reader.pages), *alts])


def _of_markdown(path) -> str:
    return path.read_text(encoding="utf-8")


DOCUMENTS = {
    "brief.html": _of_html,
    "brief.docx": _of_word,
    "brief.pptx": _of_slides,
    "brief.pdf": _of_pdf,
    "headlines.md": _of_markdown,
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_document_says_every_number_of_the_brief(edition, name):
    text = _packed(DOCUMENTS[name](document(edition, name)))
    claims = shipped(edition).claims
    assert claims
    assert [c.sentence for c in claims if _packed(c.sentence) not in text] == []
    alts = _alts(edition, name)
    assert [alt for alt in alts if _packed(alt) not in text] == []


def _alts(edition, name) -> list[str]:
    """Return the alt texts that a document has to say, if it has pictures."""
    findings = shipped(edition).findings
    charts = [f.slide if name == "brief.pptx" else f.chart for f in findings]
    return [c.alt for c in charts if c and name != "headlines.md"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_page_says_the_title_of_every_chart(edition):
    text = _packed(_of_html(document(edition, "brief.html")))
    charts = [f.chart for f in shipped(edition).findings if f.chart]
    assert [c.title for c in charts if _packed(c.title) not in text] == []


def test_the_workbook_of_the_office_lists_every_number_with_its_place():
    brief, path = shipped("internal"), document("internal", "workbook.xlsx")
    sheet = openpyxl.load_workbook(path)["Where each number comes from"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    said = [(c.sentence, c.number, c.table, c.row, c.column) for c in brief.claims]
    assert [tuple(row[1:6]) for row in rows[-len(said) :]] == said
