"""Write next year's form beside last year's, and the workbook for replies by mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd

from rocb_analysis.intake.draft.entry_workbook import entry_workbook
from rocb_analysis.intake.draft.place import put_in_place
from rocb_analysis.intake.draft.tables_drafted import csv_bytes
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.headings import split_headings
from rocb_analysis.survey.questionnaire import (
    form_of,
    has_form,
    offered_in_form,
    questionnaire_changes,
)
from rocb_analysis.survey.text import counted, hint, plain
from rocb_analysis.tables import SurveyError

# What a difference means, worst first, in the words of the page.
_GRADES = {
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
class Written:
    """What was written: the folder, and sentences about it."""

    folder: Path
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class _Pair:
    """The rounds a page speaks of: the form's own, and the one it stands beside.

    drafted_from: the round whose form stands in for one that has none yet, or "".
    """

    label: str
    before: str
    drafted_from: str = ""

    @property
    def form(self) -> str:
        return self.drafted_from or self.label


def write_questionnaire(survey: Survey, label: str) -> Written:
    """Write form.html, changes.csv and the entry workbook of a round.

    The round may be one in rounds, one to come (a column in `columns` without a row
    in rounds), or one nobody has begun: then the last round's form is its draft.

    Raises SurveyError if no round has a form, or a file is open elsewhere.
    """
    pair = _pair(survey, plain(label))
    changes = _changes(survey, pair)
    folder = survey.path / "questionnaire" / _file_name(pair.label)
    form = form_of(survey, pair.form)
    book = entry_workbook(survey, form, pair.form)
    page = _page(survey, pair, form, changes)
    columns = [*changes.columns]
    rows = [{str(k): str(v) for k, v in r.items()} for r in changes.to_dict("records")]
    put_in_place(
        {
            folder / "form.html": page.encode("utf-8"),
            folder / "changes.csv": csv_bytes(columns, rows),
            folder / f"entry_{_file_name(pair.label)}.xlsx": book,
        }
    )
    return Written(folder, tuple(_sentences(survey, pair, changes)))


def _pair(survey: Survey, label: str) -> _Pair:
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
        return _Pair(label, earlier[-1] if earlier else "")
    if not asked and not has_form(survey, label):
        raise SurveyError(
            f"{survey.name} has no form of any round.{hint(label, survey.round_names)} "
            f"Add a column in {survey.codebook.files['columns']}."
        )
    if has_form(survey, label):
        return _Pair(label, asked[-1] if asked else "")
    return _Pair(label, asked[-1], drafted_from=asked[-1])


def _changes(survey: Survey, pair: _Pair) -> pd.DataFrame:
    """Return the differences, those that would break a trend first."""
    other = pair.before or pair.form
    changes = questionnaire_changes(survey, other, pair.form)
    order = changes["breaks_trend"].map(list(_GRADES).index)
    return changes.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _file_name(label: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in label)


def _page(
    survey: Survey, pair: _Pair, form: pd.DataFrame, changes: pd.DataFrame
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
            for grade, name in _GRADES.items()
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
    pair: _Pair,
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
        yield {
            "label": question.label or question_id,
            "kind": _IN_WORDS.get(question.kind, question.kind),
            "marks": list(dict.fromkeys(own["what"])),
            "sides": [
                _side(survey, question_id, rows, name)
                for rows, name in zip((old, new), names, strict=True)
            ],
        }


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


def _sentences(survey: Survey, pair: _Pair, changes: pd.DataFrame) -> Iterator[str]:
    if pair.drafted_from:
        yield (
            f"Nothing is written yet of a round {pair.label}, so its form is that of "
            f"{pair.drafted_from}. To change it, add a column {pair.label} in "
            f"{survey.codebook.files['columns']} with the new headings and run again."
        )
        return
    if not pair.before:
        yield f"{pair.label} is the first round: there is no form to compare it with."
        return
    breaking = changes["breaks_trend"] == "yes"
    open_ones = int((breaking & (changes["in_breaks"] == "")).sum())
    yield (
        f"Beside the form of {pair.before}: {counted(len(changes), 'difference')}, of "
        f"which {int(breaking.sum())} would break a trend"
        + (f" and breaks does not speak of {open_ones} of them." if open_ones else ".")
    )
