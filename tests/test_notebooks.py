"""The stored outputs of the notebooks are reference results: nbval compares them.

nbval passes a notebook whose outputs were stripped, and says nothing of pictures; this
guard makes sure that there is something to compare, and that it stays thin and clean.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.name for path in NOTEBOOKS]

Cell = dict[str, Any]

MOST_LINES = 60
MOST_LINES_A_CELL = 12


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(path: Path) -> list[Cell]:
    cells = read(path)["cells"]
    return [c for c in cells if c["cell_type"] == "code" and source(c).strip()]


def source(cell: Cell) -> str:
    return "".join(cell["source"])


def lines(cell: Cell) -> list[str]:
    kept = (line.strip() for line in source(cell).splitlines())
    return [line for line in kept if line and not line.startswith("#")]


def outputs(path: Path) -> list[dict[str, Any]]:
    return [output for cell in code_cells(path) for output in cell["outputs"]]


def mime_types(output: dict[str, Any]) -> set[str]:
    return set(output.get("data", {}))


def shows_chart(cell: Cell) -> bool:
    return any("image/png" in mime_types(output) for output in cell["outputs"])


def shows_table(cell: Cell) -> bool:
    return any("text/html" in mime_types(output) for output in cell["outputs"])


every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)


def test_the_notebooks_of_the_design_are_there() -> None:
    assert {
        "01_replies_and_quality.ipynb",
        "02_priorities_over_time.ipynb",
        "03_clusters_of_members.ipynb",
        "04_needs_and_delivery.ipynb",
        "05_draft_work_plan.ipynb",
        "06_brief_for_regional_heads.ipynb",
        "07_training_needs_real_survey.ipynb",
        "08_changing_questionnaire_real_survey.ipynb",
    } <= set(NAMES)


@every_notebook
def test_its_name_is_two_digits_and_a_noun_phrase(path: Path) -> None:
    assert re.fullmatch(r"\d\d_[a-z]+(_[a-z]+)*\.ipynb", path.name)


@every_notebook
def test_its_cells_ran_in_order_from_a_fresh_kernel(path: Path) -> None:
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"


@every_notebook
def test_it_stores_outputs_for_nbval_to_compare(path: Path) -> None:
    assert sum(bool(cell["outputs"]) for cell in code_cells(path)) >= 3


@every_notebook
def test_it_stores_no_error_and_no_warning(path: Path) -> None:
    kinds = {(o["output_type"], o.get("name", "")) for o in outputs(path)}
    assert ("error", "") not in kinds
    assert ("stream", "stderr") not in kinds


@every_notebook
def test_each_chart_is_stored_with_the_fingerprint_that_nbval_compares(
    path: Path,
) -> None:
    charts = [o for o in outputs(path) if "image/png" in mime_types(o)]
    assert charts, "a notebook without a chart"
    for output in charts:
        text = "".join(output["data"]["text/plain"])
        assert re.match(r"<Chart [0-9a-f]{12}: ", text)
        assert output["metadata"]["image/png"]["alt"]


@every_notebook
def test_it_stores_no_svg_no_path_and_no_address(path: Path) -> None:
    stored = json.dumps(
        [
            {
                mime: data
                for mime, data in o.get("data", {}).items()
                if "png" not in mime
            }
            or o.get("text", "")
            for o in outputs(path)
        ]
    )
    assert "image/svg" not in stored
    assert not re.search(r"(?<![\w.])/(home|root|work|tmp|Users)/", stored)
    assert not re.search(r"0x[0-9a-f]{6,}", stored)


@every_notebook
def test_each_chart_follows_a_table_of_its_numbers(path: Path) -> None:
    tables = 0
    for cell in code_cells(path):
        tables += shows_table(cell)
        if shows_chart(cell):
            assert tables, f"no table before the chart of: {source(cell)}"


@every_notebook
def test_it_is_thin(path: Path) -> None:
    cells = code_cells(path)
    assert sum(len(lines(cell)) for cell in cells) <= MOST_LINES
    assert max(len(lines(cell)) for cell in cells) <= MOST_LINES_A_CELL


@every_notebook
def test_what_it_computes_is_the_library_s_work(path: Path) -> None:
    text = "\n".join(source(cell) for cell in code_cells(path))
    assert not re.search(r"^\s*(def|class|for|while) ", text, re.MULTILINE)
    assert not re.search(r"""(?<!["'])\.(merge|groupby|join|apply)\(""", text)
    assert "data/processed" not in text


@every_notebook
def test_no_cell_hides_its_result(path: Path) -> None:
    for cell in code_cells(path):
        assert not source(cell).rstrip().endswith(";")
        assert "NBVAL_SKIP" not in source(cell)
        assert "NBVAL_IGNORE_OUTPUT" not in source(cell)
        tags = cell["metadata"].get("tags", [])
        assert not [tag for tag in tags if tag.startswith(("nbval", "raises"))]


@every_notebook
def test_it_names_the_plain_kernel_and_no_times(path: Path) -> None:
    notebook = read(path)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert not [c for c in notebook["cells"] if "execution" in c["metadata"]]


@every_notebook
def test_its_first_cell_asks_a_question_and_says_for_whom(path: Path) -> None:
    first = read(path)["cells"][0]
    assert first["cell_type"] == "markdown"
    assert "?" in source(first).splitlines()[0]
    assert "For " in source(first)


@every_notebook
def test_it_says_whether_its_data_are_synthetic_or_real(path: Path) -> None:
    said = "".join("".join(o.get("text", "")) for o in outputs(path))
    assert re.search(r"^(Synthetic|Real) data: ", said, re.MULTILINE)
