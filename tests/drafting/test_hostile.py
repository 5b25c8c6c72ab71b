"""A codebook that cannot be read is named before a round is drafted on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.drafting.add_round import add_round
from tests.every_kind import every_kind
from tests.mutations import as_csv


@pytest.mark.parametrize(
    ("table", "cell", "spoilt", "said"),
    [
        ("questions", "\nseats,", "\n0000,", "seats"),
        ("scales", ",1,", ",../../x,", "scales"),
    ],
)
def test_a_round_is_not_added_to_a_codebook_with_a_cell_that_cannot_be_read(
    tmp_path: Path, table: str, cell: str, spoilt: str, said: str
) -> None:
    base = every_kind(tmp_path / "tiny")
    base.export.write_bytes(as_csv(base.sheet.every_row))
    path = base.folder / "codebook" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert cell in text
    path.write_text(text.replace(cell, spoilt, 1), "utf-8")
    new = tmp_path / "new.csv"
    new.write_bytes(as_csv(base.sheet.every_row[:-1]))
    with pytest.raises(SurveyError, match=said):
        add_round(base.folder, new, "r2")
    assert not (base.folder / "rounds" / "new.csv").exists()
