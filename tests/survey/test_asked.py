"""What was asked in which round, and which rounds may be compared."""

from __future__ import annotations

from collections.abc import Callable

from rocb_analysis.survey.asked import asked_when, changes_by_round, over_all_rounds
from rocb_analysis.survey.survey_folder import Survey

Make = Callable[..., Survey]
TABLES = {
    "rounds": "round,file,picks_allowed\na,a.csv,5\nb,b.csv,5\nc,c.csv,5",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "when,replied_on,,\nneed,level,steps,need\nmode,one,modes,context",
    "subjects": "subject_id,label\nval,Valuation\nroo,Origin\npca,Audit",
    "scales": "scale_id,answer,value,subject_id,label,offered_in\n"
    "steps,Low,1,,,\nsteps,High,2,,,\nmodes,Here,,,,\nmodes,There,,,,",
    "columns": "question_id,subject_id,a,b,c\nwho,,Who,Name,Who\nwhen,,T,When,T\n"
    "need,val,Need [Valuation],Need [Valuation],Need [Valuation]\n"
    "need,roo,Need [Origin],Need [Rules of origin],Need [Rules of origin]\n"
    "need,pca,Need [Audit],,Need [Audit]\nmode,,Mode,Mode,Mode",
}


def survey_of(make: Make, **tables: str) -> Survey:
    return make(**{**TABLES, **tables})


def edited(table: str, old: str, new: str) -> dict[str, str]:
    assert old in TABLES[table]
    return {table: TABLES[table].replace(old, new)}


def told(survey: Survey, item: str, column: str = "asked") -> list[str]:
    """Return what is said of a subject, or of a question without one, by round."""
    asked = asked_when(survey)
    named = asked["subject_id"].where(asked["subject_id"] != "", asked["question_id"])
    return list(asked.loc[named == item, column])


def verdicts(survey: Survey) -> dict[str, str]:
    over = over_all_rounds(asked_when(survey))
    named = over["subject_id"].where(over["subject_id"] != "", over["question_id"])
    return dict(zip(named, over["comparable"], strict=True))


def test_what_keeps_its_words_is_asked_the_same(make_survey: Make) -> None:
    said = told(survey_of(make_survey), "val")
    assert said == ["first asked", "asked the same", "asked the same"]


def test_other_words_are_told_in_the_round_that_brought_them(make_survey: Make) -> None:
    said = told(survey_of(make_survey), "roo")
    assert said == ["first asked", "asked otherwise", "asked the same"]


def test_a_gap_is_not_asked_and_the_next_is_held_against_the_one_before(
    make_survey: Make,
) -> None:
    said = told(survey_of(make_survey), "pca")
    assert said == ["first asked", "not asked", "asked the same"]


def test_respondent_and_date_are_no_items(make_survey: Make) -> None:
    asked = asked_when(survey_of(make_survey))
    assert set(asked["question_id"]) == {"need", "mode"}


def test_other_answers_on_offer_are_asked_otherwise(make_survey: Make) -> None:
    tables = edited("scales", "modes,There,,,,", "modes,There,,,,\nmodes,Both,,,,c")
    said = told(survey_of(make_survey, **tables), "mode")
    assert said == ["first asked", "asked the same", "asked otherwise"]


def test_another_subject_that_joins_the_list_leaves_the_others_as_they_were(
    make_survey: Make,
) -> None:
    tables = edited("columns", "need,pca,Need [Audit],,", "need,pca,,,")
    survey = survey_of(make_survey, **tables)
    assert told(survey, "pca") == ["not asked", "not asked", "first asked"]
    assert told(survey, "val")[2] == "asked the same"


def test_each_option_with_a_subject_is_an_item(make_survey: Make) -> None:
    tables = edited("questions", "mode,one,modes,context", "mode,top_n,modes,need")
    tables |= edited(
        "scales",
        "modes,Here,,,,\nmodes,There,,,,",
        "modes,Origin,,roo,,a; c\nmodes,Valuation,,val,,",
    )
    asked = asked_when(survey_of(make_survey, **tables))
    mode = asked[asked["question_id"] == "mode"].set_index(["subject_id", "round"])
    assert mode.at[("roo", "b"), "asked"] == "not asked"
    assert mode.at[("val", "b"), "asked"] == "asked the same"


def test_the_name_of_a_field_leaves_the_words_unknown(make_survey: Make) -> None:
    tables = edited("columns", "mode,,Mode,Mode,Mode", "mode,,Mode,group/mode,Mode")
    survey = survey_of(make_survey, **tables)
    assert told(survey, "mode")[1:] == ["words not known", "words not known"]


def test_what_breaks_says_is_the_grade_of_a_step(make_survey: Make) -> None:
    breaks = "question_id,subject_id,from_round,comparable\nneed,roo,b,with_care"
    survey = survey_of(make_survey, breaks=breaks)
    assert told(survey, "roo", "comparable") == ["", "with_care", "yes"]


def test_other_words_without_a_row_in_breaks_are_not_decided(make_survey: Make) -> None:
    survey = survey_of(make_survey)
    assert told(survey, "roo", "comparable") == ["", "not decided", "yes"]


def test_a_row_of_breaks_for_this_very_step_counts_before_one_in_the_gap(
    make_survey: Make,
) -> None:
    breaks = "question_id,subject_id,from_round,comparable\n"
    breaks += "need,pca,b,no\nneed,pca,c,with_care"
    survey = survey_of(make_survey, breaks=breaks)
    assert told(survey, "pca", "comparable") == ["", "", "with_care"]


def test_over_all_rounds_the_worst_step_counts(make_survey: Make) -> None:
    breaks = "question_id,subject_id,from_round,comparable\n"
    breaks += "need,roo,b,with_care\nmode,,b,with_care\nmode,,c,no"
    assert verdicts(survey_of(make_survey, breaks=breaks)) == {
        "val": "yes",
        "roo": "with_care",
        "pca": "not asked in all",
        "mode": "no",
    }


def test_the_changes_of_all_steps_stand_one_below_the_other(make_survey: Make) -> None:
    changes = changes_by_round(survey_of(make_survey))
    found = changes[["from_round", "to_round", "subject_id", "what"]]
    assert [tuple(row) for row in found.to_numpy()] == [
        ("a", "b", "", "heading changed"),
        ("a", "b", "roo", "heading changed"),
        ("a", "b", "pca", "subject withdrawn"),
        ("b", "c", "", "heading changed"),
        ("b", "c", "pca", "subject added"),
    ]


def test_a_single_round_has_no_changes(make_survey: Make) -> None:
    tables = {"rounds": "round,file\na,a.csv"}
    columns = "\n".join(
        line.rsplit(",", 2)[0] for line in TABLES["columns"].splitlines()
    )
    changes = changes_by_round(survey_of(make_survey, **tables, columns=columns))
    assert changes.empty
    assert "to_round" in changes
