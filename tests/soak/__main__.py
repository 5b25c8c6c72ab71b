"""Run every file soak_*.py in a pytest of its own, two at a time; say which failed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def run(path: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-rsP", "--durations=5", str(path)]
    done = subprocess.run(
        [*command, "-o", "python_files=soak_*.py"], capture_output=True, text=True
    )
    print(path.name, done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode


if __name__ == "__main__":
    paths = sorted(Path(__file__).parent.glob("soak_*.py"))
    with ThreadPoolExecutor(2) as pool:
        sys.exit(max(pool.map(run, paths)))
