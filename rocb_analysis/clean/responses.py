"""The table responses: the answers of the replies that count, a row each.

Its rows are laid out in the order of their key as they are made: sorting millions of
rows by five columns of text would take longer than reading the files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rocb_analysis.clean.cells import Answer, AnswerBlock
from rocb_analysis.clean.replies import lacking_units
from rocb_analysis.clean.respondents import Counted, FileReplies
from rocb_analysis.core.tables import typed_table

_LAST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class _Picked:
    """Answers of some replies to a question: a row a reply, -1 = no more."""

    replies: np.ndarray
    picks: np.ndarray


def response_rows(files: list[FileReplies], counted: Counted) -> pd.DataFrame:
    """Return a row a question, subject and place asked, for each reply.

    What only another file of the round asked has the state not_asked.
    """
    answers: list[Answer] = []
    picked: dict[str, list[_Picked]] = defaultdict(list)
    for replies, places in zip(files, counted.places, strict=True):
        for question_id, parts in _parts(replies, files).items():
            for part in parts:
                picked[question_id].append(_numbered(part, places, len(answers)))
                answers += part.answers
    units = _unit_numbers(answers)
    in_order = {
        key: [_sorted_by_unit(one, units) for one in picked[key]]
        for key in sorted(picked)
    }
    replies_of, picks = _laid_out(in_order, len(counted.respondents))
    replies_of, picks = _in_order(replies_of, picks, units)
    return _table(counted.respondents, answers, replies_of, picks)


def _parts(
    replies: FileReplies, files: list[FileReplies]
) -> dict[str, list[AnswerBlock]]:
    """Return the parts of each question, with what only other files asked."""
    parts = {question: list(of) for question, of in replies.reading.parts.items()}
    lacking: dict[str, list[Answer]] = {}
    for unit in lacking_units(replies.reader, [one.reader for one in files]):
        lacking.setdefault(unit[0], []).append(Answer(*unit, "", None, "not_asked", ""))
    rows = replies.reader.rows
    for question_id, answers in lacking.items():
        picks = np.tile(np.arange(len(answers), dtype=np.int32), (len(rows), 1))
        parts.setdefault(question_id, []).append(AnswerBlock(rows, answers, picks))
    return parts


def _numbered(part: AnswerBlock, places: np.ndarray, start: int) -> _Picked:
    """Return the answers of the replies that count, numbered from `start`."""
    replies = places[part.rows]
    mine = replies >= 0
    picks = part.picks[mine]
    return _Picked(replies[mine], np.where(picks >= 0, picks + start, -1))


def _unit_numbers(answers: list[Answer]) -> np.ndarray:
    """Return the place of each answer's question, subject and position in order.

    One entry more says that no answer comes last.
    """
    keys = [(a.question_id, a.subject_id, a.position or _LAST) for a in answers]
    number = {key: code for code, key in enumerate(sorted(set(keys)))}
    return np.array([*(number[key] for key in keys), _LAST], dtype=np.int32)


def _sorted_by_unit(one: _Picked, units: np.ndarray) -> _Picked:
    """Return the answers of each reply in order; most are already."""
    codes = units[one.picks]
    if (codes[:, 1:] >= codes[:, :-1]).all():
        return one
    # Where each column speaks of one subject, the order of a reply is that of all.
    same = np.argsort(codes[0], kind="stable")
    in_order = codes[:, same]
    if (in_order[:, 1:] >= in_order[:, :-1]).all():
        return _Picked(one.replies, one.picks[:, same])
    order = np.argsort(codes, axis=1, kind="stable")
    return _Picked(one.replies, np.take_along_axis(one.picks, order, axis=1))


def _laid_out(
    questions: dict[str, list[_Picked]], replies: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return reply and answer of each row, reply by reply, question by question."""
    layers = [one for of in questions.values() for one in _side_by_side(of, replies)]
    widths = [max(one.picks.shape[1] for one in layer) for layer in layers]
    table = np.full((replies, sum(widths)), -1, dtype=np.int32)
    starts = np.cumsum([0, *widths])
    for start, layer in zip(starts, layers, strict=False):
        for one in layer:
            table[one.replies, start : start + one.picks.shape[1]] = one.picks
    there = table >= 0
    rows = table[there].astype(np.intp)
    return np.repeat(np.arange(replies), there.sum(axis=1)), rows


def _side_by_side(parts: list[_Picked], replies: int) -> list[list[_Picked]]:
    """Return the parts in layers in which no reply comes twice."""
    layers: list[list[_Picked]] = []
    taken: list[np.ndarray] = []
    for one in parts:
        free = (n for n, mask in enumerate(taken) if not mask[one.replies].any())
        number = next(free, len(layers))
        if number == len(layers):
            layers.append([])
            taken.append(np.zeros(replies, dtype=bool))
        layers[number].append(one)
        taken[number][one.replies] = True
    return layers


def _in_order(
    replies: np.ndarray, picks: np.ndarray, units: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows in the order of their key.

    They are, but where a question stands in two ways in one file. Raises
    AssertionError, which is ours to mend, if a key comes twice.
    """
    codes = units[picks]
    same = replies[1:] == replies[:-1]
    if (codes[1:] <= codes[:-1])[same].any():
        order = np.lexsort((codes, replies))
        replies, picks = replies[order], picks[order]
        codes, same = units[picks], replies[1:] == replies[:-1]
        assert (codes[1:] > codes[:-1])[same].all(), "an answer stands twice"
    return replies, picks


def _table(
    who: pd.DataFrame, answers: list[Answer], replies: np.ndarray, picks: np.ndarray
) -> pd.DataFrame:
    """Return the rows by name, each text taken from the few distinct ones."""
    columns = {
        name: who[name].array.take(replies) for name in ("round", "respondent_id")
    }
    said = pd.DataFrame(answers, columns=list(Answer._fields))
    typed = typed_table(said, "responses")
    for name in Answer._fields:
        columns[name] = typed[name].array.take(picks)
    return pd.DataFrame(columns, copy=False)
