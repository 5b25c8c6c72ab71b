"""The named clusters of the codebook: numbers, and members that exist, each in one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rocb_analysis.survey.checks import problems_in
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.survey_folder import Survey

MEMBERS = "member_id,name\nFJI,Fiji\nTON,Tonga\nWSM,Samoa"
ROUNDS = "round,file,asked_on\n2024,a.csv,2024-12-01"
Make = Callable[..., Survey]


def problems(make_survey: Make, rows: str, **more: str) -> list[Problem]:
    """Return what is said of the table clusters."""
    table = f"cluster,name,anchor_members\n{rows}"
    said = {"members": MEMBERS, "rounds": ROUNDS, "clusters": table, **more}
    found = problems_in(make_survey(**said))
    return [one for one in found if one.file.endswith("clusters.csv")]


def test_named_clusters_with_members_of_the_frame_are_no_problem(make_survey):
    assert problems(make_survey, "1,Islands,FJI; TON\n2,Others,WSM") == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("one,Islands,FJI", 'row 2, cluster: "one" is no number of a cluster; write 1'),
        ("0,Islands,FJI", '"0" is no number of a cluster'),
        ("1,Islands,FIJ", '"FIJ" is no member_id of codebook/members.csv.'),
        ("1,Islands,FJI TON", "Separate several by semicolons."),
        ("1,Islands,FJI\n2,Others,TON; FJI", "FJI is an anchor in row 2 already"),
    ],
)
def test_a_cluster_that_cannot_be_told_stops_the_run(make_survey, rows, sentence):
    (found,) = problems(make_survey, rows)
    assert sentence in str(found)
    assert found.stops


def test_a_name_without_anchors_is_told_and_stops_nothing(make_survey):
    (found,) = problems(make_survey, "1,Islands,")
    assert "no cluster can take this name" in str(found)
    assert not found.stops


def test_without_a_frame_anchors_are_any_respondent(make_survey):
    assert problems(make_survey, "1,Coders,2024/r0002", members="member_id,name") == []
