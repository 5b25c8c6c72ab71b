"""What was asked in which round, and may it be compared with the time before?"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from rocb_analysis.survey.questionnaire import (
    CHANGE_COLUMNS,
    RULES,
    form_of,
    in_breaks,
    offered_in_form,
    questionnaire_changes,
)
from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS
from rocb_analysis.survey.survey_folder import Survey

FIRST, SAME, OTHERWISE, UNKNOWN, NOT_ASKED = (
    "first asked",
    "asked the same",
    "asked otherwise",
    "words not known",
    "not asked",
)
# Differences that leave a subject asked as it was, whatever they do to another one.
_ELSEWHERE = frozenset({"new", "no longer asked", "subject added", "subject withdrawn"})
_WORST_FIRST = ("no", "not decided", "with_care", "yes")
# What replies say of themselves is no question.
_NO_ITEM = frozenset({"respondent", "replied_on"})

Item = tuple[str, str]


def asked_when(survey: Survey) -> pd.DataFrame:
    """Return which round asked what, and how it compares with the time before.

    A row an item and round. An item is a question, or each subject of one that asks of
    several, be they columns or options. Columns: question_id, subject_id ("" = the
    question itself), round; asked, against the last round that asked it: "first asked",
    "asked the same", "asked otherwise" (other words, answers offered or picks allowed),
    "words not known" (an export names its fields alone) or "not asked"; comparable, of
    the same step: yes, with_care or no as `breaks` says, else yes for what is asked the
    same and "not decided" for the rest; blank where there is no step.
    """
    asked_in = {name: _items(survey, name) for name in survey.round_names}
    items = {item: None for asked in asked_in.values() for item in asked}
    order = {question: place for place, question in enumerate(survey.question)}
    differences = _Differences(survey)
    rows = []
    for item in sorted(items, key=lambda item: order[item[0]]):
        last = ""
        for name, asked in asked_in.items():
            how, step = NOT_ASKED, ""
            if item in asked:
                how, step = _how(differences, item, last, name)
            rows.append((*item, name, how, step))
            last = name if item in asked else last
    columns = ["question_id", "subject_id", "round", "asked", "comparable"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def changes_by_round(survey: Survey) -> pd.DataFrame:
    """Return `questionnaire_changes` of all neighbouring rounds, one below the other.

    A row is a difference; columns from_round and to_round, then those of that frame.
    """
    steps = [
        questionnaire_changes(survey, *step).assign(
            from_round=step[0], to_round=step[1]
        )
        for step in pairwise(survey.round_names)
    ]
    if not steps:
        return pd.DataFrame(columns=["from_round", "to_round", *CHANGE_COLUMNS])
    changes = pd.concat(steps, ignore_index=True)
    return changes[["from_round", "to_round", *CHANGE_COLUMNS]]


def over_all_rounds(asked: pd.DataFrame) -> pd.DataFrame:
    """Return whether each item may be compared over all rounds.

    asked: the frame of `asked_when`. A row an item; columns question_id, subject_id,
    rounds (how many asked it), comparable: the worst of its steps (no, not decided,
    with_care, yes), or "not asked in all".
    """
    rows = []
    for item, steps in asked.groupby(["question_id", "subject_id"], sort=False):
        count = int((steps["asked"] != NOT_ASKED).sum())
        said = set(steps["comparable"])
        worst = next((word for word in _WORST_FIRST if word in said), "yes")
        every = count == len(steps)
        rows.append((*item, count, worst if every else "not asked in all"))
    columns = ["question_id", "subject_id", "rounds", "comparable"]
    return pd.DataFrame(rows, columns=columns)


def _items(survey: Survey, round_name: str) -> dict[Item, None]:
    """Return what a round asked, in the order of its form."""
    form = form_of(survey, round_name)
    units = zip(form["question_id"], form["subject_id"], strict=True)
    return {
        (question_id, subject): None
        for question_id, own in units
        if survey.question[question_id].kind not in _NO_ITEM
        for subject in ([own] if own else _listed(survey, question_id, round_name))
    }


def _listed(survey: Survey, question_id: str, round_name: str) -> list[str]:
    """Return the subjects a question offers as options; "" for one without."""
    offered = offered_in_form(survey, survey.question[question_id], round_name)
    return [answer.subject_id for answer in offered if answer.subject_id] or [""]


class _Differences:
    """What differs between two forms, each pair of forms compared once."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}

    def of(self, item: Item, last: str, name: str) -> set[str]:
        """Return the kinds of difference of an item, or of its whole question."""
        if (last, name) not in self._found:
            changes = questionnaire_changes(self.survey, last, name)
            told = changes[["question_id", "subject_id", "what"]].to_numpy()
            self._found[last, name] = [tuple(row) for row in told]
        return {
            what
            for question, subject, what in self._found[last, name]
            if question == item[0] and subject in {"", item[1]}
        }


def _how(
    differences: _Differences, item: Item, last: str, name: str
) -> tuple[str, str]:
    """Return how an item is asked after the last round that asked it, if one did."""
    if not last:
        return FIRST, ""
    found = differences.of(item, last, name)
    moved = {what for what in found - _ELSEWHERE if RULES[what][0] != "no"}
    how = OTHERWISE if moved else SAME
    if moved == {"wording not in the export"}:
        how = UNKNOWN
    said = in_breaks(differences.survey, *item, last, name)
    return how, said or ("yes" if how == SAME else "not decided")


def places_of_ballots(survey: Survey) -> dict[str, int]:
    """Return the places of a ballot, by round, where need comes from ballots alone."""
    places = {}
    for name in survey.round_names:
        asked = [survey.question[q] for q in survey.asked_questions(name)]
        kinds = {question.kind for question in asked if question.about == "need"}
        picks = [file.picks_allowed for file in survey.files_of(name)]
        if kinds & RANKING_KINDS and not kinds & RATING_KINDS and all(picks):
            places[name] = max(pick for pick in picks if pick)
    return places
