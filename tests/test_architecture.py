"""The plan of the house: floors, who reads and writes files, sizes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "rocb_analysis"

FLOORS = (
    ("tables",),
    ("survey",),
    ("intake",),
    ("clean",),
    ("needs", "response", "region"),
    ("priorities", "clusters", "delivery"),
    ("results",),
    ("disclosure",),
    ("charts",),
    ("exports",),
    ("pipeline", "synthetic"),
    ("__main__", "notebook"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

READS = {"read_text", "read_bytes", "read_csv", "read_excel", "from_path", "open"}
WRITES = {
    "write_text",
    "write_bytes",
    "to_csv",
    "to_excel",
    "mkdir",
    "savefig",
    "rename",
    "rmtree",
    "copytree",
    "mkdtemp",
    "Workbook",
}
# Names that only look like files: bytes in memory.
MEMORY = {"charts/style.py": {"savefig"}}
READERS = {"survey", "intake", "exports", "synthetic"}
WRITERS = {"exports", "synthetic"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(PACKAGE.parent)}:{line}"


def imported_rooms(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "rocb_analysis":
                names = [parts[1]] if parts[1:] else [a.name for a in node.names]
                yield from ((name, node.lineno) for name in names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "rocb_analysis" and parts[1:]:
                    yield parts[1], node.lineno


def upward_imports(room: str, tree: ast.Module) -> list[int]:
    if room == "__init__":
        return []
    allowed = {"survey", "tables"} if room == "synthetic" else set(FLOOR)
    return [
        line
        for other, line in imported_rooms(tree)
        if other != room and (FLOOR[other] >= FLOOR[room] or other not in allowed)
    ]


def calls(tree: ast.Module, names: set[str]) -> list[int]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name in names:
                found.append(node.lineno)
    return found


def modules_named(tree: ast.Module, name: str) -> list[int]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            said = [getattr(node, "module", None) or "", *(a.name for a in node.names)]
            if any(name in part.split(".") for part in said):
                found.append(node.lineno)
    return found


def year_literals(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and type(node.value) is int
        and 1990 <= node.value <= 2035
        and node.value != 2000
    ]


def lines_of_body(node: ast.FunctionDef) -> int:
    first, *rest = node.body
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = rest if is_docstring and rest else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def long_functions(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and lines_of_body(node) > 40
    ]


def undocumented(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def breaches(rule: Callable[[Path, ast.Module], list[int]]) -> list[str]:
    return [
        where(path, line)
        for path in modules()
        for line in rule(path, ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_imports_point_only_down_the_floors() -> None:
    assert breaches(lambda path, tree: upward_imports(room_of(path), tree)) == []


def test_files_are_read_only_in_the_rooms_that_read() -> None:
    def rule(path: Path, tree: ast.Module) -> list[int]:
        return [] if room_of(path) in READERS else calls(tree, READS)

    assert breaches(rule) == []


def test_files_are_written_only_in_the_rooms_that_write() -> None:
    def rule(path: Path, tree: ast.Module) -> list[int]:
        name = path.relative_to(PACKAGE).as_posix()
        return (
            []
            if room_of(path) in WRITERS
            else calls(tree, WRITES - MEMORY.get(name, set()))
        )

    assert breaches(rule) == []


def test_pyplot_is_imported_only_by_charts() -> None:
    def rule(path: Path, tree: ast.Module) -> list[int]:
        return [] if room_of(path) == "charts" else modules_named(tree, "pyplot")

    assert breaches(rule) == []


def test_numba_is_imported_only_by_the_numerical_core() -> None:
    def rule(path: Path, tree: ast.Module) -> list[int]:
        return [] if path.name == "kmeans.py" else modules_named(tree, "numba")

    assert breaches(rule) == []


def test_no_year_stands_in_the_code() -> None:
    assert breaches(lambda _path, tree: year_literals(tree)) == []


def test_no_function_has_more_than_40_lines() -> None:
    assert breaches(lambda _path, tree: long_functions(tree)) == []


def test_no_module_has_more_than_250_lines() -> None:
    counts = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}
    assert [where(path, lines) for path, lines in counts.items() if lines > 250] == []


def test_every_public_function_and_class_says_what_it_is() -> None:
    assert breaches(lambda _path, tree: undocumented(tree)) == []


def test_nothing_prints_but_the_command_line_and_the_notebook() -> None:
    def rule(path: Path, tree: ast.Module) -> list[int]:
        said = room_of(path) in {"__main__", "notebook"}
        return [] if said else calls(tree, {"print"})

    assert breaches(rule) == []


LONG = "def f():\n    " + "\n    ".join(f"x{i} = 1" for i in range(41))


@pytest.mark.parametrize(
    ("rule", "breach"),
    [
        (lambda t: upward_imports("survey", t), "from rocb_analysis.clean import x"),
        (lambda t: upward_imports("needs", t), "from rocb_analysis.region import x"),
        (lambda t: upward_imports("synthetic", t), "import rocb_analysis.clean"),
        (lambda t: upward_imports("charts", t), "from rocb_analysis import exports"),
        (lambda t: calls(t, READS), "path.read_text()"),
        (lambda t: calls(t, READS), "open('x')"),
        (lambda t: calls(t, WRITES), "frame.to_csv('x')"),
        (lambda t: modules_named(t, "pyplot"), "import matplotlib.pyplot as plt"),
        (lambda t: modules_named(t, "pyplot"), "from matplotlib import pyplot"),
        (lambda t: modules_named(t, "numba"), "from numba import njit"),
        (year_literals, "if round == 2023: pass"),
        (long_functions, LONG),
        (undocumented, "def public(): pass"),
    ],
)
def test_each_rule_catches_its_breach(
    rule: Callable[[ast.Module], list[int]], breach: str
) -> None:
    assert rule(ast.parse(breach)) != []
