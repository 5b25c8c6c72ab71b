"""What the brief says, once: ordered findings that every writer tells alike."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.attack import FIRST_FIVE
from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports import changes, quality
from rocb_analysis.exports.claims import (
    by_rule,
    joined,
    listed_names,
    name,
    say,
    with_noun,
    with_rule,
)
from rocb_analysis.exports.findings import Brief, Draw, Finding
from rocb_analysis.exports.follow_up import follow_up
from rocb_analysis.exports.groups import groups
from rocb_analysis.exports.over_rounds import kinds_of_need
from rocb_analysis.exports.plan import work_plan
from rocb_analysis.exports.sub_regions import sub_regions
from rocb_analysis.exports.support import support
from rocb_analysis.exports.unknown import (
    left_out_of,
    not_shown_sentences,
    unknown_sentences,
)
from rocb_analysis.exports.words import (
    Words,
    caption_of,
    is_final,
    most_needed_first,
    priority_sentences,
    reply_sentences,
    words_of,
    yet_to_reply,
)
from rocb_analysis.priorities.answers import (
    answer_counts,
    joined_answers,
    rated_scales,
)
from rocb_analysis.response import ALL, reply_states
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import marks_of
from rocb_analysis.survey.records import Question

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
