"""Cross-check the codebook: do its rows agree with each other?

`problems_in` returns plain sentences, those that stop a run first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from rocb_analysis.survey.answer_checks import answer_problems
from rocb_analysis.survey.cells import filled, problem
from rocb_analysis.survey.cluster_checks import cluster_problems
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.long import long_problems
from rocb_analysis.survey.place_checks import place_problems
from rocb_analysis.survey.records import (
    PLACED_KINDS,
    RANKING_KINDS,
    RATING_KINDS,
    Problem,
    Question,
    RoundFile,
    Use,
)
from rocb_analysis.survey.repair import in_order, leave_out
from rocb_analysis.survey.row_checks import row_problems
from rocb_analysis.survey.rules import problems_of_form
from rocb_analysis.survey.text import hint


def problems_in(survey: Survey) -> list[Problem]:
    """Return what is wrong with the codebook, what stops a run first.

    A row that is not of its form is left out of the cross-checks, so that it is told
    once and hides nothing.
    """
    found = list(problems_of_form(survey))
    rest = leave_out(survey, found)
    rules: tuple[Callable[[Survey], Iterable[Problem]], ...] = (
        _rounds,
        long_problems,
        _kinds_of_data,
        answer_problems,
        partial(row_problems, strays=_ids_named(survey)),
        _names_met_twice,
        _uses,
        _need_questions,
        place_problems,
        cluster_problems,
    )
    # Against a table that could not be read, each row of the others would be wrong.
    for rule in rules if survey.codebook.tells_of_files else ():
        found += rule(rest)
    return in_order(survey, _told_once(found))


def _ids_named(survey: Survey) -> set[str]:
    """Return the questions and subjects that columns and scales name, known or not."""
    columns, scales = survey.columns, survey.scales
    return {*columns["question_id"], *columns["subject_id"], *scales["subject_id"]}


def _told_once(problems: list[Problem]) -> list[Problem]:
    """Return the problems without a second one about a cell that stops a run."""
    stopping = {(p.file, p.row, p.column) for p in problems if p.stops and p.row}
    taken: set[tuple[str, int | None, str]] = set()
    kept = []
    for one in sorted(problems, key=lambda one: not one.stops):
        cell = (one.file, one.row, one.column)
        if cell not in taken:
            kept.append(one)
        if cell in stopping and one.column:
            taken.add(cell)
    return kept


def _rounds(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "rounds", "round"):
        if "/" in text:
            what = f'the label "{text}" holds a "/"; use another sign.'
            yield problem(survey, "rounds", row, "round", what)
    strange = set(survey.columns) - {la for f in survey.round_files for la in f.labels}
    for file in survey.round_files:
        if not survey.column_of(file) and "/" not in file.round:
            what = f'there is no column "{file.round}" for {file.file}.'
            what += hint(file.round, strange) + " Add it with the headers of that file "
            what += "(blank = not asked)."
            row = survey.codebook.header_rows.get("columns", 1)
            yield problem(survey, "columns", row, file.round, what)
        if survey.has_frame and not file.asked_on:
            what = f"round {file.round} has no date; the frame is read on that day."
            yield problem(survey, "rounds", file.row, "asked_on", what)


def _kinds_of_data(survey: Survey) -> Iterator[Problem]:
    kinds = survey.rounds["data_kind"]
    if (kinds == "synthetic").any() and (kinds != "synthetic").any():
        row = int(kinds.index[kinds != kinds.iloc[0]][0])
        what = "synthetic and real rounds meet in one survey; keep them in two folders."
        yield problem(survey, "rounds", row, "data_kind", what)


def _names_met_twice(survey: Survey) -> Iterator[Problem]:
    for table, columns in {
        "members": ["member_id", "name", "short_name"],
        "subjects": ["subject_id", "label", "short_label"],
        "pillars": ["pillar", "label"],
    }.items():
        frame = survey.codebook.tables[table]
        owner: dict[str, str] = {}
        for row, *names in frame[columns].itertuples():
            for name in dict.fromkeys(name for name in names if name):
                if owner.setdefault(name, names[0]) != names[0]:
                    what = f'"{name}" also names {owner[name]}; a name means one only. '
                    what += "Correct one of the two."
                    column = columns[names.index(name)]
                    yield problem(survey, table, int(row), column, what)


def _uses(survey: Survey) -> Iterator[Problem]:
    """Yield what a question of its kind cannot be asked as."""
    for row, said in survey.columns.iterrows():
        question = survey.question[said["question_id"]]
        what = _misused(question, said["subject_id"], said["position"])
        if what:
            yield problem(survey, "columns", int(str(row)), "question_id", what)
    yield from _two_respondents(survey)


def _two_respondents(survey: Survey) -> Iterator[Problem]:
    said = survey.columns
    who = said["question_id"].map(lambda name: survey.question[name].kind)
    for file in survey.round_files:
        column = survey.column_of(file)
        if not column:
            continue
        rows = list(said.index[(who == "respondent") & (said[column] != "")])
        if len(rows) > 1:
            what = f"{file.file} has {len(rows)} columns that name the respondent; "
            what += "keep one and put the others in ignored_columns."
            yield problem(survey, "columns", int(rows[1]), column, what)


def _misused(question: Question, subject_id: str, position: str) -> str:
    name, kind = question.question_id, question.kind
    if kind == "rank" and not subject_id:
        return f"{name} is a rank question; each of its columns needs a subject_id."
    if kind == "top_n" and subject_id:
        return (
            f"{name} is a top_n question: its columns hold subjects and have none; "
            "leave subject_id blank."
        )
    placed = kind in PLACED_KINDS and position and not subject_id
    if question.about == "need" and placed:
        return f"{name} speaks of a place, so it is never about need; change about."
    return ""


def _need_questions(survey: Survey) -> Iterator[Problem]:
    for round_name in survey.round_names:
        taken: dict[tuple[str, str], str] = {}
        told = set()
        for file in survey.files_of(round_name):
            for way, subject, name in _needs_asked(survey, file):
                other = taken.setdefault((way, subject), name)
                if other != name and (other, name) not in told:
                    told.add((other, name))
                    what = f"in round {round_name} {subject} has two need questions "
                    what += f"that {way}: {other} and {name}; make one of them about "
                    what += "something else."
                    rows = survey.questions.index[
                        survey.questions["question_id"] == name
                    ]
                    yield problem(survey, "questions", int(rows[0]), "about", what)


def _needs_asked(survey: Survey, file: RoundFile) -> Iterator[tuple[str, str, str]]:
    """Yield rate or rank, subject and question for each need a file asks of."""
    for _, use in survey.uses_in(file):
        question = survey.question[use.question_id]
        if question.about != "need":
            continue
        for way, kinds in (("rate", RATING_KINDS), ("rank", RANKING_KINDS)):
            if question.kind in kinds:
                for subject in _subjects_of(survey, file, question, use):
                    yield way, subject, use.question_id


def _subjects_of(
    survey: Survey, file: RoundFile, question: Question, use: Use
) -> list[str]:
    """Return the subjects a column asks of: its own, else all that its list offers."""
    if use.subject_id:
        return [use.subject_id]
    if not question.scale_id:
        return list(survey.subjects["subject_id"])
    offered = survey.scale_in(question.scale_id, file.labels)
    return [answer.subject_id for answer in offered if answer.subject_id]
