"""Nothing that leaves the office tells of one member, whoever reads and subtracts."""

from __future__ import annotations

import html
import re
import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.brief.words import words_of
from rocb_analysis.core.tables import TABLES, SurveyError
from rocb_analysis.disclosure.audit import figures_of
from rocb_analysis.disclosure.figures import attack
from rocb_analysis.writers.release import audit_written
from tests.briefs import in_edition, results, shipped
from tests.released import folder, office, text_of
from tests.shipped import SHIPPED, results_of

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
        # A name may go over the end of a line.
        text = " ".join(said(path).split())
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


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_plan_shown_outside_says_no_sub_region_that_too_few_named(edition):
    """The names of sub-regions stand in no title: none is named by enough there."""
    plan = shown(edition, "work_plan")
    local = plan[plan["kind"].str.startswith("sub_regional")]
    areas = set(results().survey.members["sub_region"]) - {""}
    assert len(local)
    assert not [t for t in local["title"] if any(area in t for area in areas)]
    assert set(local["host"]) == {""}
    assert not local["line"].str.contains(r"-\d+$").any()


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_what_a_plan_covers_stands_in_whole_numbers_and_words(edition):
    plan = shown(edition, "work_plan")
    cells = set(plan["need_covered"]) | set(plan["kept_share"])
    known = re.compile(r"\d*|\d+ of 10|fewer than 5|not shown")
    assert [cell for cell in cells if not known.fullmatch(cell)] == []


def test_the_page_of_a_member_tells_of_others_what_the_public_edition_tells():
    """A number of others is one less than the public count; a word is its word."""
    counts = shown("public", "priorities")
    counts = counts[counts["round"] == results().round].set_index("subject_id")
    rule, labels = in_edition("public").rule, words_of(results()).labels
    ids = {label: one for one, label in labels.items()}
    found = []
    for path in (office() / "for_members").glob("*.html"):
        for label, others in _others(path.read_text(encoding="utf-8")):
            cell = counts["needing"][ids[label]]
            known = str(int(cell) - 1) if cell.isdigit() else cell
            if known.isdigit() and int(known) < rule.least_group:
                known = rule.word
            found += [(path.stem, label, others, known)]
    assert len(found) > len(results().survey.members)
    assert [one for one in found if one[2] != one[3]] == []


def _others(page: str) -> list[tuple[str, str]]:
    """Return the subjects that a page says are named, with how many others did."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, flags=re.DOTALL)
    rows = [row for row in rows if '<td class="day">' in row]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL) for row in rows]
    labels = set(words_of(results()).labels.values())
    plain = [
        [html.unescape(re.sub(r"<[^>]+>", "", c)).strip() for c in r] for r in cells
    ]
    return [(row[1], row[-1]) for row in plain if row[1] in labels]


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_that_is_withheld_follows_from_what_is_shown(name):
    """Heads and the public together, and the public alone."""
    both = [
        figures_of(in_edition(edition, name).rule, results_of(name).tables())
        for edition in ("heads", "public")
    ]
    rule = in_edition("heads", name).rule
    for own in (both, both[1:]):
        found = attack(
            own, picks=rule.picks, areas=rule.areas, least_group=rule.least_group
        )
        assert found == []


def test_every_number_of_a_brief_that_leaves_stands_in_its_tables():
    """A sentence says no count that the table of its edition does not hold."""
    missing = []
    for edition in ("heads", "public"):
        for claim in shipped(edition).claims:
            if claim.table not in ("priorities", "changes") or claim.rule:
                continue
            table = shown(edition, claim.table)
            keys = list(TABLES[claim.table].key)
            own = table[table[keys].agg(" / ".join, axis=1) == claim.row]
            if claim.column not in own or claim.number not in set(own[claim.column]):
                missing.append((edition, claim))
    assert missing == []


def test_a_written_cell_that_tells_stops_the_edition(tmp_path):
    """Whoever changes data by hand is found: the audit reads what is written."""
    told = in_edition("public")
    charts = tmp_path / "charts"
    charts.mkdir()
    shutil.copy(folder() / "for_website" / "workbook.xlsx", tmp_path)
    audit_written(told, tmp_path)
    counts = results().priorities
    few = counts[(counts["needing"] < LEAST) & (counts["sub_region"] == "all")].iloc[0]
    few[["round", "sub_region", "subject_id", "needing"]].to_frame().T.to_csv(
        charts / "priorities_data.csv", index=False
    )
    with pytest.raises(SurveyError, match=r"priorities_data.csv tells needing of"):
        audit_written(told, tmp_path)
