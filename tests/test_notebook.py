"""What a notebook's first cell prints, and how it shows a chart."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import pandas as pd
import pytest

from rocb_analysis import analyse, notebook, open_survey
from rocb_analysis.charts.priority_dots import priority_dots
from rocb_analysis.charts.style import Chart
from rocb_analysis.core.tables import SurveyError
from tests.charts.frames import CAPTION, WORDING, framed
from tests.shipped import results_of

MEMBERS = "member_id,name\nAAA,Alpha\nBBB,Beta\nCCC,Gamma"


@pytest.fixture(autouse=True)
def _pandas_options_are_put_back() -> Iterator[None]:
    changed = [value for pair in notebook._PANDAS.items() for value in pair]
    with pd.option_context(*changed):
        yield


def _rounds(kind: str, *names: str) -> str:
    rows = [f"{name},{name}.csv,{name}-12-01,{kind}" for name in names]
    return "\n".join(["round,file,asked_on,data_kind", *rows])


def test_setup_prints_one_line_about_a_synthetic_region(make_survey, capsys):
    survey = make_survey(
        settings='title = "Needs survey"',
        rounds=_rounds("synthetic", "2022", "2023"),
        members=MEMBERS,
    )
    notebook.setup(survey)
    said = capsys.readouterr()
    assert said.out == "Synthetic data: Needs survey, 2 rounds, 3 members\n"
    assert said.err == ""


def test_setup_says_when_data_are_real_and_there_is_no_frame(make_survey, capsys):
    survey = make_survey(
        settings='title = "Training"\n[wording]\nmember = "respondent"',
        rounds=_rounds("real", "2026"),
    )
    notebook.setup(survey)
    said = capsys.readouterr().out
    assert said == "Real data: Training, 1 round, respondents without a frame\n"


def test_setup_gives_tables_and_charts_their_look(make_survey):
    notebook.setup(make_survey(rounds=_rounds("real", "2026")))
    assert pd.get_option("display.max_rows") == 40
    assert pd.get_option("display.precision") == 2
    assert matplotlib.rcParams["font.family"] == ["DejaVu Sans"]


@pytest.fixture
def chart() -> Chart:
    return priority_dots(
        framed({"val": 15, "aeo": 13}), labels={}, caption=CAPTION, wording=WORDING
    )


@pytest.fixture
def shown(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> dict:
    """Show the chart and return what the notebook was given."""
    given: dict = {}

    def display(data: dict, *, metadata: dict, raw: bool) -> None:
        given.update(data=data, metadata=metadata, raw=raw)

    monkeypatch.setattr("IPython.display.display", display)
    notebook.show(chart)
    return given


def test_a_chart_is_shown_as_a_picture(shown):
    png = base64.b64decode(shown["data"]["image/png"])
    assert png.startswith(b"\x89PNG")
    assert shown["raw"] is True
    assert int.from_bytes(png[16:20], "big") == 708


def test_the_text_is_fingerprint_then_alt(shown, chart):
    first, aspects, alt = shown["data"]["text/plain"].split("\n", 2)
    assert re.fullmatch(r"<Chart [0-9a-f]{12}: 1 axes, 4 marks>", first)
    names = "titles labels limits marks colours texts".split()
    assert re.fullmatch("; ".join(f"{name} [0-9a-f]{{6}}" for name in names), aspects)
    assert alt == chart.alt


def test_the_picture_carries_the_alt_text(shown, chart):
    assert shown["metadata"] == {"image/png": {"alt": chart.alt}}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the notebooks folder of a repository with two surveys."""
    for folder in ("data/raw/rocb_ap", "data/raw/other", "notebooks", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.delenv("ROCB_SURVEY", raising=False)
    return tmp_path


def test_the_default_survey_is_found_from_the_notebooks_folder(root):
    assert notebook.survey_folder() == root / "data/raw/rocb_ap"


def test_the_default_survey_is_found_from_the_repository_root(root, monkeypatch):
    monkeypatch.chdir(root)
    assert notebook.survey_folder("other") == root / "data/raw/other"


@pytest.mark.parametrize("said", ["other", "data/raw/other", "../data/raw/other"])
def test_a_variable_names_another_survey(root, monkeypatch, said):
    monkeypatch.setenv("ROCB_SURVEY", said)
    assert notebook.survey_folder().resolve() == root / "data/raw/other"


def test_the_variable_may_be_a_path_outside_the_repository(root, monkeypatch):
    monkeypatch.setenv("ROCB_SURVEY", str(root / "elsewhere"))
    assert notebook.survey_folder() == root / "elsewhere"


@pytest.mark.usefixtures("root")
def test_a_survey_that_is_not_there_is_told_with_those_that_are(monkeypatch):
    monkeypatch.setenv("ROCB_SURVEY", "rocb_pa")
    with pytest.raises(
        SurveyError,
        match=r'There is no survey folder "rocb_pa"\. Under data/raw: other, rocb_ap',
    ):
        notebook.survey_folder()


def test_outside_a_repository_no_survey_is_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ROCB_SURVEY", raising=False)
    with pytest.raises(SurveyError, match="Under data/raw: none"):
        notebook.survey_folder()


def test_a_caption_over_rounds_holds_the_base_of_each(survey_folder):
    replies = [["Who", "Need [Valuation]", "Need [Origin]", "Note"]]
    replies += [["Alpha", "Much", "None", ""], ["Beta", "Some", "None", ""]]
    folder = survey_folder(
        {"one.csv": replies[:2], "two.csv": replies},
        columns="question_id,subject_id,r1,r2\nwho,,Who,Who\n"
        "need,val,Need [Valuation],Need [Valuation]\n"
        "need,roo,Need [Origin],Need [Origin]\nnote,,Note,Note",
        members=MEMBERS,
    )
    results = analyse(open_survey(folder))
    assert notebook.caption(results).base == "2 of 3 members that replied"
    said = notebook.caption(results, over_rounds=True)
    assert said.base == "members that replied, 1 of 3 in r1 and 2 of 3 in r2"
    assert said.source == "Tiny, rounds r1 to r2"


def test_a_chart_of_support_is_given_the_days_up_to_which_the_register_was_kept():
    assert notebook.register(results_of("rocb_ap")) == {
        "register": "1 July 2022 to 23 May 2025",
        "kept_until": "23 May 2025",
    }


def test_without_a_register_a_notebook_says_so_in_a_sentence():
    with pytest.raises(SurveyError, match="No register was kept of the years before"):
        notebook.register(results_of("sib_training_needs"))
