"""Cross-check the answers of the codebook: scales, ranges, spellings, where offered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rocb_analysis.survey.cells import filled, problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.planned import planned_questions
from rocb_analysis.survey.records import Problem, ScaleAnswer, number_range
from rocb_analysis.survey.text import hint


def answer_problems(survey: Survey) -> Iterator[Problem]:
    """Yield what is wrong between the answers and the rest of the codebook."""
    yield from _scaleless(survey)
    yield from _labels(survey)
    yield from _no_ranges(survey)
    yield from _at_odds(survey)
    yield from _spellings(survey)


def _scaleless(survey: Survey) -> Iterator[Problem]:
    # A coming round's answers may not be settled when its question is.
    planned = planned_questions(survey)
    for row, said in survey.questions.iterrows():
        if said["question_id"] in planned:
            continue
        if said["kind"] in {"level", "one"} and not said["scale_id"]:
            what = f"a {said['kind']} question needs a scale_id; name its scale."
            yield problem(survey, "questions", int(str(row)), "scale_id", what)


def _labels(survey: Survey) -> Iterator[Problem]:
    labels = {label for file in survey.round_files for label in file.labels}
    for table, column in (("scales", "offered_in"), ("ignored_columns", "round")):
        for row, text in filled(survey, table, column):
            parts = text.split(";") if column == "offered_in" else [text]
            for part in filter(None, map(str.strip, parts)):
                if part not in labels:
                    what = f'"{part}" is no round.{hint(part, labels)} Correct it, or '
                    what += "add the round to rounds."
                    yield problem(survey, table, row, column, what)


def _no_ranges(survey: Survey) -> Iterator[Problem]:
    scales = survey.scales
    for row, answer in filled(survey, "scales", "answer"):
        looks = answer[:1] in "[(" and answer[-1:] in "])" and "," in answer
        if looks and scales.loc[row, "scale_id"] in _number_scales(survey):
            low, high, closed = number_range(answer)
            if not closed or low > high:
                what = f'"{answer}" is no range; write it as [0, 60).'
                yield problem(survey, "scales", row, "answer", what)


def _number_scales(survey: Survey) -> set[str]:
    return {q.scale_id for q in survey.question.values() if q.kind == "number"}


def _at_odds(survey: Survey) -> Iterator[Problem]:
    """Yield answers of a scale that one file would offer twice."""
    numbers = _number_scales(survey)
    for scale_id, rows in survey.scales.groupby("scale_id", sort=False):
        answers = zip(rows.index, survey.scale[str(scale_id)], strict=True)
        for (_, one), (row, other) in combinations(answers, 2):
            same = one.answer == other.answer
            share = scale_id in numbers and _overlap(one, other)
            if (same or share) and _offered_together(survey, one, other):
                what = f'"{other.answer}" stands in this scale twice'
                if share and not same:
                    what = f"{other.answer} shares numbers with {one.answer}"
                what += "; keep one, or say in offered_in which round had which."
                yield problem(survey, "scales", int(row), "answer", what)


def _overlap(one: ScaleAnswer, other: ScaleAnswer) -> bool:
    if not (one.closed and other.closed):
        return False
    low, high = max(one.low, other.low), min(one.high, other.high)
    return low < high or (low == high and one.holds(low) and other.holds(low))


def _offered_together(survey: Survey, one: ScaleAnswer, other: ScaleAnswer) -> bool:
    return any(
        one.offered(file.labels) and other.offered(file.labels)
        for file in survey.round_files
    )


def _spellings(survey: Survey) -> Iterator[Problem]:
    known: dict[str, dict[str, str]] = {
        "member": survey.member_by_name,
        "subject": survey.subject_by_name,
        **{
            name: {a.answer: "" if a.offered_in else a.answer for a in answers}
            for name, answers in survey.scale.items()
        },
    }
    for row, said in survey.spellings.iterrows():
        column, what = _misspelled(said["list"], said["found"], said["means"], known)
        if what:
            yield problem(survey, "spellings", int(str(row)), column, what)


def _misspelled(
    name: str, found: str, means: str, known: dict[str, dict[str, str]]
) -> tuple[str, str]:
    """Return the column of spellings that is wrong, and what is wrong with it.

    known: for each list, what its own names mean; "" if that differs by round.
    """
    if name not in known:
        what = f'"{name}" is no list (member, subject or a scale_id).'
        return "list", what + hint(name, known) + " Correct it."
    own = known[name]
    ids = set(own) if name not in {"member", "subject"} else set(own.values())
    if found == "*":
        what = "* sets aside all that the list does not know; leave means blank."
        return "means", what if means else ""
    if means and means not in ids:
        what = f'"{means}" is not in the list {name}.{hint(means, ids)} Correct it.'
        return "means", what
    if own.get(found) and own[found] != means:
        what = f'"{found}" stands in the list {name} itself, as {own[found]}, so it '
        return "found", what + "can mean nothing else; delete the row."
    return "", ""
