"""What changed since the round before, what persists, and whom to ask first."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.disclosure import NOT_SHOWN, Disclosure
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.words import Words
from rocb_analysis.priorities import chase_details
from rocb_analysis.results import Results
from rocb_analysis.survey.text import counted, listed

_MOST_ROWS = 12
VERDICTS = {
    "rose": "more {members} {name} it",
    "fell": "fewer {members} {name} it",
    "leaning up": "perhaps more, not sure",
    "leaning down": "perhaps fewer, not sure",
    "no clear change": "no clear change",
    "too few": "too few replied both times",
    "not comparable": "not compared",
}
_KINDS = {
    "persistent": "Among the first third in every round they can be compared over",
    "emerging": "More and more of the same members",
    "fading": "Fewer and fewer of the same members",
    "new": "Asked for the first time in this round",
    "no longer asked": "Not in this round's form",
}


def changes(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return what changed since the round before, None if there is no such round."""
    rows = results.changes[results.changes["to_round"] == results.round]
    rounds = results.survey.round_names
    place = rounds.index(results.round)
    if rows.empty or not place:
        return None
    before = rounds[place - 1]
    near = rows[rows["from_round"] == before]
    compared = near[~near["verdict"].isin(["not comparable", "too few"])]
    sentences = [
        *_moved(compared, rule, words, before),
        *_not_compared(near, words, before),
    ]
    # Outside the office only what may be told of as a change has a row.
    told = compared["verdict"] != "no clear change"
    rows = compared if rule.is_internal else compared[told]
    table = _table(rows, rule, words) if len(rows) else None
    title = f"What changed since {before}"
    return Finding("changes", title, tuple(sentences), table=table)


def _moved(
    compared: pd.DataFrame, rule: Disclosure, words: Words, before: str
) -> list[str]:
    """Say which subjects more or fewer name, as the verdicts read, and no more."""
    if compared.empty:
        return [f"Too few {words.members} replied in {before} too to speak of change."]
    most = compared["matched"].max()
    said = [f"Compared are the {words.count(most)} that answered in {before} too."]
    clear = compared[compared["verdict"].isin(["rose", "fell"])]
    leaning = compared[compared["verdict"].str.startswith("leaning")]
    for row in pd.concat([clear, leaning]).itertuples():
        label = words.labels[row.subject_id]
        counts = _counts(row, rule, words)
        said.append(f"{label}: {counts}{_verdict(row, words)}.")
    if clear.empty:
        other = "Nothing else" if len(leaning) else "Nothing"
        said.append(f"{other} changed by more than chance easily gives.")
    return said


def _verdict(row: object, words: Words) -> str:
    verdict = str(row.verdict)  # type: ignore[attr-defined]
    return VERDICTS[verdict].format(name=words.verb, members=words.members)


def _counts(row: object, rule: Disclosure, words: Words) -> str:
    """Return who turned to a subject and who from it, as the edition may tell it."""
    both = pd.DataFrame([row._asdict()])  # type: ignore[attr-defined]
    rose, fell = (rule.shown(both, count).iloc[0] for count in ("rose", "fell"))
    if NOT_SHOWN in (rose, fell):
        return ""
    return f"newly {words.need} by {rose}, no longer by {fell}; "


def _not_compared(near: pd.DataFrame, words: Words, before: str) -> list[str]:
    names = near.loc[near["verdict"] == "not comparable", "subject_id"]
    if names.empty:
        return []
    which = listed(sorted(words.labels[name] for name in names))
    return [f"{which} cannot be compared with {before}: the question changed."]


def _table(compared: pd.DataFrame, rule: Disclosure, words: Words) -> pd.DataFrame:
    """Return the subjects that most members changed their mind about."""
    first = compared.assign(label=compared["subject_id"].map(words.labels))
    first = first.sort_values(["changers", "label"], ascending=[False, True])
    first = first.head(_MOST_ROWS)
    shown = pd.DataFrame({"Subject": first["label"]})
    for count, heading in (("rose", "Newly"), ("fell", "No longer")):
        shown[heading] = rule.shown(first, count)
    shown["Of"] = first["matched"]
    shown["How we read it"] = [_verdict(row, words) for row in first.itertuples()]
    return shown.reset_index(drop=True)


def kinds_of_need(results: Results, words: Words) -> Finding | None:
    """Return the subjects by kind of need over the rounds, None if none has a kind."""
    by_kind = results.trends.groupby("kind")["subject_id"]
    sentences = [
        f"{said}: {listed(sorted(words.labels[s] for s in by_kind.get_group(kind)))}."
        for kind, said in _KINDS.items()
        if kind in by_kind.groups
    ]
    if not sentences or len(results.survey.round_names) < 2:
        return None
    if not {"emerging", "fading"} & set(by_kind.groups):
        sentences.append(
            "No subject is clearly emerging or fading; with few rounds little else "
            "could be found."
        )
    title = "Needs over the rounds"
    return Finding("kinds", title, tuple(sentences))


def chase(results: Results, words: Words) -> Finding | None:
    """Return whom to ask for a reply first, for the office; None if all replied."""
    survey = results.survey
    here = results.respondents[results.respondents["round"] == results.round]
    if not survey.has_frame or results.chase_list.empty or here.empty:
        return None
    details = chase_details(survey, results.needs, results.respondents, results.round)
    table = pd.DataFrame(
        {
            "Ask": details["position"],
            "Who": details["name"],
            "Last reply": details["last_reply"].replace("", "none"),
            "Named then": [_named(ids, words) for ids in details["named_last"]],
            "What a reply unlocks": details["unlocks"],
        }
    )
    sentences = [
        f"{words.count(len(table))} yet to reply, in the order in which a reply would "
        "tell most about the first subjects, allowing for the chance that it comes.",
    ]
    if not details["answered_last"].any():
        sentences = ["None of them replied last time, so any order is as good."]
    title = "Whom to ask for a reply first"
    return Finding("chase", title, tuple(sentences), table=table)


def _named(subject_ids: str, words: Words) -> str:
    """Return the first subjects a member named last, and how many more."""
    ids = [one for one in subject_ids.split("; ") if one]
    shown = "; ".join(words.labels.get(one, one) for one in ids[:5])
    more = len(ids) - 5
    return f"{shown} and {counted(more, 'more', 'more')}" if more > 0 else shown
