"""The words of the documents, in plain words: once, for page, workbook and README."""

from __future__ import annotations

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.text import plural
from rocb_analysis.survey.wording import in_words

# Each term, then what it means; {members}, {member}, {least}: the survey's.
_TERMS = (
    ("{member}", "one that is asked: one reply each, equal weight"),
    ("round", "one survey, usually one year's"),
    ("frame", "the list of {members} on the day the round was asked"),
    ("reply", "the answers of one {member}, the latest that counts"),
    ("yet to reply", "nothing usable received so far; not a no"),
    ("base", "how many {members} a number is out of"),
    ("not asked", "the subject was not in that round's form"),
    ("no answer", "asked, and left blank; not a no"),
    ("set aside", "received and not counted; the reason stands beside it"),
    ("named, needed", "put among its priorities, or rated as needed"),
    (
        "at least, at most",
        "the number if none, or all, of the missing answers add to it",
    ),
    (
        "likely range",
        "where the number would lie if the missing replies are like the others",
    ),
    (
        "first group",
        "subjects whose likely rank lies in the first third; which of them comes "
        "before which is not certain",
    ),
    ("matched {members}", "those that answered in both rounds compared"),
    ("no clear change", "no more than chance could explain"),
    (
        "perhaps more, perhaps fewer",
        "a leaning: more of the matched changed one way, not sure among so many "
        "subjects",
    ),
    ("not comparable", "the question, its scale or its list changed"),
    (
        "persistent",
        "a lasting need: in every round compared, a chance of .8 or more to be among "
        "the first third of subjects, with the missing answers filled in",
    ),
    (
        "emerging, fading",
        "the {members}' own answers rose, or fell, over the rounds by more than chance "
        "could explain",
    ),
    ("new", "asked in the last round for the first time"),
    (
        "rank set",
        "the ranks a subject may have; all sets hold at once in 95 of 100 rounds, if "
        "who replies is a matter of chance",
    ),
    (
        "group of {members}",
        "{members} with similar needs, shown only if the pattern is real",
    ),
    ("support on record", "activities found in the register, which is incomplete"),
    (
        "no activity found",
        "none in the register up to the day it was kept; some may be missing from it",
    ),
    ("plan year", "twelve months from the day set by the office"),
    ("how firm", "in how many of ten checks a line of the plan stays"),
    (
        "not shown",
        "fewer than {least} {members}, or a number that would tell of them: withheld "
        "to protect them",
    ),
)


def glossary(survey: Survey) -> list[tuple[str, str]]:
    """Return the terms and their meanings, in the words of the survey."""
    wording = survey.settings.wording
    member = wording["member"]
    words = {
        "member": member,
        "members": plural(member),
        "least": survey.settings.least_group,
    }
    own = [(in_words(term, wording), in_words(said, wording)) for term, said in _TERMS]
    return [(term.format(**words), said.format(**words)) for term, said in own]
