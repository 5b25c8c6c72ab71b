"""Show a form beside the last one as a page, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.headings import split_headings, years_in
from rocb_analysis.survey.questionnaire import form_of, offered_in_form

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
