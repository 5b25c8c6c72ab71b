"""The program's words, or those that a survey puts in their place under [wording]."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What a reply is called, each as the program says it. An index of scores, which nobody
# replied to, gives words of its own to each.
OF_REPLIES = {
    "that_replied": "that replied",
    "replied": "replied",
    "all_replied": "replied",
    "did_not_reply": "did not reply",
    "not_replied_yet": "not replied yet",
    "yet_to_reply": "yet to reply",
    "reply": "reply",
    "replies": "replies",
    "that_answered": "that answered",
    "answered": "answered",
    "answer": "answer",
    "answers": "answers",
}


def in_words(text: str, wording: Mapping[str, str]) -> str:
    """Return a text of the program in the words of a survey.

    text: without words of the survey folder, as labels and names: they stand as they
    are. Where several of the program's words begin at a place, the longest counts.

    >>> in_words("Replies of members that replied", {"replies": "scores"})
    'Scores of members that replied'
    """
    other = {
        said: wording[key]
        for key, said in OF_REPLIES.items()
        if wording.get(key, said) != said and key != "all_replied"
    }
    if not other:
        return text
    longest = sorted(OF_REPLIES.values(), key=len, reverse=True)
    known = "|".join(dict.fromkeys(longest)).replace(" ", r"\s+")

    def put(found: re.Match[str]) -> str:
        said = " ".join(found[0].lower().split())
        if said not in other:
            return found[0]
        return _like(found[0], other[said])

    return re.sub(rf"(?<![\w-])(?:{known})(?![\w-])", put, text, flags=re.IGNORECASE)


def _like(before: str, after: str) -> str:
    """Return words with a capital where those they take the place of have one."""
    return after[:1].upper() + after[1:] if before[:1].isupper() else after
