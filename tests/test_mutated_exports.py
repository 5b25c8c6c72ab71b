"""Whatever happens to an export, it is accounted for or refused in one sentence.

Exports are mutated, cleaned, and counted again without the library's reader; a third of
the mutations is tried in `make test`, all of them in `make soak`.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from rocb_analysis import open_survey
from rocb_analysis.clean import Cleaned, clean_survey
from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.intake.export import file_problems, read_export
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.pipeline import check
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.survey_folder import Survey
from tests.every_kind import CLOSED, Base, every_kind, long_file, old_workbook
from tests.mutations import (
    Draw,
    Rows,
    Sheet,
    as_csv,
    as_ods,
    as_xlsx,
    counts,
    decorated,
    mutated,
    odd_texts,
    rows_of_csv,
    rows_of_xlsx,
    says,
    with_odd_cells,
)
from tests.soak.sizes import third_of

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
OLD_WORKBOOK = Path(__file__).resolve().parent / "data/workbooks/kinds_of_cells.xls"
SEEDED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(frozen=True)
class Case:
    """A survey whose one export is rewritten again and again."""

    base: Base
    survey: Survey

    @property
    def sheet(self) -> Sheet:
        return self.base.sheet

    @cached_property
    def before(self) -> Cleaned:
        """The cleaned tables of the export as it was."""
        return self.cleaned(self.written(self.sheet))

    def cleaned(self, raw: bytes) -> Cleaned:
        self.base.export.write_bytes(raw)
        return clean_survey(self.survey)

    def outcome(self, raw: bytes) -> Cleaned | str:
        """Return the cleaned tables, or the one sentence that refuses the file."""
        try:
            return self.cleaned(raw)
        except SurveyError as error:
            sentence = str(error)
        # A reply that is gone leaves its correction behind.
        assert self.base.file in sentence or "corrections" in sentence
        assert "\n" not in sentence
        assert sentence.endswith((".", ".)", "?"))
        return sentence

    def written(self, sheet: Sheet) -> bytes:
        if self.base.file.endswith(".xlsx"):
            name = self.base.sheet_name or "Replies"
            return as_xlsx(sheet.every_row, sheet_name=name)
        if self.base.file.endswith(".ods"):
            return as_ods(sheet.every_row)
        return as_csv(sheet.every_row)


Cases = Callable[..., Case]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """Return a function that makes the survey of a layout once."""
    made: dict[tuple[str, str], Case] = {}

    def case(layout: str = "plain", file: str = "a.csv") -> Case:
        if (layout, file) not in made:
            folder = tmp_path_factory.mktemp("mutated") / "tiny"
            if layout == "long":
                base = long_file(folder)
            elif layout in SHIPPED:
                base = shipped(folder, SHIPPED[layout])
            elif layout == "xls":
                base = old_workbook(folder)
            else:
                base = every_kind(folder, layout, file)
            survey = only(open_survey(folder), base.file)
            made[layout, file] = Case(base, survey)
        return made[layout, file]

    return case


SHIPPED = {
    "google_forms": "needs_survey_2020.csv",
    "surveymonkey workbook": "needs_survey_2021.xlsx",
    "qualtrics text": "needs_survey_2022.csv",
    "kobo": "needs_survey_2023.xlsx",
    "limesurvey": "needs_survey_2024.csv",
    "microsoft_forms": "needs_survey_2025.xlsx",
    "entry_workbook": "needs_survey_2025_mail.xlsx",
}


def shipped(folder: Path, file: str) -> Base:
    """Copy a shipped survey, whose one file is to be mutated."""
    shutil.copytree(RAW / "rocb_ap", folder)
    survey = open_survey(folder)
    said = next(one for one in survey.round_files if one.file == file)
    export = read_export(said)
    _, rows = read_sheet(said.path, said.sheet)
    above = export.first_row - 1
    header = [list(row) for row in rows[:above]]
    # So that columns can change places, each has the heading it takes from its left.
    for row in header[:-1]:
        for place in range(1, len(row)):
            if any(one[place] for one in header):
                row[place] = row[place] or row[place - 1]
    uses = {column: use.question_id for column, use in survey.uses_in(said)}
    questions = [uses.get(name, "") for name in export.headers]
    sheet = Sheet(header, [list(row) for row in rows[above:]], export.headers)
    return Base(folder, file, sheet, questions, said.sheet)


def only(survey: Survey, file: str) -> Survey:
    """Return the survey with the rounds alone that read a file.

    The file is to be another one, with its rows at other places: its sha256 is not
    checked, and no row is corrected by its number.
    """
    rounds = survey.rounds
    mine = rounds.loc[rounds["file"] == file, "round"]
    rounds = rounds[rounds["round"].isin(mine)].assign(sha256="")
    corrections = survey.corrections
    by_number = corrections["respondent_id"].str.contains("/r")
    kept = corrections[corrections["round"].isin(rounds["round"]) & ~by_number]
    tables = survey.codebook.tables | {"rounds": rounds, "corrections": kept}
    return replace(survey, codebook=replace(survey.codebook, tables=tables))


def balanced(cleaned: Cleaned, rows: Rows, base: Base) -> None:
    """Hold the ledger to the cells counted by another reader."""
    ledger = cleaned.ledger[cleaned.ledger["file"] == base.file]
    fates = ledger[["blank", "kept", "recoded", "set_aside"]].sum(axis="columns")
    assert (ledger["cells"] == fates).all()
    filled = ledger["cells"] - ledger["blank"]
    said = sorted(zip(ledger["cells"], filled, strict=True))
    assert said == sorted(counts(rows, base.header_rows))


# -- 1. The ledger balances, or one sentence refuses the file. -------------------------


@settings(SEEDED, max_examples=third_of(200))
@given(st.data())
def test_a_mutated_text_file_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    sheet = mutated(data.draw, case.sheet)
    raw = as_csv(sheet.every_row)
    outcome = case.outcome(raw)
    if isinstance(outcome, Cleaned):
        balanced(outcome, rows_of_csv(raw), case.base)


@pytest.mark.parametrize("layout", ["surveymonkey", "qualtrics", "nameless"])
@settings(SEEDED, max_examples=third_of(60))
@given(data=st.data())
def test_a_mutated_file_of_another_layout_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject, layout: str
) -> None:
    case = cases(layout)
    sheet = mutated(data.draw, case.sheet)
    raw = as_csv(sheet.every_row)
    outcome = case.outcome(raw)
    if isinstance(outcome, Cleaned):
        balanced(outcome, rows_of_csv(raw), case.base)


@pytest.mark.parametrize("typed", ["text", "number", "formula"])
@settings(SEEDED, max_examples=third_of(50))
@given(data=st.data())
def test_a_mutated_workbook_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject, typed: str
) -> None:
    case = cases(file="a.xlsx")
    sheet = mutated(data.draw, case.sheet).without_control_characters()
    raw = as_xlsx(sheet.every_row, typed=typed)
    outcome = case.outcome(raw)
    if isinstance(outcome, Cleaned):
        balanced(outcome, rows_of_xlsx(raw), case.base)


@settings(SEEDED, max_examples=third_of(50))
@given(st.data())
def test_a_mutated_open_document_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases(file="a.ods")
    sheet = mutated(data.draw, case.sheet).without_control_characters()
    outcome = case.outcome(as_ods(sheet.every_row))
    if isinstance(outcome, Cleaned):
        balanced(outcome, sheet.every_row, case.base)


@settings(SEEDED, max_examples=third_of(100))
@given(st.data())
def test_a_mutated_long_file_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases("long")
    sheet = mutated(data.draw, case.sheet)
    outcome = case.outcome(as_csv(sheet.every_row))
    if isinstance(outcome, Cleaned):
        year = [bare(header) for header in sheet.header[-1]].index("Year")
        of_year = {
            name: [row for row in sheet.rows if bare(row[year]) == name]
            for name in ("2019", "2020")
        }
        for name, rows in of_year.items():
            part = outcome.ledger[outcome.ledger["round"] == name]
            assert set(part["cells"]) <= {len(rows)}
            filled = sum(says(cell) for row in rows for cell in row)
            assert (part["cells"] - part["blank"]).sum() == filled


@pytest.mark.parametrize("tool", SHIPPED)
@settings(SEEDED, max_examples=third_of(10))
@given(data=st.data())
def test_a_mutated_export_of_a_tool_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject, tool: str
) -> None:
    case = cases(tool)
    sheet = mutated(data.draw, case.sheet).without_control_characters()
    outcome = case.outcome(case.written(sheet))
    if isinstance(outcome, Cleaned):
        balanced(outcome, sheet.every_row, case.base)


@settings(SEEDED, max_examples=third_of(20))
@given(st.data())
def test_check_tells_of_a_mutated_file_what_stops_a_run(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    outcome = case.outcome(as_csv(mutated(data.draw, case.sheet).every_row))
    told = check(case.base.folder)
    assert any(problem.stops for problem in told) == isinstance(outcome, str)
    assert not any("\n" in str(problem) for problem in told)


# -- 2. Nothing hangs on the order of rows and columns. --------------------------------


def order_of(draw: Draw, keys: Sequence[object]) -> list[int]:
    """Draw an order of places in which those with equal keys stay as they are."""
    order = draw(st.permutations(range(len(keys))))
    places: dict[object, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    return [places[keys[place]].pop(0) for place in order]


def same_tables(case: Case, one: Cleaned, other: Cleaned) -> None:
    def tables(cleaned: Cleaned) -> list[pd.DataFrame]:
        needs = needs_by_respondent_subject(case.survey, cleaned)
        who = cleaned.respondents.drop(columns="row")
        return [cleaned.responses, who, needs]

    for left, right in zip(tables(one), tables(other), strict=True):
        pd.testing.assert_frame_equal(left, right)


def reordered(draw: Draw, sheet: Sheet, who: Sequence[object]) -> Sheet:
    headers = list(zip(*sheet.header, strict=True))
    sheet = sheet.columns_in(order_of(draw, headers))
    return sheet.rows_in(order_of(draw, who))


def odd_answers(draw: Draw, case: Case) -> Sheet:
    """Return the sheet with some odd answers; respondents and dates stay."""
    asked = [i for i, q in enumerate(case.base.questions) if q not in _WHOSE]
    return with_odd_cells(draw, case.sheet, asked)


_WHOSE = frozenset({"who", "when", "member", "replied_on"})


@pytest.mark.parametrize("layout", ["plain", "surveymonkey"])
@settings(SEEDED, max_examples=third_of(30))
@given(data=st.data())
def test_the_order_of_rows_and_columns_changes_no_table(
    cases: Cases, data: st.DataObject, layout: str
) -> None:
    case = cases(layout)
    sheet = odd_answers(data.draw, case)
    other = reordered(data.draw, sheet, range(len(sheet.rows)))
    one = case.cleaned(as_csv(sheet.every_row))
    same_tables(case, one, case.cleaned(as_csv(other.every_row)))


@settings(SEEDED, max_examples=third_of(40))
@given(st.data())
def test_the_order_of_rows_and_columns_of_a_long_file_changes_no_table(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases("long")
    sheet = with_odd_cells(data.draw, case.sheet, [5, 6])
    other = reordered(data.draw, sheet, range(len(sheet.rows)))
    one = case.cleaned(as_csv(sheet.every_row))
    same_tables(case, one, case.cleaned(as_csv(other.every_row)))


@pytest.mark.parametrize("tool", SHIPPED)
@settings(SEEDED, max_examples=third_of(6))
@given(data=st.data())
def test_the_order_of_rows_and_columns_of_a_tools_export_changes_no_table(
    cases: Cases, data: st.DataObject, tool: str
) -> None:
    case = cases(tool)
    sheet = odd_answers(data.draw, case)
    when = [i for i, q in enumerate(case.base.questions) if q == "replied_on"]
    dated = [str([row[place] for place in when]) for row in sheet.rows]
    other = reordered(data.draw, sheet, dated if when else [""] * len(dated))
    one = case.cleaned(case.written(sheet))
    same_tables(case, one, case.cleaned(case.written(other)))


# -- 3. Blanks, marks without width and full-width forms mean nothing. -----------------


def decorated_sheet(draw: Draw, sheet: Sheet) -> Sheet:
    """Return the sheet with some of its cells and headers decorated."""
    rows = sheet.every_row
    width = len(rows[0])
    places = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, width - 1))
    for row, column in draw(st.lists(places, min_size=1, max_size=12)):
        # The ids of a tool are compared as they stand.
        if rows[row][column] and "ImportId" not in rows[row][column]:
            cells = [*rows[row]]
            cells[column] = decorated(draw, rows[row][column])
            rows[row] = cells
    above = len(sheet.header)
    return replace(sheet, header=rows[:above], rows=rows[above:])


def same_but_as_read(one: Cleaned, other: Cleaned) -> None:
    """Hold two readings equal but for the texts that are kept as read."""
    said = ["row", "column", "action", "reason"]
    for name, columns in (
        ("responses", [c for c in one.responses if c != "answer"]),
        ("respondents", list(one.respondents)),
        ("ledger", list(one.ledger)),
    ):
        left, right = getattr(one, name)[columns], getattr(other, name)[columns]
        pd.testing.assert_frame_equal(left, right)
    issues = [sorted(map(tuple, c.issues[said].values)) for c in (one, other)]
    assert issues[0] == issues[1]
    answers = [c.responses["answer"].map(bare) for c in (one, other)]
    assert answers[0].equals(answers[1])


def bare(text: str) -> str:
    kept = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", kept).split())


@pytest.mark.parametrize("layout", ["plain", "qualtrics"])
@settings(SEEDED, max_examples=third_of(60))
@given(data=st.data())
def test_what_means_nothing_changes_nothing(
    cases: Cases, data: st.DataObject, layout: str
) -> None:
    case = cases(layout)
    other = decorated_sheet(data.draw, case.sheet)
    same_but_as_read(case.before, case.cleaned(case.written(other)))


@settings(SEEDED, max_examples=third_of(40))
@given(st.data())
def test_what_means_nothing_changes_nothing_in_a_long_file(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases("long")
    other = decorated_sheet(data.draw, case.sheet)
    same_but_as_read(case.before, case.cleaned(case.written(other)))


@pytest.mark.parametrize("tool", SHIPPED)
@settings(SEEDED, max_examples=third_of(6))
@given(data=st.data())
def test_what_means_nothing_changes_nothing_in_a_tools_export(
    cases: Cases, data: st.DataObject, tool: str
) -> None:
    case = cases(tool)
    other = decorated_sheet(data.draw, case.sheet)
    same_but_as_read(case.before, case.cleaned(case.written(other)))


@settings(SEEDED, max_examples=third_of(40))
@given(st.data())
def test_blank_rows_and_columns_change_nothing(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    sheet, blank = case.sheet, st.sampled_from(["", " ", "\u00a0", "\u200b"])
    for place in data.draw(st.lists(st.integers(0, 7), max_size=3)):
        sheet = sheet.with_row(place, [data.draw(blank) for _ in sheet.names])
    for place in data.draw(st.lists(st.integers(0, 27), max_size=3)):
        cells = [data.draw(blank) for _ in sheet.rows]
        sheet = sheet.with_column(place, data.draw(blank), cells)
    same_tables(case, case.before, case.cleaned(case.written(sheet)))


# -- 4. Never a silent difference. -----------------------------------------------------

TIMES = re.compile(r"\((\d+) times\)$")
_CHANGED = ["set_aside", "recoded", "corrected"]


def told(cleaned: Cleaned, case: Case, sheet: Sheet) -> None:
    """Hold every filled cell that is not kept to an issue of its own or of its row."""
    file, ignored = case.base.file, set(case.survey.ignored_columns["header"])
    issues = cleaned.issues[cleaned.issues["file"] == file]
    issues = issues[issues["action"].isin(_CHANGED)]
    first = case.base.header_rows + 1
    dropped = set(issues.loc[issues["column"] == "", "row"])
    ledger = cleaned.ledger[cleaned.ledger["file"] == file].set_index("column")
    for place, name in enumerate(sheet.names):
        if not name or name in ignored:
            continue
        mine = issues[issues["column"] == name]
        again = sum(int(n[1]) - 1 for n in map(TIMES.search, mine["reason"]) if n)
        rows = set(mine["row"])
        for number, row in enumerate(sheet.rows, start=first):
            if number in dropped and says(row[place]):
                rows.add(number)
        lost = ledger.loc[name, "set_aside"] + ledger.loc[name, "recoded"]
        assert lost == len(rows) + again, name


@settings(SEEDED, max_examples=third_of(120))
@given(st.data())
def test_every_cell_that_is_not_kept_has_an_issue(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    every = range(1, len(case.sheet.names))
    sheet = with_odd_cells(data.draw, case.sheet, list(every))
    told(case.cleaned(case.written(sheet)), case, sheet)


@settings(SEEDED, max_examples=third_of(40))
@given(st.data())
def test_every_answer_of_a_long_file_that_is_not_kept_has_an_issue(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases("long")
    sheet = with_odd_cells(data.draw, case.sheet, [5])
    cleaned = case.cleaned(case.written(sheet))
    issues = cleaned.issues[cleaned.issues["action"].isin(_CHANGED)]
    own = set(issues.loc[issues["column"] != "", "row"])
    # An issue of a whole reply stands at its first row.
    first = issues.loc[issues["column"] == "", "row"]
    dropped = [sheet.rows[row - 2][:2] for row in first]
    lost = sum(
        says(row[5]) and (number in own or row[:2] in dropped)
        for number, row in enumerate(sheet.rows, start=2)
    )
    answers = cleaned.ledger[cleaned.ledger["column"] == "Answer"]
    assert answers[["set_aside", "recoded"]].to_numpy().sum() == lost


@pytest.mark.parametrize("tool", SHIPPED)
@settings(SEEDED, max_examples=third_of(6))
@given(data=st.data())
def test_every_cell_of_a_tools_export_that_is_not_kept_has_an_issue(
    cases: Cases, data: st.DataObject, tool: str
) -> None:
    case = cases(tool)
    sheet = odd_answers(data.draw, case).without_control_characters()
    told(case.cleaned(case.written(sheet)), case, sheet)


@settings(SEEDED, max_examples=third_of(110))
@given(st.data())
def test_a_text_that_means_nothing_known_makes_an_issue_and_changes_no_other_reply(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    closed = [i for i, q in enumerate(case.base.questions) if q in CLOSED]
    # The rows of the replies that count.
    counting = {1: "TON", 2: "FJI", 3: "WSM", 4: "PLW"}
    row = data.draw(st.sampled_from(list(counting)))
    column = data.draw(st.sampled_from(closed))
    text = f"zq{data.draw(odd_texts)}"
    before = case.before
    after = case.cleaned(case.written(case.sheet.with_cell(row, column, text)))
    place = row + case.base.header_rows + 1
    found = after.issues[after.issues["row"] == place]
    assert (found["action"] == "set_aside").any()
    others = [
        c.responses[c.responses["respondent_id"] != counting[row]]
        for c in (before, after)
    ]
    pd.testing.assert_frame_equal(*(one.reset_index(drop=True) for one in others))


# -- Files cut short, damaged, or written in another way. ------------------------------


def damaged(draw: Draw, raw: bytes) -> bytes:
    """Return the bytes cut short, or with some lost, changed, doubled or put in."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(raw) - 1)))
        to = at + draw(st.integers(1, 40))
        way = draw(st.sampled_from("cut lose flip double insert".split()))
        if way == "cut":
            raw = raw[:at]
        elif way == "lose":
            raw = raw[:at] + raw[to:]
        elif way == "flip":
            raw = (
                raw[:at]
                + bytes(byte ^ 0x55 for byte in raw[at : at + 1])
                + raw[at + 1 :]
            )
        elif way == "double":
            raw = raw[:to] + raw[at:]
        else:
            raw = raw[:at] + draw(st.sampled_from(_STRAYS)) + raw[at:]
    return raw


_STRAYS = (
    b"\0",
    b'"',
    b"\xef\xbb\xbf",
    b"\xff",
    b"\r",
    b"\n\n",
    b'""',
    b",",
    b"\xe9",
    b"\x1a",
)


@settings(SEEDED, max_examples=third_of(250))
@given(st.data())
def test_a_damaged_text_file_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    raw = damaged(data.draw, as_csv(case.sheet.every_row))
    outcome = case.outcome(raw)
    if isinstance(outcome, Cleaned):
        rows = rows_of_csv(raw, encoding="utf-8-sig")
        balanced(outcome, rows, case.base)


@settings(SEEDED, max_examples=third_of(80))
@given(st.data())
def test_a_text_file_is_refused_where_a_quote_is_never_closed(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    raw = as_csv(case.sheet.every_row, quote_all=True)
    # No cell doubles a quote, so every second one closes a cell.
    raw = raw.replace(b'""Thanks""', b"Thanks")
    closing = [place for place, byte in enumerate(raw) if byte == ord('"')][1::2]
    place = data.draw(st.sampled_from(closing))
    outcome = case.outcome(raw[:place] + raw[place + 1 :])
    assert isinstance(outcome, str)
    assert "cannot be read as a table (line" in outcome


@pytest.mark.parametrize("file", ["a.xlsx", "a.ods"])
@settings(SEEDED, max_examples=third_of(60))
@given(data=st.data())
def test_a_damaged_workbook_reads_as_it_did_or_is_refused(
    cases: Cases, data: st.DataObject, file: str
) -> None:
    case = cases(file=file)
    outcome = case.outcome(damaged(data.draw, case.written(case.sheet)))
    if isinstance(outcome, Cleaned):
        pd.testing.assert_frame_equal(case.before.responses, outcome.responses)
        pd.testing.assert_frame_equal(case.before.ledger, outcome.ledger)


@settings(SEEDED, max_examples=third_of(40))
@given(st.data())
def test_a_damaged_old_workbook_is_accounted_for_or_refused(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases("xls", "a.xls")
    outcome = case.outcome(damaged(data.draw, OLD_WORKBOOK.read_bytes()))
    if isinstance(outcome, Cleaned):
        ledger = outcome.ledger
        fates = ledger[["blank", "kept", "recoded", "set_aside"]].sum(axis="columns")
        assert (ledger["cells"] == fates).all()


MARKED = ("utf-8", "utf-8-sig", "utf-16")
OTHERS = "utf-16-le utf-16-be cp1252 cp1251 cp932 gb18030 euc_kr big5 mac_roman".split()


@settings(SEEDED, max_examples=third_of(50))
@given(st.data())
def test_a_text_file_reads_the_same_however_it_is_written(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    sheet = with_odd_cells(data.draw, case.sheet, list(range(1, len(case.sheet.names))))
    raw = as_csv(
        sheet.every_row,
        delimiter=data.draw(st.sampled_from(",;\t")),
        encoding=data.draw(st.sampled_from(MARKED)),
        line_end=data.draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quote_all=data.draw(st.booleans()),
    )
    one, other = case.cleaned(as_csv(sheet.every_row)), case.cleaned(raw)
    pd.testing.assert_frame_equal(one.responses, other.responses)
    pd.testing.assert_frame_equal(one.ledger, other.ledger)
    pd.testing.assert_frame_equal(one.issues, other.issues)


@settings(SEEDED, max_examples=third_of(80))
@given(st.data())
def test_no_other_encoding_is_read_otherwise_than_it_was_written(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases()
    sheet = with_odd_cells(data.draw, case.sheet, list(range(1, len(case.sheet.names))))
    one = case.cleaned(as_csv(sheet.every_row))
    encoding = data.draw(st.sampled_from(OTHERS))
    try:
        raw = as_csv(sheet.every_row, encoding=encoding)
    except UnicodeEncodeError:
        return
    other = case.outcome(raw)
    if isinstance(other, Cleaned):
        pd.testing.assert_frame_equal(one.responses, other.responses)


@settings(SEEDED, max_examples=third_of(30))
@given(st.data())
def test_check_tells_of_a_file_that_is_not_the_one_received(
    cases: Cases, data: st.DataObject
) -> None:
    case = cases("google_forms")
    received = (RAW / "rocb_ap" / "rounds" / case.base.file).read_bytes()
    changed = damaged(data.draw, received)
    assume(changed != received)
    case.base.export.write_bytes(changed)
    survey = read_survey(case.base.folder)
    assert any("sha256" in str(problem) for problem in file_problems(survey))
