"""The pillars of the strategy: named by subjects, in the order of their positions."""

from __future__ import annotations

import pytest

from rocb_analysis.survey.checks import problems_in

ROUNDS = "round,file\n2024,a.csv"
SUBJECTS = "subject_id,label,pillar\nval,Valuation,tools"
COLUMNS = "question_id,subject_id,2024\nneed,val,Valuation?"


def told(make_survey, **tables: str) -> list[str]:
    said = {"rounds": ROUNDS, "subjects": SUBJECTS, "columns": COLUMNS, **tables}
    return [str(one) for one in problems_in(make_survey(**said))]


def test_without_the_table_any_text_of_a_subject_is_its_pillar(make_survey):
    assert told(make_survey) == []


def test_a_subject_names_a_pillar_of_the_table(make_survey):
    assert told(make_survey, pillars="pillar,label\ntools,Instruments") == []


def test_a_pillar_that_is_not_in_the_table_is_told_in_one_sentence(make_survey):
    assert told(make_survey, pillars="pillar,label\ntool,Instruments") == [
        'codebook/subjects.csv, row 2, pillar: "tools" is not in codebook/pillars.csv. '
        'Did you mean "tool"? Add it there or correct it here.'
    ]


@pytest.mark.parametrize(
    ("pillars", "said"),
    [
        ("pillar,label\ntools,A\ntools,B", "stands here a second time"),
        ("pillar,label\ntools,A\ntalk,A", '"A" also names tools'),
        ("pillar,position\ntools,first", "no number that fits here"),
    ],
)
def test_a_pillar_that_cannot_be_told_from_another_stops_a_run(
    make_survey, pillars, said
):
    (sentence,) = told(make_survey, pillars=pillars)
    assert said in sentence


def test_pillars_have_their_labels_in_the_order_of_their_positions(make_survey):
    table = "pillar,label,position\nb,Second,2\na,First,1\nc,,3"
    labels = make_survey(rounds=ROUNDS, pillars=table).pillar_labels
    assert list(labels.items()) == [("a", "First"), ("b", "Second"), ("c", "c")]
