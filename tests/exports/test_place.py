"""An output is put in place whole, and the last one survives whatever fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rocb_analysis.exports.place import new_output
from rocb_analysis.tables import SurveyError

MANIFEST = json.dumps({"versions": {"rocb_analysis": "0.1.0"}})


class Killed(BaseException):
    """The run was killed: nothing after this line happens."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "region"


@pytest.fixture
def last(target: Path) -> Path:
    """The last output: a manifest of ours and a brief."""
    target.mkdir()
    (target / "manifest.json").write_text(MANIFEST)
    (target / "for_office").mkdir()
    (target / "for_office" / "brief.pptx").write_text("last")
    return target


def build(target: Path, text: str = "new") -> None:
    """Put an output of two files in place."""
    with new_output(target) as folder:
        (folder / "manifest.json").write_text(MANIFEST)
        (folder / "page.html").write_text(text)


def files(folder: Path) -> dict[str, str]:
    """Return text by place of every file under a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


NEW = {"manifest.json": MANIFEST, "page.html": "new"}
LAST = {"manifest.json": MANIFEST, "for_office/brief.pptx": "last"}


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


def test_committed_tables_alone_are_replaced(target):
    (target / "tables").mkdir(parents=True)
    (target / "tables" / "needs.csv").write_text("round")
    build(target)
    assert files(target) == NEW


@pytest.mark.parametrize(
    "place",
    ["thesis.docx", "tables/prices.csv", "tables", "manifest.json/inside.txt"],
)
def test_a_foreign_folder_is_refused_and_untouched(target, place):
    (target / place).parent.mkdir(parents=True, exist_ok=True)
    (target / place).write_text("mine")
    with pytest.raises(SurveyError, match="region holds files that are not of this"):
        build(target)
    assert files(target) == {place: "mine"}
    assert alone(target)


@pytest.mark.parametrize(
    "text", ['{"name": "a web page"}', "[]", "no JSON", '{"versions": 2}', "null"]
)
def test_a_manifest_of_another_program_makes_no_folder_ours(target, text):
    target.mkdir()
    (target / "manifest.json").write_text(text)
    with pytest.raises(SurveyError, match=r"there is no manifest\.json of ours"):
        build(target)
    assert files(target) == {"manifest.json": text}


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
        (folder / "half.html").write_text("half")
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


def fail_at(monkeypatch, call: int, failure: BaseException) -> None:
    """Let the n-th rename of a folder fail."""
    renamed, calls = Path.rename, []

    def rename(path: Path, to: Path) -> Path:
        calls.append(path)
        if len(calls) == call:
            raise failure
        return renamed(path, to)

    monkeypatch.setattr(Path, "rename", rename)


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
        fail_at(patch, 2, Killed())
        with pytest.raises(Killed):
            build(last)
    assert not last.exists()
    return last


@pytest.fixture
def cut_at_the_end(last, monkeypatch):
    """A swap was killed when the new output was in place, the last not yet cleared."""

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed), new_output(last) as new:
        (new / "manifest.json").write_text(MANIFEST)
        (new / "page.html").write_text("second")
        patch.setattr(shutil, "rmtree", kill)
    assert len(list(last.parent.iterdir())) == 2
    return last


@pytest.mark.parametrize("cut", ["cut_in_the_middle", "cut_at_the_end"])
def test_the_next_run_mends_a_swap_that_was_cut(request, cut):
    target = request.getfixturevalue(cut)
    build(target)
    assert files(target) == NEW
    assert alone(target)


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        ("cut_in_the_middle", LAST),
        ("cut_at_the_end", {"manifest.json": MANIFEST, "page.html": "second"}),
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
            (folder / "half.html").write_text("half")
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
