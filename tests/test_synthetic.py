"""Invented replies: the same seed the same bytes, the truth kept, defects in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.clean import clean_survey
from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import plain
from rocb_analysis.survey import open_survey, read_survey
from rocb_analysis.survey.records import RoundFile
from rocb_analysis.survey.survey_folder import Survey, frame_of
from rocb_analysis.synthetic import simulate

SHIPPED = Path(__file__).parents[1] / "data" / "raw" / "rocb_ap"
MADE = ("survey.toml", "codebook", "rounds", "simulation", "truth")
# tool: rows of its header, and rows above the first reply.
HEADERS = {"surveymonkey": (2, 2), "qualtrics": (2, 3)}
ENTRY_WORKBOOK = {"date_received", "no_needs"}
# kind of defect: what a cleaner does with it. An answer outside its scale is recoded
# where spellings say since what it means.
KINDS = {
    "answer_spelling": "recoded",
    "corrected": "corrected",
    "empty_reply": "set_aside",
    "gap_in_ballot": "noted",
    "member_spelling": "recoded",
    "no_respondent": "set_aside",
    "not_a_subject": "set_aside",
    "not_in_frame": "set_aside",
    "outside_scale": "set_aside",
    "replaced_reply": "set_aside",
    "same_reply_twice": "set_aside",
    "subject_named_twice": "set_aside",
    "subject_not_offered": "set_aside",
    "subject_spelling": "recoded",
}
OPEN_SURVEY = {
    "rounds": "round,file,asked_on,export\nfirst,first.csv,2001-05-07,plain\n"
    "second,second.xlsx,2002-05-07,microsoft_forms\n",
    "questions": "question_id,kind,scale_id,about\nreplied_on,replied_on,,\n"
    "need,level,three,need\nwhere,many,places,context\nremark,text,,\nage,number,,\n",
    "subjects": "subject_id,label\nbread,Bread\nmilk,Milk\nsalt,Salt\n",
    "columns": "question_id,subject_id,position,first,second\n"
    "replied_on,,,Sent on,Completion time\nneed,bread,,Need | Bread,Need of bread?\n"
    "need,milk,,Need | Milk,Need of milk?\nneed,salt,,,Need of salt?\n"
    "where,,,Where do you buy?,Where do you buy?\nremark,,,Remarks,Remarks\n"
    "age,,,Age,\n",
    "ignored_columns": "round,header,reason\n,ID,Running number\nsecond,Notes,Empty\n",
    "scales": "scale_id,answer,value,need\nthree,None,1,no\nthree,Some,2,no\n"
    'three,Much,3,yes\nplaces,"Shop, near by",,\nplaces,Market,,\n',
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What simulate makes of the shipped survey with its own seed."""
    out = tmp_path_factory.mktemp("made") / "rocb_ap"
    survey = open_survey(SHIPPED)
    simulate(survey, out, seed=survey.settings.seed)
    return out


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A small survey without a frame and without any replies."""
    folder = tmp_path / "larder"
    (folder / "codebook").mkdir(parents=True)
    (folder / "survey.toml").write_text('title = "Larder"\n', encoding="utf-8")
    for name, text in OPEN_SURVEY.items():
        path = folder / "codebook" / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: data for name, data in files.items() if name.split("/")[0] in MADE}


def truth(folder: Path, name: str) -> pd.DataFrame:
    path = folder / "truth" / f"{name}.csv"
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def headers_of(file: RoundFile) -> list[str]:
    """Return the header of each column; a heading counts for the blanks right of it."""
    rows = read_sheet(file.path, file.sheet)[1]
    height, _ = HEADERS.get(file.export, (1, 1))
    joined, above = [], ""
    for column in zip(*rows[:height], strict=True):
        heading, name = (plain(cell) for cell in (column[0], column[-1]))
        above = heading or above
        parts = [above, name] if height > 1 else [name]
        joined.append(" | ".join(part for part in parts if part))
    return joined


def reply_rows(file: RoundFile) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the spreadsheet row and the cells by header of each filled row."""
    rows, headers = read_sheet(file.path, file.sheet)[1], headers_of(file)
    _, above = HEADERS.get(file.export, (1, 1))
    for number, cells in enumerate(rows[above:], start=above + 1):
        if any(map(plain, cells)):
            yield number, dict(zip(headers, cells, strict=True))


def header_of(survey: Survey, file: RoundFile, question: str) -> list[str]:
    return [h for h, use in survey.uses_in(file) if use.question_id == question]


def member_of(survey: Survey, typed: str) -> str:
    name = plain(typed)
    return survey.member_by_name.get(name) or survey.spelling["member"].get(name, "")


def test_the_same_seed_makes_the_same_bytes(open_folder: Path, tmp_path: Path) -> None:
    simulate(open_survey(open_folder), tmp_path / "a", seed=5)
    simulate(open_survey(open_folder), tmp_path / "b", seed=5)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_another_seed_makes_other_replies(made: Path, tmp_path: Path) -> None:
    simulate(open_survey(SHIPPED), tmp_path / "other", seed=1)
    one, other = contents(made), contents(tmp_path / "other")
    assert one.keys() == other.keys()
    changed = {name for name in one if one[name] != other[name]}
    assert {name for name in one if name.startswith("rounds/")} < changed


def test_the_shipped_rounds_are_what_simulate_makes(made: Path) -> None:
    one, shipped = contents(made), contents(SHIPPED)
    assert one.keys() == shipped.keys()
    assert [name for name in one if one[name] != shipped[name]] == []


def test_the_shipped_follow_up_is_what_simulate_makes(tmp_path: Path) -> None:
    shipped = SHIPPED.parent / "rocb_ap_follow_up"
    survey = open_survey(shipped)
    simulate(survey, tmp_path / "made", seed=survey.settings.seed)
    assert contents(tmp_path / "made") == contents(shipped)


def test_only_who_took_part_in_a_workshop_speaks_of_it() -> None:
    shipped = SHIPPED.parent / "rocb_ap_follow_up"
    attended = pd.read_csv(shipped / "simulation" / "attended.csv")
    responses = clean_survey(open_survey(shipped)).responses
    said = responses[(responses["subject_id"] != "") & (responses["answer"] != "")]
    took_part = set(zip(attended["subject_id"], attended["member_id"], strict=True))
    assert set(zip(said["subject_id"], said["respondent_id"], strict=True)) <= took_part


def test_who_took_part_is_the_same_in_the_register_and_the_simulation() -> None:
    shipped = SHIPPED.parent / "rocb_ap_follow_up"
    attended = pd.read_csv(shipped / "simulation" / "attended.csv")
    by_workshop = attended.groupby("subject_id")["member_id"].agg("; ".join)
    register = pd.read_csv(shipped / "activities.csv").set_index("subject_ids")
    assert by_workshop.to_dict() == register["members"].to_dict()


def test_a_simulated_survey_simulates_to_itself(made: Path, tmp_path: Path) -> None:
    survey = open_survey(made)
    simulate(survey, tmp_path / "again", seed=survey.settings.seed)
    assert contents(made) == contents(tmp_path / "again")


def test_between_20_and_28_members_reply_in_each_round(made: Path) -> None:
    needs = truth(made, "needs")
    replied = needs[needs["replied"] == "1"].groupby("round")["respondent_id"].nunique()
    assert len(replied) == 6
    assert replied.between(20, 28).all()
    assert replied.nunique() > 2


def test_the_frame_grows_with_the_members_that_join(made: Path) -> None:
    survey, needs = open_survey(made), truth(made, "needs")
    sizes = [len(frame_of(survey, name)) for name in survey.round_names]
    assert sizes == [33, 33, 33, 34, 35, 35]
    assert list(needs.groupby("round")["respondent_id"].nunique()) == sizes


def test_every_kind_of_defect_is_planted(made: Path) -> None:
    planted = truth(made, "defects")
    found = set(zip(planted["kind"], planted["action"], strict=True))
    assert found == {*KINDS.items(), ("outside_scale", "recoded")}


def test_what_nobody_has_decided_is_set_aside_and_the_rounds_are_the_same(
    made: Path, undecided: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = undecided("rocb_ap")
    survey = open_survey(folder)
    simulate(survey, tmp_path / "made", seed=survey.settings.seed)
    planted = truth(tmp_path / "made", "defects")
    assert dict(zip(planted["kind"], planted["action"], strict=True)) == KINDS
    one, other = contents(made), contents(tmp_path / "made")
    rounds = {name for name in one if name.startswith("rounds/")}
    assert {n for n in rounds if one[n] != other[n]} == set()


def test_a_defect_stands_in_the_cell_that_is_named(made: Path) -> None:
    survey = open_survey(made)
    rows = {
        (file.file, str(number)): (cells, header_of(survey, file, "member")[0])
        for file in survey.round_files
        for number, cells in reply_rows(file)
    }
    for planted in truth(made, "defects").itertuples():
        cells, who = rows[planted.file, planted.row]
        assert cells[planted.column or who] == planted.found


def test_only_the_planted_row_comes_from_outside_the_frame(made: Path) -> None:
    survey, planted = open_survey(made), truth(made, "defects")
    rows = planted[planted["kind"].isin({"not_in_frame", "no_respondent"})]
    strange = set(zip(rows["file"], rows["row"].astype(int), strict=True))
    found = set()
    for file in survey.round_files:
        who = header_of(survey, file, "member")[0]
        frame = set(frame_of(survey, file.round)["member_id"])
        for number, cells in reply_rows(file):
            if member_of(survey, cells[who]) not in frame:
                found.add((file.file, number))
    assert found == strange


def test_the_ballots_as_written_give_the_true_needs(made: Path) -> None:
    survey, planted, needs = (
        open_survey(made),
        truth(made, "defects"),
        truth(made, "needs"),
    )
    actions = {(d.file, int(d.row), d.column): d.action for d in planted.itertuples()}
    correct = {
        (c.round, c.respondent_id, c.position): c.answer
        for c in survey.corrections.itertuples()
    }
    written = set()
    for file in survey.round_files:
        ids = {
            a.answer: a.subject_id for a in survey.scale_in("subject_list", file.labels)
        }
        who = header_of(survey, file, "member")[0]
        for number, cells in reply_rows(file):
            if actions.get((file.file, number, "")) == "set_aside":
                continue
            member = member_of(survey, cells[who])
            for header, use in survey.uses_in(file):
                place = str(use.position)
                text = plain(cells[header])
                text = correct.get((file.round, member, place), text)
                aside = actions.get((file.file, number, header)) == "set_aside"
                if use.question_id == "priority" and text and not aside:
                    answer = survey.spelling["subject_list"].get(text) or text
                    written.add((file.round, member, ids[answer], place))
    true = needs[(needs["replied"] == "1") & (needs["needed"] == "1")]
    columns = ["round", "respondent_id", "subject_id", "rank"]
    assert written == set(map(tuple, true[columns].to_numpy()))


def test_a_member_without_needs_says_so_and_needs_nothing(made: Path) -> None:
    survey, needs = open_survey(made), truth(made, "needs")
    needing = needs.assign(needed=needs["needed"].astype(int)).groupby(
        ["round", "respondent_id"]
    )["needed"]
    none = set(needing.sum()[lambda total: total == 0].index)
    words = {"No needs this year", "no_needs_this_year"}
    said = {
        (file.round, member_of(survey, cells[header_of(survey, file, "member")[0]]))
        for file in survey.round_files
        for _, cells in reply_rows(file)
        if cells.get("no_needs") == "1" or words & set(map(plain, cells.values()))
    }
    assert said
    assert said <= none


def test_replies_come_between_the_first_and_the_last_day(made: Path) -> None:
    survey = open_survey(made)
    for file in survey.round_files:
        said = survey.rounds.loc[file.row]
        header = [*header_of(survey, file, "replied_on"), "date_received"][0]
        said_when = [cells[header] for _, cells in reply_rows(file) if cells[header]]
        assert len(said_when) > 5
        for text in said_when:
            form = file.date_format
            read = dt.datetime.strptime(text, form) if form else None
            day = (read or dt.datetime.fromisoformat(text)).date().isoformat()
            assert said["asked_on"] <= day <= said["closed_on"]


def test_headers_are_those_of_the_codebook_and_no_others(made: Path) -> None:
    survey = open_survey(made)
    for file in survey.round_files:
        headers = set(headers_of(file))
        mapped = {header for header, _ in survey.uses_in(file)}
        own = ENTRY_WORKBOOK if file.source else set()
        assert mapped | own <= headers <= mapped | own | survey.ignored_in(file)


def test_each_round_comes_from_another_tool(made: Path) -> None:
    survey = open_survey(made)
    tools = [file.export for file in survey.round_files if not file.source]
    assert sorted(tools) == [
        *("google_forms", "kobo", "limesurvey", "microsoft_forms", "qualtrics"),
        "surveymonkey",
    ]


def by_mail(survey: Survey) -> dict[str, dict[str, str]]:
    """Return the cells of the entry workbook by member."""
    file = survey.round_files[-1]
    who = header_of(survey, file, "member")[0]
    return {member_of(survey, cells[who]): cells for _, cells in reply_rows(file)}


def test_seven_members_reply_by_mail_and_two_of_them_by_the_form_too(
    made: Path,
) -> None:
    survey = open_survey(made)
    form, mail = survey.files_of("2025")
    who = header_of(survey, form, "member")[0]
    used_form = {member_of(survey, cells[who]) for _, cells in reply_rows(form)}
    assert mail.sheet == "replies"
    assert len(by_mail(survey)) == 7
    assert len(used_form & by_mail(survey).keys()) == 2


def test_of_a_member_that_used_both_the_earlier_reply_is_to_be_set_aside(
    made: Path,
) -> None:
    survey, planted = open_survey(made), truth(made, "defects")
    form, mail = survey.files_of("2025")
    late = planted[planted["kind"] == "replaced_reply"]
    aside = {(d.file, member_of(survey, d.found)) for d in late.itertuples()}
    who, when = header_of(survey, form, "member")[0], "Completion time"
    by_form = {member_of(survey, cells[who]): cells for _, cells in reply_rows(form)}
    later = {}
    for member, cells in by_mail(survey).items():
        if member in by_form:
            later[member] = cells["date_received"] > by_form[member][when]
            other = form.file if later[member] else mail.file
            assert (other, member) in aside
    assert sorted(later.values()) == [False, True]


def test_one_reply_by_mail_says_that_there_are_no_needs(made: Path) -> None:
    survey, needs = open_survey(made), truth(made, "needs")
    none = [m for m, cells in by_mail(survey).items() if cells["no_needs"] == "1"]
    (member,) = none
    theirs = needs[(needs["round"] == "2025") & (needs["respondent_id"] == member)]
    assert set(theirs["needed"]) == {"0"}
    assert set(theirs["replied"]) == {"1"}


def test_what_looks_empty_is_there_to_be_told_apart(made: Path) -> None:
    survey = open_survey(made)
    texts = [
        cells[header_of(survey, file, "other_needs")[0]]
        for file in survey.round_files
        for _, cells in reply_rows(file)
    ]
    assert {"NA", "None", ""} <= set(texts)
    csv = next(file for file in survey.round_files if file.path.suffix == ".csv")
    rows = read_sheet(csv.path)[1]
    assert sum(not any(map(plain, row)) for row in rows) == 1
    assert any(cell != cell.strip() for row in rows[1:] for cell in row)


def test_three_groups_are_planted_and_four_members_move(made: Path) -> None:
    clusters = truth(made, "clusters")
    assert set(clusters["cluster"]) == {"1", "2", "3"}
    each = clusters.groupby("member_id")["cluster"].nunique()
    assert (each > 1).sum() == 4


def test_an_open_survey_needs_no_frame(open_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    simulate(open_survey(open_folder), out, seed=3)
    survey = open_survey(out)
    assert survey.is_synthetic
    needs = truth(out, "needs")
    assert set(needs["replied"]) == {"1"}
    assert set(needs.loc[needs["round"] == "first", "subject_id"]) == {"bread", "milk"}
    first, second = survey.round_files
    said = dict(reply_rows(second))
    assert {"ID", "Notes"} <= set(said[2])
    for need in needs[needs["round"] == "second"].itertuples():
        number = int(need.respondent_id.removeprefix("second/r"))
        answer = said[number][f"Need of {need.subject_id}?"].strip()
        assert need.needed == str(int(answer == "Much"))
    assert "Need | Bread" in read_sheet(first.path)[1][0]


def test_a_round_in_two_files_has_each_reply_once(
    open_folder: Path, tmp_path: Path
) -> None:
    rounds = open_folder / "codebook" / "rounds.csv"
    more = "first,mail.csv,2001-05-07,plain\n"
    rounds.write_text(OPEN_SURVEY["rounds"] + more, encoding="utf-8")
    simulate(open_survey(open_folder), tmp_path / "out", seed=3)
    needs = truth(tmp_path / "out", "needs")
    ids = set(needs.loc[needs["round"] == "first", "respondent_id"])
    assert {name[:9] for name in ids} == {"first/r1/", "first/r2/"}


def test_a_file_that_cannot_be_written_is_named(
    open_folder: Path, tmp_path: Path
) -> None:
    rounds = open_folder / "codebook" / "rounds.csv"
    text = OPEN_SURVEY["rounds"].replace("first.csv", "first.ods")
    rounds.write_text(text, encoding="utf-8")
    with pytest.raises(SurveyError, match=r"first\.ods; name another file"):
        simulate(open_survey(open_folder), tmp_path / "out", seed=3)


def test_a_folder_that_holds_something_is_left_alone(
    open_folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(SurveyError, match="not empty"):
        simulate(open_survey(open_folder), tmp_path, seed=3)


def test_a_mistyped_subject_in_the_simulation_folder_is_named(
    open_folder: Path, tmp_path: Path
) -> None:
    folder = open_folder / "simulation"
    folder.mkdir()
    text = "subject_id,base,slope\nbraed,1,0\n"
    (folder / "subjects.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SurveyError, match='Did you mean "bread"'):
        simulate(open_survey(open_folder), tmp_path / "out", seed=3)


def test_a_file_with_a_row_an_answer_is_refused_in_one_sentence(
    open_folder: Path, tmp_path: Path
) -> None:
    rounds = open_folder / "codebook" / "rounds.csv"
    text = OPEN_SURVEY["rounds"].replace("plain", "long")
    rounds.write_text(text, encoding="utf-8")
    with pytest.raises(SurveyError, match="Round first: simulate writes a row a reply"):
        simulate(read_survey(open_folder), tmp_path / "out", seed=3)
