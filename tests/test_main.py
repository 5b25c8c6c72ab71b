"""The command line: one sentence for a user's mistake, the last good output kept."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from rocb_analysis.__main__ import _agrees, main

HEADER = ["Timestamp", "Who", "Need [Valuation]", "Need [Origin]", "Note"]
REPLIES = [
    ["12/14/2021 9:05:33", "Fiji", "Some", "Much", ""],
    ["12/15/2021 9:05:33", "Tonga", "Much", "None", "NA"],
]
TABLES = {
    "members": "member_id,name,sub_region\nFJI,Fiji,Pacific\nTON,Tonga,Pacific\n"
    "WSM,Samoa,Pacific",
    "rounds": "round,file,asked_on,date_format,data_kind\n"
    "r1,one.csv,2021-12-01,%m/%d/%Y %H:%M:%S,synthetic",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "when,replied_on,,\nneed,level,need3,need\nnote,text,,context",
    "columns": "question_id,subject_id,r1\nwho,,Who\nwhen,,Timestamp\n"
    "need,val,Need [Valuation]\nneed,roo,Need [Origin]\nnote,,Note",
}
Make = Callable[..., Path]


class Ran(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run_apart(*words: object) -> Ran:
    """Run a command as a user does, in a process of its own: seconds for the start."""
    command = [sys.executable, "-m", "rocb_analysis", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def run(*words: object) -> Ran:
    """Run a command in this process; it ends as a process of its own would."""
    out, err = StringIO(), StringIO()
    with (
        patch.object(sys, "argv", ["rocb-analysis", *map(str, words)]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    code, sentence = end.value.code or 0, ""
    if isinstance(code, str):
        code, sentence = 1, f"{code}\n"
    return Ran(code, out.getvalue(), err.getvalue() + sentence)


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def folder(survey_folder: Make) -> Path:
    return survey_folder({"one.csv": [HEADER, *REPLIES]}, **TABLES)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


_REPORTED: list[tuple[Ran, Path]] = []


@pytest.fixture
def reported(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ran, Path]:
    """How a report of the folder ended, and what it made: run once for all tests."""
    if not _REPORTED:
        kept = tmp_path_factory.mktemp("made") / "out"
        _REPORTED.append((run_apart("report", folder, "--out", kept), kept))
    return _REPORTED[0]


@pytest.fixture
def made(reported: tuple[Ran, Path], out: Path) -> Path:
    """A copy of what the report made, to be spoilt."""
    return Path(shutil.copytree(reported[1], out))


def test_report_makes_every_document_and_says_where_to_look(
    reported: tuple[Ran, Path],
) -> None:
    done, out = reported
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip().endswith("START_HERE.html")
    made = set(hashes(out))
    assert {
        "START_HERE.html",
        "for_office/brief.html",
        "for_heads/brief.html",
        "for_website/brief.html",
        "for_office/workbook.xlsx",
        "for_office/numbers.html",
        "for_office/members/WSM.html",
        "for_members/WSM.html",
        "for_heads/workbook.xlsx",
        "for_heads/headlines.md",
        "for_website/charts/index.html",
        "tables/priorities.csv",
        "manifest.json",
    } <= made


def test_the_same_input_gives_the_same_bytes(folder: Path, made: Path) -> None:
    first = hashes(made)
    run("report", folder, "--out", made.with_name("again"))
    assert hashes(made.with_name("again")) == first
    said = json.loads((made / "manifest.json").read_text("utf-8"))["outputs"]
    assert {**first, **said} == first
    assert set(first) - set(said) == {"manifest.json"}


def test_the_start_page_and_what_lists_it_alone_know_the_last_run(
    folder: Path, made: Path
) -> None:
    first = hashes(made)
    path = folder / "codebook" / "subjects.csv"
    path.write_text(path.read_text().replace("Valuation", "Valuation of goods"))
    run("report", folder, "--out", made)
    changed = (made / "START_HERE.html").read_text("utf-8")
    assert "Changed in the survey folder: codebook/subjects.csv." in changed
    path.write_text(path.read_text().replace("Valuation of goods", "Valuation"))
    run("report", folder, "--out", made)
    again = hashes(made)
    other = {name for name in first if first[name] != again[name]}
    # The manifest holds the start page's sha256.
    assert other == {"START_HERE.html", "manifest.json"}


def test_a_note_in_the_output_stops_the_next_report_and_stays(
    folder: Path, made: Path
) -> None:
    (made / "for_office" / "my_notes.txt").write_text("mine")
    before = hashes(made)
    failed = run("report", folder, "--out", made)
    assert failed.returncode == 1
    assert "for_office/my_notes.txt" in failed.stderr
    assert hashes(made) == before


def test_a_name_too_long_for_any_disk_is_one_sentence(folder: Path) -> None:
    for words in (["check", "x" * 400], ["report", folder, "--out", "x" * 400]):
        failed = run(*words)
        assert (failed.returncode, failed.stdout) == (1, "")
        assert len(failed.stderr.strip().splitlines()) == 1


def test_the_survey_folder_is_no_place_for_a_report(folder: Path) -> None:
    before = hashes(folder.parent)
    for out in (folder, folder.parent, folder / "rounds"):
        failed = run("report", folder, "--out", out)
        assert failed.returncode == 1
        assert "the survey folder, which a report would replace" in failed.stderr
    assert hashes(folder.parent) == before


def test_a_member_id_that_is_a_path_writes_nothing_elsewhere(
    folder: Path, out: Path
) -> None:
    path = folder / "codebook" / "members.csv"
    path.write_text(path.read_text().replace("WSM,", "../for_website/brief,"))
    failed = run("report", folder, "--out", out)
    assert failed.returncode == 1
    assert 'members.csv, row 4, member_id: "../for_website/brief"' in failed.stderr
    assert not out.exists()


def test_synthetic_replies_are_marked_on_every_page_and_chart(made: Path) -> None:
    pages = list(made.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        mark = "SYNTHETIC DATA. Invented: replies"
        assert text.count(f'<p class="mark">{mark}.</p>') == 1
        assert len(re.findall(r"<svg", text)) == text.count(f"{mark}</text>")


def test_no_page_refers_to_anything_elsewhere(made: Path) -> None:
    for page in made.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"(src|href)=\"(https?:)?//", text.replace("xlink:", ""))
        assert not re.search(r"<script[^>]|@import|url\((?!#)", text)
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))


def test_heads_and_public_name_no_member(made: Path) -> None:
    for audience in ("for_heads", "for_website"):
        text = (made / audience / "brief.html").read_text(encoding="utf-8")
        assert not re.search("Fiji|Tonga|Samoa|FJI|TON|WSM", text)
    assert "Samoa" in (made / "for_office" / "brief.html").read_text(encoding="utf-8")


def broken_header(folder: Path) -> None:
    path = folder / "codebook" / "columns.csv"
    path.write_text(path.read_text().replace("[Valuation]", "[Valuatoin]"))


def unknown_member(folder: Path) -> None:
    path = folder / "rounds" / "one.csv"
    path.write_text(path.read_text().replace("Tonga", "Tongga"))


def missing_file(folder: Path) -> None:
    (folder / "rounds" / "one.csv").rename(folder / "rounds" / "0ne.csv")


def empty_file(folder: Path) -> None:
    (folder / "rounds" / "one.csv").write_text("")


def corrupt_workbook(folder: Path) -> None:
    (folder / "rounds" / "one.xlsx").write_bytes(b"PK\x03\x04 torn")
    path = folder / "codebook" / "rounds.csv"
    path.write_text(path.read_text().replace("one.csv", "one.xlsx"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (broken_header, ["columns.csv", "row 4", "Valuatoin", "Did you mean"]),
        (unknown_member, ["one.csv", "row 3", "Tongga", 'Did you mean "Tonga"?']),
        (missing_file, ["one.csv is not in rounds", '"0ne.csv"']),
        (empty_file, ["one.csv is empty", "Export it again"]),
        (corrupt_workbook, ["one.xlsx cannot be opened", "save it anew"]),
    ],
)
def test_a_mistake_is_one_sentence_and_the_last_good_output_stays(
    folder: Path, made: Path, spoil: Callable[[Path], None], said: list[str]
) -> None:
    before = hashes(made)
    spoil(folder)
    failed = run("report", folder, "--out", made)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert len(failed.stderr.strip().splitlines()) == 1
    assert [word for word in said if word not in failed.stderr] == []
    assert hashes(made) == before
    assert [path.name for path in made.parent.glob(".out*")] == []
    assert run("check", folder).returncode == 1


def test_an_answer_outside_its_scale_stops_nothing_and_is_counted(
    folder: Path, out: Path
) -> None:
    path = folder / "rounds" / "one.csv"
    path.write_text(path.read_text().replace("Some", "some"))
    assert run("report", folder, "--out", out).returncode == 0
    office = (out / "for_office" / "brief.html").read_text(encoding="utf-8")
    assert "1 answer or reply in this round could not be used" in office
    assert ",some,set_aside," in (out / "tables" / "issues.csv").read_text("utf-8")
    checked = run("check", folder)
    assert checked.returncode == 1
    assert "rounds/one.csv, row 2, Need [Valuation]" in checked.stdout


def test_check_says_when_nothing_is_to_be_mended(folder: Path) -> None:
    done = run("check", folder)
    assert done.returncode == 0
    assert done.stdout.endswith("\nNothing to mend.\n")


def test_check_tells_first_what_stops_a_report_each_under_its_heading(
    folder: Path,
) -> None:
    path = folder / "rounds" / "one.csv"
    path.write_text(path.read_text().replace("Some", "some"))
    (folder / "rounds" / "other.csv").write_text("Who\n")
    breaks = folder / "codebook" / "breaks.csv"
    breaks.write_text("question_id,from_round,comparable\nneed,r9,no\n")
    done = run("check", folder)
    lines = done.stdout.splitlines()
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads == ["These stop a report:", "These do not stop a report:"]
    assert lines[1].startswith("  codebook/breaks.csv, row 2, from_round")
    assert lines[lines.index(heads[1]) + 1].startswith("  rounds/one.csv, row 2")
    assert done.returncode == 1
    assert done.stderr.startswith("3 to mend. 1 of them stops a report")


def test_check_names_what_will_not_be_shown_and_is_clean_all_the_same(
    folder: Path,
) -> None:
    done = run("check", folder)
    assert (done.returncode, done.stderr) == (0, "")
    heading, sentence, _, last = done.stdout.splitlines()
    assert heading == "Will not be shown:"
    assert sentence.endswith(
        "row 5: no brief shows note: no finding reads what is about context."
    )
    assert last == "Nothing to mend."


def test_check_of_one_round_leaves_out_what_others_have(
    survey_folder: Make,
) -> None:
    rows = [HEADER, *REPLIES]
    wrong = [[cell.replace("Some", "some") for cell in row] for row in rows]
    rounds = (
        TABLES["rounds"] + "\nr2,two.csv" + ",2022-12-01,%m/%d/%Y %H:%M:%S,synthetic"
    )
    columns = TABLES["columns"].replace("r1", "r1,r2", 1)
    lines = columns.splitlines()
    lines = [lines[0], *(f"{line},{line.rsplit(',', 1)[1]}" for line in lines[1:])]
    tables = {**TABLES, "rounds": rounds, "columns": "\n".join(lines)}
    folder = survey_folder({"one.csv": wrong, "two.csv": rows}, **tables)
    assert run("check", folder).returncode == 1
    assert run("check", folder, "--round", "r2").returncode == 0
    assert "rounds/one.csv" in run("check", folder, "--round", "r1").stdout
    unknown = run("check", folder, "--round", "r3")
    assert unknown.returncode == 1
    assert unknown.stderr.startswith('There is no round "r3" in ')


def test_synthetic_and_real_rounds_in_one_survey_stop_check(
    survey_folder: Make,
) -> None:
    rows = [HEADER, *REPLIES]
    rounds = TABLES["rounds"] + "\nr2,two.csv,2022-12-01,%m/%d/%Y %H:%M:%S,real"
    tables = {**TABLES, "rounds": rounds}
    done = run("check", survey_folder({"one.csv": rows, "two.csv": rows}, **tables))
    assert done.returncode == 1
    assert "synthetic and real rounds meet in one survey" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [(["report", "--edition", "mine"], 2), (["fly"], 2), (["check", "nowhere"], 1)],
)
def test_wrong_usage_exits_2_and_a_wrong_folder_1(words: list[str], code: int) -> None:
    done = run_apart(*words)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_new_drafts_a_survey_and_says_what_to_do_next(tmp_path: Path) -> None:
    export = tmp_path / "answers.csv"
    lines = [",".join(HEADER), *(",".join(row) for row in REPLIES)]
    export.write_text("\n".join(lines) + "\n")
    done = run("new", tmp_path / "mine", "--from", export)
    assert (done.returncode, done.stderr) == (0, "")
    last = done.stdout.strip().splitlines()[-1]
    assert "questions.csv and set about = need" in last
    assert run("check", tmp_path / "mine").returncode in {0, 1}


def test_add_round_takes_a_file_in_and_says_what_to_do_next(
    folder: Path, tmp_path: Path
) -> None:
    again = tmp_path / "two.csv"
    again.write_text(
        (folder / "rounds" / "one.csv").read_text().replace("2021", "2022")
    )
    done = run("add-round", folder, again, "--round", "r2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 headings filled in under r2" in done.stdout
    assert "then run rocb-analysis check" in done.stdout.strip().splitlines()[-1]
    assert run("check", folder).stdout.endswith("Nothing to mend.\n")


def test_questionnaire_writes_the_form_and_says_where_to_look(folder: Path) -> None:
    done = run("questionnaire", folder, "--round", "r2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "form.html" in done.stdout.strip().splitlines()[-1]
    assert (folder / "questionnaire" / "r2" / "entry_r2.xlsx").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ["new", "mine", "--from", "nowhere.csv"],
        ["add-round", "{folder}", "nowhere.csv", "--round", "r2"],
        ["questionnaire", "{folder}", "--round", "a/b"],
    ],
)
def test_a_mistake_in_drafting_is_one_sentence_and_changes_nothing(
    folder: Path, words: list[str]
) -> None:
    before = hashes(folder)
    failed = run(*(word.format(folder=folder) for word in words))
    assert (failed.returncode, failed.stdout) == (1, "")
    assert len(failed.stderr.strip().splitlines()) == 1
    assert hashes(folder) == before
    assert not Path("mine").exists()


def test_a_question_that_nobody_answers_is_a_no() -> None:
    with patch("sys.stdin", StringIO("")), redirect_stdout(StringIO()) as said:
        assert not _agrees("Release it?")
    assert "Abort" not in said.getvalue()
