"""A long file's rows are put together to replies, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.intake.columns import header_problems
from rocb_analysis.intake.export import Export, Sheets, read_export
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.survey_folder import Survey

Make = Callable[..., Path]
Rows = list[list[object]]

LONG = '[long]\nround = "Year"\nitem = "Item"\nanswer = "Score"'
HEADER = ["Who", "Year", "Item", "Score"]
TWO_ROUNDS: Rows = [
    HEADER,
    ["Fiji", "2020", "Valuation", "1"],
    ["Tonga", "2021", "Valuation", "2"],
    ["Fiji", "2020", "Origin", "3"],
    ["Fiji", "2021", "Valuation", "4"],
]


def survey_of(
    make: Make,
    rows: Rows,
    *,
    settings: str = LONG,
    rounds: tuple[str, ...] = ("2020",),
    **tables: str,
) -> Survey:
    lines = "\n".join(f"{name},a.csv,long" for name in rounds)
    columns = ["who,,Who", "need,val,Valuation", "need,roo,Origin"]
    said = {
        "questions": "question_id,kind\nwho,respondent\nneed,text",
        "columns": f"question_id,subject_id,{','.join(rounds)}\n"
        + "\n".join(
            line + ("," + line.rpartition(",")[2]) * (len(rounds) - 1)
            for line in columns
        ),
        **tables,
    }
    folder = make(
        {"a.csv": rows},
        settings=f'title = "Tiny"\n{settings}',
        rounds=f"round,file,export\n{lines}",
        **said,
    )
    return read_survey(folder)


def exports_of(make: Make, rows: Rows, **said: object) -> list[Export]:
    survey = survey_of(make, rows, **said)  # type: ignore[arg-type]
    return [read_export(file) for file in survey.round_files]


def test_a_reply_is_all_rows_of_a_respondent_in_a_round(survey_folder: Make) -> None:
    first, second = exports_of(survey_folder, TWO_ROUNDS, rounds=("2020", "2021"))
    assert first.headers == ["Who", "Valuation", "Origin"]
    assert first.rows == [["Fiji", "1", "3"]]
    assert (second.headers, second.rows) == (
        ["Who", "Valuation"],
        [["Tonga", "2"], ["Fiji", "4"]],
    )
    assert (first.row_numbers, second.row_numbers) == ([2], [3, 5])


def test_every_row_of_the_round_keeps_its_place(survey_folder: Make) -> None:
    long = exports_of(survey_folder, TWO_ROUNDS, rounds=("2020", "2021"))[0].long
    assert long is not None
    assert (long.columns, long.row_numbers) == (HEADER, [2, 4])
    assert (long.reply, long.column, long.counts) == ([0, 0], [1, 2], [True, True])
    assert (long.round, long.items, long.answer, long.carried) == (1, (2,), 3, {0: 0})


def test_an_item_that_comes_twice_counts_from_its_lowest_row(
    survey_folder: Make,
) -> None:
    rows = [
        HEADER,
        ["Fiji", "2020", "Valuation", "1"],
        ["Fiji", "2020", "Valuation ", "2"],
    ]
    (export,) = exports_of(survey_folder, rows)
    assert export.long is not None
    assert (export.rows, export.long.counts) == ([["Fiji", "2"]], [False, True])


def test_a_row_without_an_item_is_kept_and_has_no_place(survey_folder: Make) -> None:
    rows = [HEADER, ["Fiji", "2020", "", "1"], ["Fiji", "2020", "Origin", "2"]]
    (export,) = exports_of(survey_folder, rows)
    assert export.long is not None
    assert (export.rows, export.long.column) == ([["Fiji", "2"]], [-1, 1])


def test_each_row_without_a_respondent_is_a_reply_of_its_own(
    survey_folder: Make,
) -> None:
    rows = [HEADER, ["", "2020", "Origin", "1"], [" ", "2020", "Origin", "2"]]
    (export,) = exports_of(survey_folder, rows)
    assert export.rows == [["", "1"], ["", "2"]]


def test_two_names_of_a_member_make_one_reply(survey_folder: Make) -> None:
    rows = [
        HEADER,
        ["Viet Nam", "2020", "Origin", "1"],
        ["Vietnam", "2020", "Valuation", "2"],
        ["Aruba", "2020", "Valuation", "3"],
        ["Samoa (US)", "2020", "Valuation", "4"],
    ]
    (export,) = exports_of(
        survey_folder,
        rows,
        members="member_id,name\nVNM,Viet Nam",
        spellings="list,found,means\nmember,Vietnam,VNM\nmember,*,",
    )
    assert export.rows == [
        ["Vietnam", "1", "2"],
        ["Aruba", "", "3"],
        ["Samoa (US)", "", "4"],
    ]


def test_other_columns_count_from_the_lowest_filled_row_and_tell_what_they_overrule(
    survey_folder: Make,
) -> None:
    rows = [
        [*HEADER, "Note"],
        ["Fiji", "2020", "Valuation", "1", "first"],
        ["Fiji", "2020", "Origin", "2", "second"],
        ["Fiji", "2020", "Transit", "3", "second "],
        ["Fiji", "2020", "Seals", "4", ""],
    ]
    (export,) = exports_of(survey_folder, rows)
    assert export.long is not None
    assert export.rows[0][:2] == ["Fiji", "second "]
    assert export.long.overruled == {4: [0]}


def test_several_item_columns_are_joined_and_a_blank_adds_nothing(
    survey_folder: Make,
) -> None:
    rows = [
        ["Who", "Year", "Block", "Item", "Score"],
        ["Fiji", "2020", "Revenue", "Origin", "1"],
        ["Fiji", "2020", "", "Origin", "2"],
    ]
    settings = LONG.replace('"Item"', '["Block", "Item"]')
    (export,) = exports_of(survey_folder, rows, settings=settings)
    assert export.headers == ["Who", "Revenue | Origin", "Origin"]


def test_an_item_with_the_name_of_a_column_is_told_apart(survey_folder: Make) -> None:
    (export,) = exports_of(survey_folder, [HEADER, ["Fiji", "2020", "Who", "1"]])
    assert (export.headers, export.rows) == (["Who", "Who (2)"], [["Fiji", "1"]])


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        ("2019", r'a\.csv, row 3 is of round "2019"; rounds reads 2020 from this file'),
        ("", r"a\.csv, row 3 names no round; rounds reads 2020 from this file"),
    ],
)
def test_a_row_of_no_round_stops_the_run(
    survey_folder: Make, year: str, sentence: str
) -> None:
    rows = [HEADER, ["Fiji", "2020", "Origin", "1"], ["Fiji", year, "Origin", "2"]]
    with pytest.raises(SurveyError, match=sentence):
        exports_of(survey_folder, rows)


def test_blank_rows_belong_to_no_round(survey_folder: Make) -> None:
    rows = [HEADER, ["", "", "", " "], ["Fiji", "2020", "Origin", "1"]]
    (export,) = exports_of(survey_folder, rows)
    assert export.long is not None
    assert (export.row_numbers, export.long.blank_rows) == ([3], 0)


def test_a_file_whose_rounds_are_columns_is_read_once_a_round(
    survey_folder: Make,
) -> None:
    rows = [
        ["Who", "Item", "2020", "2021"],
        ["Fiji", "Valuation", "1", "2"],
        [],
        ["Fiji", "Origin", "3", ""],
    ]
    settings = "".join(
        f'[long.{year}]\nitem = "Item"\nanswer = "{year}"\n'
        for year in ("2020", "2021")
    )
    survey = survey_of(survey_folder, rows, settings=settings, rounds=("2020", "2021"))
    exports = [read_export(file) for file in survey.round_files]
    who = [[dict(zip(e.headers, row, strict=True)) for row in e.rows] for e in exports]
    assert [[row["Valuation"] + "/" + row["Origin"] for row in one] for one in who] == [
        ["1/3"],
        ["2/"],
    ]
    assert [header_problems(survey, export) for export in exports] == [[], []]
    assert [export.long.blank_rows for export in exports if export.long] == [1, 1]


def test_rows_that_only_carry_their_round_are_chosen(survey_folder: Make) -> None:
    rows = [
        ["Year", "Who", "Valuation"],
        ["2020", "Fiji", "1"],
        ["2021", "Fiji", "2"],
        ["2020", "Tonga", "3"],
    ]
    survey = survey_of(
        survey_folder,
        rows,
        settings='[long]\nround = "Year"',
        rounds=("2020", "2021"),
        columns="question_id,2020,2021\nwho,Who,Who\nneed,Valuation,Valuation",
    )
    exports = [read_export(file) for file in survey.round_files]
    assert [export.row_numbers for export in exports] == [[2, 4], [3]]
    assert exports[0].rows == [["2020", "Fiji", "1"], ["2020", "Tonga", "3"]]
    assert [export.own for export in exports] == [{"Year": "round"}] * 2
    assert [header_problems(survey, export) for export in exports] == [[], []]
    assert exports[0].long is None


@pytest.mark.parametrize(
    ("settings", "columns", "sentence"),
    [
        ("", "", r"Round 2020: a\.csv is a long file, and survey\.toml has no section"),
        (
            LONG.replace('"Score"', '"Scores"'),
            "",
            r'names the column "Scores", which is not in a\.csv\. Did you mean "Score"',
        ),
        (
            LONG,
            "question_id,2020\nneed,Origin",
            r"maps none of its headers to a question of kind respondent.* of Who\.",
        ),
        (
            LONG,
            "question_id,2020\nwho,Whom",
            r'respondent column "Whom" is not in a\.csv\. Did you mean "Who"\?',
        ),
    ],
)
def test_a_long_file_that_cannot_be_put_together_stops_in_one_sentence(
    survey_folder: Make, settings: str, columns: str, sentence: str
) -> None:
    said = {"columns": columns} if columns else {}
    with pytest.raises(SurveyError, match=sentence):
        exports_of(survey_folder, TWO_ROUNDS[:2], settings=settings, **said)


def test_an_item_neither_mapped_nor_ignored_is_named_with_its_first_row(
    survey_folder: Make,
) -> None:
    rows = [
        HEADER,
        *(["Fiji", "2020", item, "1"] for item in ("Origin", "Valuations", "Seals")),
        ["Tonga", "2020", "Valuations", "1"],
    ]
    ignored = "header,reason\nSeals,x"
    survey = survey_of(survey_folder, rows, ignored_columns=ignored)
    said = header_problems(survey, read_export(survey.round_files[0]))
    assert [str(problem) for problem in said] == [
        'codebook/columns.csv, row 3, 2020: "Valuation" is no header or item of a.csv. '
        'Did you mean "Valuations"? Correct the cell in column 2020.',
        'rounds/a.csv, row 3: item "Valuations" is neither mapped nor ignored. It '
        'looks like "Valuation", which the codebook has. Write it in '
        "codebook/columns.csv under 2020, or in ignored_columns with a reason.",
    ]


def test_thousands_of_unknown_items_are_named_without_seeking_likenesses(
    survey_folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: Rows = [HEADER, *(["Fiji", "2020", f"Item {n}", "1"] for n in range(6000))]
    survey = survey_of(survey_folder, rows)
    export = read_export(survey.round_files[0])
    sought = []
    monkeypatch.setattr(
        "rocb_analysis.intake.columns.nearest",
        lambda *words: sought.append(words) or "",
    )
    assert len(header_problems(survey, export)) == 6002
    assert sought == []


def test_a_file_that_rounds_share_is_read_once(
    survey_folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = survey_of(survey_folder, TWO_ROUNDS, rounds=("2020", "2021"))
    sheets = Sheets()
    first = read_export(survey.round_files[0], sheets=sheets)
    monkeypatch.setattr("rocb_analysis.intake.export.read_grid", None)
    second = read_export(survey.round_files[1], sheets=sheets)
    assert (first.rows, second.rows[1]) == ([["Fiji", "1", "3"]], ["Fiji", "4"])


def test_the_replies_do_not_depend_on_the_order_of_rows(survey_folder: Make) -> None:
    def replies(rows: Rows) -> list[dict[str, str]]:
        (export, _) = exports_of(survey_folder, rows, rounds=("2020", "2021"))
        found = [dict(zip(export.headers, row, strict=True)) for row in export.rows]
        return sorted(found, key=lambda reply: reply["Who"])

    header, *rows = [*TWO_ROUNDS, ["Samoa", "2020", "Origin", "5"]]
    assert replies([header, *rows]) == [
        {"Who": "Fiji", "Valuation": "1", "Origin": "3"},
        {"Who": "Samoa", "Valuation": "", "Origin": "5"},
    ]
    assert replies([header, *rows[::-1]]) == replies([header, *rows])
