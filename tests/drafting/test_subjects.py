"""What a new export does to the list of subjects: dropped, new, reworded ones."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis import analyse
from rocb_analysis.drafting.add_round import add_round
from rocb_analysis.drafting.new_questions import likeness_of_headings
from rocb_analysis.pipeline import check
from rocb_analysis.survey import open_survey, read_survey

Make = Callable[..., Path]
STEM = "Could you offer an expert or a venue?"
HEADER = ["Who", "First", f"{STEM}.Valuation", f"{STEM}.Transit", f"{STEM}.Origin"]
REPLIES = [["Fiji", "Transit", "Yes", "No", "No"], ["Tonga", "Origin", "", "", ""]]
TABLES = {
    "rounds": "round,file,asked_on,picks_allowed\nr1,one.csv,2021-12-01,1",
    "members": "member_id,name\nFJI,Fiji\nTON,Tonga",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "ballot,top_n,list,need\noffer,yes_no,,offer",
    "subjects": "subject_id,label\nval,Valuation\ntra,Transit\nroo,Origin",
    "columns": "question_id,subject_id,position,r1\nwho,,,Who\nballot,,1,First\n"
    + "\n".join(
        f"offer,{subject},,{STEM}.{label}"
        for subject, label in (("val", "Valuation"), ("tra", "Transit"))
    )
    + f"\noffer,roo,,{STEM}.Origin",
    "scales": "scale_id,answer,subject_id,offered_in\nlist,Valuation,val,r1\n"
    "list,Transit,tra,r1\nlist,Origin,roo,r1",
}


@pytest.fixture
def folder(survey_folder: Make) -> Path:
    return survey_folder({"one.csv": [HEADER, *REPLIES]}, **TABLES)


def added(folder: Path, rows: list[list[str]]) -> tuple[str, ...]:
    path = folder.parent / "two.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    sentences = add_round(folder, path, "r2").sentences
    rounds = folder / "codebook" / "rounds.csv"
    lines = rounds.read_text().splitlines()
    lines[-1] = lines[-1].replace("r2,two.csv,", "r2,two.csv,2022-12-01", 1)
    rounds.write_text("\n".join(lines) + "\n")
    return sentences


def review(folder: Path) -> dict[str, list[str]]:
    path = folder / "review" / "r2.csv"
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["what"], []).append(row["where"])
    return found


def without_transit() -> list[list[str]]:
    replies = [["Fiji", "Origin", "Yes", "No"], ["Tonga", "Valuation", "", ""]]
    return [[h for h in HEADER if "Transit" not in h], *replies]


def offered(folder: Path) -> dict[str, str]:
    scales = read_survey(folder).scales
    return dict(zip(scales["answer"], scales["offered_in"], strict=True))


def test_an_item_is_not_near_another_one_for_the_words_both_share() -> None:
    olds = [*HEADER[2:], "Mode"]
    news = [f"{STEM}.Valuation", f"{STEM}.Free zones", "Modes"]
    alike = likeness_of_headings(news, olds)
    assert alike(f"{STEM}.Free zones", f"{STEM}.Transit") < 0.6
    assert alike(f"{STEM}.Transit trade", f"{STEM}.Transit") > 0.6
    assert alike("Modes", "Mode") > 0.8


def test_an_item_is_near_its_own_though_the_question_is_reworded() -> None:
    other = "Could your administration offer an expert or venue?"
    alike = likeness_of_headings([f"{other}.Origin", f"{other}.Transit"], HEADER[2:])
    assert alike(f"{other}.Transit", f"{STEM}.Transit") > 0.6
    assert alike(f"{other}.Transit", f"{STEM}.Origin") < 0.6


def test_two_places_of_a_ballot_are_never_near() -> None:
    alike = likeness_of_headings(
        ["Priority 1", "Priority 2", "Priority 3"], ["1st priority", "2nd priority"]
    )
    assert alike("Priority 2", "2nd priority") > 0.6
    assert alike("Priority 3", "2nd priority") == 0.0


def test_a_new_item_is_no_rename_of_a_dropped_one(folder: Path) -> None:
    header = [name.replace("Transit", "Free zones") for name in HEADER]
    added(folder, [header, ["Fiji", "Origin", "Yes", "No", "No"]])
    found = review(folder)
    assert "heading nearly the same" not in found
    assert found["new subject"] == ["Free zones"]
    assert found["heading no longer there"] == [f"{STEM}.Transit"]


def test_a_subject_that_the_form_no_longer_shows_is_asked_about_and_not_filled_in(
    folder: Path,
) -> None:
    sentences = added(folder, without_transit())
    assert review(folder)["subject perhaps no longer offered"] == ["Transit"]
    assert offered(folder) == {
        "Valuation": "r1; r2",
        "Transit": "r1",
        "Origin": "r1; r2",
    }
    assert any(
        'perhaps no longer offered ("Transit"): if the form offered it, add r2 to '
        "offered_in" in sentence
        for sentence in sentences
    )


def test_a_subject_with_a_heading_is_offered_though_nobody_names_it(
    folder: Path,
) -> None:
    added(folder, [HEADER, ["Fiji", "Origin", "Yes", "No", "No"]])
    assert set(offered(folder).values()) == {"r1; r2"}


def test_a_list_offered_in_every_round_does_not_take_a_dropped_subject_on(
    survey_folder: Make,
) -> None:
    scales = TABLES["scales"].replace(",r1", ",")
    folder = survey_folder(
        {"one.csv": [HEADER, *REPLIES]}, **{**TABLES, "scales": scales}
    )
    added(folder, without_transit())
    assert offered(folder) == {"Valuation": "", "Transit": "r1", "Origin": ""}


def test_an_undecided_subject_counts_as_not_asked_and_check_says_so(
    folder: Path,
) -> None:
    added(folder, without_transit())
    (doubt,) = check(folder)
    assert str(doubt) == (
        'codebook/scales.csv, row 3, offered_in: "Transit" (row 3) was offered in r1 '
        "and not in r2: if the form offered it, add r2 there; if not, write in "
        "codebook/breaks.csv question_id ballot, subject_id tra, from_round r2, "
        "comparable no; until then it counts as not asked."
    )
    assert not doubt.stops
    needs = analyse(open_survey(folder)).needs
    own = needs[(needs["round"] == "r2") & (needs["subject_id"] == "tra")]
    assert set(own["state"]) == {"not_asked"}
    assert own["needed"].isna().all()


@pytest.mark.parametrize("decision", ["breaks", "offered"])
def test_either_decision_on_a_dropped_subject_leaves_check_clean(
    folder: Path, decision: str
) -> None:
    added(folder, without_transit())
    if decision == "breaks":
        text = "question_id,subject_id,from_round,comparable\nballot,tra,r2,no\n"
        (folder / "codebook" / "breaks.csv").write_text(text)
    else:
        scales = folder / "codebook" / "scales.csv"
        told = scales.read_text().replace("Transit,tra,r1", "Transit,tra,r1; r2")
        scales.write_text(told)
    assert check(folder) == []


def test_a_new_subject_is_told_with_every_row_it_needs_at_once(folder: Path) -> None:
    header = [*HEADER, f"{STEM}.Free zones"]
    rows = [["Fiji", "Free zones", "Yes", "No", "No", "Yes"]]
    first, *_ = added(folder, [header, *rows])
    assert first == (
        '1. "Free zones" is a new subject: write a row in codebook/subjects.csv '
        "(subject_id free_zones, label Free zones), a row in codebook/columns.csv "
        f"(question_id offer, subject_id free_zones, r2 = {STEM}.Free zones) and a row "
        "in codebook/scales.csv (scale_id list, answer Free zones, subject_id "
        "free_zones, offered_in r2)."
    )


def test_following_what_is_told_of_a_new_subject_leaves_check_clean(
    folder: Path,
) -> None:
    header = [*HEADER, f"{STEM}.Free zones"]
    added(folder, [header, ["Fiji", "Free zones", "Yes", "No", "No", "Yes"]])
    for table, row in {
        "subjects": "free_zones,Free zones",
        "columns": f"offer,free_zones,,,{STEM}.Free zones",
        "scales": "list,Free zones,free_zones,r2",
    }.items():
        path = folder / "codebook" / f"{table}.csv"
        path.write_text(path.read_text().rstrip("\n") + f"\n{row}\n")
    assert check(folder) == []


def test_a_reworded_subject_of_a_list_names_the_one_it_may_be(folder: Path) -> None:
    added(folder, [HEADER, ["Fiji", "Transit of goods", "Yes", "No", "No"]])
    with (folder / "review" / "r2.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = (r for r in csv.DictReader(file) if r["what"] == "unknown answer")
    assert (row["where"], row["suggestion"]) == ("Transit of goods", "Transit")
    assert row["to_decide"].startswith("if tra is meant, a row in codebook/scales.csv")


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("asked_on", "2021-12-01", "2021-12-06"), ("status", "open", "final")],
)
def test_two_sources_of_a_round_that_differ_stop_with_one_sentence(
    survey_folder: Make, column: str, one: str, other: str
) -> None:
    day = "2021-12-01," if column == "status" else ""
    head = "asked_on," if column == "status" else ""
    rounds = f"round,file,source,{head}{column}\nr1,one.csv,,{day}{one}\n"
    rounds += f"r1,mail.csv,mail,{day}{other}"
    files = {"one.csv": [HEADER, *REPLIES], "mail.csv": [HEADER, *REPLIES]}
    (problem,) = check(survey_folder(files, **{**TABLES, "rounds": rounds}))
    assert str(problem) == (
        f"codebook/rounds.csv, row 3, {column}: round r1 has {column} {other} here and "
        f"{one} in row 2; one round has one, so correct one of the two."
    )
    assert problem.stops
