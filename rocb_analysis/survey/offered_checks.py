"""Cross-check what lists offer from round to round: is a subject really gone?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rocb_analysis.survey.cells import problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem, Question
from rocb_analysis.survey.text import listed


def no_longer_offered(survey: Survey) -> Iterator[Problem]:
    """Yield subjects that a list offered and the next round did not, undecided.

    Decided they are by a row of breaks from that round or a later one, or by what
    replaces them.
    """
    told = {(q, s): n for q, s, n in _last_breaks(survey)}
    order = {name: place for place, name in enumerate(survey.round_names)}
    replaced = survey.subjects.set_index("subject_id")["replaced_by"]
    for question in survey.question.values():
        rounds = [n for n in order if question.question_id in survey.asked_questions(n)]
        offers = {name: _offers(survey, question, name) for name in rounds}
        for before, now in pairwise(rounds):
            lost = {
                subject: place
                for subject, place in offers[before].items()
                if subject not in offers[now] and not replaced.get(subject)
            }
            decided = {
                subject
                for subject in lost
                if (last := told.get((question.question_id, subject)))
                and order[last] >= order[now]
            }
            waiting = {s: place for s, place in lost.items() if s not in decided}
            if waiting:
                yield _not_in(survey, question.question_id, before, now, waiting)


def _not_in(
    survey: Survey,
    question_id: str,
    before: str,
    now: str,
    waiting: dict[str, tuple[str, int]],
) -> Problem:
    first = next(iter(waiting.values()))[1]
    named = listed(f'"{text}" (row {row})' for text, row in waiting.values())
    is_one = len(waiting) == 1
    what = f"{named} {'was' if is_one else 'were'} offered in {before} and not in "
    what += (
        f"{now}: if the form offered {'it' if is_one else 'them'}, add {now} there; "
    )
    what += f"if not, write in {survey.codebook.files['breaks']} question_id "
    what += (
        f"{question_id}, subject_id {listed(waiting)}, from_round {now}, comparable "
    )
    what += f"no; until then {'it counts' if is_one else 'they count'} as not asked."
    return problem(survey, "scales", first, "offered_in", what, stops=False)


def _last_breaks(survey: Survey) -> list[tuple[str, str, str]]:
    """Return question, subject and round of each row of breaks, the last round last."""
    order = {name: place for place, name in enumerate(survey.round_names)}
    rows = survey.breaks[["question_id", "subject_id", "from_round"]]
    known = [tuple(row) for row in rows.to_numpy() if row[2] in order]
    return sorted(known, key=lambda row: order[row[2]])


def _offers(
    survey: Survey, question: Question, round_name: str
) -> dict[str, tuple[str, int]]:
    """Return the subjects a list offered in a round, each with its answer and row."""
    scales = survey.scales[survey.scales["scale_id"] == question.scale_id]
    answers = zip(scales.index, survey.scale.get(question.scale_id, []), strict=True)
    labels = [file.labels for file in survey.files_of(round_name)]
    return {
        answer.subject_id: (answer.answer, int(row))
        for row, answer in answers
        if answer.subject_id and any(answer.offered(own) for own in labels)
    }
