"""The plan of the house: floors, names, who reads and writes files.

A rule takes a module and yields its breaches as line and sentence. Each rule has a
test that holds the package to it, and one that shows the rule can fail.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import resolve_name
from pathlib import Path

import pytest

from rocb_analysis.survey.tools import ENTRY_WORKBOOK, TOOLS

PACKAGE = Path(__file__).resolve().parent.parent / "rocb_analysis"

# From the ground up; a room may use rooms of lower floors only.
FLOORS = (
    ("core",),
    ("survey",),
    ("intake",),
    ("clean",),
    ("needs", "response", "region"),
    ("priorities", "clusters", "delivery"),
    ("plan",),
    ("results",),
    ("disclosure",),
    ("charts",),
    ("brief",),
    ("writers",),
    ("pipeline", "drafting", "synthetic"),
    ("hand_back",),
    ("__main__", "notebook"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# A room that may use fewer rooms than its floor allows.
ONLY = {"synthetic": {"core", "survey", "intake"}}
# A folder holds at most so many modules besides its __init__.
MOST_MODULES = 15
# Modules that one module of their own folder alone uses stand for an idea of their own,
# from so many lines on; shorter ones stand here with the reason.
LEAST_LINES = 200
LONE = {
    "brief/by_sub_region.py": "a page of the brief",
    "brief/what_changed.py": "a page of the brief",
    "clean/doubts.py": "what check says, beside what clean does",
    "clean/piped.py": "a kind of question: it speaks of a place of the ballot",
    "clean/responses.py": "makes a table of the contract",
    "delivery/indicators.py": "a finding of its own, which no other rests on",
    "delivery/reach.py": "a finding of its own, which no other rests on",
    "plan/checked.py": "the guard of the programme, which must not know it",
    "plan/sensitivity.py": "how firm a plan is, which the plan does not rest on",
    "plan/schedule.py": "a step of the plan that is solved on its own",
    "writers/pdf.py": "a format of the brief",
}

# Modules, or whole rooms, that may read or write files.
READERS = ("core", "survey", "intake", "drafting", "delivery/register.py", "writers")
WRITERS = ("core/files.py", "core/folders.py")
# Rooms that may build workbooks and archives in memory, which `core` then writes.
BUILDERS = ("writers", "drafting", "synthetic")
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
        may |= parts[1] == "__version__" and FLOOR[module.room] >= FLOOR["brief"]
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


def names_met_twice(places: dict[str, str]) -> Iterator[str]:
    """Yield the names of modules, and of public classes, that stand for two things.

    places: by place below the package the source of each module.
    """
    met: dict[str, list[str]] = {}
    for place, source in places.items():
        name = place.removesuffix("/__init__.py").removesuffix(".py").split("/")[-1]
        if place != "__init__.py":
            met.setdefault(name, []).append(place)
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                met.setdefault(node.name, []).append(place)
    yield from (f"{n}: {', '.join(own)}" for n, own in met.items() if len(own) > 1)


def uses(places: dict[str, str]) -> dict[str, set[str]]:
    """Return by module the modules that it imports at once, each by its place."""
    found: dict[str, set[str]] = {}
    for place, source in places.items():
        top = [n for n in ast.parse(source).body if isinstance(n, ast.ImportFrom)]
        names = imports(Module(place, "\n".join(map(ast.unparse, top))))
        made = found.setdefault(place, set())
        for _, name in names:
            parts = name.split(".")[1:]
            for end in (len(parts), len(parts) - 1):
                path = "/".join(parts[:end])
                for one in (f"{path}.py", f"{path}/__init__.py"):
                    if one in places and one != place:
                        made.add(one)
    return found


def circles(places: dict[str, str]) -> Iterator[str]:
    """Yield the modules that reach themselves by their imports."""
    used = uses(places)
    for place in places:
        seen, left = set[str](), [*used[place]]
        while left:
            if (here := left.pop()) not in seen:
                seen.add(here)
                left += used[here]
        if place in seen:
            yield place


def lone_pages(places: dict[str, str]) -> Iterator[str]:
    """Yield short modules that one module of their folder alone uses, for no reason."""
    users: dict[str, set[str]] = {}
    for place, own in uses(places).items():
        for used in own:
            users.setdefault(used, set()).add(place)
    for place, source in places.items():
        folder, by = place.rpartition("/")[0], users.get(place, set())
        alone = len(by) == 1 and next(iter(by)).rpartition("/")[0] == folder
        is_short = source.count("\n") < LEAST_LINES and "__init__" not in place
        if folder and alone and is_short and place not in LONE:
            yield place


def full_folders(places: dict[str, str]) -> Iterator[str]:
    """Yield the folders that hold more modules than one finds one's way in."""
    held = [place for place in places if "/" in place and "__init__" not in place]
    folders = [place.split("/")[0] for place in held]
    yield from (one for one in {*folders} if folders.count(one) > MOST_MODULES)


def tools_named_twice(places: dict[str, str]) -> Iterator[str]:
    """Yield the form tools that several modules name: each is declared once.

    The entry workbook is the package's own; other modules may speak of it in words.
    """
    for tool in TOOLS:
        name = tool.name.replace("_", "[_ ]?")
        name = f'"{name}"' if tool is ENTRY_WORKBOOK else name
        named = [
            p for p, text in places.items() if re.search(name, text, re.IGNORECASE)
        ]
        if len(named) > 1:
            yield f"{tool.name}: {', '.join(named)}"


def sources() -> dict[str, str]:
    """Return by place below the package the source of each module."""
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def breaches_of(rule: Callable[[Module], Breaches]) -> str:
    """Return every breach in the package: a line each, with file and line."""
    return "\n".join(
        f"rocb_analysis/{place}:{line} {what}"
        for place, source in sources().items()
        for line, what in rule(Module(place, source))
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


def test_every_name_that_a_room_lists_is_there() -> None:
    for place in sources():
        if place.endswith("__init__.py"):
            name = ".".join(["rocb_analysis", *place.split("/")[:-1]])
            room = importlib.import_module(name)
            for public in getattr(room, "__all__", []):
                assert getattr(room, public) is not None


def test_no_module_and_no_public_class_has_the_name_of_another() -> None:
    assert list(names_met_twice(sources())) == []


def test_no_module_reaches_itself_by_its_imports() -> None:
    assert list(circles(sources())) == []


def test_a_short_module_has_more_than_one_user_or_a_reason() -> None:
    assert list(lone_pages(sources())) == []


def test_the_list_of_reasons_holds_no_module_that_needs_none() -> None:
    assert set(LONE) <= set(sources())


def test_no_folder_is_too_full_to_find_ones_way_in() -> None:
    assert list(full_folders(sources())) == []


def test_each_form_tool_is_named_in_one_module_only() -> None:
    assert list(tools_named_twice(sources())) == []


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        (tools_named_twice, {"a.py": '"google_forms"', "b.py": "# as Google Forms"}),
        (tools_named_twice, dict.fromkeys(("a.py", "b.py"), 'x == "entry_workbook"')),
        (names_met_twice, {"a/x.py": "", "b/x.py": ""}),
        (names_met_twice, {"a.py": "class Row: pass", "b.py": "class Row: pass"}),
        (
            circles,
            {
                "a.py": "from rocb_analysis.b import x",
                "b.py": "from rocb_analysis import a",
            },
        ),
        (lone_pages, {"a/x.py": "", "a/y.py": "from rocb_analysis.a.x import f"}),
        (full_folders, {f"a/m{n}.py": "" for n in range(MOST_MODULES + 1)}),
    ],
)
def test_a_rule_of_the_whole_house_catches_a_breach(rule, places) -> None:
    assert list(rule(places)) != []


@pytest.mark.parametrize(
    ("rule", "place", "source"),
    [
        (floors, "survey/codebook.py", "from rocb_analysis.clean import x"),
        (floors, "survey/codebook.py", "from ..clean import x"),
        (floors, "survey/codebook.py", "from .. import clean"),
        (floors, "needs.py", "from rocb_analysis.region import x"),
        (floors, "clusters/kmeans.py", "from rocb_analysis.priorities import x"),
        (floors, "charts/style.py", "from rocb_analysis import writers"),
        (floors, "charts/style.py", "from rocb_analysis import open_survey"),
        (floors, "charts/style.py", "import rocb_analysis"),
        (floors, "charts/style.py", "from rocb_analysis import __version__"),
        (floors, "synthetic/round_files.py", "import rocb_analysis.clean"),
        (floors, "synthetic/round_files.py", "from rocb_analysis.needs import x"),
        (floors, "results.py", "from rocb_analysis.disclosure import x"),
        (floors, "clean/answers.py", "def f():\n    from rocb_analysis.needs import x"),
        (floors, "extra/room.py", "x = 1"),
        (lazy_front_door, "__init__.py", "from rocb_analysis.survey import x"),
        (lazy_front_door, "__init__.py", "from . import survey"),
        (readers, "needs.py", "path.read_text()"),
        (readers, "needs.py", "open('x')"),
        (readers, "needs.py", "path.open()"),
        (readers, "needs.py", "path.open('r+b')"),
        (readers, "needs.py", "path.open(mode=mode)"),
        (readers, "delivery/support.py", "pd.read_csv('x')"),
        (readers, "synthetic/round_files.py", "texts = map(Path.read_bytes, paths)"),
        (writers, "needs.py", "frame.to_csv('x')"),
        (writers, "survey/codebook.py", "path.mkdir()"),
        (writers, "intake/export.py", "open('x', 'w')"),
        (writers, "intake/export.py", "path.open('ab')"),
        (writers, "clean/answers.py", "path.open(mode='r+')"),
        (writers, "clean/answers.py", "os.replace('a', 'b')"),
        (writers, "clean/answers.py", "import shutil"),
        (writers, "clean/answers.py", "from tempfile import mkdtemp"),
        (writers, "charts/plan_gantt.py", "figure.savefig('x')"),
        (writers, "writers/word.py", "path.write_bytes(raw)"),
        (writers, "drafting/codebook_edit.py", "os.replace('a', 'b')"),
        (writers, "synthetic/round_files.py", "frame.to_csv(path)"),
        (writers, "synthetic/round_files.py", "frame.to_csv(path_or_buf=path)"),
        (writers, "needs.py", "ZipFile(held, 'w')"),
        (homes, "writers/word.py", "import matplotlib.pyplot as plt"),
        (homes, "notebook.py", "from matplotlib import pyplot"),
        (homes, "clusters/number.py", "from numba import njit"),
        (homes, "synthetic/members.py", "import numba"),
        (years, "needs.py", "if round == 2023: pass"),
        (years, "needs.py", "def f(x=1990): pass"),
        (docstrings, "needs.py", "def public(): pass"),
        (docstrings, "needs.py", "class Public: pass"),
        (printers, "charts/style.py", "print('x')"),
    ],
)
def test_a_rule_catches_a_breach(rule, place: str, source: str) -> None:
    assert list(rule(Module(place, source))) != []


@pytest.mark.parametrize(
    ("rule", "place", "source"),
    [
        (floors, "priorities/shares.py", "from rocb_analysis.region import x"),
        (floors, "priorities/ranks.py", "from rocb_analysis.priorities import shares"),
        (
            floors,
            "writers/tables_and_sheets.py",
            "from rocb_analysis import __version__",
        ),
        (floors, "synthetic/round_files.py", "from rocb_analysis.survey.text import x"),
        (floors, "needs.py", "from rocb_analysis_of_others import x"),
        (lazy_front_door, "__init__.py", "if TYPE_CHECKING:\n    from . import survey"),
        (readers, "delivery/register.py", "path.read_text()"),
        (readers, "needs.py", "frame.rename(columns={}).replace('a', 'b').copy()"),
        (writers, "core/files.py", "path.open('w')"),
        (writers, "writers/word.py", "Workbook(held); frame.to_csv(index=False)"),
        (writers, "core/sheets.py", "path.open('rb')"),
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
