"""Nothing that leaves the office tells of one member, whoever reads and subtracts."""

from __future__ import annotations

import itertools
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from rocb_analysis.disclosure import disclosure
from tests.exports.briefs import results
from tests.exports.released import folder, office, text_of

LEAST = 5
FOLDERS = {"heads": "for_heads", "public": "for_website"}
# Words of the office, and words that judge.
NEVER = (
    "weakness weaknesses deficit deficits unserved neglected over-served silent "
    "non-compliant outlier country countries nation nations chase ledger "
    "straight-lining membership respondent_id member_id members_invited asked_by "
    "asked_region office_note reply_chance"
).split()
NEVER_IN_A_PAGE = "cluster silhouette straight-lining indicator chase score".split()
# Names that data sources use, with what may follow or stand before where it is right.
STRANGE_NAMES = (
    "South Korea",
    "North Korea",
    "Republic of Korea",
    "Hong Kong(?!, China)",
    "Macao(?!, China)",
    "Macau",
    "Laos",
    "Vietnam",
    "Burma",
    "Taiwan",
    "East Timor",
    "Brunei(?! Darussalam)",
    "(?<!RTC )Iran(?! \\(Islamic)",
)


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Return every file that Heads or the website get, their tables too."""
    made = folder()
    places = [*FOLDERS.values(), "tables_heads", "tables_public"]
    found = [p for place in places for p in (made / place).rglob("*") if p.is_file()]
    assert {p.suffix for p in found} >= set(".html .docx .pdf .pptx .xlsx .md".split())
    return found


@cache
def said(path: Path) -> str:
    return text_of(path)


def where(pattern: str, paths: list[Path]) -> list[str]:
    """Return each place where a pattern stands, with what is around it."""
    found = []
    for path in paths:
        for one in re.finditer(pattern, said(path)):
            around = said(path)[max(0, one.start() - 30) : one.end() + 30]
            found.append(f"{path.name}: {around!r}")
    return found


def test_the_search_sees_the_text_of_every_kind_of_file(files):
    title = results().survey.settings.title
    blind = [p.name for p in files if p.suffix in {".docx", ".pdf", ".pptx", ".xlsx"}]
    assert [p.name for p in files if p.name in blind and title not in said(p)] == []


@pytest.mark.parametrize("word", NEVER)
def test_no_word_of_the_office_leaves_it(files, word):
    assert where(rf"(?i)\b{word}\b", files) == []


def test_no_name_stands_that_is_not_of_the_list_of_members(files):
    pages = list((office() / "for_members").glob("*.html"))
    assert where("|".join(STRANGE_NAMES), [*files, *pages]) == []


def test_heads_and_public_read_the_name_of_no_member(files):
    """Hosts and funds are named after members; they are bodies of their own."""
    partners = sorted(results().register.partners["name"], key=len, reverse=True)
    names = list(results().survey.members["name"])
    found = []
    for path in files:
        text = said(path)
        for partner in partners:
            text = text.replace(partner, "")
        found += [f"{path.name}: {name}" for name in names if name in text]
    assert found == []


def test_heads_and_public_read_the_id_of_no_member(files):
    ids = "|".join(results().survey.members["member_id"])
    shown = [p for p in files if p.suffix not in {".xlsx", ".docx", ".pptx"}]
    assert where(rf"\b({ids})\b", shown) == []


@pytest.mark.parametrize("word", NEVER_IN_A_PAGE)
def test_the_page_of_a_member_has_no_word_of_the_office(word):
    pages = list((office() / "for_members").glob("*.html"))
    assert len(pages) > 30
    assert where(rf"(?i)\b{word}", pages) == []


def test_the_page_of_a_member_names_no_other_but_as_place_or_host():
    """Titles of activities, which are public, may name where they were held."""
    register = results().register
    public = {*register.activities["title"], *register.partners["name"]}
    public |= {*results().work_plan["title"], *results().work_plan["host"]} - {""}
    names = results().survey.members.set_index("member_id")["name"]
    found = []
    for path in (office() / "for_members").glob("*.html"):
        text = said(path).replace(names.get(path.stem, ""), "")
        for title in sorted(public, key=len, reverse=True):
            text = text.replace(title, "")
        others = names.drop(path.stem, errors="ignore")
        if path.name != "index.html":
            found += [f"{path.stem}: {name}" for name in others if name in text]
    assert found == []


def test_only_the_office_s_copy_of_a_page_says_file_and_row():
    files = set(results().respondents["file"])
    pattern = "|".join(map(re.escape, files))
    own, copy = (office() / place for place in ("for_members", "for_office/members"))
    assert where(pattern, list(own.glob("*.html"))) == []
    assert where(pattern, list(copy.glob("FJI.html"))) != []


def shown(edition: str, name: str) -> pd.DataFrame:
    """Return a table as it lies in the folder, all cells as text."""
    path = folder() / f"tables_{edition}" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


class Attacker:
    """Who knows the published counts of one subject, and how they hang together.

    Of each round the members needing it; between two rounds those that kept, took up
    or gave up the need, and those that answered in one of the two alone.
    """

    def __init__(self, edition: str, subject: str) -> None:
        self.names: dict[str, int] = {}
        self.bounds: list[tuple[float, float]] = []
        self.rows: list[dict[int, float]] = []
        self.ends: list[tuple[float, float]] = []
        counts = shown(edition, "priorities")
        own = counts[counts["subject_id"] == subject].set_index("round")
        answered = own["answered"].astype(int)
        for name, cell in own["needing"].items():
            self._add(f"n {name}", cell, answered[name])
        changes = shown(edition, "changes")
        for row in changes[changes["subject_id"] == subject].itertuples():
            if row.matched:
                self._link(row, answered)

    def _add(self, name: str, cell: str, most: int) -> int:
        low, high = (0, most)
        if cell.isdigit():
            low, high = int(cell), int(cell)
        elif cell.startswith("fewer"):
            high = min(LEAST - 1, most)
        self.names[name] = len(self.bounds)
        self.bounds.append((low, high))
        return self.names[name]

    def _link(self, row: object, answered: pd.Series) -> None:
        matched = int(row.matched)
        step = f"{row.from_round} {row.to_round}"
        rose = self._add(f"rose {step}", row.rose, matched)
        fell = self._add(f"fell {step}", row.fell, matched)
        kept = self._add(f"kept {step}", "", matched)
        before, after = int(answered[row.from_round]), int(answered[row.to_round])
        left = self._add(f"left {step}", "", before - matched)
        came = self._add(f"came {step}", "", after - matched)
        n0, n1 = self.names[f"n {row.from_round}"], self.names[f"n {row.to_round}"]
        self._row({kept: 1, fell: 1, left: 1, n0: -1}, 0, 0)
        self._row({kept: 1, rose: 1, came: 1, n1: -1}, 0, 0)
        self._row({kept: 1, rose: 1, fell: 1}, 0, matched)
        if row.verdict in {"rose", "leaning up"}:
            self._row({rose: 1, fell: -1}, 1, np.inf)
        if row.verdict in {"fell", "leaning down"}:
            self._row({fell: 1, rose: -1}, 1, np.inf)

    def _row(self, terms: dict[int, float], low: float, high: float) -> None:
        self.rows.append(terms)
        self.ends.append((low, high))

    def ends_of(self, name: str) -> tuple[int, int]:
        """Return the least and the greatest that a count can be."""
        size = len(self.bounds)
        upper, limits = [], []
        for terms, (low, high) in zip(self.rows, self.ends, strict=True):
            row = np.zeros(size)
            for place, factor in terms.items():
                row[place] = factor
            if high < np.inf:
                upper, limits = [*upper, row], [*limits, high]
            upper, limits = [*upper, -row], [*limits, -low]
        found = []
        for sign in (1, -1):
            aim = np.zeros(size)
            aim[self.names[name]] = sign
            solved = linprog(
                aim,
                A_ub=np.array(upper) if upper else None,
                b_ub=limits or None,
                bounds=self.bounds,
            )
            assert solved.success
            found.append(round(sign * solved.fun))
        return found[0], found[1]


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_count_that_is_withheld_can_be_worked_out(edition):
    """It may be anything under the least group, as far as members answered."""
    told = []
    for subject in sorted(set(shown(edition, "priorities")["subject_id"])):
        attacker = Attacker(edition, subject)
        for name, place in attacker.names.items():
            low, high = attacker.bounds[place]
            is_hidden = name.startswith("n ") and low != high
            if is_hidden and attacker.ends_of(name) != (0, min(high, LEAST - 1)):
                told.append((subject, name, attacker.ends_of(name)))
    assert told == []


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_change_that_is_withheld_can_be_worked_out(edition):
    told = []
    for subject in sorted(set(shown(edition, "changes")["subject_id"])):
        attacker = Attacker(edition, subject)
        for name, place in attacker.names.items():
            low, high = attacker.bounds[place]
            if name.startswith(("rose", "fell")) and low != high:
                ends = attacker.ends_of(name)
                if ends[0] == ends[1]:
                    told.append((subject, name, ends))
    assert told == []


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_places_on_ballots_leave_every_withheld_count_in_doubt(edition):
    counts = shown(edition, "priorities")
    for name, rows in counts.groupby("round"):
        picks = disclosure(results().survey, edition).picks[name]
        room = picks * rows["answered"].astype(int).max()
        numbers = pd.to_numeric(rows["needing"], errors="coerce")
        assert room - numbers.sum() >= LEAST - 1


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_word_of_a_sub_region_tells_all_or_none_of_it(edition):
    """Every way the region's count may lie over the sub-regions is tried."""
    rule = disclosure(results().survey, edition)
    rows = results().priorities
    rows = rows[rows["round"] == results().round]
    words = rule.by_sub_region(rows).set_index(["subject_id", "sub_region"])["shown"]
    sizes = rows.set_index(["subject_id", "sub_region"])["answered"]
    counts = shown(edition, "priorities")
    counts = counts[counts["round"] == results().round].set_index("subject_id")
    assert {"most", "fewer"} <= set(words) or edition == "public"
    for subject, cell in counts["needing"].items():
        own, size = words[subject], sizes[subject].drop("all")
        if not set(own) & {"most", "fewer"}:
            continue
        ways = ways_to_lie(own, size, cell)
        for area, possible in zip(own.index, zip(*ways, strict=True), strict=True):
            alone = ways_to_lie(own.map(lambda _: "not shown"), size, cell)
            free = {way[list(own.index).index(area)] for way in alone}
            if safe(free, size[area]):
                assert safe(set(possible), size[area]), (subject, area)


def ways_to_lie(words: pd.Series, sizes: pd.Series, cell: str) -> list[tuple[int, ...]]:
    """Return every way a count may be split that agrees with the words."""
    spans = [
        range(size // 2 + 1, size + 1)
        if words[area] == "most"
        else range(size // 2 + 1)
        if words[area] == "fewer"
        else range(size + 1)
        for area, size in sizes.items()
    ]
    totals = {int(cell)} if cell.isdigit() else set(range(LEAST))
    return [way for way in itertools.product(*spans) if sum(way) in totals]


def safe(possible: set[int], size: int) -> bool:
    """Say whether neither all (but one) nor none (but one) is certain, nor a number."""
    spread = max(possible) - min(possible) > 1
    return spread and max(possible) > 1 and min(possible) < size - 1
