"""Cross-check the codebook: do its rows agree with each other?

`problems_in` returns plain sentences, those that stop a run first.
"""

from __future__ import annotations

from collections.abc import Iterator

from rocb_analysis.survey.answer_checks import answer_problems
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import (
    PLACED_KINDS,
    RANKING_KINDS,
    RATING_KINDS,
    Problem,
    Question,
    RoundFile,
    Use,
    header_span,
)
from rocb_analysis.survey.rules import filled, problem, problems_of_form


def problems_in(survey: Survey) -> list[Problem]:
    """Return what is wrong with the codebook, what stops a run first."""
    between = (
        _rounds,
        _kinds_of_data,
        answer_problems,
        _names_met_twice,
        _uses,
        _need_questions,
    )
    found = list(problems_of_form(survey))
    if not any(one.stops for one in found):
        found += [one for rule in between for one in rule(survey)]
    return sorted(found, key=lambda one: not one.stops)


def _rounds(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "rounds", "round"):
        if "/" in text:
            what = f'the label "{text}" holds a "/"; use another sign.'
            yield problem(survey, "rounds", row, "round", what)
    for row, text in filled(survey, "rounds", "header_rows"):
        if not header_span(text):
            what = f'"{text}" is no row of a header; write 3, or 2-4 for rows 2 to 4.'
            yield problem(survey, "rounds", row, "header_rows", what)
    for file in survey.round_files:
        if not survey.column_of(file):
            what = f'there is no column "{file.round}" for {file.file}; add it with '
            what += "the headers of that file (blank = not asked)."
            yield problem(survey, "columns", None, file.round, what)
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
    }.items():
        frame = survey.codebook.tables[table]
        owner: dict[str, str] = {}
        for row, *names in frame[columns].itertuples():
            for name in dict.fromkeys(name for name in names if name):
                if owner.setdefault(name, names[0]) != names[0]:
                    what = f'"{name}" also names {owner[name]}; a name means one only.'
                    yield problem(survey, table, int(row), columns[0], what)


def _uses(survey: Survey) -> Iterator[Problem]:
    """Yield what a question of its kind cannot be asked as."""
    for row, said in survey.columns.iterrows():
        question = survey.question[said["question_id"]]
        what = _misused(question, said["subject_id"], said["position"])
        if what:
            yield problem(survey, "columns", int(str(row)), "question_id", what)
    for file in survey.round_files:
        uses = [use.question_id for _, use in survey.uses_in(file)]
        who = [q for q in uses if survey.question[q].kind == "respondent"]
        if len(who) > 1:
            what = f"{file.file} has {len(who)} columns that name the respondent; keep "
            what += "one and put the others in ignored_columns."
            column = survey.column_of(file)
            yield problem(survey, "columns", None, column, what)


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
                    yield problem(survey, "questions", None, "about", what)


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
