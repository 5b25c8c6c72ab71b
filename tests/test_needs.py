"""What each replier needs: asked, state, needed, score, rank. A blank is never 0."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.clean import clean_survey
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.priorities.shares import priorities_by_subject
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
Read = Callable[..., dict[str, tuple[object, ...]]]
USES = ["need,val,,V", "need,roo,,R", "need,aeo,,A"]
SUBJECTS = "subject_id,label\nval,Valuation\nroo,Origin\naeo,AEO"
LEVEL = "scale_id,answer,value,need,state\ns,Not,1,no,\ns,Somewhat,2,no,\n"
LEVEL += "s,Very,4,yes,\ns,Unclear,3,,\ns,No view,,,dont_know\ns,No needs,0,,no_needs"
NOTHING = (None, None, None)


@pytest.fixture
def needs(survey_folder: Make) -> Read:
    """Return a function that reads the needs of one reply.

    questions: rows of the codebook; uses: rows of columns, each ending with a header;
    reply: a cell each, a note beside them. Gives asked, state, needed, score and rank
    by subject, in a round.
    """

    def read(
        questions: list[str],
        uses: list[str],
        reply: list[object],
        *,
        round_name: str = "r1",
        **tables: str,
    ) -> dict[str, tuple[object, ...]]:
        headers = [use.rpartition(",")[2] for use in uses]
        cells = [["Who", "Note", *headers], ["Fiji", "x", *reply]]
        said = {
            "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
            + "\n".join(["note,text,,", *questions]),
            "columns": "question_id,subject_id,position,r1\nwho,,,Who\nnote,,,Note\n"
            + "\n".join(uses),
            "subjects": SUBJECTS,
            "scales": "",
            **tables,
        }
        survey = open_survey(survey_folder({"a.csv": cells}, **said))
        table = needs_by_respondent_subject(survey, clean_survey(survey))
        table = table[table["round"] == round_name]
        names = ["asked", "state", "needed", "score", "rank"]
        table = table.set_index("subject_id")[names].astype("object")
        table = table.where(table.notna(), None)
        return {
            str(s): tuple(row) for s, row in zip(table.index, table.values, strict=True)
        }

    return read


def test_a_level_is_needed_by_its_scale_and_scored_between_least_and_greatest(
    needs: Read,
) -> None:
    reply: list[object] = ["Very", "Somewhat", "Unclear"]
    assert needs(["need,level,s,need"], USES, reply, scales=LEVEL) == {
        "val": (1, "answered", 1, 1.0, None),
        "roo": (1, "answered", 0, pytest.approx(1 / 3), None),
        "aeo": (1, "answered", None, pytest.approx(2 / 3), None),
    }


def test_a_blank_a_do_not_know_and_an_odd_text_are_never_no_need(needs: Read) -> None:
    reply: list[object] = ["", "No view", "very"]
    assert needs(["need,level,s,need"], USES, reply, scales=LEVEL) == {
        "val": (1, "not_answered", *NOTHING),
        "roo": (1, "dont_know", *NOTHING),
        "aeo": (1, "set_aside", *NOTHING),
    }


TWO_ROUNDS = {"rounds": "round,file\nr1,a.csv\nr2,a.csv"}


def test_the_span_of_a_score_is_that_of_the_answers_offered_in_the_round(
    needs: Read,
) -> None:
    scales = "scale_id,answer,value,need,offered_in\ns,Not,1,no,\ns,Very,3,yes,\n"
    scales += "s,Vital,5,yes,r2"
    columns = "question_id,subject_id,r1,r2\nwho,,Who,Who\nnote,,Note,Note\n"
    columns += "need,val,V,V"
    questions, uses = ["need,level,s,need"], ["need,val,,V"]
    said = {"scales": scales, "columns": columns, **TWO_ROUNDS}
    assert needs(questions, uses, ["Very"], **said)["val"][3] == 1.0
    assert needs(questions, uses, ["Very"], **said, round_name="r2")["val"][3] == 0.5


def test_a_number_is_needed_and_scored_by_its_range(needs: Read) -> None:
    scales = 'scale_id,answer,value,need\nd,"[0, 30)",1,no\nd,"[30, 60)",2,yes\n'
    scales += 'd,"[60, )",3,yes'
    questions = ["need,number,d,need"]
    assert needs(questions, USES, ["0", "45", "1000"], scales=scales) == {
        "val": (1, "answered", 0, 0.0, None),
        "roo": (1, "answered", 1, 0.5, None),
        "aeo": (1, "answered", 1, 1.0, None),
    }


def test_a_number_without_ranges_has_no_score(needs: Read) -> None:
    read = needs(["need,number,,need"], USES, ["0", "45", ""])
    assert read["roo"] == (1, "answered", *NOTHING)


def test_yes_is_needed_and_its_own_score(needs: Read) -> None:
    assert needs(["need,yes_no,,need"], USES, ["Yes", "0", ""]) == {
        "val": (1, "answered", 1, 1.0, None),
        "roo": (1, "answered", 0, 0.0, None),
        "aeo": (1, "not_answered", *NOTHING),
    }


def test_a_scale_may_turn_yes_round_or_only_add_words_to_it(needs: Read) -> None:
    turned = "scale_id,answer,value,need,state\ns,Yes,,no,\ns,No,,yes,"
    read = needs(["need,yes_no,s,need"], USES, ["Yes", "No", ""], scales=turned)
    assert [need[2:4] for need in read.values()] == [(None, None), (1, 1.0), (0, 0.0)]
    added = "scale_id,answer,value,need,state\ns,Yes,,,\ns,Unsure,,,dont_know"
    read = needs(["need,yes_no,s,need"], USES, ["Yes", "No", "Unsure"], scales=added)
    assert read["val"] == (1, "answered", 1, 1.0, None)
    assert read["roo"] == (1, "answered", 0, 0.0, None)


def test_what_is_ticked_is_needed_and_what_is_not_is_not(needs: Read) -> None:
    assert needs(["need,many,,need"], USES, ["x", "", "No"]) == {
        "val": (1, "answered", 1, 1.0, None),
        "roo": (1, "answered", 0, 0.0, None),
        "aeo": (1, "answered", 0, 0.0, None),
    }


def test_a_reply_that_ticks_nothing_has_not_answered(needs: Read) -> None:
    read = needs(["need,many,,need"], USES, ["No", "", "0"])
    assert set(read.values()) == {(1, "not_answered", *NOTHING)}


def test_a_list_whose_pieces_are_all_unknown_has_answered_0_for_each_subject(
    needs: Read,
) -> None:
    read = needs(["need,many,,need"], ["need,,,Needs"], ["Customs, more Customs"])
    assert set(read.values()) == {(1, "answered", 0, 0.0, None)}


BALLOT = ["need,,1,First", "need,,2,Second", "need,,3,Third"]


def test_a_ballot_scores_a_place_by_the_picks_allowed(needs: Read) -> None:
    rounds = "round,file,picks_allowed\nr1,a.csv,3"
    reply: list[object] = ["Origin", "", "AEO"]
    assert needs(["need,top_n,,need"], BALLOT, reply, rounds=rounds) == {
        "val": (1, "answered", 0, 0.0, None),
        "roo": (1, "answered", 1, 1.0, 1),
        "aeo": (1, "answered", 1, pytest.approx(1 / 3), 3),
    }


def test_without_picks_allowed_the_places_there_are_count(needs: Read) -> None:
    read = needs(["need,top_n,,need"], BALLOT, ["Origin", "AEO", ""])
    assert (read["roo"][3], read["aeo"][3]) == (1.0, pytest.approx(2 / 3))


def test_a_subject_that_a_ballot_did_not_offer_was_not_asked(needs: Read) -> None:
    scales = "scale_id,answer,subject_id,offered_in\ns,Origin,roo,\ns,AEO,aeo,\n"
    scales += "s,Valuation,val,r2"
    columns = "question_id,position,r1,r2\nwho,,Who,Who\nnote,,Note,Note\n"
    columns += "need,1,First,First\nneed,2,Second,Second\nneed,3,Third,Third"
    said = {"scales": scales, "columns": columns, **TWO_ROUNDS}
    read = needs(["need,top_n,s,need"], BALLOT, ["AEO", "Valuation", ""], **said)
    assert read == {
        "val": (0, "not_asked", *NOTHING),
        "roo": (1, "answered", 0, 0.0, None),
        "aeo": (1, "answered", 1, 1.0, 1),
    }


def test_an_empty_ballot_is_blank_for_every_subject(needs: Read) -> None:
    read = needs(["need,top_n,,need"], BALLOT, ["", "", ""])
    assert set(read.values()) == {(1, "not_answered", *NOTHING)}


def test_ranks_score_like_places_and_the_unranked_are_not_needed(needs: Read) -> None:
    assert needs(["need,rank,,need"], USES, ["2", "1", ""]) == {
        "val": (1, "answered", 1, pytest.approx(2 / 3), 2),
        "roo": (1, "answered", 1, 1.0, 1),
        "aeo": (1, "answered", 0, 0.0, None),
    }


BOTH = ["need,level,s,need", "order,top_n,,need"]
BOTH_USES = ["need,val,,V", "need,roo,,R", "order,,1,First", "order,,2,Second"]


def test_beside_a_rating_a_ballot_gives_the_rank_alone(needs: Read) -> None:
    reply: list[object] = ["Not", "", "Valuation", "AEO"]
    read = needs(BOTH, BOTH_USES, reply, scales=LEVEL)
    assert read["val"] == (1, "answered", 0, 0.0, 1)
    assert read["roo"] == (1, "not_answered", *NOTHING)


def test_a_subject_that_only_the_ballot_asked_of_has_its_need_from_there(
    needs: Read,
) -> None:
    reply: list[object] = ["Not", "", "Valuation", "AEO"]
    assert needs(BOTH, BOTH_USES, reply, scales=LEVEL)["aeo"] == (
        1,
        "answered",
        1,
        0.5,
        2,
    )


def test_no_needs_is_a_reply_that_needs_nothing_of_what_was_asked(needs: Read) -> None:
    scales = LEVEL + "\ny,Yes,,,\ny,No needs this year,,,no_needs"
    read = needs(
        ["any,one,y,context", "need,top_n,,need"],
        ["any,,,Any", *BALLOT],
        ["No needs this year", "", "", ""],
        scales=scales,
    )
    assert set(read.values()) == {(1, "no_needs", 0, 0.0, None)}


def test_no_needs_outdoes_what_the_same_reply_names(needs: Read) -> None:
    reply: list[object] = ["No needs", "Very", "Very"]
    read = needs(["need,level,s,need"], USES, reply, scales=LEVEL)
    assert set(read.values()) == {(1, "no_needs", 0, 0.0, None)}


def test_a_question_about_something_else_is_no_need(needs: Read) -> None:
    uses = [*USES, "offer,val,,Offer"]
    questions = ["need,yes_no,,need", "offer,yes_no,,offer"]
    assert needs(questions, uses, ["No", "", "", "Yes"])["val"][2] == 0


def test_the_subjects_of_every_round_have_a_row_and_those_not_asked_say_so(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {
            "a.csv": [["Who", "V"], ["Fiji", "Yes"]],
            "b.csv": [["Who", "R"], ["Fiji", 1]],
        },
        questions="question_id,kind,about\nwho,respondent,\nneed,yes_no,need",
        columns="question_id,subject_id,r1,r2\nwho,,Who,Who\nneed,val,V,\nneed,roo,,R",
    )
    survey = open_survey(folder)
    table = needs_by_respondent_subject(survey, clean_survey(survey))
    columns = table[["round", "subject_id", "asked", "state"]]
    assert columns.values.tolist() == [
        ["r1", "roo", 0, "not_asked"],
        ["r1", "val", 1, "answered"],
        ["r2", "roo", 1, "answered"],
        ["r2", "val", 0, "not_asked"],
    ]


def test_a_provider_has_needs_here_but_is_in_no_base(survey_folder: Make) -> None:
    folder = survey_folder(
        {"a.csv": [["Who", "V"], ["FJI", "Yes"], ["AUS", "Yes"], ["NZL", "Yes"]]},
        questions="question_id,kind,about\nwho,respondent,\nneed,yes_no,need",
        columns="question_id,subject_id,r1\nwho,,Who\nneed,val,V",
        members="member_id,name,role\nFJI,Fiji,member\nAUS,Australia,provider\n"
        "NZL,New Zealand,both",
    )
    survey = open_survey(folder)
    table = needs_by_respondent_subject(survey, clean_survey(survey))
    assert table["respondent_id"].tolist() == ["AUS", "FJI", "NZL"]
    (counted,) = priorities_by_subject(survey, table).itertuples(index=False)
    assert (counted.members, counted.answered, counted.needing) == (2, 2, 2)
