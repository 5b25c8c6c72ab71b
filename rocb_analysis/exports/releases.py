"""The release log: what left the office, of which replies, and what may follow it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd

from rocb_analysis.atomic import put_in_place
from rocb_analysis.attack import NOW, Figures
from rocb_analysis.audit import figures
from rocb_analysis.results import Results
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.tables import SurveyError

FOLDER = "releases"
WORDS = "words_of_sub_regions"
NOT_RELEASED = "Not released: for review in the office"
_DIGITS = 16
_NUMBER = re.compile(r"\d+")
Replies = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Release:
    """One release: what it showed, and the replies it was counted from.

    name: of its file; figures: each table of the edition as CSV text; repeats: round,
    subject_id and as_of, the earlier release whose figures this one repeats; replies:
    by round each respondent, and what stands for the content of its reply.
    """

    name: str
    released_on: str
    round: str
    edition: str
    status: str
    manifest_sha256: str
    figures: Mapping[str, str]
    repeats: Sequence[Sequence[str]]
    replies: Replies

    @property
    def as_of(self) -> dict[tuple[str, str], str]:
        """Return by round and subject the earlier release that is repeated."""
        return {(name, subject): one for name, subject, one in self.repeats}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table as it was released, counts as numbers, words as words."""
        text = self.figures.get(name, "")
        if not text.strip():
            return pd.DataFrame()
        rows = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
        return rows.map(lambda c: int(c) if _NUMBER.fullmatch(c) else c).assign(
            **{c: rows[c] for c in rows if c in _LABELS}
        )

    def as_figures(self) -> Figures:
        """Return what the release showed, for the audit of a later one."""
        empty = {"changes": _CHANGES, WORDS: _WORDS, "priorities": _COUNTS}
        frames = {n: self.table(n).reindex(columns=empty[n].split()) for n in empty}
        own = {self.name: self.replies}
        made = figures(
            frames["priorities"], frames["changes"], frames[WORDS], self.as_of, own
        )
        named = {
            n: frame.assign(as_of=frame["as_of"].replace(NOW, self.name))
            for n in ("counts", "changes", "words")
            for frame in [getattr(made, n)]
        }
        return Figures(**named, replies=own)


# Columns that hold labels, which may look like numbers.
_LABELS = frozenset("round from_round to_round sub_region subject_id line".split())
_COUNTS = "round subject_id answered needing"
_CHANGES = "from_round to_round subject_id matched rose fell verdict"
_WORDS = "round sub_region subject_id answered shown"


def releases_of(survey: Survey) -> list[Release]:
    """Return the releases of a survey, the latest first.

    Raises SurveyError for a file that cannot be read: what was published must be known.
    """
    found = []
    for path in sorted((survey.path / FOLDER).glob("*.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            found.append(Release(name=path.stem, **said))
        except (OSError, ValueError, TypeError) as error:
            raise SurveyError(
                f"{FOLDER}/{path.name} cannot be read; put back the file that the "
                "command release wrote."
            ) from error
    return sorted(found, key=lambda one: (one.released_on, one.name), reverse=True)


def write_release(
    survey: Survey,
    folder: Path,
    *,
    edition: str,
    round_name: str,
    status: str,
    words: pd.DataFrame,
    repeats: Mapping[tuple[str, str], str],
    replies: Replies,
    on: dt.date,
) -> Path:
    """Keep the figures of the edition in a folder among the releases; return the file.

    words: of the sub-regions, as the edition shows them; repeats: see Release.
    """
    tables = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((folder / "tables").glob("*.csv"))
    }
    told = words[_WORDS.split()].to_csv(index=False, lineterminator="\n")
    manifest = (folder / "manifest.json").read_bytes()
    said = {
        "released_on": on.isoformat(),
        "round": round_name,
        "edition": edition,
        "status": status,
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "figures": {**tables, WORDS: told},
        "repeats": [[*key, one] for key, one in sorted(repeats.items())],
        "replies": {name: dict(sorted(by.items())) for name, by in replies.items()},
    }
    place = survey.path / FOLDER
    number = len(list(place.glob("*.json"))) + 1
    path = place / f"{number:03d}_{on.isoformat()}_{edition}.json"
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    put_in_place({path: text.encode("utf-8")}, root=survey.path)
    return path


def replies_of(results: Results) -> dict[str, dict[str, str]]:
    """Return by round each respondent, and what stands for the content of its reply.

    Only what is counted of subjects stands for it: whether it was asked, and needed.
    """
    said: dict[str, dict[str, str]] = {name: {} for name in results.survey.round_names}
    for name, who in results.respondents[["round", "respondent_id"]].itertuples(
        index=False
    ):
        said[name][who] = ""
    needs = results.needs.sort_values("subject_id", kind="stable")
    columns = ["subject_id", "asked", "state", "needed"]
    head, *lines = needs[columns].to_csv(index=False).splitlines(keepends=True)
    texts: dict[tuple[str, str], list[str]] = {}
    for name, who, line in zip(
        needs["round"], needs["respondent_id"], lines, strict=True
    ):
        texts.setdefault((name, who), [head]).append(line)
    for (name, who), text in texts.items():
        digest = hashlib.sha256("".join(text).encode()).hexdigest()
        said[name][who] = digest[:_DIGITS]
    return said


def moved(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[int, int, int]:
    """Return how many replies came, were corrected or replaced, and went."""
    stayed = set(before) & set(now)
    changed = sum(before[who] != now[who] for who in stayed)
    return len(set(now) - set(before)), changed, len(set(before) - set(now))


def last_with(releases: Sequence[Release], round_name: str) -> Release | None:
    """Return the last release that showed a round, of whatever edition."""
    return next((one for one in releases if one.replies.get(round_name)), None)


def is_released(
    releases: Sequence[Release],
    *,
    edition: str,
    round_name: str,
    tables: Mapping[str, str],
) -> bool:
    """Say whether an edition shows just what was released of it last.

    tables: each table of the edition as CSV text.
    """
    own = [r for r in releases if (r.edition, r.round) == (edition, round_name)]
    return bool(own) and all(
        own[0].figures.get(name) == text for name, text in tables.items()
    )
