"""What the brief says, once: ordered findings that every writer tells alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.brief import quality
from rocb_analysis.brief import what_changed as changes
from rocb_analysis.brief.by_sub_region import sub_regions
from rocb_analysis.brief.findings import Brief, Draw, Finding
from rocb_analysis.brief.groups import groups
from rocb_analysis.brief.next_plan import work_plan
from rocb_analysis.brief.over_the_years import kinds_of_need
from rocb_analysis.brief.quality import (
    left_out_of,
    not_shown_sentences,
    unknown_sentences,
)
from rocb_analysis.brief.support_on_record import follow_up, support
from rocb_analysis.brief.words import (
    Words,
    caption_of,
    is_final,
    most_needed_first,
    priority_sentences,
    reply_sentences,
    words_of,
    yet_to_reply,
)
from rocb_analysis.core.claims import (
    by_rule,
    joined,
    listed_names,
    name,
    say,
    with_noun,
    with_rule,
)
from rocb_analysis.delivery.activities import activity_subjects
from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.delivery.register import read_register
from rocb_analysis.disclosure.figures import FIRST_FIVE
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.plan.adopted_plans import read_plans
from rocb_analysis.plan.planning_book import FILE
from rocb_analysis.priorities.shares import answer_counts, joined_answers, rated_scales
from rocb_analysis.response import ALL, reply_states
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import marks_of
from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS, Problem, Question
from rocb_analysis.survey.survey_folder import Survey

# Rows of a chart; of the one on the single page of a brief for others.
_MOST_ROWS, _ROWS_ON_ONE_PAGE = 12, 10


_AUDIENCES = {"internal": "For the office", "heads": "For {heads}", "public": "Public"}


def make_brief(results: Results, rule: Disclosure) -> Brief:
    """Return the brief of the round, as the edition may tell it."""
    settings = results.survey.settings
    words = words_of(results)
    findings: list[Finding | None] = [
        _replies(results, rule, words),
        _priorities(results, rule, words),
    ]
    findings.append(sub_regions(results, rule, words))
    findings.append(changes.changes(results, rule, words))
    findings.append(support(results, rule, words))
    findings.append(follow_up(results, rule, words))
    findings += groups(results, rule, words)
    findings += work_plan(results, rule, words)
    if rule.is_internal:
        findings.append(kinds_of_need(results, words))
        findings += _answers(results, words)
    findings.append(_unknown(results, words))
    if rule.is_internal:
        findings.append(changes.chase(results, words))
        findings += quality.findings(results, words, caption_of(results, words))
    findings.append(_method(results, rule, words))
    kept = _told_of_little(rule)
    audience = _AUDIENCES[rule.edition].format(heads=settings.wording["heads"])
    return Brief(
        title=settings.title,
        round=results.round,
        status=status_of(results),
        edition=rule.edition,
        audience=audience,
        marks=marks_of(results.survey),
        footer=settings.footer,
        findings=tuple(
            f.in_words_of(settings.wording)
            for f in findings
            if f and (not kept or f.key in kept)
        ),
    )


def _told_of_little(rule: Disclosure) -> frozenset[str]:
    """Return the keys of the findings that a brief may have; empty for all.

    An early brief has no counts; one that repeats a release has its figures alone.
    """
    if rule.is_internal or not rule.tells_little:
        return frozenset()
    if rule.repeated.since:
        return frozenset({"replies", "priorities", "sub_regions", "changes", "method"})
    early = {"replies", "priorities", "sub_regions", "plan", "unknown", "method"}
    return frozenset(early)


def status_of(results: Results) -> str:
    """Return FINAL, or PRELIMINARY with the day of the last reply."""
    if is_final(results):
        return "FINAL"
    here = results.respondents["round"] == results.round
    days = results.respondents.loc[here, "replied_on"].str[:10]
    until = day_in_words(days.max()) if days.any() else ""
    return f"PRELIMINARY as of {until}" if until else "PRELIMINARY"


def _replies(results: Results, rule: Disclosure, words: Words) -> Finding:
    """Who replied: by name for the office, by sub-region for everybody."""
    survey, caption = results.survey, caption_of(results, words)
    sentences = [*reply_sentences(results, words), *_repeated(rule)]
    wording = survey.settings.wording
    if rule.is_internal and survey.has_frame:
        silent = yet_to_reply(results, words)
        silence = "Did not reply" if words.is_final else "Yet to reply"
        if silent:
            sentences.append(say("{}: {}.", silence, joined("; ", map(name, silent))))
        draw: Draw = partial(
            charts.response_matrix,
            reply_states(survey, results.respondents),
            response_rates=results.response_rates,
            rounds=survey.round_names,
            caption=caption,
            wording=wording,
        )
    else:
        draw = partial(
            charts.reply_counts,
            results.response_rates,
            rounds=survey.round_names,
            caption=caption,
            wording=wording,
        )
    return Finding("replies", _replied(words), tuple(sentences), draw)


def _replied(words: Words) -> str:
    return f"{words.members.capitalize()} that replied"


def _repeated(rule: Disclosure) -> list[str]:
    """Say that the figures are those of a release, and how many replies came since."""
    if rule.repeated.since is None:
        return []
    day, count = rule.repeated.since
    number = by_rule(count, "respondents", "replies that came, changed or went since")
    return [
        say(
            "The figures of subjects are those released on {}; {} came or changed "
            "since, too few to tell new figures without telling whose.",
            name(day_in_words(day)),
            with_noun(number, "reply", "replies"),
        )
    ]


def _first_five(region: pd.DataFrame, rule: Disclosure, words: Words) -> list[str]:
    """Say which subjects are the first so far: in alphabetical order, no counts."""
    shown = rule.shown(region)
    first = region[shown == FIRST_FIVE]["subject_id"].map(words.labels)
    if first.empty:
        return [f"No subject is {words.need} by enough {words.members} to be told yet."]
    return [
        say(
            "Most often {} so far, in alphabetical order: {}. How many {} name a "
            "subject is told when the round is final.",
            words.need,
            listed_names(sorted(first)),
            words.members,
        )
    ]


def _priorities(results: Results, rule: Disclosure, words: Words) -> Finding:
    """Which subjects members need, with what the silent could change."""
    rows = results.priorities
    region = rows[(rows["round"] == results.round) & (rows["sub_region"] == ALL)]
    # Of a subject nobody answered nothing is known, least of all that none needs it.
    region = region[region["answered"] > 0]
    hidden = rule.withheld(region)
    shown = region[~hidden]
    title = f"What {words.members} need most"
    if results.round in rule.preliminary and not rule.is_internal:
        return Finding("priorities", title, tuple(_first_five(region, rule, words)))
    sentences: list[str] = [] if shown.empty else priority_sentences(shown, words)
    sentences += not_shown_sentences(rule.shown(region)[hidden], rule, words)
    if "need" not in set(results.survey.questions["about"]):
        sentences = [f"This survey does not ask what {words.members} need."]
    if shown.empty or not shown["needing"].notna().any():
        return Finding("priorities", title, tuple(sentences))
    left_out = left_out_of(int(hidden.sum()), "priorities")
    draw = partial(
        charts.priority_dots,
        shown,
        labels=words.labels,
        caption=caption_of(results, words, left_out=left_out),
        wording={**results.survey.settings.wording, "named": words.need},
        most_rows=_MOST_ROWS if rule.is_internal else _ROWS_ON_ONE_PAGE,
    )
    return Finding(
        "priorities",
        title,
        tuple(sentences),
        draw,
        _table(shown, words),
        left_out=left_out,
    )


def _table(shown: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the priorities for reading, in the order of the chart."""
    ordered = most_needed_first(shown, words)
    verb = words.need.capitalize()
    columns = {"label": "Subject", "needing": f"{verb} by", "answered": "Answered"}
    if ordered["members"].notna().any():
        columns |= {"least": "At least", "most": "At most", "members": "Of"}
    else:
        columns |= {"share_low_pct": "From, %", "share_high_pct": "to, %"}
    return ordered[list(columns)].rename(columns=columns).reset_index(drop=True)


def _answers(results: Results, words: Words) -> list[Finding]:
    """How the answers spread over each ordered scale that was asked."""
    scales = rated_scales(results.survey, results.round)
    found = [_spread(results, words, questions) for questions in scales]
    numbered = enumerate((one for one in found if one), start=1)
    return [replace(one, key=f"answers{n if n > 1 else ''}") for n, one in numbered]


def _spread(
    results: Results, words: Words, questions: list[Question]
) -> Finding | None:
    counts = answer_counts(
        results.survey, results.responses, results.round, questions=questions
    )
    if counts.empty or not counts["count"].any():
        return None
    drawn = joined_answers(counts)
    draw = partial(
        charts.diverging_bars,
        drawn.rename(columns={"subject_id": "item"}),
        order=list(dict.fromkeys(drawn["answer"])),
        labels=words.labels,
        caption=caption_of(results, words),
        most_rows=_MOST_ROWS,
    )
    asked = dict.fromkeys(q.label or q.question_id for q in questions)
    sentences: list[str] = [say("Asked: {}.", joined("; ", map(name, asked)))]
    if len(drawn) < len(counts):
        sentences.append("Neighbouring answers of the long scale are drawn as one.")
    return Finding("answers", "How the answers spread", tuple(sentences), draw)


def _unknown(results: Results, words: Words) -> Finding:
    sentences = unknown_sentences(results, words)
    return Finding("unknown", "What we do not know", tuple(sentences))


def _method(results: Results, rule: Disclosure, words: Words) -> Finding:
    """How the numbers were made, in the words of the glossary."""
    sentences: list[str] = [f"We count {words.members}, one reply each, equal weight."]
    if results.survey.has_frame:
        sentences.append(
            "At least and at most: the number if none, or all, of the missing answers "
            "add to it. Nothing is assumed of them."
        )
    else:
        interval = "the Wilson interval of a share (95 %)"
        sentences.append(
            say(
                "Without a list of who was asked, from and to are {}.",
                with_rule(interval, "level of the interval"),
            )
        )
    sentences.append("No answer is not a no: a blank counts neither way.")
    if not rule.is_internal:
        sentences.append(
            f"{words.members.capitalize()}' own answers are not shown; the office can "
            "trace each figure to the replies."
        )
    return Finding("method", "How to read this", tuple(sentences))


# Which questions reach a page of a report, and why another one does not.

# They say whose a reply is and when it came, which every report does.
_OF_THE_REPLY = frozenset({"respondent", "replied_on"})
_NO_SUBJECT = "it asks of no subject"


def questions_not_shown(
    survey: Survey, round_name: str | None = None
) -> Iterator[Problem]:
    """Yield the questions whose answers no finding, table or chart of a brief shows.

    Each is judged by the last round that asks it, or by the round named alone. What
    the table responses and a member's own page hold is not counted.

    Raises SurveyError for a register or plan that cannot be read.
    """
    last = {
        question: name
        for name in ([round_name] if round_name else survey.round_names)
        for question in survey.asked_questions(name)
    }
    for row, question_id in survey.questions["question_id"].items():
        question = survey.question[str(question_id)]
        asked = last.get(str(question_id))
        if asked and (why := _why_not(survey, question, asked)):
            what = f"no brief shows {question.label or question_id}: {why}."
            place = survey.codebook.files["questions"]
            yield Problem(place, int(str(row)), "", what, stops=False)


def _why_not(survey: Survey, question: Question, round_name: str) -> str:
    """Return why a question reaches no page, "" if it does."""
    about = question.about
    if question.kind in _OF_THE_REPLY or _says_no_needs(survey, question):
        return ""
    if about == "need":
        counts = question.kind in RATING_KINDS | RANKING_KINDS
        return "" if counts else f"a {question.kind} question gives no need"
    if about not in {"capacity", "offer", "follow_up"}:
        return f"no finding reads what is about {about}" if about else "about is blank"
    subjects = _subjects(survey, question, round_name)
    if not subjects:
        return _NO_SUBJECT
    if about == "capacity":
        return _why_no_spread(survey, question, round_name)
    if about == "offer":
        return _why_no_helpers(survey)
    return _why_no_funnel(survey, subjects)


def _says_no_needs(survey: Survey, question: Question) -> bool:
    """Say whether one of its answers makes every subject asked not needed."""
    answers = survey.scale.get(question.scale_id, [])
    return any(answer.state == "no_needs" for answer in answers)


def _subjects(survey: Survey, question: Question, round_name: str) -> set[str]:
    """Return the subjects it asks of; of a place they are those the ballot offers."""
    found: set[str] = set()
    for file in survey.files_of(round_name):
        for _, use in survey.uses_in(file):
            if use.question_id == question.question_id:
                placed = survey.subjects["subject_id"] if use.position else []
                listed = survey.scale_in(question.scale_id, file.labels)
                own = [use.subject_id, *(answer.subject_id for answer in listed)]
                found |= {*own, *([] if use.subject_id else placed)}
    return found - {""}


def _why_no_spread(survey: Survey, question: Question, round_name: str) -> str:
    """The spread of answers is of level questions about need, else about capacity."""
    rated = [one for scale in rated_scales(survey, round_name) for one in scale]
    if question in rated:
        return ""
    if question.kind != "level":
        return "of what is about capacity only a level question is shown"
    return "answers on the level of need are shown in its place"


def _why_no_helpers(survey: Survey) -> str:
    """Offers are told as who could help, beside a draft plan."""
    has_book = (survey.path / FILE).is_file() or bool(read_plans(survey.path))
    if survey.has_frame and (has_book or (survey.path / "activities.csv").is_file()):
        return ""
    return "offers are shown beside a draft plan, and this folder drafts none"


def _why_no_funnel(survey: Survey, subjects: set[str]) -> str:
    """What came of activities is told of those on record."""
    activities = read_register(survey.path, survey).activities
    held = (
        set(activity_subjects(activities)["subject_id"]) if len(activities) else set()
    )
    return "" if held & subjects else "no activity on record is about its subjects"
