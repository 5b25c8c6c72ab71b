"""Runs that are killed, run at once, or meet a full disk: each in a process of its own.

    python -m tests.forked steps FOLDER [renames]     kill a build at each of its steps
    python -m tests.forked kills EDITION SURVEY OUT N SEED
        kill N reports of an edition at random moments
    python -m tests.forked full EDITION SURVEY OUT N
        let N reports of an edition meet a full disk

Each prints what went wrong, a line each, and at the end how many runs there were.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rocb_analysis.core import folders
from rocb_analysis.core.files import write
from rocb_analysis.core.folders import new_output
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.disclosure.rule import Edition

STEPS = frozenset(
    "open os.rename os.remove os.rmdir os.mkdir os.chmod os.truncate os.scandir "
    "os.listdir shutil.rmtree tempfile.mkdtemp ctypes.dlsym fcntl.flock".split()
)
TOLD = 3


def forked(work: Callable[[], object], *, seconds: float | None = None) -> int:
    """Do some work in a process split off; return how it ended, as waitpid does.

    0: done; TOLD << 8: one sentence; SIGKILL: killed, be it after some seconds.
    """
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except SurveyError as error:
            os._exit(TOLD if "\n" not in str(error) else 4)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", flush=True)
            os._exit(5)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def wrong(folder: Path) -> str:
    """Return what an output lacks that its manifest lists, or has otherwise; or ""."""
    held = files(folder)
    said = json.loads(held.pop("manifest.json"))["outputs"]
    found = {place: hashlib.sha256(raw).hexdigest() for place, raw in held.items()}
    return "" if found == said else f"{sorted(set(found.items()) ^ set(said.items()))}"


def fill(folder: Path, text: str) -> None:
    contents = {"page.html": text, "for_office/brief.pptx": text}
    outputs = {p: hashlib.sha256(t.encode()).hexdigest() for p, t in contents.items()}
    said = {"versions": {"rocb_analysis": "0"}, "outputs": outputs}
    for place, words in {**contents, "manifest.json": json.dumps(said)}.items():
        write(folder / place, words)


def build(target: Path, text: str) -> None:
    with new_output(target) as folder:
        fill(folder, text)


def killed_at(step: int, work: Callable[[], object]) -> Callable[[], object]:
    """Return the work, which ends before its n-th step with a file or folder."""

    def hook(event: str, _: object) -> None:
        nonlocal step
        if event in STEPS:
            step -= 1
            if not step:
                os.kill(os.getpid(), signal.SIGKILL)

    def run() -> None:
        sys.addaudithook(hook)
        work()

    return run


def steps(root: Path, *, by_renames: bool) -> Iterator[str]:
    """Kill a build at each of its steps; yield what is wrong then, and the number."""
    if by_renames:
        folders._exchanged = lambda *_: False
    target, step = root / "region", 0
    while True:
        step += 1
        forked(lambda: build(target, "last"))
        end = forked(killed_at(step, lambda: build(target, "new")))
        if target.exists():
            texts = {raw for place, raw in files(target).items() if "page" in place}
            if wrong(target) or texts not in ({b"last"}, {b"new"}):
                yield f"step {step}: {wrong(target)} {texts}"
        elif not by_renames:
            yield f"step {step}: no output"
        if forked(lambda: build(target, "third")):
            yield f"step {step}: the next run failed"
        if [path.name for path in root.iterdir()] != ["region"] or wrong(target):
            yield f"step {step}: {sorted(root.iterdir())} {wrong(target)}"
        if end == 0:
            yield f"{step} runs"
            return
        if end != signal.SIGKILL:
            yield f"step {step}: ended with {end} and was not killed"


def reporting(edition: Edition, survey: Path, out: Path) -> Callable[[], object]:
    """Return what makes a report."""
    from rocb_analysis.pipeline import report

    return partial(report, survey, edition=edition, out=out)


def kills(
    run: Callable[[], object], out: Path, number: int, seed: int
) -> Iterator[str]:
    """Kill reports at random moments; yield what is wrong."""
    began = time.monotonic()
    if forked(run):
        yield "the first report failed"
    whole = time.monotonic() - began
    before, chance, dead = files(out), random.Random(seed), 0
    for turn in range(number):
        end = forked(run, seconds=chance.uniform(0, 1.05 * whole))
        dead += end == signal.SIGKILL
        if wrong(out) or set(files(out)) != set(before):
            yield f"kill {turn}: {wrong(out)}"
    if forked(run) or [path.name for path in out.parent.iterdir()] != [out.name]:
        yield f"the last report failed, or left {sorted(out.parent.iterdir())}"
    yield f"{dead} of {number} runs killed, {whole:.1f} s a run"


def full(run: Callable[[], object], out: Path, number: int) -> Iterator[str]:
    """Let reports meet a disk that is full, or files that may not grow; yield faults.

    A write in two is refused by the system itself, by a limit to the size of a file.
    """
    if forked(run):
        yield "the first report failed"
    before = files(out)
    sizes = sorted(map(len, before.values()))
    for turn in range(number):
        if turn % 2:
            most = sizes[turn * (len(sizes) - 1) // number] - 1
            end = forked(partial(_limited_to, most, run))
        else:
            at = turn * len(before) // number
            end = forked(partial(_refused_at, at, run))
        if end != TOLD << 8:
            yield f"disk full {turn}: ended with {end}"
        if files(out) != before or list(out.parent.iterdir()) != [out]:
            yield f"disk full {turn}: {sorted(out.parent.iterdir())}"
    yield f"{number} runs"


def _limited_to(most: int, run: Callable[[], object]) -> None:
    """Run with files that may not be larger than some bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    run()


def _refused_at(number: int, run: Callable[[], object]) -> None:
    """Run with a disk that is full from the n-th file on."""
    written, left = Path.write_bytes, number

    def refuse(path: Path, raw: bytes) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            written(path, raw[: len(raw) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written(path, raw)

    Path.write_bytes = refuse  # type: ignore[method-assign]
    run()


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "steps":
        found = steps(Path(rest[0]), by_renames="renames" in rest)
    else:
        edition, survey, target, *numbers = rest
        run = reporting(edition, Path(survey), Path(target))  # type: ignore[arg-type]
        study = kills if what == "kills" else full
        found = study(run, Path(target), *map(int, numbers))
    for line in found:
        print(line, flush=True)
