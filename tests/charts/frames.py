"""Small frames of the kind charts are drawn from, and charts of the hardest of them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from rocb_analysis.charts.change_bars import change_bars
from rocb_analysis.charts.cluster_flow import cluster_flow
from rocb_analysis.charts.cluster_maps import (
    cluster_curve,
    cluster_heat,
    cluster_tiles,
    membership_dots,
)
from rocb_analysis.charts.diverging_bars import diverging_bars
from rocb_analysis.charts.matrix import response_matrix
from rocb_analysis.charts.over_rounds import rank_lines
from rocb_analysis.charts.plan_gantt import plan_coverage, plan_gantt
from rocb_analysis.charts.priority_dots import priority_dots
from rocb_analysis.charts.reply_counts import funnel, ledger_bars, reply_counts
from rocb_analysis.charts.style import Caption, Chart, Size
from rocb_analysis.charts.sub_region_heat import sub_region_heat
from rocb_analysis.charts.support_bars import reach_matrix, support_bars

WORDING = {"member": "member"}
MARKS = ("SYNTHETIC DATA. Invented: replies; the adopted plan",)
CAPTION = Caption("24 of 34 members replied", "Needs survey, December 2023", MARKS)
REAL = Caption(
    "260 respondents, of whom 170 to 258 answered a subject",
    "an institute with a long name, its training needs survey, doi:10.0000/0.0000000, "
    "licence CC BY 4.0",
)
LONG = "Security programme: strategic trade control, Global Shield, small arms"
LEVELS = ["Low", "Medium", "High", "Very high"]


def framed(
    needing: dict[str, int], answered: int = 24, members: int = 34
) -> pd.DataFrame:
    """Return rows of priorities of a region with a frame."""
    silent = members - answered
    rows = [
        ("2023", "all", subject, members, answered, n, n, n + silent)
        for subject, n in needing.items()
    ]
    columns = "round sub_region subject_id members answered needing least most"
    frame = pd.DataFrame(rows, columns=columns.split())
    counts = ["members", "answered", "needing", "least", "most"]
    return frame.astype(dict.fromkeys(counts, "Int64"))


def unframed(needing: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Return rows of priorities of an open survey: needing and answered a subject."""
    rows = [
        ("2026", "all", subject, n, answered, round(100 * n / answered, 1))
        for subject, (n, answered) in needing.items()
    ]
    columns = "round sub_region subject_id needing answered share_pct"
    frame = pd.DataFrame(rows, columns=columns.split())
    frame["share_low_pct"] = (frame["share_pct"] - 6).clip(lower=0)
    frame["share_high_pct"] = (frame["share_pct"] + 6).clip(upper=100)
    blank = dict.fromkeys(["members", "least", "most"], pd.NA)
    whole = dict.fromkeys(["members", "least", "most", "needing", "answered"], "Int64")
    return frame.assign(**blank).astype(whole)


def answers(
    counts: dict[str, list[int]], order: list[str], blank: int = 2
) -> pd.DataFrame:
    """Return counts of answers: for each item, how many gave each answer of order."""
    rows = [
        (item, answer, count, sum(given), blank)
        for item, given in counts.items()
        for answer, count in zip(order, given, strict=True)
    ]
    return pd.DataFrame(rows, columns="item answer count answered blank".split())


def replies(drawing: dict[tuple[str, str], str], rounds: list[str]) -> pd.DataFrame:
    """Return states from a drawing: sub-region and name to x replied, o not, . none."""
    states = {"x": "replied", "o": "no_reply", ".": "not_member"}
    rows = [
        (name[:3], name, area, round_name, states[mark])
        for (area, name), marks in drawing.items()
        for round_name, mark in zip(rounds, marks, strict=True)
    ]
    return pd.DataFrame(rows, columns="member_id name sub_region round state".split())


def rates(told: dict[str, tuple[int, int | None]]) -> pd.DataFrame:
    """Return response rates of the whole region: replied and members a round."""
    rows = [
        (name, "all", members, replied) for name, (replied, members) in told.items()
    ]
    frame = pd.DataFrame(rows, columns="round sub_region members replied".split())
    return frame.astype({"members": "Int64", "replied": "Int64"})


def ledger(cells: dict[str, list[int]]) -> pd.DataFrame:
    """Return cells by fate: kept, recoded, set aside, blank for each round."""
    fates = ["kept", "recoded", "set aside", "blank"]
    rows = [
        (name, fate, count)
        for name, counts in cells.items()
        for fate, count in zip(fates, counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["round", "fate", "cells"])


def changed(
    counts: dict[str, tuple[object, object, str]], matched: int | list[int] = 20
) -> pd.DataFrame:
    """Return rows of changes 2022 to 2023: rose, fell and verdict of each subject."""
    rows = [("2022", "2023", subject, *told) for subject, told in counts.items()]
    columns = "from_round to_round subject_id rose fell verdict".split()
    frame = pd.DataFrame(rows, columns=columns).assign(matched=matched)
    whole = [name for name in ("rose", "fell") if frame[name].map(type).eq(int).all()]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def apart(reasons: dict[str, str]) -> pd.DataFrame:
    """Return why subjects are not compared."""
    return pd.DataFrame(reasons.items(), columns=["subject_id", "reason"], dtype="str")


def ranked(
    ranks: dict[str, dict[str, tuple[int, int, int]]], *, frame: bool = True
) -> pd.DataFrame:
    """Return rows of priorities: rank and its likely range by subject and round."""
    rows = [
        (name, "all", subject, *told)
        for subject, by_round in ranks.items()
        for name, told in by_round.items()
    ]
    ends = ["rank_likely_low", "rank_likely_high", "rank_low", "rank_high"]
    own, other = (ends[:2], ends[2:]) if frame else (ends[2:], ends[:2])
    keys = ["round", "sub_region", "subject_id"]
    table = pd.DataFrame(rows, columns=[*keys, "rank", *own])
    table = table.assign(**dict.fromkeys(other, pd.NA))
    return table.astype(dict.fromkeys(["rank", *ends], "Int64"))


def steps(grades: dict[tuple[str, str, str], str]) -> pd.DataFrame:
    """Return rows of changes: the grade by subject, earlier and later round."""
    rows = [(*key, grade) for key, grade in grades.items()]
    columns = ["subject_id", "from_round", "to_round", "comparable"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def areas(cells: dict[str, dict[str, int | str]], answered: int = 8) -> pd.DataFrame:
    """Return cells by subject and sub-region: counts of `answered`, or words."""
    rows = [
        ("2023", area, subject, shown)
        for subject, by_area in cells.items()
        for area, shown in by_area.items()
    ]
    frame = pd.DataFrame(rows, columns="round sub_region subject_id shown".split())
    counts = pd.to_numeric(frame["shown"], errors="coerce")
    frame["answered"] = pd.Series(answered, frame.index, dtype="Int64")
    frame["answered"] = frame["answered"].where(counts.notna())
    return frame.assign(
        share_pct=100 * counts / answered, shown=frame["shown"].map(str)
    )


def grouped(
    groups: dict[int, int], *, rounds: tuple[str, ...] = ("2023",), between: int = 0
) -> pd.DataFrame:
    """Return rows of clusters: so many members a group, the first ones between two."""
    rows = [
        (name, f"M{number:02d}", group)
        for name in rounds
        for number, group in enumerate(
            group for group, size in groups.items() for _ in range(size)
        )
    ]
    frame = pd.DataFrame(rows, columns=["round", "respondent_id", "cluster"])
    unsure = frame["respondent_id"].str[1:].astype(int) < between
    frame["cluster"] = frame["cluster"].astype("Int64")
    return frame.assign(
        membership=unsure.map({True: 0.5, False: 0.9}),
        next_cluster=frame["cluster"] % len(groups) + 1,
        next_membership=unsure.map({True: 0.45, False: 0.1}),
    )


def moved(*rows: tuple[str, str, str, int, int, str]) -> pd.DataFrame:
    """Return movers: who, from and to which round and group, moved or unsure."""
    columns = "respondent_id from_round to_round from_cluster to_cluster verdict"
    return pd.DataFrame(rows, columns=columns.split())


def profiled(clusters: pd.DataFrame, subjects: int) -> pd.DataFrame:
    """Return profiles in order: groups take turns at needing a subject more."""
    groups = int(clusters["cluster"].max())
    rows = [
        (row.respondent_id, f"s{s}", row.cluster, s % groups + 1)
        for s in sorted(range(subjects), key=lambda s: s % groups)
        for row in clusters.itertuples()
    ]
    columns = ["respondent_id", "subject_id", "cluster", "leads"]
    frame = pd.DataFrame(rows, columns=columns)
    own = frame["cluster"] == frame["leads"]
    return frame.assign(profile=own.map({True: 1.7, False: -0.6}))


def numbers_tried(
    statistic: dict[int, float], chosen: int, rows: str = "last round"
) -> pd.DataFrame:
    """Return rows of cluster_numbers: a statistic beside a band from -1 to 1."""
    frame = pd.DataFrame(statistic.items(), columns=["n_clusters", "statistic"])
    return frame.assign(
        rows=rows,
        reference_low=-1.0,
        reference_high=1.0,
        chosen=(frame["n_clusters"] == chosen).astype(int),
    )


def hard_charts(size: Size) -> Iterator[tuple[str, Chart]]:
    """Give every chart of the hardest frames, with the name of the hardship."""
    for family in (
        _dots,
        _bars,
        _matrices,
        _counts,
        _ledgers,
        _funnels,
        _changes,
        _ranks,
        _areas,
        _groups,
        _supports,
        _reaches,
        _plans,
    ):
        yield from family(size)


def _dots(size: Size) -> Iterator[tuple[str, Chart]]:
    labels = {f"s{i}": f"{LONG} {i}" if i % 3 else f"Subject {i}" for i in range(31)}
    frames = {
        "31 subjects": framed({f"s{i}": (31 - i) // 2 for i in range(31)}),
        "none named": framed({f"s{i}": 0 for i in range(12)}),
        "all equal": framed({f"s{i}": 7 for i in range(12)}),
        "named by all": framed({"s0": 24, "s1": 23}),
        "all answered": framed({"s0": 34, "s3": 0}, answered=34),
        "one subject": framed({"s1": 15}),
        "many members": framed({"s1": 1, "s2": 180}, answered=190, members=217),
        "percentages": unframed({f"s{i}": (8 * i, 100 + 5 * i) for i in range(31)}),
        "all and none in percent": unframed({"s0": (260, 260), "s1": (0, 260)}),
        "counts without frame": unframed(
            {"s1": (0, 40), "s2": (40, 40), "s3": (9, 31)}
        ),
    }
    for name, frame in frames.items():
        chart = priority_dots(
            frame,
            labels=labels,
            caption=REAL if "percent" in name else CAPTION,
            wording=WORDING,
            most_rows=31 if "31" in name else 12,
            size=size,
        )
        yield f"dots, {name}", chart


def _bars(size: Size) -> Iterator[tuple[str, Chart]]:
    seven = [
        f"{word} needed" for word in "Never Hardly Rather Some More Very Most".split()
    ]
    frames = {
        "long items": (
            answers({f"{LONG} {i}": [3, i % 9, 9, 1] for i in range(23)}, LEVELS),
            LEVELS,
        ),
        "seven answers": (
            answers({f"s{i}": [20, 9, 30, i, 7, 41, 99] for i in range(31)}, seven, 54),
            seven,
        ),
        "one side": (
            answers({"s1": [0, 24], "s2": [24, 0]}, ["No", "Yes"]),
            ["No", "Yes"],
        ),
        "nobody": (answers({"s1": [0, 0, 0, 0]}, LEVELS, 24), LEVELS),
        "thin parts": (
            answers({"s1": [7, 7, 7, 79], "s2": [8, 1, 8, 999]}, LEVELS),
            LEVELS,
        ),
    }
    for name, (frame, order) in frames.items():
        yield (
            f"bars, {name}",
            diverging_bars(frame, order=order, labels={}, caption=CAPTION, size=size),
        )


def _matrices(size: Size) -> Iterator[tuple[str, Chart]]:
    areas = ["ASEAN", "Australasia/Oceania", "Far East", "Sub-Continent"]
    long = {
        (areas[i % 4], f"Member {i} (Islamic Republic of)"): "xo.xox" for i in range(36)
    }
    short = {("", name): "xo.xox" for name in ("Fiji", "Tonga", "Samoa")}
    six = ["2018", "2019", "2020", "2021", "2022", "2023 second wave"]
    for name, drawing in {"36 members": long, "3 members": short}.items():
        for rounds in (six, six[:1], [str(2010 + i) for i in range(12)]):
            told = dict.fromkeys(rounds, (25, 36))
            marks = {who: (said * 2)[: len(rounds)] for who, said in drawing.items()}
            yield (
                f"matrix, {name}, {len(rounds)} rounds",
                response_matrix(
                    replies(marks, rounds),
                    response_rates=rates(told),
                    rounds=rounds,
                    caption=CAPTION,
                    wording=WORDING,
                    size=size,
                ),
            )


def _counts(size: Size) -> Iterator[tuple[str, Chart]]:
    frames = {
        "6 rounds": rates({str(2018 + i): (20 + i, 33) for i in range(6)}),
        "1 round": rates({"2023": (0, 34)}),
        "no frame": rates({"2024": (260, None), "2026": (1217, None)}),
        "long round": rates({"2023, second wave after the reminder": (34, 34)}),
    }
    for name, frame in frames.items():
        chart = reply_counts(frame, caption=CAPTION, wording=WORDING, size=size)
        yield f"counts, {name}", chart


def _funnels(size: Size) -> Iterator[tuple[str, Chart]]:
    labels = {
        "acted": "Follow-up action taken",
        "gain": "Gain in efficiency and effectiveness of the administration as a whole",
    }
    for name, reached in {"many": (21, 9), "none": (0, 0), "all": (23, 23)}.items():
        steps = pd.DataFrame({"step": list(labels), "reached": reached})
        known = steps.assign(took_part=34, replied=23, answered=23)
        yield (
            f"funnel, {name}",
            funnel(
                known,
                what="workshops asked about in 2023-24",
                labels=labels,
                caption=CAPTION,
                wording=WORDING,
                size=size,
            ),
        )


def _ledgers(size: Size) -> Iterator[tuple[str, Chart]]:
    frames = {
        "6 rounds": {
            str(2018 + i): [4000 - 700 * i, i, 9 * i, 70 * i] for i in range(6)
        },
        "1 round": {"2023": [1, 1, 1, 99999]},
        "no cell": {"2023": [0, 0, 0, 0]},
        "even": {"2022": [25, 25, 25, 25], "2023": [1, 2, 3, 4]},
    }
    for name, cells in frames.items():
        yield f"ledger, {name}", ledger_bars(ledger(cells), caption=CAPTION, size=size)


def _changes(size: Size) -> Iterator[tuple[str, Chart]]:
    labels = {f"s{i}": f"{LONG} {i}" if i % 3 else f"Subject {i}" for i in range(31)}
    still = "no clear change"
    many = {f"s{i}": (i % 7, (3 * i) % 5, still) for i in range(31)}
    why = {f"t{i}": f"{LONG}, in other words {i % 3}" for i in range(9)}
    frames = {
        "31 subjects": (many, {}),
        "31 subjects and many apart": (many, why),
        "one side": ({"s1": (0, 13, "fell"), "s2": (0, 1, still)}, {"s9": "new"}),
        "words": (
            {"s1": ("fewer than 5", 9, "fell"), "s2": (7, "fewer than 5", still)},
            {},
        ),
        "nobody changed": ({"s1": (0, 0, still), "s3": (0, 0, "too few")}, {}),
        "many members": ({"s1": (121, 4, "rose"), "s2": (9, 117, "fell")}, {}),
        "none compared": ({"s1": (0, 0, "not comparable")}, why),
    }
    for name, (counts, reasons) in frames.items():
        chart = change_bars(
            changed(counts, [20 + i % 3 for i in range(len(counts))]),
            not_compared=apart(reasons),
            labels=labels,
            caption=CAPTION,
            wording=WORDING,
            most_rows=31 if "31" in name else 12,
            size=size,
        )
        yield f"change, {name}", chart


def _ranks(size: Size) -> Iterator[tuple[str, Chart]]:
    six = [str(2018 + i) for i in range(5)] + ["2023 second wave"]
    told = {f"s{i}": dict.fromkeys(six, (1, 1, 31)) for i in range(5)}
    last = {f"s{i}": dict.fromkeys(six, (27 + i, 20, 31)) for i in range(5)}
    last["s0"] = told["s0"]
    far = {f"s{i}": dict.fromkeys(six, (1 + 6 * i, 1, 31)) for i in range(5)}
    frames = {
        "all first": (ranked(told), six),
        "all last": (ranked(last), six),
        "far apart": (ranked(far), six),
        "no frame": (ranked(far, frame=False), six),
        "one round": (ranked(told), six[-1:]),
        "one subject": (ranked({"s1": told["s1"]}), six),
    }
    for name, (frame, rounds) in frames.items():
        chart = rank_lines(
            frame,
            steps({}),
            rounds=rounds,
            labels={f"s{i}": f"{LONG} {i}" for i in range(5)},
            caption=CAPTION,
            wording=WORDING,
            size=size,
        )
        yield f"ranks, {name}", chart


def _areas(size: Size) -> Iterator[tuple[str, Chart]]:
    four = ["ASEAN", "Australasia/Oceania", "Far East", "Sub-Continent"]
    ten = [f"{area} {half}" for area in [*four, "Elsewhere"] for half in ("1", "2")]
    words = ["most", "fewer", "not shown"]
    rows = range(31)
    frames = {
        "numbers": {
            f"s{i}": {a: (i + 3 * k) % 9 for k, a in enumerate(four)} for i in rows
        },
        "words": {
            f"s{i}": {a: words[(i + k) % 3] for k, a in enumerate(four)} for i in rows
        },
        "ten areas": {f"s{i}": dict.fromkeys(ten, words[i % 3]) for i in rows},
        "one cell": {"s1": {"ASEAN": 0}},
        "nothing shown": {"s1": dict.fromkeys(four, "not shown")},
    }
    for name, cells in frames.items():
        chart = sub_region_heat(
            areas(cells),
            labels={f"s{i}": f"{LONG} {i}" for i in rows if i % 3},
            caption=CAPTION,
            wording=WORDING,
            meaning="Most: more than half." if "words" in name else "",
            size=size,
        )
        yield f"areas, {name}", chart


def _groups(size: Size) -> Iterator[tuple[str, Chart]]:
    long = "Member with a long name (Islamic Republic of)"
    said = {"caption": CAPTION, "wording": WORDING, "size": size}
    named = {
        **said,
        "names": dict.fromkeys((1, 3), f"{LONG} and {LONG} first"),
        "member_names": {f"M{n:02d}": f"{long} {n}" for n in range(40)},
    }
    frames = {
        "3 groups": grouped({1: 12, 2: 5, 3: 7}, between=3),
        "8 groups": grouped(dict.fromkeys(range(1, 9), 4), between=2),
        "1 and 30": grouped({1: 30, 2: 1}),
    }
    for name, frame in frames.items():
        profiles = profiled(frame, 31)
        labels = {f"s{i}": f"{LONG} {i}" for i in range(31) if i % 3}
        short = {**named, "member_names": {m: m for m in named["member_names"]}}
        yield f"heat, {name}", cluster_heat(profiles, labels=labels, **short)
        yield f"membership, {name}", membership_dots(frame, **named)
        yield f"tiles, {name}", cluster_tiles(_tiles(36), frame, **_unnamed(named))
    crowd = profiled(grouped({1: 140, 2: 120}), 12)
    yield (
        "heat, 260 members",
        cluster_heat(crowd, labels={}, **{**named, "member_names": {}}),
    )
    yield from _flows(named)
    curve = {"clearer_than": 98, "references": 99, **said}
    tried = {k: 4.0 - k for k in range(2, 9)}
    mean = numbers_tried(tried, 2, "mean of a member's rounds")
    both = [numbers_tried(tried, 1), mean]
    none = numbers_tried({1: float("nan"), **tried}, 1)
    yield "curve, two looks", cluster_curve(pd.concat(both), **curve)
    yield "curve, none", cluster_curve(none, **curve)


def _flows(named: dict[str, object]) -> Iterator[tuple[str, Chart]]:
    six = (*(str(2018 + i) for i in range(5)), "2023 second wave")
    steady = grouped({1: 12, 2: 5, 3: 7}, rounds=six)
    moves = moved(
        ("M01", six[0], six[1], 2, 1, "moved"), ("M20", six[4], six[5], 1, 3, "unsure")
    )
    yield "flow, 6 rounds", cluster_flow(steady, moves, rounds=six, **named)
    few = steady[steady["round"].isin(six[:2])]
    yield "flow, nobody moved", cluster_flow(few, moves[:0], rounds=six, **named)


def _tiles(members: int) -> pd.DataFrame:
    """Return members on a grid of twelve columns, some without a place."""
    rows = [(f"M{n:02d}", str(n // 12), str(n % 12)) for n in range(members)]
    frame = pd.DataFrame(rows, columns=["member_id", "tile_row", "tile_col"])
    frame.loc[frame.index[-3:], ["tile_row", "tile_col"]] = ""
    return frame


def _unnamed(named: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in named.items() if key != "member_names"}


def supported(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """Return rows a subject: served, unsure and open members of those that asked."""
    frame = pd.DataFrame(rows, columns=["served", "unsure", "open"])
    names = [f"s{number}" for number in range(len(frame))]
    return frame.assign(subject_id=names, asked=frame.sum(axis=1))


def planned(rows: int, *, host: str = "RTC Hong Kong, China") -> pd.DataFrame:
    """Return lines of a plan, over the quarters in turn, the last of the office."""
    frame = pd.DataFrame({"line": [f"line-{n}" for n in range(rows)]})
    quarter = [f"Q{n % 4 + 1}" for n in range(rows)]
    frame = frame.assign(title=f"{LONG} ", mode="in person", host=host, quarter=quarter)
    frame["title"] += frame["line"]
    frame["kept_share"] = [0.95 - n / 30 for n in range(rows)]
    frame["asked_by"] = pd.Series([7] * (rows - 1) + [pd.NA], dtype="Int64")
    return frame


def _supports(size: Size) -> Iterator[tuple[str, Chart]]:
    labels = {f"s{i}": f"{LONG} {i}" for i in range(31) if i % 3}
    thin = supported((1, 0, 210), (1, 0, 0), (1, 1, 1))
    frames = {
        "31 subjects": supported(*((i % 4, i % 3, 9) for i in range(31))),
        "thin": thin,
        "nobody without": supported((5, 0, 0)),
    }
    said = {"labels": labels, "caption": CAPTION, "wording": WORDING, "size": size}
    for name, frame in frames.items():
        days = {"register": "1 July 2020 to 30 November 2023"}
        days |= {"kept_until": "31 May 2025"}
        yield f"support, {name}", support_bars(frame, **days, **said)


def _reaches(size: Size) -> Iterator[tuple[str, Chart]]:
    names = {f"M{n:02d}": f"Member {n} (Islamic Republic of)" for n in range(36)}
    said = {"caption": CAPTION, "wording": WORDING, "size": size}
    for members, years in ((36, 14), (2, 1)):
        rows = [
            (f"20{10 + year}/{11 + year}", f"M{n:02d}", (n + year) % 5, (n * year) % 2)
            for n in range(members)
            for year in range(years)
        ]
        reach = pd.DataFrame(rows, columns="plan_year member_id named maybe".split())
        yield f"reach, {members} members", reach_matrix(reach, names=names, **said)


def _plans(size: Size) -> Iterator[tuple[str, Chart]]:
    months = ("Jul to Sep", "Oct to Dec", "Jan to Mar", "Apr to Jun")
    quarters = {f"Q{n}": f"Q{n} ({told})" for n, told in enumerate(months, 1)}
    said = {"caption": CAPTION, "wording": WORDING, "size": size}
    year = {"plan_year": "2026/27", "quarters": quarters}
    for rows in (18, 1):
        yield f"gantt, {rows} lines", plan_gantt(planned(rows), **year, **said)
    curve = pd.DataFrame({"events": range(1, 31)})
    curve["covered"] = (200 * (1 - 0.9 ** curve["events"])).where(curve["events"] > 4)
    for events in (5, 15, 30):
        drawn = plan_coverage(curve, planned=events, **said)
        yield f"coverage, {events} events", drawn
    yield "coverage, one point", plan_coverage(curve.tail(1), planned=30, **said)
