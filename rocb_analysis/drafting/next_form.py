"""Write next year's form beside last year's, and the workbook for replies by mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd

from rocb_analysis.core.files import put_in_place
from rocb_analysis.core.sheets import is_filled, read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted, hint, listed, plain, unreckoned
from rocb_analysis.drafting.codebook_edit import csv_bytes
from rocb_analysis.drafting.entry_workbook import entry_workbook
from rocb_analysis.survey.headings import split_headings, years_in
from rocb_analysis.survey.questionnaire import (
    form_of,
    has_form,
    offered_in_form,
    questionnaire_changes,
)
from rocb_analysis.survey.survey_folder import Survey


@dataclass(frozen=True)
class Written:
    """What was written: the folder, the entry workbook, and sentences about them.

    kept: the entry workbook that was left because replies stand in it, or None;
    replies: how many.
    """

    folder: Path
    sentences: tuple[str, ...]
    workbook: Path
    kept: Path | None = None
    replies: int = 0


def write_questionnaire(survey: Survey, label: str) -> Written:
    """Write form.html, changes.csv and the entry workbook of a round.

    An entry workbook in which replies stand is left as it is: the new one then stands
    beside it. The round may be one in rounds, one to come (a column in `columns`
    without a row in rounds), or one nobody has begun: then the last round's form is
    its draft.

    Raises SurveyError if no round has a form, or a file is open elsewhere.
    """
    pair = _pair(survey, plain(label))
    changes = _changes(survey, pair)
    folder = survey.path / "questionnaire" / _file_name(pair.label)
    form = form_of(survey, pair.form)
    book = entry_workbook(survey, form, pair.form)
    page = form_page(survey, pair, form, changes)
    columns = [*changes.columns]
    rows = [
        {str(name): unreckoned(str(value)) for name, value in row.items()}
        for row in changes.to_dict("records")
    ]
    first, free = _entry_paths(folder, f"entry_{_file_name(pair.label)}")
    put_in_place(
        {
            folder / "form.html": page.encode("utf-8"),
            folder / "changes.csv": csv_bytes(columns, rows),
            free: book,
        },
        root=survey.path,
    )
    told = tuple(_sentences(survey, pair, changes))
    if free == first:
        return Written(folder, told, free)
    return Written(folder, told, free, kept=first, replies=replies_in(first))


def _entry_paths(folder: Path, stem: str) -> tuple[Path, Path]:
    """Return the entry workbook's own place, and the first in which no reply stands."""
    first = free = folder / f"{stem}.xlsx"
    number = 1
    while replies_in(free):
        end = "_new" if number == 1 else f"_new_{number}"
        free, number = folder / f"{stem}{end}.xlsx", number + 1
    return first, free


def replies_in(path: Path) -> int:
    """Return how many filled rows stand under the header of an entry workbook.

    Raises SurveyError if the file is there and cannot be read.
    """
    if not path.is_file():
        return 0
    return sum(any(map(is_filled, row)) for row in read_sheet(path)[1][1:])


def _pair(survey: Survey, label: str) -> Pair:
    """Return the round and the one before it; a new label takes the last form."""
    if not label or "/" in label:
        raise SurveyError(f'"{label}" is no name of a round; give one without a "/".')
    asked = [name for name in survey.round_names if has_form(survey, name)]
    if label in survey.round_names:
        earlier = asked[: asked.index(label)] if label in asked else asked
        if label not in asked:
            raise SurveyError(
                f"Round {label} has no column in {survey.codebook.files['columns']}; "
                "give it one with the headings of its form."
            )
        return Pair(label, earlier[-1] if earlier else "")
    if not asked and not has_form(survey, label):
        raise SurveyError(
            f"{survey.name} has no form of any round.{hint(label, survey.round_names)} "
            f"Add a column in {survey.codebook.files['columns']}."
        )
    if has_form(survey, label):
        return Pair(label, asked[-1] if asked else "")
    _check_not_older(survey, label)
    return Pair(label, asked[-1], drafted_from=asked[-1])


def _check_not_older(survey: Survey, label: str) -> None:
    """Refuse a label that counts as the rounds' do, below the first of them."""
    named = {n: _numbers(n) for n in survey.round_names if _bare(n) == _bare(label)}
    first = min(named, key=lambda name: named[name], default="")
    if first and _numbers(label) and _numbers(label) < named[first]:
        raise SurveyError(
            f"Round {label} is older than {first}, the first round of {survey.name}; "
            f"name a round that exists ({listed(survey.round_names)}) or one to come."
        )


def _numbers(label: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", label)]


def _bare(label: str) -> str:
    return re.sub(r"\d+", "#", label)


def _changes(survey: Survey, pair: Pair) -> pd.DataFrame:
    """Return the differences, those that would break a trend first."""
    other = pair.before or pair.form
    changes = questionnaire_changes(survey, other, pair.form)
    order = changes["breaks_trend"].map(list(GRADES).index)
    return changes.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _file_name(label: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in label)


def _sentences(survey: Survey, pair: Pair, changes: pd.DataFrame) -> Iterator[str]:
    yield from _of_years(survey, pair)
    if pair.drafted_from:
        yield (
            f"The form is as in {pair.drafted_from} (no column {pair.label} yet). To "
            f"change it, add a column {pair.label} in "
            f"{survey.codebook.files['columns']} with the new headings and run again."
        )
        return
    if not pair.before:
        yield f"{pair.label} is the first round: there is no form to compare it with."
        return
    breaking = changes["breaks_trend"] == "yes"
    yield (
        f"{counted(len(changes), 'difference')} from the form of {pair.before}; "
        f"{_breaking(survey, pair, changes[breaking])}"
    )


def _breaking(survey: Survey, pair: Pair, changes: pd.DataFrame) -> str:
    """Say how many differences would break a trend, and what to do about them."""
    if changes.empty:
        return "none would break a trend."
    would, breaks = (
        f"{len(changes)} would break a trend",
        survey.codebook.files["breaks"],
    )
    waiting = int((changes["in_breaks"] == "").sum())
    if not waiting:
        return f"{would}, as decided in {breaks}."
    if pair.label not in survey.round_names:
        return f"{would}: ask as before, or say so in {breaks} once the round is in."
    which = "it" if len(changes) == 1 else f"{waiting} of them"
    return f"{would}: decide on {which} in {breaks}."


def _of_years(survey: Survey, pair: Pair) -> Iterator[str]:
    """Yield which years headings name as they did the round before."""
    if pair.before:
        years = kept_years(form_of(survey, pair.before), form_of(survey, pair.form))
        if years:
            yield (
                f"Headings name {listed(years)} as in {pair.before}: still right? They "
                "are marked in form.html."
            )


# Show a form beside the last one as a page, question by question.

# What a difference means, worst first, in the words of the page.
GRADES = {
    "yes": "Would break a trend",
    "with_care": "Compare with care",
    "no": "Breaks nothing",
}
_IN_WORDS = {
    "level": "one step of a scale",
    "one": "one answer",
    "many": "several answers",
    "top_n": "the first few, in order",
    "rank": "a rank for each",
    "yes_no": "yes or no",
    "text": "own words",
    "respondent": "who replies",
}
_DECIDED = {"no": "not comparable", "with_care": "with care", "yes": "comparable"}


@dataclass(frozen=True)
class Pair:
    """The rounds a page speaks of: the form's own, and the one it stands beside.

    drafted_from: the round whose form stands in for one that has none yet, or "".
    """

    label: str
    before: str
    drafted_from: str = ""

    @property
    def form(self) -> str:
        """The round whose form is shown."""
        return self.drafted_from or self.label

    @property
    def is_compared(self) -> bool:
        """Whether two forms stand side by side."""
        return bool(self.before) and not self.drafted_from


def form_page(
    survey: Survey, pair: Pair, form: pd.DataFrame, changes: pd.DataFrame
) -> str:
    """Return form.html: what would break a trend, then question by question."""
    before = form_of(survey, pair.before) if pair.before else form.iloc[:0]
    return _template().render(
        title=survey.settings.title,
        synthetic=survey.is_synthetic,
        pair=pair,
        columns_file=survey.codebook.files["columns"],
        grades=[
            (name, list(_differences(survey, changes, grade)))
            for grade, name in GRADES.items()
        ],
        questions=list(_questions(survey, pair, before, form, changes)),
    )


def _template() -> jinja2.Template:
    here = Path(__file__).parent
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(here),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("form.html.j2")


def _differences(
    survey: Survey, changes: pd.DataFrame, grade: str
) -> Iterator[dict[str, object]]:
    """Yield the differences of one grade as the page shows them."""
    subject = dict(
        zip(survey.subjects["subject_id"], survey.subjects["label"], strict=True)
    )
    for one in changes[changes["breaks_trend"] == grade].itertuples(index=False):
        question = survey.question[one.question_id]
        yield {
            "question": question.label or one.question_id,
            "subject": subject.get(one.subject_id, one.subject_id),
            "what": one.what,
            "before": one.before,
            "after": one.after,
            "why": one.why,
            "decided": _DECIDED.get(one.in_breaks, ""),
            "open": grade != "no",
        }


def _questions(
    survey: Survey,
    pair: Pair,
    before: pd.DataFrame,
    form: pd.DataFrame,
    changes: pd.DataFrame,
) -> Iterator[dict[str, object]]:
    """Yield each question of either form: wording, rows, options, what changed."""
    for question_id, question in survey.question.items():
        old, new = (f[f["question_id"] == question_id] for f in (before, form))
        if (old.empty and new.empty) or question.kind == "replied_on":
            continue
        own = changes[changes["question_id"] == question_id]
        names = (pair.before, pair.form)
        sides = [
            _side(survey, question_id, rows, name)
            for rows, name in zip((old, new), names, strict=True)
        ]
        yield {
            "label": question.label or question_id,
            "kind": _IN_WORDS.get(question.kind, question.kind),
            "marks": list(dict.fromkeys(own["what"])),
            "years": kept_years(old, new),
            "sides": sides if pair.is_compared else sides[1:],
        }


def kept_years(before: pd.DataFrame, form: pd.DataFrame) -> list[str]:
    """Return the years that headings of one question name as they did the round before.

    Columns needed: heading. A question asked of a year of its own is to move on.
    """
    told = {year for heading in before["heading"] for year in years_in(heading)}
    named = [year for heading in form["heading"] for year in years_in(heading)]
    return [year for year in dict.fromkeys(named) if year in told]


def _side(
    survey: Survey, question_id: str, rows: pd.DataFrame, round_name: str
) -> dict[str, object]:
    """Return one form's half of a question."""
    if rows.empty:
        return {"stem": "", "items": [], "options": []}
    asked = rows.drop_duplicates(["subject_id", "position"])
    units = split_headings(asked[["subject_id", "position", "heading"]])
    options = offered_in_form(survey, survey.question[question_id], round_name)
    return {
        "stem": units[0].stem,
        "items": [unit.item for unit in units if unit.item],
        "options": [answer.answer for answer in options],
    }
