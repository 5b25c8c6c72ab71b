"""Every package of the lock is listed with its licence, and none binds the product.

tests/data/licences.csv: a row is a package of requirements.txt; licence is an SPDX
expression, stated what the package itself says of it (blank where it is installed on
other systems alone).
"""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
LISTED = pd.read_csv(
    ROOT / "tests" / "data" / "licences.csv", dtype=str, keep_default_na=False
)
# Licences that ask for no more than a notice. MPL-2.0 binds its own files alone, of
# which the product ships none.
COMPATIBLE = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC MIT MIT-0 MIT-CMU MPL-2.0 "
    "PSF-2.0 Zlib LLVM-exception".split()
)
LONGEST = 40


def locked_packages() -> set[str]:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    return set(re.findall(r"^([A-Za-z0-9_.-]+)==", lock, flags=re.MULTILINE))


def stated_licence(package: PackageMetadata) -> str:
    """Return what a package says of its licence: expression, classifiers, or text."""
    classifiers = [
        text.split(" :: ")[-1]
        for text in package.get_all("Classifier") or []
        if text.startswith("License ::")
    ]
    text = (package.get("License") or "").splitlines()[:1]
    expression = package.get("License-Expression") or "; ".join(classifiers)
    return expression or "".join(text)[:LONGEST]


def test_every_locked_package_is_listed_with_its_licence() -> None:
    assert set(LISTED["package"]) == locked_packages()


def incompatible(licence: str) -> set[str]:
    """Return the names in an SPDX expression that are not known as compatible."""
    return (
        {*re.findall(r"[A-Za-z0-9.-]+", licence)} - COMPATIBLE - {"AND", "OR", "WITH"}
    )


def test_every_licence_is_compatible_with_that_of_the_product() -> None:
    refused = {licence: incompatible(licence) for licence in LISTED["licence"]}
    assert {licence: names for licence, names in refused.items() if names} == {}
    assert (LISTED["licence"] != "").all()


def test_a_licence_that_binds_the_product_is_refused() -> None:
    assert incompatible("MIT OR GPL-3.0-only") == {"GPL-3.0-only"}


def test_an_installed_package_states_what_is_listed() -> None:
    for row in LISTED.itertuples(index=False):
        try:
            stated = stated_licence(metadata(row.package))
        except PackageNotFoundError:
            continue
        assert (row.package, stated) == (row.package, row.stated)
        assert not re.search(r"\bL?A?GPL|General Public", stated), row.package
