"""Each kind of question read by the contract: values, states, fates, issues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.clean import Cleaned, clean_survey
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
Row = tuple[object, ...]
SUBJECTS = "subject_id,label,short_label\nval,Customs valuation,Valuation\nroo,Origin,"
SUBJECTS += "\naeo,AEO,"


@pytest.fixture
def read(survey_folder: Make) -> Callable[..., Cleaned]:
    """Return a function that cleans one round of one question, q.

    uses: rows of the codebook's columns after question_id; a header each. replies: a
    row of cells each, in the order of the uses, after a name that it gets itself.
    """

    def clean(
        question: str, uses: list[str], replies: list[list[object]], **tables: str
    ) -> Cleaned:
        headers = [use.rpartition(",")[2] for use in uses]
        rows = [["Who", *headers]]
        rows += [[f"Member {n}", *reply] for n, reply in enumerate(replies, 1)]
        said = {
            "questions": "question_id,kind,scale_id,separator,about\n"
            f"who,respondent,,,\nq,{question}",
            "columns": "question_id,subject_id,position,r1\nwho,,,Who\n"
            + "\n".join(f"q,{use}" for use in uses),
            "scales": "",
            "subjects": SUBJECTS,
            **tables,
        }
        return clean_survey(open_survey(survey_folder({"a.csv": rows}, **said)))

    return clean


def answers(result: Cleaned) -> list[Row]:
    """Return subject, position, answer, value and state of each row."""
    names = ["subject_id", "position", "answer", "value", "state"]
    rows = result.responses[names].astype("object")
    return list(rows.where(rows.notna(), None).itertuples(index=False, name=None))


def fates(result: Cleaned, column: str) -> dict[str, int]:
    """Return how many cells of a column had each fate that any had."""
    row = result.ledger.set_index("column").loc[column]
    names = ("blank", "kept", "recoded", "set_aside")
    return {name: int(row[name]) for name in names if row[name]}


def issues(result: Cleaned) -> list[Row]:
    names = ["row", "column", "found", "action"]
    return list(result.issues[names].itertuples(index=False, name=None))


# level and one

LEVEL = "scale_id,answer,value,state\ns,Low,1,\ns,High,2,\n"
LEVEL += "s,Do not know,,dont_know\ns,Not for us,,not_applicable"
TWO_ROUNDS = {
    "rounds": "round,file\nr1,a.csv\nr2,a.csv",
    "columns": "question_id,r1,r2\nwho,Who,Who\nq,Q,Q",
}


def test_a_level_takes_the_value_of_its_answer(read: Callable[..., Cleaned]) -> None:
    result = read("level,s,,", [",,Q"], [["High"], [""], ["Do not know"]], scales=LEVEL)
    assert answers(result) == [
        ("", None, "High", 2.0, "answered"),
        ("", None, "Do not know", None, "dont_know"),
    ]
    assert [row for row, *_ in issues(result)] == [3]


def test_case_is_part_of_an_answer(read: Callable[..., Cleaned]) -> None:
    result = read("level,s,,", [",,Q"], [["high"]], scales=LEVEL)
    assert answers(result) == [("", None, "high", None, "set_aside")]
    assert result.issues["reason"].tolist() == [
        '"high" is not in the scale s. Did you mean "High"? Write it in spellings, or '
        "add it to the list."
    ]


def test_an_answer_of_another_round_is_set_aside_with_its_own_sentence(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer,offered_in\ns,Low,\ns,High,r1"
    result = read("one,s,,", [",,Q"], [["High"]], scales=scale, **TWO_ROUNDS)
    by_round = result.responses.set_index("round")["state"].to_dict()
    assert by_round == {"r1": "answered", "r2": "set_aside"}
    assert result.issues["reason"].tolist() == [
        '"High" was not offered in this round. Add the round to its offered_in in '
        "scales, or set it aside in spellings."
    ]


def test_a_spelling_is_read_as_its_answer_and_the_raw_text_stays(
    read: Callable[..., Cleaned],
) -> None:
    result = read(
        "one,s,,",
        [",,Q"],
        [["hi"], ["who knows"], ["?"]],
        scales=LEVEL,
        spellings="list,found,means\ns,hi,High\ns,who knows,Do not know\ns,?,",
    )
    assert answers(result) == [
        ("", None, "hi", 2.0, "answered"),
        ("", None, "who knows", None, "dont_know"),
        ("", None, "?", None, "set_aside"),
    ]
    assert fates(result, "Q") == {"recoded": 2, "set_aside": 1}
    assert result.unsettled.empty


# yes_no


@pytest.mark.parametrize("word", ["Yes", "y", "TRUE", "1"])
def test_yes_in_any_word_and_capitals_is_1(
    read: Callable[..., Cleaned], word: str
) -> None:
    assert answers(read("yes_no,,,", [",,Q"], [[word]])) == [
        ("", None, word, 1.0, "answered")
    ]


@pytest.mark.parametrize("word", ["NO", "n", "False", "0"])
def test_no_in_any_word_and_capitals_is_0(
    read: Callable[..., Cleaned], word: str
) -> None:
    assert answers(read("yes_no,,,", [",,Q"], [[word]])) == [
        ("", None, word, 0.0, "answered")
    ]


def test_what_is_neither_yes_nor_no_is_set_aside_even_if_it_names_a_subject(
    read: Callable[..., Cleaned],
) -> None:
    result = read("yes_no,,,", [",,Q"], [["Origin"], ["perhaps"]])
    assert [state for *_, state in answers(result)] == ["set_aside", "set_aside"]
    assert result.issues["reason"].tolist() == [
        '"Origin" is not Yes or No; the answer is set aside.',
        '"perhaps" is not Yes or No; the answer is set aside.',
    ]


def test_a_scale_of_a_yes_no_adds_words_and_leaves_yes_and_no_as_they_are(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer,value,state\ns,Yes,,\ns,Later,0.5,\ns,Not sure,,dont_know"
    result = read(
        "yes_no,s,,", [",,Q"], [["Yes"], ["No"], ["Later"], ["Not sure"]], scales=scale
    )
    assert [(value, state) for *_, value, state in answers(result)] == [
        (1.0, "answered"),
        (0.0, "answered"),
        (0.5, "answered"),
        (None, "dont_know"),
    ]


# number

DAYS = 'scale_id,answer,value,need,state\nd,"[0, 60)",1,no,\nd,"[60, 90]",2,yes,\n'
DAYS += "d,Not yet,,,not_applicable"


def test_a_number_keeps_its_value_and_zero_is_a_number(
    read: Callable[..., Cleaned],
) -> None:
    result = read("number,d,,", [",,Q"], [["0"], ["59.5"], ["90"]], scales=DAYS)
    assert [value for *_, value, _ in answers(result)] == [0.0, 59.5, 90.0]


def test_a_number_outside_all_ranges_and_a_word_outside_the_scale_are_set_aside(
    read: Callable[..., Cleaned],
) -> None:
    result = read("number,d,,", [",,Q"], [["91"], ["soon"], ["Not yet"]], scales=DAYS)
    assert [(value, state) for *_, value, state in answers(result)] == [
        (None, "set_aside"),
        (None, "set_aside"),
        (None, "not_applicable"),
    ]
    assert result.issues["reason"].tolist() == [
        "91 lies in no range of the scale d; it is set aside.",
        '"soon" is not in the scale d. Write it in spellings, or add it to the list.',
    ]


def test_words_with_a_state_need_no_ranges_beside_them(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer,state\nd,Not yet,not_applicable"
    result = read("number,d,,", [",,Q"], [["1e3"], ["Not yet"]], scales=scale)
    assert [(value, state) for *_, value, state in answers(result)] == [
        (1000.0, "answered"),
        (None, "not_applicable"),
    ]


def test_a_spelling_that_means_a_range_gives_no_number(
    read: Callable[..., Cleaned],
) -> None:
    said = 'list,found,means\nd,under two months,"[0, 60)"'
    result = read(
        "number,d,,", [",,Q"], [["under two months"]], scales=DAYS, spellings=said
    )
    assert answers(result) == [("", None, "under two months", None, "answered")]


def test_a_number_without_a_scale_takes_numbers_alone(
    read: Callable[..., Cleaned],
) -> None:
    result = read("number,,,", [",,Q"], [["12"], ["1,000"], ["val"]])
    assert [state for *_, state in answers(result)] == [
        "answered",
        "set_aside",
        "set_aside",
    ]


# text


@pytest.mark.parametrize("word", ["NA", "None", "N/A", "Origin"])
def test_an_open_text_is_kept_as_it_stands(
    read: Callable[..., Cleaned], word: str
) -> None:
    result = read("text,,,", [",,Q"], [[word]])
    assert answers(result) == [("", None, word, None, "answered")]
    assert fates(result, "Q") == {"kept": 1}


def test_the_codebook_may_say_that_a_text_is_no_answer(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer,state\ns,N/A,not_answered"
    result = read(
        "text,s,,",
        [",,Q", ",2,R"],
        [["N/A", "x"], ["none", "x"]],
        scales=scale,
        spellings="list,found,means\ns,none,N/A",
    )
    states = [(answer, state) for _, _, answer, _, state in answers(result)]
    assert states == [
        ("x", "answered"),
        ("N/A", "not_answered"),
        ("x", "answered"),
        ("none", "not_answered"),
    ]


# many, as a list in a cell

KINDS = "scale_id,answer,label,state\ns,Workshop,,\ns,Visit,Visit or exchange,\n"
KINDS += "s,Exchange,Visit or exchange,\ns,None of these,,not_applicable"


def test_an_option_chosen_is_a_row_with_its_number_and_wordings_share_one(
    read: Callable[..., Cleaned],
) -> None:
    replies: list[list[object]] = [["Exchange, Workshop"], ["Visit"]]
    assert answers(read("many,s,,", [",,Q"], replies, scales=KINDS)) == [
        ("", 1, "Workshop", None, "answered"),
        ("", 2, "Exchange", None, "answered"),
        ("", 2, "Visit", None, "answered"),
    ]


def test_an_option_keeps_its_number_where_those_before_it_were_not_offered(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer,offered_in\ns,Workshop,r2\ns,Visit,\ns,Advice,r1"
    replies: list[list[object]] = [["Advice, Visit"]]
    result = read("many,s,,", [",,Q"], replies, scales=scale, **TWO_ROUNDS)
    first = result.responses[result.responses["round"] == "r1"]
    assert first[["answer", "position"]].values.tolist() == [
        ["Visit", 2],
        ["Advice", 3],
    ]


def test_a_list_that_says_none_of_these_has_the_state_of_that_answer(
    read: Callable[..., Cleaned],
) -> None:
    replies: list[list[object]] = [["None of these"], ["Visit, None of these"]]
    assert answers(read("many,s,,", [",,Q"], replies, scales=KINDS)) == [
        ("", None, "None of these", None, "not_applicable"),
        ("", 2, "Visit", None, "answered"),
    ]


def test_a_list_with_subjects_has_a_row_for_every_one_offered(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer,subject_id\ns,Valuation,val\ns,Origin,roo"
    result = read(
        "many,s,|,",
        [",,Q"],
        [["Origin | rules of origin"], ["other"], ["Vals"]],
        scales=scale,
        spellings="list,found,means\nsubject,Vals,val",
    )
    assert answers(result) == [
        ("roo", None, "Origin", 1.0, "answered"),
        ("val", None, "", 0.0, "answered"),
        ("roo", None, "", 0.0, "answered"),
        ("val", None, "", 0.0, "answered"),
        ("roo", None, "", 0.0, "answered"),
        ("val", None, "Vals", 1.0, "answered"),
    ]
    assert fates(result, "Q") == {"recoded": 2, "set_aside": 1}


def test_without_a_scale_subjects_are_met_by_any_of_their_names(
    read: Callable[..., Cleaned],
) -> None:
    result = read(
        "many,,,",
        [",,Q"],
        [["val;Origin"], ["Valuation; A.E.O."]],
        spellings="list,found,means\nsubject,A.E.O.,aeo",
        rounds="round,file,separator\nr1,a.csv,;",
    )
    chosen = [(s, answer) for s, _, answer, value, _ in answers(result) if value]
    assert chosen == [
        ("roo", "Origin"),
        ("val", "val"),
        ("aeo", "A.E.O."),
        ("val", "Valuation"),
    ]


@pytest.mark.parametrize(
    ("separator", "text"),
    [
        ("space", "red blue  dark red"),
        (";", ";red;; blue ; dark red;"),
        ("", "red,blue, dark red,"),
        ("<br>", "red<br>blue<br> dark red"),
    ],
)
def test_a_list_is_cut_at_its_separator_and_empty_pieces_do_not_count(
    read: Callable[..., Cleaned], separator: str, text: str
) -> None:
    scale = "scale_id,answer\ns,red\ns,blue\ns,dark red"
    result = read(f"many,s,{separator},", [",,Q"], [[text]], scales=scale)
    assert [answer for _, _, answer, _, _ in answers(result)] == [
        "red",
        "blue",
        "dark red",
    ]
    assert result.issues.empty


def test_the_longest_answer_that_ends_at_a_separator_is_taken(
    read: Callable[..., Cleaned],
) -> None:
    scale = 'scale_id,answer\ns,Advice\ns,"Advice, one week"\ns,one\ns,Advice desk'
    replies: list[list[object]] = [["Advice, one week, one"], ["Advice desks, Advice"]]
    result = read("many,s,,", [",,Q"], replies, scales=scale)
    assert [(n, answer) for _, n, answer, _, _ in answers(result)] == [
        (2, "Advice, one week"),
        (3, "one"),
        (1, "Advice"),
    ]
    assert issues(result) == [(3, "Q", "Advice desks", "set_aside")]


def test_an_answer_goes_before_a_spelling_that_begins_with_it(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer\ns,Advice\ns,Visit"
    result = read(
        "many,s,,",
        [",,Q"],
        [["Advice, long, a visit, abroad"]],
        scales=scale,
        spellings='list,found,means\ns,"Advice, long",Visit\ns,"a visit, abroad",Visit',
    )
    assert [answer for _, _, answer, _, _ in answers(result)] == [
        "Advice",
        "a visit, abroad",
    ]
    assert [(found, action) for *_, found, action in issues(result)] == [
        ("a visit, abroad", "recoded"),
        ("long", "set_aside"),
    ]


# many, a column an option

OPTIONS = ["val,,V", "roo,,R", "aeo,,A"]


def test_a_filled_option_is_chosen_unless_it_says_no(
    read: Callable[..., Cleaned],
) -> None:
    replies: list[list[object]] = [["Valuation", "", "false"], ["x", "NO", 0]]
    result = read("many,,,", OPTIONS, replies)
    assert [(s, value) for s, _, _, value, _ in answers(result)] == [
        ("aeo", 0.0),
        ("roo", 0.0),
        ("val", 1.0),
    ] * 2


def test_options_that_all_say_no_are_no_answer(read: Callable[..., Cleaned]) -> None:
    result = read("many,,,", [*OPTIONS], [["No", "0", "False"], ["", "1", ""]])
    assert result.respondents["respondent_id"].tolist() == ["Member 2"]
    assert result.issues["reason"].tolist() == [
        "The reply answers no question: no reply is counted."
    ]


def test_an_option_listed_in_the_scale_takes_its_value_or_state(
    read: Callable[..., Cleaned],
) -> None:
    scale = "scale_id,answer,value,state\ns,Somewhat,1,\ns,Much,2,\ns,Unticked,0,\n"
    scale += "s,Unsure,,dont_know"
    replies: list[list[object]] = [["Much", "Unticked", "Unsure"]]
    assert answers(read("many,s,,", OPTIONS, replies, scales=scale)) == [
        ("aeo", None, "Unsure", None, "dont_know"),
        ("roo", None, "Unticked", 0.0, "answered"),
        ("val", None, "Much", 2.0, "answered"),
    ]


# rank


def ranks(result: Cleaned) -> list[Row]:
    return [(s, value, state) for s, _, _, value, state in answers(result)]


def test_equal_ranks_stand_with_an_issue(read: Callable[..., Cleaned]) -> None:
    result = read("rank,,,need", OPTIONS, [[1, 1, 3]])
    assert ranks(result) == [
        ("aeo", 3.0, "answered"),
        ("roo", 1.0, "answered"),
        ("val", 1.0, "answered"),
    ]
    assert issues(result) == [(2, "R", "1", "noted")]


def test_a_gap_in_ranks_stays_with_an_issue(read: Callable[..., Cleaned]) -> None:
    result = read("rank,,,need", OPTIONS, [[1, 3, ""]])
    assert ranks(result)[1:] == [("roo", 3.0, "answered"), ("val", 1.0, "answered")]
    assert issues(result) == [(2, "R", "3", "noted")]


@pytest.mark.parametrize(("picks", "rank"), [("2", 3), ("", 4)])
def test_a_rank_beyond_the_picks_or_the_subjects_is_set_aside(
    read: Callable[..., Cleaned], picks: str, rank: int
) -> None:
    rounds = f"round,file,picks_allowed\nr1,a.csv,{picks}"
    result = read("rank,,,need", OPTIONS, [[1, 2, rank]], rounds=rounds)
    assert ranks(result)[0] == ("aeo", None, "set_aside")
    assert issues(result) == [(2, "A", str(rank), "set_aside")]


@pytest.mark.parametrize("word", ["first", "1.5", "0", "Origin"])
def test_what_is_no_rank_is_set_aside(read: Callable[..., Cleaned], word: str) -> None:
    result = read("rank,,,need", OPTIONS, [[word, "1", ""]])
    assert issues(result) == [(2, "V", word, "set_aside")]
    assert "is no rank" in result.issues["reason"].iloc[0]


def test_a_scale_gives_ranks_their_words(read: Callable[..., Cleaned]) -> None:
    scale = "scale_id,answer,value,state\ns,1st,1,\ns,2nd,2,\ns,none,,not_answered"
    result = read("rank,s,,need", OPTIONS, [["2nd", "none", "1st"]], scales=scale)
    assert ranks(result) == [
        ("aeo", 1.0, "answered"),
        ("roo", None, "not_answered"),
        ("val", 2.0, "answered"),
    ]


# top_n in one cell


def test_one_cell_may_list_all_places_in_order(read: Callable[..., Cleaned]) -> None:
    result = read(
        "top_n,,;,need",
        [",,Q"],
        [["AEO;Valuation;"], ["Origin; AEO;Origin; val"]],
        rounds="round,file,picks_allowed\nr1,a.csv,3",
    )
    assert answers(result) == [
        ("", 3, "", None, "not_answered"),
        ("aeo", 1, "AEO", 1.0, "answered"),
        ("val", 2, "Valuation", 2.0, "answered"),
        ("aeo", 2, "AEO", 2.0, "answered"),
        ("roo", 1, "Origin", 1.0, "answered"),
        ("roo", 3, "Origin", None, "set_aside"),
        ("val", 4, "val", None, "set_aside"),
    ]
    assert fates(result, "Q") == {"kept": 1, "recoded": 1}


def test_a_blank_list_of_places_is_blank(read: Callable[..., Cleaned]) -> None:
    result = read(
        "top_n,,;,need",
        [",,Q"],
        [["AEO"], [";"]],
        rounds="round,file,picks_allowed\nr1,a.csv,2",
    )
    assert result.respondents["respondent_id"].tolist() == ["Member 1"]


# Questions about a place

PLACED = {
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\nlevel,level,s,\n"
    "help,many,h,\noffer,yes_no,,\nwhy,text,,\nballot,{},,need",
    "scales": "scale_id,answer,value\ns,Low,1\ns,High,2\nh,Workshop,\nh,Visit,",
    "subjects": SUBJECTS,
}
BY_PLACE = "level,,1,L1\nlevel,,2,L2\nhelp,,1,H1\nhelp,,2,H2\noffer,,1,O1\nwhy,,2,W2"


def placed(make: Make, kind: str, ballot: str, header: str, row: str) -> Cleaned:
    folder = make(
        {"a.csv": [f"Who,{header},L1,L2,H1,H2,O1,W2".split(","), row.split("|")]},
        **{**PLACED, "questions": PLACED["questions"].format(kind)},
        columns=f"question_id,subject_id,position,r1\nwho,,,Who\n{BY_PLACE}\n{ballot}",
    )
    return clean_survey(open_survey(folder))


def test_questions_about_a_place_carry_the_subject_of_a_ballot(
    survey_folder: Make,
) -> None:
    ballot = "ballot,,1,First\nballot,,2,Second"
    row = "Fiji|Origin|AEO|Low|High|Visit, Workshop|Visit|Yes|because"
    result = placed(survey_folder, "top_n", ballot, "First,Second", row)
    rows = result.responses.set_index(["question_id", "subject_id"])
    said = rows.loc[["level", "help", "offer", "why"], ["position", "answer"]]
    assert [(*key, *row) for key, row in zip(said.index, said.values, strict=True)] == [
        ("level", "aeo", 2, "High"),
        ("level", "roo", 1, "Low"),
        ("help", "aeo", 2, "Visit"),
        ("help", "roo", 1, "Workshop"),
        ("help", "roo", 2, "Visit"),
        ("offer", "roo", 1, "Yes"),
        ("why", "aeo", 2, "because"),
    ]


def test_the_order_of_columns_tells_nothing_of_lists_about_unnamed_places(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {"a.csv": [["Who", "First", "L", "H2", "H1"], ["Fiji", "", "Low", "b", "a"]]},
        **{**PLACED, "questions": PLACED["questions"].format("top_n")},
        columns="question_id,position,r1\nwho,,Who\nballot,1,First\nlevel,,L\n"
        "help,1,H1\nhelp,2,H2",
    )
    responses = clean_survey(open_survey(folder)).responses
    said = responses.loc[responses["question_id"] == "help", ["answer", "state"]]
    assert said.values.tolist() == [["a", "set_aside"]]


def test_a_rank_ballot_names_subjects_at_places_too(survey_folder: Make) -> None:
    ballot = "ballot,val,,V\nballot,roo,,R\nballot,aeo,,A"
    row = "Fiji|2|3|1|Low|High||||"
    result = placed(survey_folder, "rank", ballot, "V,R,A", row)
    level = result.responses[result.responses["question_id"] == "level"]
    assert level[["subject_id", "value"]].values.tolist() == [["aeo", 1], ["val", 2]]


def test_what_is_said_of_a_place_without_a_subject_is_set_aside(
    survey_folder: Make,
) -> None:
    ballot = "ballot,,1,First\nballot,,2,Second"
    row = "Fiji|Origin||Low|High||Visit||"
    result = placed(survey_folder, "top_n", ballot, "First,Second", row)
    assert [(column, action) for _, column, _, action in issues(result)] == [
        ("H2", "set_aside"),
        ("L2", "set_aside"),
    ]
    rows = result.responses[result.responses["question_id"] == "level"]
    assert rows[["subject_id", "position", "state"]].values.tolist() == [
        ["", 2, "set_aside"],
        ["roo", 1, "answered"],
    ]


def test_a_question_asked_has_a_row_though_the_ballot_names_nothing(
    survey_folder: Make,
) -> None:
    ballot = "ballot,,1,First\nballot,,2,Second"
    row = "Fiji|||||||Yes|"
    result = placed(survey_folder, "top_n", ballot, "First,Second", row)
    states = result.responses.groupby("question_id")["state"].agg(list).to_dict()
    assert states == {
        "ballot": ["not_answered", "not_answered"],
        "help": ["not_answered"],
        "level": ["not_answered", "not_answered"],
        "offer": ["set_aside"],
        "why": ["not_answered"],
    }


def test_a_spelling_counts_for_a_number_too(read: Callable[..., Cleaned]) -> None:
    scale = 'scale_id,answer,value,state\ns,"[0, 100]",1,\ns,unknown,,dont_know'
    rows = [[text] for text in ("9999", "60", "77")]
    spelled = "list,found,means\ns,9999,unknown\ns,77,"
    result = read("number,s,,", [",,Q"], rows, scales=scale, spellings=spelled)
    said = result.responses[["value", "state"]].astype(object).values.tolist()
    assert said[1] == [60.0, "answered"]
    assert [state for _, state in said] == ["dont_know", "answered", "set_aside"]
