"""What the brief says of groups, edition by edition, and where there are none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.groups import groups
from rocb_analysis.brief.words import words_of
from rocb_analysis.disclosure.rule import Edition, disclosure
from rocb_analysis.results import Results
from tests.briefs import results


def found(edition: Edition, given: Results | None = None) -> dict[str, Finding]:
    """Return the findings on groups by key."""
    given = given or results()
    rule = disclosure(given.survey, edition)
    return {one.key: one for one in groups(given, rule, words_of(given))}


def said(one: Finding) -> str:
    return " ".join(map(str, one.sentences))


def none_found(p_value: float = 0.4) -> Results:
    """Return results in which no groups were found, p nan = not looked for."""
    none = replace(
        results().groups, n_clusters=1, p_value=p_value, clearer_than=60, references=99
    )
    return replace(results(), groups=none)


def moved_to(group: int, *, leaving: int) -> Results:
    """Return results in which all but so many members of group 3 went to a group."""
    clusters = results().clusters.copy()
    here = (clusters["round"] == results().round) & (clusters["cluster"] == 3)
    clusters.loc[clusters.index[here][leaving:], "cluster"] = group
    return replace(results(), clusters=clusters)


def test_the_office_sees_members_by_name_how_sure_and_who_moved():
    told = found("internal")
    assert list(told) == ["groups", "group_members", "group_movers"]
    assert list(told["groups"].table) == [
        "Group",
        "Subjects that set it apart",
        "Fit clearly",
        "Between two groups",
    ]
    assert "Between two groups: Mongolia and Thailand." in said(told["group_members"])
    assert "Viet Nam, from group 3 to 1" in said(told["group_movers"])
    assert all(one.draw for one in told.values())


def test_a_member_stands_once_in_the_table_of_groups():
    table = found("internal")["groups"].table
    cells = [*table["Fit clearly"], *table["Between two groups"]]
    names = [name for cell in cells for name in cell.split("; ") if name]
    labelled = results().clusters.query("round == @results().round")["cluster"].count()
    assert len(names) == len(set(names)) == labelled


def looked(decided: str, *, other: float | None) -> Results:
    """Return results in which one look decided at p .01; other: p of the other look."""
    both = {"last round": ("2025", other), "mean of a member's rounds": ("all", other)}
    both[decided] = (both[decided][0], 0.01)
    rows = [
        {"rows": look, "round": name, "n_clusters": 3, "p_value": p, "chosen": chosen}
        for look, (name, p) in both.items()
        if (chosen := int(look == decided)) or other is not None
    ]
    return replace(results(), cluster_numbers=pd.DataFrame(rows))


MEAN, LAST = "mean of a member's rounds", "last round"
OVER = "the 6 rounds 2020 to 2025"


@pytest.mark.parametrize("edition", ["internal", "heads"])
def test_groups_over_the_rounds_that_the_last_alone_does_not_show_are_told_so(edition):
    text = said(found(edition, looked(MEAN, other=0.1))["groups"])
    assert text.startswith(
        f"Over {OVER}, members form 3 groups with similar needs. "
        "The answers of 2025 alone do not show them."
    )


def test_groups_that_both_looks_show_are_told_so():
    text = said(found("internal", looked(MEAN, other=0.02))["groups"])
    assert "The answers of 2025 show them too." in text


def test_groups_of_the_last_round_are_told_beside_the_mean_of_the_rounds():
    text = said(found("internal", looked(LAST, other=0.3))["groups"])
    assert text.startswith("In 2025, members form 3 groups with similar needs.")
    assert f"The mean of each member's answers over {OVER} does not show them." in text


def test_one_look_alone_names_its_round():
    text = said(found("internal", looked(LAST, other=None))["groups"])
    assert text.startswith("In 2025, members form 3 groups with similar needs.")
    assert "Over" not in text.split(".")[1]


def test_how_clear_groups_are_is_the_chance_of_the_better_of_both_looks():
    made = results()
    made = replace(made, groups=replace(made.groups, p_value=2 / 60))
    text = said(found("internal", made)["groups"])
    assert (
        "Of 100 surveys without groups, at most 4 would show groups as clear." in text
    )
    assert "clearer than" not in text


def test_heads_see_sizes_and_subjects_and_no_member():
    told = found("heads")
    assert list(told) == ["groups"]
    one = told["groups"]
    assert (one.draw, one.table, one.note) == (None, None, "")
    text = said(one)
    assert "12 members need more than the others: Advance rulings" in text
    names = set(results().survey.members["name"]) | set(
        results().survey.members["short_name"]
    )
    assert [name for name in names if name in text] == []


def test_heads_are_told_no_size_where_one_is_too_small():
    text = said(found("heads", moved_to(1, leaving=3))["groups"])
    assert "Not shown: 1 group of fewer than 5 members." in text
    assert "A group of 5 or more needs more than the others" in text
    assert not {"7", "14"} & set(text.split())


def test_heads_are_told_no_sensitive_subject():
    survey = results().survey
    subjects = survey.subjects.assign(sensitive="yes")
    tables = {**survey.codebook.tables, "subjects": subjects}
    codebook = replace(survey.codebook, tables=tables)
    every = replace(results(), survey=replace(survey, codebook=codebook))
    assert "need more" not in said(found("heads", every)["groups"])


def test_the_public_is_told_nothing_of_groups():
    assert found("public") == {}
    assert found("public", none_found()) == {}


@pytest.mark.parametrize("edition", ["internal", "heads"])
def test_no_clear_groups_is_told_with_what_it_means(edition):
    one = found(edition, none_found())["groups"]
    assert one.title == "No clear groups this year"
    assert "activities are planned subject by subject" in said(one)
    told = "Of 100 surveys without groups, up to 40 would look as much like groups"
    assert (told in said(one)) is (edition == "internal")


@pytest.mark.parametrize("edition", ["internal", "heads"])
def test_too_few_replies_to_look_are_told_as_such(edition):
    one = found(edition, none_found(float("nan")))["groups"]
    assert said(one).startswith("Too few members replied to look for groups")
    assert one.draw is None


def test_groups_that_do_not_hold_from_round_to_round_are_told_as_such():
    loose = replace(results().groups, steady=0.1, movers=results().groups.movers[:0])
    told = found("internal", replace(results(), groups=loose))
    assert "change group about as often as chance" in said(told["groups"])
    assert "group_movers" not in told


def test_a_subject_that_nobody_in_a_group_needs_now_sets_no_activity():
    needs = results().needs.copy()
    needs.loc[needs["subject_id"] == "rulings", "needed"] = 0
    table = found("internal", replace(results(), needs=needs))["groups"].table
    assert not table["Subjects that set it apart"].str.contains("Advance rulings").any()


def test_names_that_are_drafts_are_told_as_drafts():
    drafts = replace(results().groups, drafted=frozenset({1}))
    told = found("internal", replace(results(), groups=drafts))
    assert "codebook's table clusters" in told["groups"].note
    assert found("internal")["groups"].note == ""


def test_a_survey_without_replies_is_told_nothing_of_groups():
    empty = replace(results(), needs=pd.DataFrame())
    assert found("internal", empty) == {}


def test_the_chart_of_moves_tells_the_base_of_every_round():
    chart = found("internal")["group_movers"].chart
    said = " ".join(text.get_text() for text in chart.figure.texts)
    assert "21 of 33 in 2020" in " ".join(said.split())
