"""An output is put in place whole, and the last one survives whatever fails."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from rocb_analysis.core import folders
from rocb_analysis.core.files import write
from rocb_analysis.core.folders import new_output
from rocb_analysis.core.tables import SurveyError

VERSIONS = {"rocb_analysis": "0.1.0"}


class Killed(BaseException):
    """The run was killed: nothing after this line happens."""


def manifest_of(contents: dict[str, str]) -> str:
    """Return a manifest of ours that lists these files."""
    outputs = {
        place: hashlib.sha256(text.encode()).hexdigest()
        for place, text in contents.items()
    }
    return json.dumps({"versions": VERSIONS, "outputs": outputs})


def fill(folder: Path, contents: dict[str, str]) -> None:
    """Write an output with its manifest."""
    for place, text in {**contents, "manifest.json": manifest_of(contents)}.items():
        write(folder / place, text)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "region"


@pytest.fixture
def last(target: Path) -> Path:
    """The last output: a manifest of ours and a brief."""
    fill(target, {"for_office/brief.pptx": "last"})
    return target


def build(target: Path, text: str = "new", **more: object) -> None:
    """Put an output of two files in place."""
    with new_output(target, **more) as folder:
        fill(folder, {"page.html": text})


def files(folder: Path) -> dict[str, str]:
    """Return text by place of every file under a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def whole(contents: dict[str, str]) -> dict[str, str]:
    return {**contents, "manifest.json": manifest_of(contents)}


NEW = whole({"page.html": "new"})
LAST = whole({"for_office/brief.pptx": "last"})


def alone(target: Path) -> bool:
    """Say whether nothing stands beside the target."""
    return list(target.parent.iterdir()) == [target]


def test_a_new_folder_is_made_with_those_above_it(tmp_path):
    target = tmp_path / "data" / "processed" / "region"
    build(target)
    assert files(target) == NEW
    assert alone(target)


def test_an_empty_folder_is_filled(target):
    target.mkdir()
    build(target)
    assert files(target) == NEW
    assert alone(target)


def test_the_last_output_is_replaced_whole(last):
    build(last)
    assert files(last) == NEW
    assert alone(last)


def test_a_file_in_place_of_a_folder_is_refused_and_untouched(target):
    target.write_text("mine")
    with pytest.raises(SurveyError, match="region is a file"):
        build(target)
    assert target.read_text() == "mine"


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SurveyError, match="No folder can be made beside region"):
        build(tmp_path / "notes.txt" / "region")


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, Killed])
def test_if_the_body_raises_the_last_output_stays_and_nothing_beside_it(last, failure):
    with pytest.raises(failure), new_output(last) as folder:
        write(folder / "half.html", "half")
        raise failure
    assert files(last) == LAST
    assert alone(last)


def test_the_last_output_is_there_until_the_new_one_is_built(last):
    with new_output(last) as folder:
        (folder / "page.html").write_text("new")
        assert files(last) == LAST


def test_the_new_output_is_built_beside_the_target(last):
    with new_output(last) as folder:
        assert folder.parent == last.parent


def open_elsewhere(monkeypatch, name: str) -> None:
    """Let a file refuse to be opened for writing, as Windows does."""
    opened = Path.open

    def refuse(path: Path, mode: str = "r", *rest: object, **more: object):
        if path.name == name and set(mode) & set("wa+"):
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse)


def test_a_file_open_elsewhere_is_named_before_anything_is_built(last, monkeypatch):
    open_elsewhere(monkeypatch, "brief.pptx")
    with (
        pytest.raises(SurveyError, match=r"close brief\.pptx and run again"),
        new_output(last),
    ):
        pytest.fail("the body ran")
    assert files(last) == LAST
    assert alone(last)


def test_a_file_opened_during_the_run_is_named_before_anything_is_replaced(
    last, monkeypatch
):
    with (
        pytest.raises(SurveyError, match=r"close brief\.pptx and run again"),
        new_output(last) as folder,
    ):
        (folder / "page.html").write_text("new")
        open_elsewhere(monkeypatch, "brief.pptx")
    assert files(last) == LAST
    assert alone(last)


@pytest.fixture
def by_renames(monkeypatch):
    """A system that cannot exchange two folders in one call."""
    monkeypatch.setattr(folders, "_exchanged", lambda *_: False)


def fail_at(monkeypatch, call: int, failure: BaseException) -> None:
    """Let the n-th rename of a folder fail."""
    renamed, calls = Path.rename, []

    def rename(path: Path, to: Path) -> Path:
        calls.append(path)
        if len(calls) == call:
            raise failure
        return renamed(path, to)

    monkeypatch.setattr(Path, "rename", rename)


@pytest.mark.usefixtures("by_renames")
@pytest.mark.parametrize("call", [1, 2])
def test_a_folder_that_cannot_be_moved_leaves_the_last_output(last, monkeypatch, call):
    # On Windows a window of the Explorer is enough.
    fail_at(monkeypatch, call, PermissionError(13, "Access is denied"))
    with pytest.raises(SurveyError, match="close every window that shows it"):
        build(last)
    assert files(last) == LAST
    assert alone(last)


def test_a_new_folder_that_cannot_be_moved_leaves_nothing(target, monkeypatch):
    fail_at(monkeypatch, 1, PermissionError(13, "Access is denied"))
    with pytest.raises(SurveyError, match="cannot be replaced"):
        build(target)
    assert list(target.parent.iterdir()) == []


@pytest.fixture
def cut_in_the_middle(last, monkeypatch):
    """A swap was killed when the last output was moved away and none was in place."""
    with monkeypatch.context() as patch:
        patch.setattr(folders, "_exchanged", lambda *_: False)
        fail_at(patch, 2, Killed())
        with pytest.raises(Killed):
            build(last)
    assert not last.exists()
    return last


@pytest.fixture
def cut_before_the_end(last, monkeypatch):
    """A swap was killed when the last output was moved and the new one in place."""
    with monkeypatch.context() as patch:
        patch.setattr(folders, "_exchanged", lambda *_: False)
        fail_at(patch, 3, Killed())
        with pytest.raises(Killed):
            build(last, "second")
    assert (last.parent / ".region.old").is_dir()
    return last


@pytest.fixture
def cut_at_the_end(last, monkeypatch):
    """A swap was killed when the new output was in place, the last not yet cleared."""

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed), new_output(last) as new:
        fill(new, {"page.html": "second"})
        patch.setattr(shutil, "rmtree", kill)
    assert len(list(last.parent.iterdir())) == 2
    return last


@pytest.mark.parametrize(
    "cut", ["cut_in_the_middle", "cut_before_the_end", "cut_at_the_end"]
)
def test_the_next_run_mends_a_swap_that_was_cut(request, cut):
    target = request.getfixturevalue(cut)
    build(target)
    assert files(target) == NEW
    assert alone(target)


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        ("cut_in_the_middle", LAST),
        ("cut_before_the_end", whole({"page.html": "second"})),
        ("cut_at_the_end", whole({"page.html": "second"})),
    ],
)
def test_a_cut_swap_is_mended_even_if_the_next_run_fails(request, cut, kept):
    target = request.getfixturevalue(cut)
    with pytest.raises(ValueError, match="bad luck"), new_output(target):
        raise ValueError("bad luck")
    assert files(target) == kept
    assert alone(target)


def test_what_a_killed_run_left_half_built_is_cleared(last, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed), new_output(last) as folder:
            write(folder / "half.html", "half")
            raise Killed
    assert not alone(last)
    build(last)
    assert alone(last)


def test_a_folder_of_another_target_is_left_alone(target):
    other = target.parent / ".region_heads.new-x"
    other.mkdir()
    build(target)
    assert other.is_dir()


def test_a_name_with_brackets_is_a_name_and_no_pattern(tmp_path, monkeypatch):
    target = tmp_path / "needs [2025]"
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed), new_output(target):
            raise Killed
    build(target)
    assert alone(target)


def test_a_link_leads_to_the_folder_that_is_replaced(last, tmp_path):
    link = tmp_path / "link"
    try:
        link.symlink_to(last, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    build(link)
    build(link)
    assert link.is_symlink()
    assert files(last) == NEW


def test_a_path_from_here_will_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    build(Path("region"))
    assert files(tmp_path / "region") == NEW


def test_the_two_outputs_change_places_in_one_call_where_the_system_can(
    last, monkeypatch
):
    def never(*_: object) -> None:
        pytest.fail("there was a moment without an output")

    if not folders._exchanged(last, last):
        pytest.skip("this system cannot exchange two folders")
    monkeypatch.setattr(Path, "rename", never)
    build(last)
    assert files(last) == NEW
    assert alone(last)


def test_a_folder_of_the_users_under_the_name_of_an_old_output_is_kept(last):
    own = last.parent / ".region.old"
    write(own / "notes.txt", "mine")
    with pytest.raises(SurveyError, match=r"\.region\.old holds .*: notes\.txt\."):
        build(last)
    assert files(own) == {"notes.txt": "mine"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_nobody_but_the_user_may_look_into_an_office_output(last, target):
    last.chmod(0o755)
    build(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_an_output_that_may_leave_has_the_rights_that_new_folders_have(target):
    before = os.umask(0o027)
    try:
        build(target, is_private=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o750


def test_a_file_taken_away_while_it_is_built_stops_the_swap(last):
    with (
        pytest.raises(SurveyError, match=r"^page\.html was changed or taken away"),
        new_output(last) as folder,
    ):
        fill(folder, {"page.html": "new", "other.html": "new"})
        (folder / "page.html").unlink()
    assert files(last) == LAST
    assert alone(last)


def test_while_an_output_is_built_nothing_is_written_elsewhere(last):
    with (
        pytest.raises(SurveyError, match="would be written outside"),
        new_output(last) as folder,
    ):
        write(folder / ".." / "else.html", "x")
    assert files(last) == LAST
    assert alone(last)


@pytest.mark.parametrize("within", [".", "survey", "survey/out", "survey/rounds/.."])
def test_a_target_that_is_holds_or_lies_in_the_survey_is_refused(tmp_path, within):
    survey = tmp_path / "a" / "survey"
    write(survey / "survey.toml", "")
    (survey / "rounds").mkdir()
    target = tmp_path / "a" / within
    with pytest.raises(SurveyError, match=r"the survey folder, which a report would"):
        build(target, survey=survey)
    assert files(tmp_path) == {"a/survey/survey.toml": ""}


def test_a_link_to_the_survey_folder_is_the_survey_folder(tmp_path):
    survey = tmp_path / "survey"
    survey.mkdir()
    (tmp_path / "link").symlink_to(survey, target_is_directory=True)
    with pytest.raises(SurveyError, match="is the survey folder"):
        build(tmp_path / "link", survey=survey)


@pytest.mark.parametrize("above", [0, 1])
@pytest.mark.parametrize("which", ["home", "work"])
def test_home_and_the_working_folder_and_those_above_are_refused(
    tmp_path, monkeypatch, which, above
):
    folder = tmp_path / "some" / "where"
    folder.mkdir(parents=True)
    if which == "home":
        monkeypatch.setattr(Path, "home", lambda: folder)
    else:
        monkeypatch.chdir(folder)
    target = [folder, *folder.parents][above]
    with pytest.raises(SurveyError, match=r"(is|holds) (your|the folder you)"):
        build(target)
    assert list(folder.iterdir()) == []


def test_a_folder_in_the_package_is_refused():
    package = Path(folders.__file__).parents[1]
    with pytest.raises(SurveyError, match="lies in the folder of this program"):
        build(package / "out")


def test_links_in_a_circle_are_told(tmp_path):
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    with pytest.raises(SurveyError):
        build(tmp_path / "one" / "region")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full; free some space, and run again"),
        (errno.EROFS, "the disk can only be read; choose a place"),
    ],
)
def test_what_the_disk_refuses_is_one_sentence_and_the_last_output_stays(
    last, monkeypatch, number, said
):
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(SurveyError, match=said), new_output(last) as folder:
        monkeypatch.setattr(Path, "write_bytes", refuse)
        write(folder / "page.html", "new")
    assert files(last) == LAST
    assert alone(last)


def test_a_full_disk_that_another_part_met_is_one_sentence_too(last):
    with pytest.raises(SurveyError, match="the disk is full"), new_output(last):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert files(last) == LAST


def test_a_mistake_of_the_program_is_not_told_as_one_of_the_disk(last):
    with pytest.raises(FileNotFoundError), new_output(last):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def test_a_file_that_may_only_be_read_is_no_file_to_be_closed(last, monkeypatch):
    open_elsewhere(monkeypatch, "brief.pptx")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SurveyError, match=r"brief\.pptx .* may only be read") as told:
        build(last)
    assert "close" not in str(told.value)
