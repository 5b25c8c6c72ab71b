"""Headlines, the chart pack and the start page: small papers around the brief."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from rocb_analysis.brief.findings import Finding, picture_of
from rocb_analysis.charts.style import Chart
from rocb_analysis.writers.all import data_of
from rocb_analysis.writers.html import write_headlines
from rocb_analysis.writers.start_page import changes_since
from tests.briefs import EDITIONS, shipped, small
from tests.released import document


@pytest.mark.parametrize("edition", EDITIONS)
def test_headlines_are_the_sentences_of_the_brief(edition):
    text = document(edition, "headlines.md").read_text("utf-8").replace("\\", "")
    lines = [line[2:] for line in text.splitlines() if line.startswith("- ")]
    told = [" ".join(s.split()) for f in shipped(edition).findings for s in f.sentences]
    assert [line for line in lines if line in told] == told
    assert "SYNTHETIC DATA" in text


def test_headlines_have_no_sign_that_markdown_reads_as_its_own(tmp_path):
    said = ("1. *first* _x_", "# no heading", "- no list")
    write_headlines(small(Finding("one", "One", said)), tmp_path / "headlines.md")
    lines = (tmp_path / "headlines.md").read_text("utf-8").splitlines()
    assert "- 1\\. \\*first\\* \\_x\\_" in lines
    assert "- \\# no heading" in lines
    assert "- \\- no list" in lines


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_each_chart_stands_as_picture_for_paper_and_slide_with_its_data(edition):
    brief, pack = shipped(edition), document(edition, "charts")
    keys = [finding.key for finding in brief.findings if finding.chart]
    assert keys
    pictures = {f"{k}_{s}.{f}" for k in keys for s in ("a4", "slide") for f in _FORMS}
    made = {path.name for path in pack.iterdir()}
    assert pictures | {f"{key}_data.csv" for key in keys} <= made
    index = (pack / "index.html").read_text("utf-8")
    assert {name for name in made if name not in index} == {"index.html"}
    assert index.count("<img") == len(keys)


_FORMS = ("png", "svg")


def drawn_from(frame: pd.DataFrame) -> Finding:
    def draw(frame: pd.DataFrame, *, size: str) -> Chart:
        return Chart(Figure(figsize=(2, 1)), "Title", f"{len(frame)} rows, {size}.")

    return Finding("one", "One", ("Said.",), draw=partial(draw, frame))


def test_the_data_of_a_chart_has_no_column_that_its_edition_may_not_see():
    frame = pd.DataFrame(
        {"subject_id": ["val"], "needing": [7], "score": [0.2], "rank_likely_low": [3]}
    )
    finding = drawn_from(frame)
    assert list(data_of(finding, edition="internal")[0]) == list(frame)
    for edition in ("heads", "public"):
        (shown,) = data_of(finding, edition=edition)
        assert list(shown) == ["subject_id", "needing"]


def test_a_chart_is_drawn_once_for_all_its_documents(monkeypatch):
    calls: list[str] = []

    def drawn(_figure: Figure, *, form: str) -> bytes:
        calls.append(form)
        return b"drawn"

    monkeypatch.setattr("rocb_analysis.brief.findings.picture", drawn)
    chart = drawn_from(pd.DataFrame()).chart
    assert [picture_of(chart, form) for form in ("svg", "png", "svg")] == [b"drawn"] * 3
    assert calls == ["svg", "png"]


def output(folder: Path, *, inputs: str = "a", rows: str = "2024,all,9,3,") -> Path:
    """Write what a run leaves: a manifest and the table response_rates."""
    (folder / "tables").mkdir(parents=True)
    head = "round,sub_region,members,replied,share_pct"
    text = f"{head}\n{rows}\n"
    (folder / "tables" / "response_rates.csv").write_text(text)
    said = {
        "round": "2024",
        "edition": "internal",
        "seed": 1,
        "versions": {"numpy": "2"},
        "inputs": {"survey.toml": inputs},
        "outputs": {"tables/response_rates.csv": rows, "for_office/brief.pdf": rows},
    }
    (folder / "manifest.json").write_text(json.dumps(said))
    return folder


def test_the_first_run_has_nothing_to_compare_with(tmp_path):
    said = changes_since(tmp_path / "none", output(tmp_path / "now"))
    assert said == ["This is the first run in this folder."]


def test_the_same_input_and_output_change_nothing(tmp_path):
    said = changes_since(output(tmp_path / "last"), output(tmp_path / "now"))
    assert said == ["Every number and document is the same as in the last run."]


def test_what_changed_is_told_after_why(tmp_path):
    last = output(tmp_path / "last")
    now = output(tmp_path / "now", inputs="b", rows="2024,all,9,4,")
    assert changes_since(last, now) == [
        "Changed in the survey folder: survey.toml.",
        "Rows of the table response_rates: 1 changed.",
        "1 document changed: for_office/brief.pdf.",
    ]


def test_another_program_is_named_as_the_reason(tmp_path):
    now = output(tmp_path / "now", rows="2024,all,9,4,")
    said = changes_since(output(tmp_path / "last"), now)
    assert said[0].startswith("No input and no setting changed: an edition was")


def test_a_broken_manifest_is_as_none(tmp_path):
    last = output(tmp_path / "last")
    (last / "manifest.json").write_text("{")
    assert len(changes_since(last, output(tmp_path / "now"))) == 1


def test_every_link_of_the_chart_pack_has_its_file():
    pack = document("heads", "charts")
    index = (pack / "index.html").read_text("utf-8")
    links = re.findall(r'(?:href|src)="([^"]+)"', index)
    assert [link for link in links if not (pack / link).is_file()] == []
