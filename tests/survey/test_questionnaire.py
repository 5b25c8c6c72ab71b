"""The form of a round, and how two forms differ."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.questionnaire import form_of, has_form, questionnaire_changes
from rocb_analysis.survey.survey_folder import Survey

Make = Callable[..., Survey]
TABLES = {
    "rounds": "round,file,picks_allowed\na,a.csv,5\nb,b.csv,5",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "when,replied_on,,\nneed,top_n,list,need\nlevel,level,steps,capacity\n"
    "note,text,,context",
    "subjects": "subject_id,label\nval,Valuation\nroo,Origin\npca,Audit",
    "scales": "scale_id,answer,value,subject_id,label,offered_in\n"
    "list,Valuation,,val,,\nlist,Origin,,roo,,\nsteps,Low,1,,,\nsteps,High,2,,,",
    "columns": "question_id,subject_id,position,a,b\nwho,,,Who,Who\n"
    "when,,,Timestamp,Completion time\nneed,,1,Priority 1,Priority 1\n"
    "need,,2,Priority 2,Priority 2\nlevel,val,,Level [Valuation],Level.Valuation\n"
    "level,roo,,Level [Origin],Level.Origin\nnote,,,Note,Note",
}


def changes(make: Make, old: str = "a", new: str = "b", **tables: str) -> pd.DataFrame:
    return questionnaire_changes(make(**{**TABLES, **tables}), old, new)


def edited(table: str, *pairs: tuple[str, str]) -> str:
    text = TABLES[table]
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def said(found: pd.DataFrame) -> list[tuple[str, ...]]:
    columns = ["question_id", "subject_id", "what", "breaks_trend"]
    return [tuple(row) for row in found[columns].to_numpy()]


def test_what_only_the_form_tool_does_is_no_change(make_survey: Make) -> None:
    assert said(changes(make_survey)) == []


def test_other_words_are_a_change_to_compare_with_care(make_survey: Make) -> None:
    columns = edited(
        "columns",
        ("Level.Valuation", "Present level.Valuation"),
        ("Level.Origin", "Present level.Origin"),
    )
    found = changes(make_survey, columns=columns)
    assert said(found) == [("level", "", "heading changed", "with_care")]
    assert list(found.loc[0, ["before", "after"]]) == ["Level", "Present level"]


def test_codes_and_marks_that_a_tool_adds_are_no_change(make_survey: Make) -> None:
    columns = edited(
        "columns",
        ("Level.Valuation", "Q5_1 | Level - Valuation"),
        ("Level.Origin", "Q5_2 | Level - Origin"),
        ("Note,Note", "Note,Note | Open-Ended Response"),
        ("Who,Who", "Who,Q1 | Who"),
    )
    assert said(changes(make_survey, columns=columns)) == []


def test_names_of_fields_say_nothing_of_the_words_asked(make_survey: Make) -> None:
    columns = edited(
        "columns",
        ("Level.Valuation", "levels/level_val"),
        ("Level.Origin", "levels/level_roo"),
    )
    scales = edited(
        "scales",
        ("list,Valuation,,val,,", "list,Valuation,,val,V,a\nlist,valuation,,val,V,b"),
    )
    found = changes(make_survey, columns=columns, scales=scales)
    assert said(found) == [("level", "", "wording not in the export", "with_care")]


def test_a_year_that_moves_on_in_a_heading_breaks_nothing(make_survey: Make) -> None:
    columns = edited(
        "columns", ("need,,1", "mode,,,Needs in 2024?,Needs in 2025?\nneed,,1")
    )
    questions = edited("questions", ("note,text", "mode,yes_no,,context\nnote,text"))
    found = changes(make_survey, columns=columns, questions=questions)
    assert said(found) == [("mode", "", "number in heading changed", "no")]


def test_an_own_word_for_one_subject_is_told_of_that_subject(make_survey: Make) -> None:
    columns = edited("columns", ("Level.Origin", "Level.Rules of origin"))
    found = changes(make_survey, columns=columns)
    assert said(found) == [("level", "roo", "heading changed", "with_care")]


def test_new_and_dropped_questions_are_told(make_survey: Make) -> None:
    columns = edited(
        "columns",
        ("Note,Note", "Note,"),
        ("Level [Origin],Level.Origin", ",Level.Origin"),
        ("Level [Valuation],Level.Valuation", ",Level.Valuation"),
    )
    found = changes(make_survey, columns=columns)
    assert said(found) == [
        ("level", "", "new", "no"),
        ("note", "", "no longer asked", "no"),
    ]


def test_a_subject_that_leaves_a_grid_ends_its_trend(make_survey: Make) -> None:
    columns = edited("columns", ("Level [Origin],Level.Origin", "Level [Origin],"))
    columns += "\nlevel,pca,,Level [Audit],Level.Audit"
    found = changes(make_survey, columns=columns)
    assert said(found) == [("level", "roo", "subject withdrawn", "yes")]


def test_options_added_withdrawn_and_reworded_are_told_by_subject(
    make_survey: Make,
) -> None:
    scales = edited(
        "scales",
        ("list,Valuation,,val,,", "list,Valuation,,val,,a\nlist,Audit,,pca,,b"),
        ("list,Origin,,roo,,", "list,Origin,,roo,Origin,a\nlist,Rules,,roo,Origin,b"),
    )
    assert said(changes(make_survey, scales=scales)) == [
        ("need", "val", "option withdrawn", "yes"),
        ("need", "roo", "option reworded", "with_care"),
        ("need", "pca", "option added", "with_care"),
    ]


def test_another_order_of_the_options_is_told(make_survey: Make) -> None:
    scales = edited(
        "scales",
        ("list,Valuation,,val,,", "list,Valuation,,val,,a"),
        ("list,Origin,,roo,,", "list,Origin,,roo,,\nlist,Valuation ,,val,Valuation,b"),
    )
    found = changes(make_survey, scales=scales)
    assert said(found) == [("need", "", "option order changed", "with_care")]
    assert list(found.loc[0, ["before", "after"]]) == [
        "Valuation; Origin",
        "Origin; Valuation",
    ]


def test_another_pick_limit_breaks_the_trend(make_survey: Make) -> None:
    rounds = edited("rounds", ("b,b.csv,5", "b,b.csv,3"))
    found = changes(make_survey, rounds=rounds)
    assert said(found) == [("need", "", "pick limit changed", "yes")]
    assert list(found.loc[0, ["before", "after"]]) == ["5 picks", "3 picks"]


def test_other_steps_of_a_scale_break_the_trend_once(make_survey: Make) -> None:
    scales = edited("scales", ("steps,High,2,,,", "steps,High,2,,,\nsteps,Top,3,,,b"))
    found = changes(make_survey, scales=scales)
    assert said(found) == [("level", "", "scale changed", "yes")]


def test_a_need_asked_by_another_question_breaks_the_trend(make_survey: Make) -> None:
    questions = edited(
        "questions", ("level,level,steps,capacity", "level,level,steps,need")
    )
    questions += "\nwish,level,steps,need"
    columns = edited(
        "columns", ("Level [Valuation],Level.Valuation", "Level [Valuation],")
    )
    columns += "\nwish,val,,,Wish [Valuation]"
    found = changes(make_survey, questions=questions, columns=columns)
    moved = found[found["what"] == "need asked by another question"]
    assert said(moved) == [("wish", "val", "need asked by another question", "yes")]


def test_what_breaks_says_stands_beside_each_change(make_survey: Make) -> None:
    rounds = edited("rounds", ("b,b.csv,5", "b,b.csv,3"))
    breaks = "question_id,subject_id,from_round,comparable\nneed,,b,with_care"
    found = changes(make_survey, rounds=rounds, breaks=breaks)
    assert list(found["in_breaks"]) == ["with_care"]


def test_the_worst_word_of_breaks_in_between_counts(make_survey: Make) -> None:
    rounds = edited("rounds", ("b,b.csv,5", "b,b.csv,5\nc,c.csv,3"))
    breaks = "question_id,subject_id,from_round,comparable\nneed,,b,no\nneed,,c,yes"
    columns = "\n".join(
        f"{line},{line.rsplit(',', 1)[1]}" for line in TABLES["columns"].splitlines()
    ).replace("a,b,b", "a,b,c")
    tables = {"rounds": rounds, "breaks": breaks, "columns": columns}
    assert list(changes(make_survey, "a", "c", **tables)["in_breaks"]) == ["no"]


def test_the_form_lists_each_heading_with_its_options(make_survey: Make) -> None:
    form = form_of(make_survey(**TABLES), "b")
    level = form[form["question_id"] == "level"].iloc[0]
    assert list(level) == [
        "level",
        "val",
        "",
        "",
        "Level.Valuation",
        "level",
        "Low; High",
    ]


def test_a_round_to_come_has_a_form_once_it_has_a_column(make_survey: Make) -> None:
    columns = edited("columns", ("position,a,b", "position,a,c"))
    survey = make_survey(
        **{**TABLES, "rounds": "round,file\na,a.csv", "columns": columns}
    )
    assert has_form(survey, "c")
    assert said(questionnaire_changes(survey, "a", "c")) == []


def test_a_round_without_a_form_is_one_sentence(make_survey: Make) -> None:
    with pytest.raises(SurveyError, match=r'no form .* "aa"\..*Did you mean "a"'):
        form_of(make_survey(**TABLES), "aa")
