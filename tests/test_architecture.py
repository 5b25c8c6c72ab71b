"""The plan of the house: floors, who reads and writes files, sizes.

A rule takes a module and yields its breaches as line and sentence. Each rule has a
test that holds the package to it, and one that shows the rule can fail.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import resolve_name
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "rocb_analysis"

# From the ground up; a room may use rooms of lower floors only.
FLOORS = (
    ("tables",),
    ("survey",),
    ("atomic",),
    ("intake",),
    ("clean",),
    ("needs", "response", "region"),
    ("priorities", "clusters", "delivery"),
    ("results",),
    ("subtraction",),
    ("attack",),
    ("disclosure",),
    ("audit",),
    ("charts",),
    ("exports",),
    ("pipeline", "synthetic"),
    ("hand_back",),
    ("__main__", "notebook"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# A room that may use fewer rooms than its floor allows.
ONLY = {"synthetic": {"atomic", "survey", "tables"}}

# Modules, or whole rooms, that may read or write files.
READERS = ("survey", "atomic", "intake", "delivery/register.py", "exports")
WRITERS = ("atomic",)
# Rooms that may build workbooks and archives in memory, which `atomic` then writes.
BUILDERS = ("exports", "intake/draft", "synthetic")
# Names of functions and methods that read a file. `open` is judged by its mode.
READS = frozenset(
    "read_text read_bytes read_csv read_table read_excel read_json read_parquet "
    "read_pickle read_feather read_html read_xml read_fwf from_path from_filelike "
    "load_workbook loadtxt genfromtxt fromfile memmap imread".split()
)
# Those that write one, or move what is there. Not `rename`, `replace`, `copy`, which
# frames and texts have too: `shutil` and `os` stand for them.
WRITES = frozenset(
    "write_text write_bytes to_excel to_json to_parquet to_pickle to_feather "
    "mkdir makedirs touch unlink rmdir symlink_to hardlink_to chmod savefig imsave "
    "savetxt savez tofile shutil tempfile".split()
)
BUILDS = frozenset("Workbook ExcelWriter ZipFile".split())
OS_WRITES = frozenset("rename renames replace remove mkdir makedirs rmdir".split())
# Into memory, not into a file.
IN_MEMORY = {("charts/style.py", "savefig")}
# Where the one module that may import a package lies.
HOMES = {"pyplot": "charts", "numba": "clusters/kmeans.py"}
TALKERS = ("__main__.py", "notebook.py")

Breaches = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Module:
    """A module of the package: its place below the package, and its source."""

    place: str
    source: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def room(self) -> str:
        return self.place.split("/")[0].removesuffix(".py")

    def is_in(self, *places: str) -> bool:
        return any(self.place == p or self.place.startswith(f"{p}/") for p in places)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every name imported, wherever in the module."""
    package = "/".join(["rocb_analysis", *module.place.split("/")[:-1]])
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            source = resolve_name(source, package.replace("/", "."))
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def called_name(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def floors(module: Module) -> Breaches:
    """Imports point only down the floors, never sideways, never up."""
    if module.place == "__init__.py":
        return
    if module.room not in FLOOR:
        yield 1, f"the room {module.room} stands on no floor"
        return
    allowed = {room for room in FLOOR if FLOOR[room] < FLOOR[module.room]}
    allowed = ONLY.get(module.room, allowed) | {module.room}
    for line, name in imports(module):
        parts = [*name.split("."), ""]
        may = parts[1] in allowed
        may |= parts[1] == "__version__" and FLOOR[module.room] >= FLOOR["exports"]
        if parts[0] == "rocb_analysis" and not may:
            yield line, f"{module.room} imports {name}"


def lazy_front_door(module: Module) -> Breaches:
    """The package itself imports no room until a public name is asked for."""
    if module.place != "__init__.py":
        return
    for statement in module.tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = imports(Module(module.place, ast.unparse(statement)))
            for _, name in names:
                if name.startswith("rocb_analysis"):
                    yield statement.lineno, f"imports {name} at once"


def files_touched(module: Module) -> Iterator[tuple[int, str, str]]:
    """Yield line, what is done (reads, writes) and the name that does it."""
    for line, name in imports(module):
        word = name.split(".")[0]
        if word in WRITES:
            yield line, "writes", word
    for node in ast.walk(module.tree):
        word = called_name(node)
        if isinstance(node, ast.Call) and called_name(node.func) == "open":
            yield from ((node.lineno, done, "open") for done in done_by_open(node))
        elif isinstance(node, ast.Call) and called_name(node.func) == "to_csv":
            # Without a path it returns the text.
            named = {keyword.arg for keyword in node.keywords}
            if node.args or "path_or_buf" in named:
                yield node.lineno, "writes", "to_csv"
        elif word in READS:
            yield node.lineno, "reads", word
        elif word in WRITES and (module.place, word) not in IN_MEMORY:
            yield node.lineno, "writes", word
        elif word in BUILDS:
            yield node.lineno, "builds", word
        elif word in OS_WRITES and called_name(getattr(node, "value", node)) == "os":
            yield node.lineno, "writes", f"os.{word}"


def done_by_open(call: ast.Call) -> list[str]:
    """Return what a call of open does, by its mode; both if that is not written out."""
    is_method = isinstance(call.func, ast.Attribute)
    given = call.args[0 if is_method else 1 :][:1]
    given += [word.value for word in call.keywords if word.arg == "mode"]
    mode = given[0].value if given and isinstance(given[0], ast.Constant) else None
    if not isinstance(mode, str):
        return ["reads", "writes"] if given else ["reads"]
    writes, reads = set(mode) & set("wax+"), set(mode) & set("r+")
    return ["writes"] * bool(writes) + ["reads"] * bool(reads)


def readers(module: Module) -> Breaches:
    """Files are read only in the rooms that read."""
    for line, done, word in files_touched(module):
        if done == "reads" and not module.is_in(*READERS):
            yield line, f"reads a file: {word}"


def writers(module: Module) -> Breaches:
    """Files are written in the one room that writes, others build in memory."""
    for line, done, word in files_touched(module):
        may = {"writes": WRITERS, "builds": (*WRITERS, *BUILDERS)}.get(done)
        if may and not module.is_in(*may):
            yield line, f"{done} a file: {word}"


def homes(module: Module) -> Breaches:
    """pyplot is imported by charts alone, numba by the numerical core alone."""
    for line, name in imports(module):
        for package, home in HOMES.items():
            if package in name.split(".") and not module.is_in(home):
                yield line, f"imports {package}, whose home is {home}"


def years(module: Module) -> Breaches:
    """No year stands in the code: years live in tables."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and type(node.value) is int:
            number = node.value
            if 1990 <= number <= 2035 and number != 2000:
                yield node.lineno, f"holds {number}"


def docstrings(module: Module) -> Breaches:
    """Every public function and class says in a docstring what it is."""
    for node in module.tree.body:
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ):
            yield node.lineno, f"{node.name} has no docstring"


def printers(module: Module) -> Breaches:
    """Nothing prints but the command line and the notebook."""
    for node in ast.walk(module.tree):
        prints = isinstance(node, ast.Call) and called_name(node.func) == "print"
        if prints and not module.is_in(*TALKERS):
            yield node.lineno, "prints"


def breaches_of(rule: Callable[[Module], Breaches]) -> str:
    """Return every breach in the package: a line each, with file and line."""
    places = {p.relative_to(PACKAGE).as_posix(): p for p in PACKAGE.rglob("*.py")}
    return "\n".join(
        f"rocb_analysis/{place}:{line} {what}"
        for place, path in sorted(places.items())
        for line, what in rule(Module(place, path.read_text(encoding="utf-8")))
    )


def test_the_package_is_found() -> None:
    assert (PACKAGE / "pipeline.py").is_file()


def test_imports_point_only_down_the_floors() -> None:
    assert breaches_of(floors) == ""


def test_the_front_door_loads_no_room() -> None:
    assert breaches_of(lazy_front_door) == ""


def test_files_are_read_only_in_the_rooms_that_read() -> None:
    assert breaches_of(readers) == ""


def test_files_are_written_only_in_the_rooms_that_write() -> None:
    assert breaches_of(writers) == ""


def test_pyplot_and_numba_are_imported_only_at_home() -> None:
    assert breaches_of(homes) == ""


def test_no_year_stands_in_the_code() -> None:
    assert breaches_of(years) == ""


def test_every_public_function_and_class_says_what_it_is() -> None:
    assert breaches_of(docstrings) == ""


def test_nothing_prints_but_the_command_line_and_the_notebook() -> None:
    assert breaches_of(printers) == ""


@pytest.mark.parametrize(
    ("rule", "place", "source"),
    [
        (floors, "survey/folder.py", "from rocb_analysis.clean import x"),
        (floors, "survey/folder.py", "from ..clean import x"),
        (floors, "survey/folder.py", "from .. import clean"),
        (floors, "needs.py", "from rocb_analysis.region import x"),
        (floors, "clusters/kmeans.py", "from rocb_analysis.priorities import x"),
        (floors, "charts/style.py", "from rocb_analysis import exports"),
        (floors, "charts/style.py", "from rocb_analysis import open_survey"),
        (floors, "charts/style.py", "import rocb_analysis"),
        (floors, "charts/style.py", "from rocb_analysis import __version__"),
        (floors, "synthetic/files.py", "import rocb_analysis.clean"),
        (floors, "synthetic/files.py", "from rocb_analysis.needs import x"),
        (floors, "results.py", "from rocb_analysis.disclosure import x"),
        (floors, "clean/dates.py", "def f():\n    from rocb_analysis.needs import x"),
        (floors, "extra/room.py", "x = 1"),
        (lazy_front_door, "__init__.py", "from rocb_analysis.survey import x"),
        (lazy_front_door, "__init__.py", "from . import survey"),
        (readers, "needs.py", "path.read_text()"),
        (readers, "needs.py", "open('x')"),
        (readers, "needs.py", "path.open()"),
        (readers, "needs.py", "path.open('r+b')"),
        (readers, "needs.py", "path.open(mode=mode)"),
        (readers, "delivery/gaps.py", "pd.read_csv('x')"),
        (readers, "synthetic/files.py", "texts = map(Path.read_bytes, paths)"),
        (writers, "needs.py", "frame.to_csv('x')"),
        (writers, "survey/folder.py", "path.mkdir()"),
        (writers, "intake/exports.py", "open('x', 'w')"),
        (writers, "intake/exports.py", "path.open('ab')"),
        (writers, "clean/dates.py", "path.open(mode='r+')"),
        (writers, "clean/dates.py", "os.replace('a', 'b')"),
        (writers, "clean/dates.py", "import shutil"),
        (writers, "clean/dates.py", "from tempfile import mkdtemp"),
        (writers, "charts/page.py", "figure.savefig('x')"),
        (writers, "exports/word.py", "path.write_bytes(raw)"),
        (writers, "intake/draft/edits.py", "os.replace('a', 'b')"),
        (writers, "synthetic/files.py", "frame.to_csv(path)"),
        (writers, "synthetic/files.py", "frame.to_csv(path_or_buf=path)"),
        (writers, "needs.py", "ZipFile(held, 'w')"),
        (homes, "exports/word.py", "import matplotlib.pyplot as plt"),
        (homes, "notebook.py", "from matplotlib import pyplot"),
        (homes, "clusters/number.py", "from numba import njit"),
        (homes, "synthetic/kmeans.py", "import numba"),
        (years, "needs.py", "if round == 2023: pass"),
        (years, "needs.py", "def f(x=1990): pass"),
        (docstrings, "needs.py", "def public(): pass"),
        (docstrings, "needs.py", "class Public: pass"),
        (printers, "charts/page.py", "print('x')"),
    ],
)
def test_a_rule_catches_a_breach(rule, place: str, source: str) -> None:
    assert list(rule(Module(place, source))) != []


@pytest.mark.parametrize(
    ("rule", "place", "source"),
    [
        (floors, "priorities/shares.py", "from rocb_analysis.region import x"),
        (floors, "priorities/ranks.py", "from rocb_analysis.priorities import shares"),
        (floors, "exports/tables.py", "from rocb_analysis import __version__"),
        (floors, "synthetic/files.py", "from rocb_analysis.survey.text import x"),
        (floors, "needs.py", "from rocb_analysis_of_others import x"),
        (lazy_front_door, "__init__.py", "if TYPE_CHECKING:\n    from . import survey"),
        (readers, "delivery/register.py", "path.read_text()"),
        (readers, "needs.py", "frame.rename(columns={}).replace('a', 'b').copy()"),
        (writers, "atomic/files.py", "path.open('w')"),
        (writers, "exports/word.py", "Workbook(held); frame.to_csv(index=False)"),
        (writers, "survey/sheets.py", "path.open('rb')"),
        (writers, "charts/style.py", "figure.savefig(held)"),
        (homes, "clusters/kmeans.py", "import numba"),
        (homes, "charts/style.py", "import matplotlib.pyplot as plt"),
        (years, "needs.py", '"""The round 2023."""\nx = 2000, 1989, 2036, True'),
        (docstrings, "needs.py", "def _own(): pass"),
        (printers, "notebook.py", "print('x')"),
    ],
)
def test_a_rule_lets_pass_what_is_right(rule, place: str, source: str) -> None:
    assert list(rule(Module(place, source))) == []
