"""Who replied, of how many; and replies that need a second look."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from rocb_analysis.clean import Cleaned
from rocb_analysis.core import tables
from rocb_analysis.survey.survey_folder import Survey, frame_of

ALL = "all"


@dataclass(frozen=True)
class Quality:
    """Looks at how sound the replies are: frames beside the contract's tables.

    unsettled: the issues that a person has yet to decide. The others are described
    where they are made: here, and other_answers in `clean.doubts`.
    """

    unsettled: pd.DataFrame
    other_answers: pd.DataFrame
    straight_lining: pd.DataFrame
    ticking_everything: pd.DataFrame
    item_blanks: pd.DataFrame
    late_and_amended: pd.DataFrame


def quality_of(survey: Survey, cleaned: Cleaned, needs: pd.DataFrame) -> Quality:
    """Return every look at the quality of a survey's replies."""
    return Quality(
        unsettled=cleaned.unsettled,
        other_answers=cleaned.other_answers,
        straight_lining=straight_lining(survey, cleaned.responses),
        ticking_everything=ticking_everything(needs),
        item_blanks=item_blanks(survey, cleaned.responses),
        late_and_amended=late_and_amended(survey, cleaned.respondents),
    )


def response_rates(survey: Survey, respondents: pd.DataFrame) -> pd.DataFrame:
    """Return the table response_rates: a row a sub-region, and all, in a round.

    The base is the frame on the day the round was asked; blank without a frame.
    """
    rows = []
    for name in survey.round_names:
        replied = set(respondents.loc[respondents["round"] == name, "respondent_id"])
        if not survey.has_frame:
            rows.append((name, ALL, pd.NA, len(replied), pd.NA))
            continue
        frame = frame_of(survey, name)
        for area, members in areas_of(frame):
            came = len(replied & set(members["member_id"]))
            share = 100 * came / len(members) if len(members) else pd.NA
            rows.append((name, area, len(members), came, share))
    names = tables.TABLES["response_rates"].column_names
    return tables.arrange(pd.DataFrame(rows, columns=names), "response_rates")


def areas_of(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the whole frame as `all`, then each of its sub-regions by name.

    A row of the frame is a member; one without a sub-region is in the whole alone.
    """
    named = frame[frame["sub_region"] != ""]
    return [(ALL, frame), *((str(a), f) for a, f in named.groupby("sub_region"))]


def reply_states(survey: Survey, respondents: pd.DataFrame) -> pd.DataFrame:
    """Return whether each member replied in each round.

    A row a member that was ever in the frame and a round; columns member_id, name,
    sub_region, round, state (replied, no_reply, not_member).
    """
    came = set(zip(respondents["round"], respondents["respondent_id"], strict=True))
    rows = []
    for name in survey.round_names:
        asked = set(frame_of(survey, name)["member_id"])
        for member in survey.members.itertuples(index=False):
            state = "replied" if (name, member.member_id) in came else "no_reply"
            state = state if member.member_id in asked else "not_member"
            rows.append((member.member_id, member.name, member.sub_region, name, state))
    columns = ["member_id", "name", "sub_region", "round", "state"]
    states = pd.DataFrame(rows, columns=columns, dtype="str")
    ever = states.loc[states["state"] != "not_member", "member_id"]
    return states[states["member_id"].isin(ever)].reset_index(drop=True)


def straight_lining(survey: Survey, responses: pd.DataFrame) -> pd.DataFrame:
    """Return replies that gave one and the same answer to every subject they rated.

    A row a reply and scale with two or more rated subjects (level questions about need
    on that scale) and one single value among them; columns round, respondent_id, value,
    rated (subjects it answered with a value of the scale; "don't know" is none), asked
    (subjects it was asked), whole (it rated all it was asked). Most rated first. The
    replies stay in: the table is for the eye of the office.
    """
    scale_of = {
        q.question_id: _steps(survey, q.scale_id)
        for q in survey.question.values()
        if q.kind == "level" and q.about == "need"
    }
    asked = responses[responses["question_id"].isin(scale_of)]
    asked = asked[(asked["state"] != "not_asked") & (asked["subject_id"] != "")]
    rated = asked.assign(value=asked["value"].where(asked["state"] == "answered"))
    rated["scale"] = rated["question_id"].map(scale_of)
    by_reply = rated.groupby(["round", "respondent_id", "scale"])
    found = by_reply.agg(
        value=("value", "max"),
        least=("value", "min"),
        rated=("value", "count"),
        asked=("value", "size"),
    ).reset_index()
    flat = found[(found["value"] == found["least"]) & (found["rated"] > 1)]
    flat = flat.assign(whole=flat["rated"] == flat["asked"]).drop(
        columns=["least", "scale"]
    )
    order = ["rated", "round", "respondent_id"]
    return flat.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _steps(survey: Survey, scale_id: str) -> str:
    """Return the values of a scale with their labels: the same for the same answers."""
    steps = {(a.value, a.label) for a in survey.scale[scale_id] if a.value is not None}
    return "; ".join(f"{value:g} {label}" for value, label in sorted(steps))


def item_blanks(survey: Survey, responses: pd.DataFrame) -> pd.DataFrame:
    """Return how often each question was left blank by those it was asked of.

    A row a round and question, in the order of rounds and questions; columns round,
    question_id, asked (answers asked for: a reply has as many as subjects or places),
    blank (not answered), share_pct (0 to 100). A place of a ballot is no item: one may
    name fewer, so only a ballot left blank whole counts. What is asked of the subject
    at a place is an item for each subject that was named.
    """
    keys = ["round", "respondent_id"]
    content = responses.loc[responses["state"] == "no_needs", keys].drop_duplicates()
    none = responses.merge(content, on=keys, how="left", indicator="said")["said"]
    # Who says that there are no needs leaves the rest of the form blank for a reason.
    moot = (none == "both").to_numpy() & (responses["state"] == "not_answered")
    asked = responses[~responses["state"].isin(["not_asked", "no_needs"]) & ~moot]
    kinds = asked["question_id"].map(
        {q: one.kind for q, one in survey.question.items()}
    )
    pairs = pd.MultiIndex.from_frame(asked[["round", "question_id"]])
    of_named = pairs.isin(_asked_of_named_subjects(survey))
    # At a place that names no subject nothing was asked.
    asked, kinds, of_named = (
        one[~of_named | (asked["subject_id"] != "").to_numpy()]
        for one in (asked, kinds, of_named)
    )
    placed = asked["position"].notna() | kinds.isin(["many", "rank"])
    item = asked["subject_id"].where(~placed | of_named, "")
    blank = (asked["state"] == "not_answered").astype(int)
    keys = ["round", "question_id", "respondent_id", "item"]
    items = (
        asked.assign(item=item, blank=blank).groupby(keys, sort=False)["blank"].min()
    )
    counts = items.groupby(["round", "question_id"]).agg(["size", "sum"])
    order = [
        (name, question)
        for name in survey.round_names
        for question in survey.question
        if (name, question) in counts.index
    ]
    counts = counts.loc[order].set_axis(["asked", "blank"], axis=1).reset_index()
    return counts.assign(share_pct=100 * counts["blank"] / counts["asked"])


def _asked_of_named_subjects(survey: Survey) -> list[tuple[str, str]]:
    """Return rounds and questions about the subject that a ballot names at a place."""
    found = {
        (file.round, use.question_id)
        for file in survey.round_files
        for _, use in survey.uses_in(file)
        if use.position and not use.subject_id
    }
    ballots = [q.question_id for q in survey.question.values() if q.kind == "top_n"]
    return sorted(one for one in found if one[1] not in ballots)


def ticking_everything(needs: pd.DataFrame) -> pd.DataFrame:
    """Return replies that need every subject they were asked of.

    A row a reply asked of three subjects or more that answered all and needs all;
    columns round, respondent_id, asked. A ballot with fewer picks than subjects cannot.
    """
    asked = needs[needs["asked"] == 1]
    by_reply = asked.groupby(["round", "respondent_id"])["needed"]
    found = by_reply.agg(["size", "min", "count"]).reset_index()
    every = (
        (found["min"] == 1) & (found["count"] == found["size"]) & (found["size"] > 2)
    )
    return found.loc[every, ["round", "respondent_id", "size"]].rename(
        columns={"size": "asked"}, errors="raise"
    )


def late_and_amended(survey: Survey, respondents: pd.DataFrame) -> pd.DataFrame:
    """Return replies that came after the round closed, or in the place of others.

    A row such a reply; columns round, respondent_id, replied_on, closed_on (of its
    file), late (True if dated after that day), replies_set_aside (others of the same
    respondent). Undated replies and rounds without a closing day are never late.
    """
    closed = {
        (row.round, row.file): row.closed_on[:10]
        for row in survey.rounds.itertuples(index=False)
    }
    keys = zip(respondents["round"], respondents["file"], strict=True)
    days = pd.Series([closed.get(key, "") for key in keys], dtype="str")
    came = respondents["replied_on"].str[:10].reset_index(drop=True)
    late = (came > days) & (days != "")
    told = respondents.reset_index(drop=True).assign(closed_on=days, late=late)
    columns = "round respondent_id replied_on closed_on late replies_set_aside".split()
    return told.loc[late | (told["replies_set_aside"] > 0), columns].reset_index(
        drop=True
    )
