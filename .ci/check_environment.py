"""Prove environment.yml: its pip line and the README's next line give a package.

In a fresh virtual environment: the versions are those of the lock, the package
imports, every notebook runs. Stops with a sentence at the first thing that is wrong.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# name, extras, version, marker
PIN = r"([a-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)\s*(?:; ([^\\\n]+))?"
NEXT_LINE = "pip install --no-deps --no-build-isolation -e ."


def main() -> None:
    """Run every step; each says what it proves."""
    line = pip_line((ROOT / "environment.yml").read_text(encoding="utf-8"))
    if NEXT_LINE not in (ROOT / "README.md").read_text(encoding="utf-8"):
        sys.exit(f"README.md does not hold the line: {NEXT_LINE}")
    windows_only_packages_have_hashes()
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "environment"
        venv.create(environment, with_pip=True)
        binaries = environment / ("Scripts" if sys.platform == "win32" else "bin")
        python = binaries / "python"
        run(python, "-m", "pip", "install", "-q", *line.split())
        run(python, "-m", *NEXT_LINE.split())
        run(python, "-c", "import rocb_analysis; rocb_analysis.analyse")
        versions_equal_the_lock(python)
        for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
            print(f"jupyter execute {notebook.name}", flush=True)
            run(binaries / "jupyter", "execute", str(notebook))
    print("environment.yml gives a working package.")


def pip_line(environment: str) -> str:
    """Return the one line of the pip section."""
    section = environment.split("- pip:\n", 1)[1]
    lines = [line.strip() for line in section.splitlines() if line.strip()]
    if len(lines) != 1:
        sys.exit(f"The pip section of environment.yml holds {len(lines)} lines, not 1.")
    return lines[0].removeprefix("- ")


def locked() -> dict[str, tuple[str, str, int]]:
    """Return version, marker and number of hashes of each locked package."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", text)
    found = {}
    for package in packages:
        said = re.match(PIN, package)
        if said:
            name, version, marker = said.groups()
            found[f"{name} {version}"] = (name, marker or "", package.count("--hash="))
    return found


def windows_only_packages_have_hashes() -> None:
    """Stop unless the lock serves Windows too."""
    windows = {
        name: hashes
        for name, marker, hashes in locked().values()
        if "win32" in marker or "os_name == 'nt'" in marker
    }
    if not windows or not all(windows.values()):
        sys.exit(f"The lock lacks hashes for Windows-only packages: {windows}")
    print(f"Windows-only packages with hashes: {', '.join(sorted(windows))}")


def versions_equal_the_lock(python: Path) -> None:
    """Stop if an installed version is not the locked one."""
    command = [python, "-m", "pip", "list", "--format", "json"]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    normal = {
        re.sub(r"[-_.]+", "-", row["name"]).lower(): row["version"]
        for row in json.loads(said.stdout)
    }
    names = {name for name, _, _ in locked().values()} & set(normal)
    known = {f"{name} {normal[name]}" for name in names}
    if wrong := sorted(known - set(locked())):
        sys.exit(f"Not the locked version: {', '.join(wrong)}")
    print(f"{len(known)} packages have the locked version.")


def run(*command: object) -> None:
    """Run a command at the root of the project; stop if it fails."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=ROOT, check=False).returncode:
        sys.exit(f"This failed: {' '.join(words)}")


if __name__ == "__main__":
    main()
