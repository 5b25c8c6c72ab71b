"""Cross-check the named clusters: whole numbers, members that exist, each in one."""

from __future__ import annotations

from collections.abc import Iterator

from rocb_analysis.survey.cells import filled, problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.text import hint


def cluster_problems(survey: Survey) -> Iterator[Problem]:
    """Yield what hinders a cluster from taking its number and name by its anchors."""
    for row, text in filled(survey, "clusters", "cluster"):
        if not text.isdecimal() or int(text) < 1:
            what = f'"{text}" is no number of a cluster; write 1, 2 and so on.'
            yield problem(survey, "clusters", row, "cluster", what)
    known = set(survey.members["member_id"])
    taken: dict[str, int] = {}
    for row, text in filled(survey, "clusters", "anchor_members"):
        for member in filter(None, (part.strip() for part in text.split(";"))):
            if survey.has_frame and member not in known:
                what = f'"{member}" is no member_id of {_place(survey)}.'
                what += f"{hint(member, known)} Separate several by semicolons."
                yield problem(survey, "clusters", row, "anchor_members", what)
            elif taken.setdefault(member, row) != row:
                what = f"{member} is an anchor in row {taken[member]} already; a member"
                what += " can hold one cluster. Take it out of one of the two."
                yield problem(survey, "clusters", row, "anchor_members", what)
    for row in survey.clusters.index[survey.clusters["anchor_members"] == ""]:
        what = "no anchor_members, so no cluster can take this name; name a few of its"
        what += " surest members."
        yield problem(survey, "clusters", int(row), "anchor_members", what, stops=False)


def _place(survey: Survey) -> str:
    return survey.codebook.files["members"]
