"""Spoil the code in one place at a time, and see whether a test notices.

Mutation testing (DeMillo, Lipton and Sayward 1978) with the operators that matter for
counts: comparisons, and/or, not, plus and minus, whole numbers, True and False. Each
room is spoilt in a seeded sample of places; a mutant that the tests of its room let
pass meets the tests of the shipped surveys too. A survivor is printed with its line, to
be read: it shows a test that is missing, or a change that changes nothing; the latter
are named in EQUIVALENT with the reason, and count on neither side of a rate.
"""

from __future__ import annotations

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent.parent
# What is spoilt, by the tests that stand nearest to it, and its share of the mutants.
ROOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {
    "clean": (("clean",), ("tests/clean",), 18),
    "needs": (("needs.py",), ("tests/test_needs.py",), 8),
    "region": (
        ("region",),
        ("tests/test_region.py", "tests/priorities/test_completion.py"),
        8,
    ),
    "priorities": (("priorities",), ("tests/priorities",), 18),
    "support": (
        ("delivery/support.py",),
        ("tests/delivery/test_support.py", "tests/delivery/test_gaps.py"),
        8,
    ),
    "disclosure": (
        ("disclosure",),
        ("tests/disclosure", "tests/writers/test_releases.py"),
        20,
    ),
}
WIDER = (
    "tests/test_shipped_surveys.py",
    "tests/test_lpi_ap.py",
    "tests/writers/test_released.py",
)
# Survivors that were read and change nothing: module, its line, what stood there and
# what stands now; with the reason.
EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    (
        "disclosure/figures.py",
        "self._most_answered = max(answered, default=0)",
        "0",
        "1",
    ): "without a count nothing asks how many answered",
    (
        "clean/ledger.py",
        "return replies.reader.places.get(finding.header, -1)",
        "1",
        "2",
    ): "no column has place -1 or -2",
    (
        "region/__init__.py",
        "chance = np.minimum(at_most, at_least).round(9)",
        "9",
        "10",
    ): "no chance of so few members lies so near its bound",
    (
        "disclosure/rule.py",
        'answered, needing = areas["answered"].fillna(0), areas["needing"].fillna(0)',
        "0",
        "1",
    ): "the table says of each row how many answered and need it",
    (
        "disclosure/figures.py",
        "few: max(most + 1, LEAST_CHANGERS - few if is_clear else 0)",
        "0",
        "1",
    ): "the other side of the max is 1 at least",
}
SEED, WORKERS, MOST_SECONDS = 20261124, 2, 600

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One spoilt place: the module, its line, what stood there and what stands now."""

    room: str
    path: Path
    line: int
    was: str
    now: str
    source: str

    @property
    def is_equivalent(self) -> bool:
        """Whether a reader found that the change changes nothing."""
        module = self.path.relative_to(ROOT / "rocb_analysis").as_posix()
        line = self.path.read_text("utf-8").splitlines()[self.line - 1].strip()
        return (module, line, self.was, self.now) in EQUIVALENT

    def __str__(self) -> str:
        where = self.path.relative_to(ROOT)
        return f"{where}:{self.line}: {self.was}  ->  {self.now}"


def spoilt(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in place of a node, each with one thing changed."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            made = copy.deepcopy(node)
            made.ops[place] = _COMPARISONS[type(operator)]()
            yield made
    elif isinstance(node, ast.BoolOp):
        made = copy.deepcopy(node)
        made.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield made
    elif isinstance(node, ast.BinOp) and type(node.op) in _SUMS:
        made = copy.deepcopy(node)
        made.op = _SUMS[type(node.op)]()
        yield made
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


class _Swap(ast.NodeTransformer):
    """Put one node in place of another, which is known by its number in the walk."""

    def __init__(self, number: int, new: ast.AST) -> None:
        self.number, self.new, self.seen = number, new, -1

    def visit(self, node: ast.AST) -> ast.AST:
        self.seen += 1
        if self.seen == self.number:
            self.seen += sum(1 for _ in ast.walk(node)) - 1
            return self.new
        return super().generic_visit(node)


def in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every node in the order in which a transformer visits it."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        yield from in_order(child)


def without_effect(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes that change nothing when spoilt.

    They are types, the guard of a zip, and that of a frozen class.
    """
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"strict", "frozen"}:
            found |= set(ast.walk(node))
        for field in ("annotation", "returns"):
            if (kind := getattr(node, field, None)) is not None:
                found |= set(ast.walk(kind))
    return found


def mutants_of(path: Path, room: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its lines."""
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    passed_over, found = without_effect(tree), []
    for number, node in enumerate(in_order(tree)):
        if node in passed_over:
            continue
        for new in spoilt(node):
            changed = _Swap(number, new).visit(ast.parse(source))
            text = ast.unparse(ast.fix_missing_locations(changed))
            was, now = ast.unparse(node), ast.unparse(ast.fix_missing_locations(new))
            line = getattr(node, "lineno", 0)
            found.append(Mutant(room, path, line, was, now, text))
    return found


def sample(seed: int = SEED, part: float = 1) -> list[Mutant]:
    """Return the mutants of a run: of each room its share, drawn at random.

    part: of the share of each room, how much.
    """
    chosen = []
    for room, (places, _, share) in ROOMS.items():
        paths = [path for place in places for path in _modules(place)]
        everything = [mutant for path in paths for mutant in mutants_of(path, room)]
        draw = random.Random(f"{seed} {room}")
        count = min(round(part * share), len(everything))
        chosen += draw.sample(everything, count)
    return chosen


def _modules(place: str) -> list[Path]:
    path = ROOT / "rocb_analysis" / place
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def is_killed(mutant: Mutant, copy_of_repository: Path) -> bool:
    """Run the tests on a copy of the repository with the mutant in it."""
    place = copy_of_repository / mutant.path.relative_to(ROOT)
    whole = place.read_text("utf-8")
    place.write_text(mutant.source, "utf-8")
    try:
        nearest = ROOMS[mutant.room][1]
        return any(_fails(tests, copy_of_repository) for tests in (nearest, WIDER))
    finally:
        place.write_text(whole, "utf-8")


def _fails(tests: tuple[str, ...], root: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", *tests]
    here = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    try:
        run = subprocess.run(
            command, cwd=root, env=here, capture_output=True, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return True
    return run.returncode != 0


def copied_repository(folder: Path) -> Path:
    """Return a copy of all that the tests read, without version control."""
    leave = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis")
    return Path(shutil.copytree(ROOT, folder, ignore=leave))


def run(mutants: list[Mutant]) -> list[tuple[Mutant, bool]]:
    """Return each mutant with whether a test noticed it."""
    free: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(WORKERS):
            free.put(copied_repository(Path(folder, str(number))))

        for room, (_, nearest, _) in ROOMS.items():
            # Tests that fail on the whole code would call every mutant killed.
            if _fails(nearest, Path(folder, "0")):
                raise RuntimeError(f"the tests of {room} fail on the code as it stands")

        def judge(mutant: Mutant) -> tuple[Mutant, bool]:
            place = free.get()
            try:
                killed = is_killed(mutant, place)
            finally:
                free.put(place)
            print("killed  " if killed else "SURVIVED", mutant, flush=True)
            return mutant, killed

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(judge, mutants))


def rates(judged: list[tuple[Mutant, bool]]) -> dict[str, tuple[int, int]]:
    """Return by room, and in all, how many mutants were killed, and of how many.

    Survivors that change nothing are left out.
    """
    judged = [(m, killed) for m, killed in judged if killed or not m.is_equivalent]
    fates = {room: [k for m, k in judged if m.room == room] for room in ROOMS}
    fates["in all"] = [killed for _, killed in judged]
    return {name: (sum(own), len(own)) for name, own in fates.items()}


if __name__ == "__main__":
    for name, (killed, count) in rates(run(sample(*map(int, sys.argv[1:])))).items():
        print(f"{name}: {killed} of {count} mutants killed")
