"""Whatever stands in a sheet, the ledger accounts for it."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rocb_analysis.clean import clean_survey
from rocb_analysis.clean.cells import AnswerList
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.records import ScaleAnswer

CODEBOOK = {
    "rounds": "round,file\nr1,a.csv\n",
    "questions": "question_id,kind,scale_id\nneed,level,scale\nhelp,many,scale\n"
    "note,text,\n",
    "columns": "question_id,r1\nneed,Need\nhelp,Help\nnote,Note\n",
    "ignored_columns": "header,reason\nOther,not used\n",
    "scales": "scale_id,answer,value\nscale,Yes,1\nscale,No,0\n",
    "spellings": "list,found,means\nscale,Ja,Yes\nscale,x,\n",
}
cells = st.sampled_from(
    ["", " ", ",", "Yes", "No", "Ja", "x", "odd", "Yes, No", "Yes, odd"]
)
sheets = st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=6)


def cleaned_ledger(rows: list[tuple[str, ...]]) -> dict[str, dict[str, int]]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "codebook").mkdir()
        (folder / "rounds").mkdir()
        (folder / "survey.toml").write_text("")
        for name, text in CODEBOOK.items():
            (folder / "codebook" / f"{name}.csv").write_text(text)
        with (folder / "rounds" / "a.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("Need", "Help", "Note", "Other"), *rows])
        ledger = clean_survey(open_survey(folder)).ledger
    return (
        ledger.set_index("column").drop(columns=["round", "file", "sheet"]).T.to_dict()
    )


@settings(max_examples=60, deadline=None)
@given(sheets)
def test_every_cell_of_any_sheet_has_one_fate(rows: list[tuple[str, ...]]) -> None:
    height = max(
        (i for i, row in enumerate(rows, 1) if any(map(str.strip, row))), default=0
    )
    ledger = cleaned_ledger(rows)
    for index, column in enumerate(("Need", "Help", "Note", "Other")):
        said = ledger[column]
        filled = sum(bool(row[index].strip()) for row in rows)
        assert said["cells"] == height
        assert said["cells"] - said["blank"] == filled
        assert said["kept"] + said["recoded"] + said["set_aside"] == filled


words = st.text(st.sampled_from("ab, "), min_size=1, max_size=8).map(str.strip)
options = st.sets(
    words.filter(lambda w: w.strip(", ") == w and w), min_size=1, max_size=4
)


@settings(max_examples=100, deadline=None)
@given(options)
def test_options_joined_by_a_sign_they_do_not_hold_come_apart_again(
    offered: set[str],
) -> None:
    listed = sorted({" ".join(option.split()) for option in offered})
    assert list_of(listed).pieces(";".join(listed), ";") == listed


@settings(max_examples=100, deadline=None)
@given(options, st.sampled_from([",", ", ", " ,"]))
def test_options_that_hold_the_sign_come_apart_if_none_begins_with_another(
    offered: set[str], joint: str
) -> None:
    plain = {" ".join(option.split()) for option in offered}
    listed = sorted(o for o in plain if not any(begins(o, p) for p in plain - {o}))
    assert list_of(listed).pieces(joint.join(listed), ",") == listed


def list_of(options: list[str]) -> AnswerList:
    answers = {o: ScaleAnswer(o, None, "", o, "", "", frozenset()) for o in options}
    return AnswerList("x", answers, frozenset(options), {}, {}, False)


def begins(option: str, other: str) -> bool:
    """Say whether an option is another with a comma and more behind it."""
    rest = option.removeprefix(other)
    return option.startswith(other) and rest.lstrip().startswith(",")
