"""What the office does with a drafted plan: edits it, hands it back, adopts it.

All is checked before anything is written: what comes of a workbook is a Change, whose
files are put in place together, once the plan has been drafted anew from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from rocb_analysis.brief.plan_words import covered_in_words, lines_in_words
from rocb_analysis.core.files import bytes_of, sha256_of
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted, hint, plain
from rocb_analysis.plan.adopted_plans import FOLDER, as_adopted
from rocb_analysis.plan.decisions import (
    edits_not_taken,
    with_edits,
    with_lines_named,
    with_own_lines,
)
from rocb_analysis.plan.from_survey import OfficeFiles
from rocb_analysis.plan.offers import cell, listed_ids, numbered
from rocb_analysis.plan.planning_book import FILE, Planning
from rocb_analysis.results import Results
from rocb_analysis.survey.survey_folder import Survey, base_of
from rocb_analysis.writers.layout import printable
from rocb_analysis.writers.plan_books import (
    EditedPlan,
    moved_since,
    planning_workbook,
    refuse,
    texts_of,
)
from rocb_analysis.writers.tables_and_sheets import csv_text

# What a line is, whom it invites, where and when: by these one draft is like another.
_OF_A_DRAFT = (
    "line title subject_id kind mode days seats members_invited host quarter status "
    "locked office_note"
).split()

# Where copies of the workbooks that the office handed in are kept.
HANDED_IN = "handed_in"


@dataclass(frozen=True)
class Change:
    """What a handed-back plan makes of the files of the office.

    office: the files as they will be; files: those to be written, with their bytes;
    sentences: what was done, once they are.
    """

    office: OfficeFiles
    files: dict[Path, bytes] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()


def copy_to_keep(survey: Survey, file: Path) -> dict[Path, bytes]:
    """Return where a copy of what the office handed in goes, with its bytes.

    So the next report may write over it: its folder is replaced only where every file
    is ours, or kept.
    """
    raw = bytes_of(file)
    name = f"{file.stem}_{sha256_of(raw)[:8]}{file.suffix}"
    return {survey.path / HANDED_IN / name: raw}


def begun(results: Results, office: OfficeFiles) -> Change:
    """Return the change that writes planning.xlsx, its defaults, if there is none."""
    if office.has_book:
        return Change(office)
    said = f"{FILE} is written with the defaults; change what does not fit."
    return _with_book(Change(replace(office, has_book=True)), results, said)


def taken_over(plan: EditedPlan, results: Results, office: OfficeFiles) -> Change:
    """Return the change that takes the edits of a plan over into planning.xlsx.

    Raises SurveyError if they are of another draft than that of the results, or name
    what there is not.
    """
    _check_draft(plan, results)
    refuse(plan, _unknown(plan, results, office))
    book = with_edits(office.book, plan.edited, plan.drafted)
    left = edits_not_taken(plan.edited, plan.drafted)
    if all(_alike(book, office.book, sheet) for sheet in ("locked", "own_lines")):
        said = f"{plan.file} has no edits; {FILE} stays as it is."
        return Change(office, sentences=(said, *left))
    decisions = book.locked["decision"]
    words = [
        counted(int((decisions == word).sum()), noun, noun)
        for word, noun in (("keep", "kept"), ("move", "moved"), ("delete", "deleted"))
    ]
    own = counted(len(book.own_lines), "line of your own", "lines of your own")
    change = Change(replace(office, book=book, has_book=True))
    return _with_book(
        change, results, f"{FILE} now holds: {', '.join(words)}, {own}.", *left
    )


def adopted(plan: EditedPlan, results: Results, office: OfficeFiles) -> Change:
    """Return the change that puts a plan among the adopted ones, plans/<plan year>.csv.

    The office's own lines in it are taken over into planning.xlsx too.

    Raises SurveyError as taken_over does.
    """
    _check_draft(plan, results)
    refuse(plan, _unknown(plan, results, office))
    rows = as_adopted(with_lines_named(office.book, plan.edited))
    path = results.survey.path / FOLDER / f"{plan.year}.csv"
    plans = {**office.adopted, plan.year.replace("-", "/"): texts_of(rows)}
    change = Change(
        replace(office, adopted=dict(sorted(plans.items()))),
        {path: csv_text(rows, "work_plan").encode("utf-8")},
        (f"{counted(len(rows), 'line')} adopted in {FOLDER}/{path.name}.",),
    )
    book = with_own_lines(office.book, plan.edited, plan.drafted)
    if _alike(book, office.book, "own_lines"):
        return change
    own = counted(len(book.own_lines), "line of your own", "lines of your own")
    change = replace(change, office=replace(change.office, book=book, has_book=True))
    return _with_book(change, results, f"{FILE} now holds {own}.")


def _alike(book: Planning, other: Planning, sheet: str) -> bool:
    """Say whether two planning books have the same cells in a sheet."""
    first, second = (getattr(one, sheet).to_numpy().tolist() for one in (book, other))
    return bool(first == second)


def _with_book(change: Change, results: Results, *sentences: str) -> Change:
    """Return a change that writes its planning book as well."""
    raw = planning_workbook(change.office.book)
    return replace(
        change,
        files={results.survey.path / FILE: raw, **change.files},
        sentences=(*change.sentences, *sentences),
    )


def drafted_in_words(results: Results, last: Path) -> list[str]:
    """Return what the plan covers, and what moved since the last output.

    last : the folder of the last output.
    """
    drafted = results.drafted
    moved = moved_since(
        last, results.work_plan, results.survey.settings.plan_year_starts
    )
    if drafted.is_adopted:
        return [lines_in_words(results), *moved]
    if drafted.plan is None:
        return ["No plan is drafted: the round needs a list of members and replies."]
    return [covered_in_words(results, drafted.plan), *moved]


def _check_draft(plan: EditedPlan, results: Results) -> None:
    """Refuse a plan of an adopted year, or of another draft than there is now."""
    year = plan.year.replace("-", "/")
    if year in results.drafted.adopted:
        raise SurveyError(
            f"There is an adopted plan of {year} already; change it in {FOLDER}/, or "
            "take it away first."
        )
    now = texts_of(results.work_plan)[_OF_A_DRAFT]
    now = now.map(lambda text: plain(printable(text)))
    before = plan.drafted[_OF_A_DRAFT]
    by_line = [
        table.sort_values("line", ignore_index=True).values.tolist()
        for table in (before, now)
    ]
    if year != results.drafted.plan_year or by_line[0] != by_line[1]:
        raise SurveyError(
            f"{plan.file} was made from an older draft, and another is drafted now; "
            "run rocb-analysis report, and put your edits into the work_plan.xlsx it "
            "writes."
        )


def _unknown(
    plan: EditedPlan, results: Results, office: OfficeFiles
) -> Iterator[tuple[int, str, str]]:
    """Yield row, column and what is wrong, for names that the draft cannot have."""
    hosts = _hosts(plan, results, office)
    members = set(base_of(results.survey, results.round)["member_id"])
    draft = results.drafted.plan
    offers = {offer.line for offer in draft.problem.offers} if draft else set[str]()
    drafted = set(plan.drafted["line"])
    for (number, row), own in zip(numbered(plan.edited), plan.own(), strict=True):
        host, line = cell(row, "host"), cell(row, "line")
        # An own line may be held anywhere, and where no host is known, so may all.
        if host and hosts and host not in hosts and not own:
            what = (
                f'"{host}" is no host of partners.csv or {FILE}; correct it, or add it '
                f"to partners.csv with the role host.{hint(host, hosts)}"
            )
            yield number, "host", what
        if line in offers - drafted:
            what = f"{line} is the name of an offer; clear the cell."
            yield number, "line", what
        for one in listed_ids(row["members_invited"]):
            if own and one not in members:
                what = f"{one} is no member of the round {results.round}; take it out."
                yield number, "members_invited", what


def _hosts(plan: EditedPlan, results: Results, office: OfficeFiles) -> set[str]:
    """Return the hosts that a drafted line may be given."""
    partners, book = results.register.partners, office.book
    of_limits = book.limits.loc[book.limits["limit"] == "host", "of"]
    named = pd.concat(
        [
            partners.loc[partners["role"] == "host", "name"],
            book.offers["host"],
            book.own_lines["host"],
            of_limits,
        ]
    )
    known = set(named) - {""}
    return known | set(plan.drafted["host"]) - {""} if known else known
