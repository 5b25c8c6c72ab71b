"""Cleaning a large CSV: beside pandas' bare read and melt of the same file, in one run.

The file has a reply a row: a name, a date, 24 levels, a ballot of five places, lists,
option columns, a number and open text.
"""

from __future__ import annotations

import csv
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from rocb_analysis.clean import clean_survey
from rocb_analysis.survey import open_survey

ROWS, ROUNDS = 100_000, 7
LEVELS = ("Not needed", "Slightly needed", "Needed", "Highly needed")
WAYS = ("Online training", "Workshop, regional", "Expert mission", "Study visit")
SUBJECTS = [f"Subject {number}" for number in range(24)]
HEADER = (
    "Timestamp,Name",
    *(f"Level [{subject}]" for subject in SUBJECTS),
    *(f"Place {place}" for place in range(1, 6)),
    "Ways,Kinds,Comments,Years,Agree",
    *(f"Tick {number}" for number in range(4)),
)


def replies(rows: int) -> Iterator[list[str]]:
    """Yield the cells of each reply, the same every time."""
    draw = random.Random(1)
    for row in range(rows):
        named = draw.sample(SUBJECTS[:12], draw.randint(0, 5))
        yield [
            f"2025-12-{1 + row % 28:02d} 09:{row % 60:02d}:{row % 59:02d}",
            f"Agency {row}",
            *(draw.choice([*LEVELS, ""]) for _ in SUBJECTS),
            *named,
            *[""] * (5 - len(named)),
            ", ".join(draw.sample(WAYS, draw.randint(0, 3))),
            ", ".join(draw.sample(WAYS, 2)),
            f"comment {row} about things" if row % 3 else "",
            str(draw.randint(0, 40)),
            draw.choice(["Yes", "No", ""]),
            *(draw.choice(["Yes", "", ""]) for _ in range(4)),
        ]


def write_survey(folder: Path, rows: int) -> Path:
    """Write the survey folder and return the path of its export."""
    (folder / "codebook").mkdir(parents=True)
    (folder / "rounds").mkdir()
    (folder / "survey.toml").write_text('title = "Large"\n')
    ids = [f"s{number}" for number in range(len(SUBJECTS))]
    single = "Ways Kinds Comments Years Agree".split()
    tables = {
        "rounds": ["round,file,picks_allowed", "1,large.csv,5"],
        "questions": [
            "question_id,kind,scale_id,about",
            "when,replied_on,,",
            "who,respondent,,",
            "level,level,level,capacity",
            "place,top_n,,need",
            "ways,many,ways,",
            "kinds,many,ways,",
            "comments,text,,",
            "years,number,,",
            "agree,yes_no,,",
            "tick,many,,",
        ],
        "subjects": [
            "subject_id,label",
            *map(",".join, zip(ids, SUBJECTS, strict=True)),
        ],
        "scales": [
            "scale_id,answer,value",
            *(f"level,{answer},{value}" for value, answer in enumerate(LEVELS)),
            *(f'ways,"{way}",' for way in WAYS),
        ],
        "columns": [
            "question_id,subject_id,position,1",
            "when,,,Timestamp",
            "who,,,Name",
            *(f"level,{i},,Level [{s}]" for i, s in zip(ids, SUBJECTS, strict=True)),
            *(f"place,,{place},Place {place}" for place in range(1, 6)),
            *(f"{name.lower()},,,{name}" for name in single),
            *(f"tick,s{number},,Tick {number}" for number in range(4)),
        ],
    }
    for name, lines in tables.items():
        (folder / "codebook" / f"{name}.csv").write_text("\n".join(lines) + "\n")
    path = folder / "rounds" / "large.csv"
    with path.open("w", newline="") as file:
        file.write(",".join(HEADER) + "\n")
        csv.writer(file).writerows(replies(rows))
    return path


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds one call takes: by the clock, and of the processor.

    The second is the user's own time: what other programs do meanwhile, and how dearly
    the system gives fresh memory, is not in it.
    """
    start, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter() - start, after.ru_utime - used.ru_utime


def spread(pairs: list[tuple[float, float]]) -> str:
    """Return the ratios of pairs (theirs, ours): median, least and greatest."""
    ratios = sorted(ours / theirs for theirs, ours in pairs)
    return f"median {ratios[len(ratios) // 2]:.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f}"


def main() -> None:
    """Print the ratio of seconds, round by round, and the peak of memory."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "large"
        path = write_survey(folder, ROWS)

        def bare() -> None:
            pd.read_csv(path, dtype=str).melt(id_vars=["Name"])

        def ours() -> None:
            clean_survey(open_survey(folder))

        pairs = [(seconds(bare), seconds(ours)) for _ in range(ROUNDS)]
    by_clock = [(theirs[0], mine[0]) for theirs, mine in pairs]
    of_processor = [(theirs[1], mine[1]) for theirs, mine in pairs]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"clean_survey / (read_csv + melt), {ROWS} rows of 40 columns:")
    print(
        f"  by the clock {spread(by_clock)}; of the processor {spread(of_processor)};"
    )
    print(
        f"  seconds of clean_survey {min(m for _, m in by_clock):.2f} at best; ", end=""
    )
    print(f"peak memory of both {peak:.0f} MB")
