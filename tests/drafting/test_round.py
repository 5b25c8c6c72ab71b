"""A round added to a survey: exact matches are filled in, all else is listed."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from rocb_analysis.clean import clean_survey
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.drafting.add_round import add_round
from rocb_analysis.drafting.next_form import write_questionnaire
from rocb_analysis.pipeline import check
from rocb_analysis.response import response_rates
from rocb_analysis.survey import open_survey, read_survey

Make = Callable[..., Path]
HEADER = ["Timestamp", "Who", "Need [Valuation]", "Need [Origin]", "Mode", "Token"]
REPLIES = [["2021-12-14 09:05:33", "Fiji", "Some", "Much", "Online", "x1"]]
TABLES = {
    "rounds": "round,file,asked_on,status,data_kind,picks_allowed,export\n"
    "r1,one.csv,2021-12-01,final,synthetic,3,google_forms",
    "members": "member_id,name\nFJI,Fiji\nTON,Tonga",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "when,replied_on,,\nneed,level,need3,need\nmode,one,modes,context",
    "columns": "question_id,subject_id,r1\nwho,,Who\nwhen,,Timestamp\n"
    "need,val,Need [Valuation]\nneed,roo,Need [Origin]\nmode,,Mode",
    "scales": "scale_id,answer,value,need,offered_in\nneed3,None,0,no,\n"
    "need3,Some,1,no,\nneed3,Much,2,yes,\nmodes,Online,,,r1\nmodes,In person,,,r1",
    "ignored_columns": "round,header,reason\nr1,Token,Running number",
}


@pytest.fixture
def folder(survey_folder: Make) -> Path:
    return survey_folder({"one.csv": [HEADER, *REPLIES]}, **TABLES)


def export(tmp_path: Path, rows: list[list[str]], name: str = "two.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def second(*, replace: dict[str, str] | None = None, **cells: str) -> list[list[str]]:
    """Return a file of the next year: headers and cells changed where asked."""
    header = [(replace or {}).get(name, name) for name in HEADER]
    row = dict(zip(HEADER, REPLIES[0], strict=True))
    row |= {"Timestamp": "2022-12-14 09:05:33", **cells}
    return [header, list(row.values())]


def review(folder: Path, name: str = "r2") -> dict[str, list[dict[str, str]]]:
    path = folder / "review" / f"{name}.csv"
    rows: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["what"], []).append(row)
    return rows


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_file_with_the_same_headings_needs_no_more(
    folder: Path, tmp_path: Path
) -> None:
    added = add_round(folder, export(tmp_path, second()), "r2")
    assert added.column == "r2"
    assert check(folder) == []
    assert clean_survey(open_survey(folder)).respondents["round"].tolist() == [
        "r1",
        "r2",
    ]


def test_the_row_of_rounds_is_filled_as_far_as_it_is_certain(
    folder: Path, tmp_path: Path
) -> None:
    path = export(tmp_path, second())
    add_round(folder, path, "r2")
    row = read_survey(folder).rounds.iloc[-1]
    assert row["asked_on"] == "2022-12-14"
    assert (row["status"], row["data_kind"], row["picks_allowed"]) == (
        "open",
        "synthetic",
        "3",
    )
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (folder / "rounds" / "two.csv").read_bytes() == path.read_bytes()


def test_a_file_without_a_certain_date_leaves_asked_on_to_you(
    folder: Path, tmp_path: Path
) -> None:
    rows = second(Timestamp="1/2/2022")
    added = add_round(folder, export(tmp_path, rows), "r2")
    assert read_survey(folder).rounds.iloc[-1]["asked_on"] == ""
    assert any("write asked_on" in sentence for sentence in added.sentences)


def test_other_cells_of_the_codebook_stay_byte_for_byte(
    folder: Path, tmp_path: Path
) -> None:
    before = (folder / "codebook" / "columns.csv").read_text().splitlines()
    untouched = hashes(folder / "codebook")
    add_round(folder, export(tmp_path, second()), "r2")
    after = (folder / "codebook" / "columns.csv").read_text().splitlines()
    assert [line.rsplit(",", 1)[0] for line in after] == before
    now = hashes(folder / "codebook")
    assert {name for name in now if now[name] != untouched[name]} == {
        "columns.csv",
        "rounds.csv",
        "scales.csv",
        "ignored_columns.csv",
    }


def test_a_heading_nearly_as_before_is_offered_and_not_applied(
    folder: Path, tmp_path: Path
) -> None:
    rows = second(replace={"Mode": "Modes"})
    add_round(folder, export(tmp_path, rows), "r2")
    (row,) = review(folder)["heading nearly the same"]
    assert (row["where"], row["suggestion"], row["likeness"]) == (
        "Modes",
        "Mode",
        "0.89",
    )
    assert read_survey(folder).columns["r2"].tolist()[-1] == ""


def test_new_and_vanished_headings_are_listed(folder: Path, tmp_path: Path) -> None:
    rows = second(replace={"Mode": "Something quite different"})
    added = add_round(folder, export(tmp_path, rows), "r2")
    found = review(folder)
    assert [row["where"] for row in found["new heading"]] == [
        "Something quite different"
    ]
    assert [row["where"] for row in found["heading no longer there"]] == ["Mode"]
    assert added.sentences[0].startswith("1. 1 heading is new")


def test_a_heading_of_an_older_round_is_met_too(folder: Path, tmp_path: Path) -> None:
    add_round(folder, export(tmp_path, second(replace={"Who": "Respondent"})), "r2")
    path = folder / "codebook" / "columns.csv"
    path.write_text(path.read_text().replace("who,,Who,\n", "who,,Who,Respondent\n"))
    add_round(folder, export(tmp_path, second(), "three.csv"), "r3")
    assert read_survey(folder).columns["r3"].tolist()[0] == "Who"


def test_an_unknown_answer_is_listed_with_the_nearest(
    folder: Path, tmp_path: Path
) -> None:
    add_round(folder, export(tmp_path, second(Mode="On-line")), "r2")
    (row,) = review(folder)["unknown answer"]
    assert (row["where"], row["suggestion"]) == ("On-line", "Online")


def test_a_yes_is_known_though_its_scale_lists_other_words(
    survey_folder: Make, tmp_path: Path
) -> None:
    questions = TABLES["questions"].replace("mode,one", "mode,yes_no")
    tables = {**TABLES, "questions": questions}
    folder = survey_folder({"one.csv": [HEADER, *REPLIES]}, **tables)
    add_round(folder, export(tmp_path, second(Mode="Yes")), "r2")
    assert "unknown answer" not in review(folder)


def test_a_name_of_no_member_is_listed(folder: Path, tmp_path: Path) -> None:
    added = add_round(folder, export(tmp_path, second(Who="Tongga")), "r2")
    (row,) = review(folder)["name of no member"]
    assert (row["where"], row["suggestion"]) == ("Tongga", "Tonga")
    assert any("1 name is no member's" in sentence for sentence in added.sentences)


def test_an_address_in_an_answer_is_not_quoted(folder: Path, tmp_path: Path) -> None:
    add_round(folder, export(tmp_path, second(Mode="ask a.b@fiji.example")), "r2")
    assert "fiji.example" not in (folder / "review" / "r2.csv").read_text("utf-8-sig")


def test_options_are_taken_to_be_offered_as_before_and_told(
    folder: Path, tmp_path: Path
) -> None:
    added = add_round(folder, export(tmp_path, second()), "r2")
    offered = read_survey(folder).scales.set_index("answer")["offered_in"]
    assert offered["Online"] == offered["In person"] == "r1; r2"
    (row,) = review(folder)["taken to be offered as before"]
    assert (row["where"], row["suggestion"]) == ("modes", "2 answers")
    assert '"In person"' in row["why"]
    assert '"Online"' not in row["why"]
    assert "take the round out of offered_in" in row["to_decide"]
    assert added.sentences[-1] == (
        "2 answers of 1 list are taken to be offered as before: modes."
    )


def test_a_near_heading_is_not_told_as_a_trend_that_ends(
    folder: Path, tmp_path: Path
) -> None:
    add_round(folder, export(tmp_path, second(replace={"Mode": "Modes"})), "r2")
    assert "change of the form" not in review(folder)
    offered = read_survey(folder).scales.set_index("answer")["offered_in"]
    assert offered["Online"] == "r1; r2"


def test_what_is_to_be_decided_comes_first_with_its_file_and_column(
    folder: Path, tmp_path: Path
) -> None:
    rows = second(replace={"Mode": "Modes"}, Who="Tongga")
    added = add_round(folder, export(tmp_path, rows), "r1", source="mail")
    first, second_one = added.sentences[:2]
    assert first.startswith('1. 1 heading is nearly as before ("Modes")')
    assert "codebook/columns.csv, column r1/mail" in first
    assert second_one.startswith('2. 1 name is no member\'s ("Tongga")')
    (row,) = review(folder, "r1_mail")["name of no member"]
    assert row["to_decide"].endswith("with its member_id (TON)")


def test_real_replies_beside_synthetic_ones_are_warned_of(
    folder: Path, tmp_path: Path
) -> None:
    added = add_round(folder, export(tmp_path, second()), "r2")
    assert added.last.startswith("Round r2 is marked synthetic")
    path = folder / "codebook" / "rounds.csv"
    path.write_text(path.read_text().replace("synthetic", "real"))
    assert add_round(folder, export(tmp_path, second(), "3.csv"), "r3").last == ""


def test_a_question_that_is_gone_is_a_candidate_for_breaks(
    folder: Path, tmp_path: Path
) -> None:
    rows = [row[:4] + row[5:] for row in second()]
    add_round(folder, export(tmp_path, rows), "r2")
    (row,) = review(folder)["change of the form"]
    assert (row["where"], row["suggestion"]) == ("mode", "no")
    assert row["why"].startswith("no longer asked: Mode.")


def test_columns_in_another_order_are_a_candidate_for_breaks(
    folder: Path, tmp_path: Path
) -> None:
    rows = [[*row[:2], row[3], row[2], *row[4:]] for row in second()]
    add_round(folder, export(tmp_path, rows), "r2")
    (row,) = review(folder)["change of the form"]
    assert row["where"] == "need"
    assert "another order" in row["why"]


def test_a_column_prepared_for_the_round_is_kept_as_it_is(
    folder: Path, tmp_path: Path
) -> None:
    path = folder / "codebook" / "columns.csv"
    lines = path.read_text().splitlines()
    ends = ["r2", "Who", "Timestamp", "Need [Valuation]", "Need [Origin]", "How?"]
    prepared = [f"{line},{end}" for line, end in zip(lines, ends, strict=True)]
    path.write_text("\n".join(prepared) + "\n")
    before = path.read_bytes()
    add_round(folder, export(tmp_path, second(replace={"Mode": "How?"})), "r2")
    assert path.read_bytes() == before
    assert [p for p in check(folder) if p.stops] == []


def test_a_second_file_with_the_same_headings_shares_the_column(
    folder: Path, tmp_path: Path
) -> None:
    added = add_round(
        folder, export(tmp_path, second(Who="Tonga")), "r1", source="mail"
    )
    assert added.column == "r1"
    assert check(folder) == []
    rates = response_rates(
        open_survey(folder), clean_survey(open_survey(folder)).respondents
    )
    assert rates["replied"].tolist() == [2]


def test_a_second_file_with_other_headings_has_a_column_of_its_own(
    folder: Path, tmp_path: Path
) -> None:
    rows = [[*row[:4], row[5]] for row in second(Who="Tonga")]
    added = add_round(folder, export(tmp_path, rows), "r1", source="mail")
    assert added.column == "r1/mail"
    assert [p for p in check(folder) if p.stops] == []
    assert added.review.name == "r1_mail.csv"


def test_a_codebook_in_a_workbook_is_filled_in_as_well(
    folder: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for path in sorted((folder / "codebook").glob("*.csv")):
        sheet = book.create_sheet(path.stem)
        for row in csv.reader(path.read_text("utf-8").splitlines()):
            sheet.append(row)
    del book["Sheet"]
    shutil.rmtree(folder / "codebook")
    book.save(folder / "codebook.xlsx")
    add_round(folder, export(tmp_path, second()), "r2")
    assert check(folder) == []
    assert read_survey(folder).round_names == ["r1", "r2"]


def fuller(tmp_path: Path, name: str = "later.csv") -> Path:
    """Return a later export of the form of r1: its reply, and one more."""
    (tmp_path / "later").mkdir()
    more = ["2022-01-20 10:00:00", "Tonga", "None", "Some", "Online", "x2"]
    return export(tmp_path / "later", [HEADER, *REPLIES, more], name)


@pytest.mark.parametrize("name", ["later.csv", "one.csv"])
def test_a_later_export_of_a_form_is_no_second_file(
    folder: Path, tmp_path: Path, name: str
) -> None:
    before = hashes(folder)
    with pytest.raises(SurveyError, match=r"has the headings of one.csv.*--replace"):
        add_round(folder, fuller(tmp_path, name), "r1")
    assert hashes(folder) == before


@pytest.mark.parametrize("name", ["later.csv", "one.csv"])
def test_a_later_export_takes_the_place_of_the_file_there(
    folder: Path, tmp_path: Path, name: str
) -> None:
    old = (folder / "rounds" / "one.csv").read_bytes()
    columns = (folder / "codebook" / "columns.csv").read_bytes()
    path = fuller(tmp_path, name)
    added = add_round(folder, path, "r1", replace=True)
    assert [p.name for p in (folder / "rounds").iterdir()] == [name]
    assert (folder / "rounds" / name).read_bytes() == path.read_bytes()
    assert (folder / "replaced" / "one.csv").read_bytes() == old
    assert (folder / "codebook" / "columns.csv").read_bytes() == columns
    row = read_survey(folder).rounds.iloc[-1]
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (row["file"], row["asked_on"]) == (name, "2021-12-01")
    assert added.review.is_file()
    assert check(folder) == []
    assert len(clean_survey(open_survey(folder)).respondents) == 2


def test_a_file_of_another_form_replaces_nothing(folder: Path, tmp_path: Path) -> None:
    before = hashes(folder)
    rows = second(replace={"Mode": "How?"})
    with pytest.raises(SurveyError, match=r'"Mode" is only in one.csv and "How'):
        add_round(folder, export(tmp_path, rows), "r1", replace=True)
    assert hashes(folder) == before


def test_where_there_is_no_file_none_is_replaced(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match="Round r2 has no file"):
        add_round(folder, export(tmp_path, second()), "r2", replace=True)


def there_already(folder: Path, path: Path) -> str:
    shutil.copy(folder / "rounds" / "one.csv", path)
    return "r2"


def same_name(folder: Path, path: Path) -> str:
    (folder / "rounds" / path.name).write_text("something else")
    return "r2"


def slash(_folder: Path, _path: Path) -> str:
    return "2022/23"


def endless(_folder: Path, _path: Path) -> str:
    return "x" * 300


def not_printed(_folder: Path, _path: Path) -> str:
    return "r\ud8002"


def damaged(_folder: Path, path: Path) -> str:
    path.write_bytes(b"")
    return "r2"


@pytest.mark.parametrize(
    ("spoil", "name", "said"),
    [
        (there_already, "one.csv", "one.csv is already in rounds, as round r1"),
        (same_name, "two.csv", "rounds/two.csv exists and holds something else"),
        (slash, "two.csv", '"2022/23" cannot be the name of a round'),
        (endless, "two.csv", "cannot be the name of a round: it has 1 to 60 letters"),
        (not_printed, "two.csv", '"r2" cannot be the name of a round'),
        (damaged, "two.csv", "two.csv is empty"),
    ],
)
def test_a_mistake_changes_nothing(
    folder: Path,
    tmp_path: Path,
    spoil: Callable[[Path, Path], str],
    name: str,
    said: str,
) -> None:
    path = export(tmp_path, second(), name)
    label = spoil(folder, path)
    before = hashes(folder)
    with pytest.raises(SurveyError) as raised:
        add_round(folder, path, label)
    assert said in str(raised.value)
    assert hashes(folder) == before


def test_a_seventh_round_by_form_and_mail_joins_the_shipped_survey(
    tmp_path: Path,
) -> None:
    """17 replies by the form, 7 typed in, two of them of members that used both."""
    shipped = Path(__file__).resolve().parents[2] / "data" / "raw" / "rocb_ap"
    folder = tmp_path / "rocb_ap"
    for part in ("codebook", "rounds"):
        shutil.copytree(shipped / part, folder / part)
    shutil.copy(shipped / "survey.toml", folder)
    survey = read_survey(folder)
    form, names = next_form(
        survey.files_of(survey.round_names[-1])[0].path, tmp_path / "form.xlsx"
    )
    label = str(int(survey.round_names[-1]) + 1)
    add_round(folder, form, label)
    book = (
        write_questionnaire(read_survey(folder), label).folder / f"entry_{label}.xlsx"
    )
    others = [n for n in survey.members["name"] if n not in names][:5]
    add_round(folder, typed_in(book, [*names[:2], *others]), label, source="mail")
    assert [p for p in check(folder) if p.stops] == []
    replied = clean_survey(open_survey(folder)).respondents
    ours = replied[replied["round"] == label]
    assert len(ours) == 17 + 5
    assert ours["source"].value_counts().to_dict() == {"": 15, "mail": 7}
    assert ours["replies_set_aside"].sum() == 2


def next_form(last: Path, path: Path) -> tuple[Path, list[str]]:
    """Write a form's export of the next year with 17 replies of members; name them."""
    book = openpyxl.load_workbook(last) if last.suffix == ".xlsx" else None
    assert book is not None, "the last round of the shipped survey is a workbook"
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    who = next(i for i, head in enumerate(heads) if head and "Member" in str(head))
    members = read_survey(last.parent.parent).members["name"].tolist()[:17]
    sheet.delete_rows(19, sheet.max_row)
    for row, name in enumerate(members, start=2):
        sheet.cell(row, who + 1).value = name
    book.save(path)
    return path, members


def typed_in(book: Path, names: list[str]) -> Path:
    """Fill the entry workbook in: a reply a name, the first choice of each list."""
    filled = openpyxl.load_workbook(book)
    sheet, lists = filled["replies"], filled["lists"]
    heads = [cell.value for cell in sheet[1]]
    first = {c.value: lists.cell(2, c.column).value for c in lists[1]}
    for row, name in enumerate(names, start=2):
        for column, head in enumerate(heads, start=1):
            if head in first and column > 1 and head != "no_needs":
                sheet.cell(row, column).value = first[head]
        sheet.cell(row, 1).value = name
        sheet.cell(row, heads.index("date_received") + 1).value = "2099-01-10"
    path = book.parent / "mail.xlsx"
    filled.save(path)
    return path
