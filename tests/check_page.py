"""Look at every page of a report in Chromium: what axe-core and the console say.

For developers, by `make check-page`: it needs a Chromium and the axe-core that the
package axe-playwright-python carries. Nothing of it is in the product.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

WIDTHS = (1440, 390)
SERIOUS = {"serious", "critical"}
RUN = (
    "<script>{axe}</script><script>axe.run().then((found) => {{"
    'const held = document.createElement("script"); held.type = "application/json";'
    'held.id = "axe-found"; held.textContent = JSON.stringify(found.violations);'
    "document.body.append(held); }});</script></body>"
)


def main(chromium: str, axe: Path, folder: Path) -> int:
    """Print one line a fault of each page of a folder; return 1 if there is any."""
    source = axe.read_text(encoding="utf-8").replace("</script", "<\\/script")
    faults = 0
    pages = sorted(folder.rglob("*.html"))
    for page in pages:
        for width in WIDTHS:
            for fault in _faults(chromium, source, page, width):
                print(f"{page.relative_to(folder)} at {width} pixels: {fault}")
                faults += 1
    print(f"{len(pages)} pages looked at, {faults} faults.")
    return int(faults > 0 or not pages)


def _faults(chromium: str, axe: str, page: Path, width: int) -> list[str]:
    """Return the console's messages of a page, and what axe-core finds serious."""
    said = _open(chromium, page, width).stderr
    found = [line for line in said.splitlines() if "CONSOLE" in line]
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, page.name)
        # As a function, so that no backslash of the script is read as a group.
        end = RUN.format(axe=axe)
        copy.write_text(re.sub("</body>", lambda _: end, text), encoding="utf-8")
        dom = _open(chromium, copy, width, "--dump-dom").stdout
    held = re.search(r'id="axe-found">(.*?)</script>', dom, re.DOTALL)
    if not held:
        return [*found, "axe-core did not run."]
    violations: list[dict[str, Any]] = json.loads(held[1])
    return found + [
        f"{one['impact']}: {one['help']} ({one['nodes'][0]['html'][:90]})"
        for one in violations
        if one["impact"] in SERIOUS
    ]


def _open(
    chromium: str, page: Path, width: int, *how: str
) -> subprocess.CompletedProcess[str]:
    """Open a page without a window, and let its scripts run to their end."""
    return subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--window-size={width},1000",
            "--virtual-time-budget=60000",
            *(how or ("--dump-dom",)),
            page.resolve().as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
