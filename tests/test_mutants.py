"""The mutation run spoils one place at a time, and a spoilt rule fails a test."""

from __future__ import annotations

from pathlib import Path

from tests.soak import mutants


def spoilt_sources(folder: Path, source: str) -> list[str]:
    path = folder / "module.py"
    path.write_text(source)
    return [mutant.source for mutant in mutants.mutants_of(path, "clean")]


def test_each_mutant_differs_from_its_module_in_one_place(tmp_path: Path) -> None:
    assert spoilt_sources(tmp_path, "a = b < 3 and not c") == [
        "a = b < 3 or not c",
        "a = b <= 3 and (not c)",
        "a = b < 4 and (not c)",
        "a = b < 3 and c",
    ]


def test_types_are_not_spoilt(tmp_path: Path) -> None:
    assert spoilt_sources(tmp_path, "def f(x: int | None) -> str | None: pass") == []


def test_guards_of_a_zip_and_of_a_class_are_not_spoilt(tmp_path: Path) -> None:
    assert spoilt_sources(tmp_path, "a = zip(b, c, strict=True)") == []
    assert spoilt_sources(tmp_path, "@dataclass(frozen=True)\nclass A: pass") == []


def test_a_spoilt_rule_is_noticed(tmp_path: Path) -> None:
    path = mutants.ROOT / "rocb_analysis" / "needs.py"
    whole = path.read_text("utf-8")
    spoilt = whole.replace("0.0", "1.0").replace("== ", "!= ")
    mutant = mutants.Mutant("needs", path, 0, "", "", spoilt)
    copied = mutants.copied_repository(tmp_path / "copy")
    assert mutants.is_killed(mutant, copied)
    assert (copied / "rocb_analysis" / "needs.py").read_text("utf-8") == whole


def test_what_is_named_as_changing_nothing_stands_in_the_code() -> None:
    package = mutants.ROOT / "rocb_analysis"
    for module, line, was, _ in mutants.EQUIVALENT:
        lines = [one.strip() for one in (package / module).read_text().splitlines()]
        assert line in lines, module
        assert was in line, module


def test_a_survivor_that_changes_nothing_counts_on_neither_side() -> None:
    module, line, was, now = next(iter(mutants.EQUIVALENT))
    path = mutants.ROOT / "rocb_analysis" / module
    lines = [one.strip() for one in path.read_text("utf-8").splitlines()]
    number = lines.index(line) + 1
    same = mutants.Mutant("clean", path, number, was, now, "")
    other = mutants.Mutant("clean", path, 1, "1", "2", "")
    judged = [(same, False), (other, False), (other, True)]
    assert mutants.rates(judged)["in all"] == (1, 2)
