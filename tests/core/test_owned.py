"""A folder is replaced only if every file in it is as this program wrote it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from rocb_analysis.core.files import put_in_place, write
from rocb_analysis.core.folders import SUMS, hashes_in, new_output
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.writers.plan_files import HANDED_IN, copy_to_keep


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def build(target: Path, **more: object) -> None:
    with new_output(target, **more) as folder:
        write(folder / "page.html", "new")


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output of ours: a plan, a page, tables, their list and the manifest."""
    folder = tmp_path / "region"
    contents = {
        "for_office/work_plan.xlsx": "plan",
        "START_HERE.html": "start",
        "tables/needs.csv": "round\n",
        f"tables/{SUMS}": f"{sha256('round' + chr(10))}  needs.csv\n",
    }
    outputs = {place: sha256(text) for place, text in contents.items()}
    said = {"versions": {"rocb_analysis": "0.1.0"}, "outputs": outputs}
    for place, text in {**contents, "manifest.json": json.dumps(said)}.items():
        write(folder / place, text)
    return folder


def refused(target: Path, said: str, **more: object) -> None:
    """Hold that nothing is replaced, and that the sentence names what is in the way."""
    before = files(target)
    with pytest.raises(SurveyError, match=said) as told:
        build(target, **more)
    assert "\n" not in str(told.value)
    assert files(target) == before
    assert list(target.parent.iterdir()) == [target]


def test_an_output_as_we_wrote_it_is_replaced(output):
    build(output)
    assert files(output) == {"page.html": "new"}


def test_a_file_of_the_users_stops_the_report_and_is_named(output):
    write(output / "for_office" / "my_notes.txt", "mine")
    refused(
        output,
        r"a file .* wrote them: for_office/my_notes\.txt\.".replace(
            "a file .*", "1 file that is not as this program"
        ),
    )


def test_an_edited_file_stops_the_report_and_is_named(output):
    write(output / "for_office" / "work_plan.xlsx", "edited")
    refused(output, r"for_office/work_plan\.xlsx\. .*plan --edited")


def test_the_first_three_files_are_named_and_the_rest_counted(output):
    for number in range(6):
        write(output / f"note{number}.txt", "mine")
    refused(output, r"6 files .*: note0\.txt, note1\.txt, note2\.txt and 3 more\.")


def test_an_edited_file_whose_copy_is_kept_is_replaced(output):
    write(output / "for_office" / "work_plan.xlsx", "edited")
    build(output, kept={sha256("edited")})
    assert files(output) == {"page.html": "new"}


def test_what_the_office_handed_in_is_kept_and_may_be_replaced(output, make_survey):
    survey = make_survey(rounds="round,file\n2024,a.csv")
    edited = output / "for_office" / "work_plan.xlsx"
    write(edited, "edited")
    put_in_place(copy_to_keep(survey, edited), root=survey.path)
    build(output, kept=hashes_in(survey.path / HANDED_IN))
    assert files(output) == {"page.html": "new"}
    assert list(files(survey.path / HANDED_IN).values()) == ["edited"]


def test_a_file_that_the_user_deleted_is_in_nobodys_way(output):
    (output / "START_HERE.html").unlink()
    build(output)
    assert files(output) == {"page.html": "new"}


def test_a_manifest_copied_into_a_folder_makes_no_file_of_it_ours(output, tmp_path):
    other = tmp_path / "else" / "folder"
    write(other / "manifest.json", (output / "manifest.json").read_text())
    write(other / "thesis.docx", "mine")
    refused(other, r"thesis\.docx")


def test_a_link_is_no_file_of_ours(output, tmp_path):
    away = tmp_path.parent / f"{tmp_path.name}_away"
    write(away / "START_HERE.html", "start")
    (output / "START_HERE.html").unlink()
    (output / "START_HERE.html").symlink_to(away / "START_HERE.html")
    refused(output, r"START_HERE\.html")
    assert files(away) == {"START_HERE.html": "start"}


def test_a_link_to_a_folder_is_named_and_not_followed(output, tmp_path):
    away = tmp_path.parent / f"{tmp_path.name}_away"
    write(away / "mine.txt", "mine")
    (output / "linked").symlink_to(away, target_is_directory=True)
    refused(output, r"wrote them: linked\.")


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_a_system_lays_into_a_folder_is_nobodys_work(output, name):
    write(output / "for_office" / name, "view")
    build(output)
    assert files(output) == {"page.html": "new"}


@pytest.mark.parametrize("name", ["~$work_plan.xlsx", ".~lock.work_plan.xlsx#"])
def test_a_file_that_is_open_is_to_be_closed(output, name):
    write(output / "for_office" / name, "lock")
    refused(output, r"^work_plan\.xlsx is open: close work_plan\.xlsx and run again")


def committed(output: Path) -> Path:
    """Leave what version control brings: the tables and their list."""
    for path in [*output.glob("*.*"), *output.glob("for_office/*")]:
        path.unlink()
    (output / "for_office").rmdir()
    return output


def test_committed_tables_with_their_list_are_replaced(output):
    build(committed(output))
    assert files(output) == {"page.html": "new"}


def test_a_committed_table_that_was_edited_is_named(output):
    write(committed(output) / "tables" / "needs.csv", "round\nmine\n")
    refused(output, r"tables/needs\.csv")


def test_tables_alone_without_a_list_are_the_users(output):
    (committed(output) / "tables" / SUMS).unlink()
    refused(output, r"tables/needs\.csv")


def test_a_list_of_other_files_is_none_of_ours(output):
    write(committed(output) / "tables" / SUMS, f"{sha256('x')}  prices.csv\n")
    write(output / "tables" / "prices.csv", "x")
    refused(output, "3 files")


def test_tables_newer_than_the_manifest_count_by_their_own_list(output):
    write(output / "tables" / "needs.csv", "newer\n")
    write(output / "tables" / SUMS, f"{sha256('newer' + chr(10))}  needs.csv\n")
    build(output)
    assert files(output) == {"page.html": "new"}


@pytest.mark.parametrize(
    "text",
    ['{"name": "a web page"}', "[]", "no JSON", '{"versions": 2}', "null", "[" * 9999],
)
def test_a_manifest_of_another_program_makes_no_folder_ours(tmp_path, text):
    target = tmp_path / "region"
    write(target / "manifest.json", text)
    refused(target, r"1 file .*: manifest\.json\.")
