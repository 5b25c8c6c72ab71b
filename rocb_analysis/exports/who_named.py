"""Who named what, with the place in the raw file where it was said: for the office."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.exports.words import Words
from rocb_analysis.results import Results
from rocb_analysis.survey.codebook import Survey

_REPLY = ["round", "respondent_id"]
# Question, subject and place to the header that asks it.
_Headers = dict[tuple[str, str, object], str]


def needs_with_source(results: Results, words: Words) -> pd.DataFrame:
    """Return every need that was stated, and where it stands in the raw files.

    A row is a respondent and a subject it named, or rated as needed; the latest round
    first, then by member and the order it gave. Columns round, respondent_id, member,
    sub_region, subject_id, subject, order (place on the ballot), score (0 to 1), answer
    (as read), file, sheet, row (the spreadsheet's own), header, replied_on.
    """
    survey, needs = results.survey, results.needs
    named = needs[needs["needed"] == 1].merge(results.respondents, on=_REPLY)
    said = _said(results).drop_duplicates([*_REPLY, "subject_id"])
    told = named.merge(said, on=[*_REPLY, "subject_id"], how="left")
    headers = {file: _headers(survey, *file) for file in _files(told)}
    areas = dict(
        zip(survey.members["member_id"], survey.members["sub_region"], strict=True)
    )
    told = told.assign(
        member=[words.names.get(one, one) for one in told["respondent_id"]],
        sub_region=[areas.get(one, "") for one in told["respondent_id"]],
        subject=[words.labels.get(one, one) for one in told["subject_id"]],
        order=told["rank"],
        header=[_header(headers[r.round, r.file], r) for r in told.itertuples()],
        latest=[-survey.round_names.index(name) for name in told["round"]],
    )
    ordered = told.sort_values(["latest", "member", "rank", "subject", "subject_id"])
    columns = (
        "round respondent_id member sub_region subject_id subject order score answer "
        "file sheet row header replied_on"
    )
    return ordered[columns.split()].reset_index(drop=True)


def _said(results: Results) -> pd.DataFrame:
    """Return the answers to the questions about need, the ballot's before others."""
    need = [q for q in results.survey.question.values() if q.about == "need"]
    ids = [q.question_id for q in need]
    said = results.responses
    said = said[said["question_id"].isin(ids) & said["answer"].astype(bool)]
    columns = [*_REPLY, "subject_id", "question_id", "position", "answer"]
    ballot = {q.question_id: q.kind not in {"top_n", "rank"} for q in need}
    order = said["question_id"].map(ballot)
    return said.assign(order=order).sort_values("order", kind="stable")[columns]


def _files(told: pd.DataFrame) -> set[tuple[str, str]]:
    return set(told[["round", "file"]].itertuples(index=False, name=None))


def _headers(survey: Survey, round_name: str, file_name: str) -> _Headers:
    """Return the headers of one file by what they ask."""
    return {
        (use.question_id, use.subject_id, use.position): header
        for file in survey.files_of(round_name)
        if file.file == file_name
        for header, use in survey.uses_in(file)
    }


def _header(headers: _Headers, row: object) -> str:
    """Return the header an answer stands under: of its subject, place, or question."""
    question, subject = row.question_id, row.subject_id  # type: ignore[attr-defined]
    position = row.position  # type: ignore[attr-defined]
    place = None if pd.isna(position) else int(position)
    tries = [(subject, None), (subject, place), ("", place), ("", None)]
    found = (headers.get((question, *one)) for one in tries)
    return next((header for header in found if header), "")
