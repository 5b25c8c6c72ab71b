"""The truth behind invented replies, as tables that only tests read."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from rocb_analysis.synthetic.files import Laid
from rocb_analysis.synthetic.forms import Need, Reply
from rocb_analysis.synthetic.region import Region

Everybody = dict[tuple[str, str], dict[str, Need]]
_NEEDS = "round respondent_id subject_id needed score rank replied".split()
_CLUSTERS = "round member_id cluster".split()
_DEFECTS = "round file row column found kind action".split()


def truth_tables(
    region: Region, everybody: Everybody, files: list[Laid]
) -> dict[str, pd.DataFrame]:
    """Return the tables needs, clusters and defects.

    everybody: by round and person, what is true of each subject asked, also of those
    that do not reply. An open survey knows only those that replied.
    """
    ids = dict(_ids(region, files))
    counted = {
        (laid.sheet.round, reply.person): reply.needs
        for laid in files
        for reply in laid.sheet.replies
        if reply.counts
    }
    known = everybody if region.survey.has_frame else {}
    rows = {
        key: ids.get(key, key[1])
        for key in dict.fromkeys([*known, *counted])
        if key in counted or region.survey.has_frame
    }
    return {
        "needs": _needs(rows, everybody | counted, set(counted)),
        "clusters": _clusters(region, rows),
        "defects": _defects(files),
    }


def identified(region: Region, files: list[Laid]) -> Iterator[tuple[Laid, Reply, str]]:
    """Yield file and reply with the id under which the cleaner knows it.

    A reply that names nobody has that of its row.
    """
    numbers: dict[str, int] = {}
    for laid in files:
        name, form = laid.sheet.round, laid.sheet.form
        numbers[name] = numbers.get(name, 0) + 1
        several = len(region.survey.files_of(name)) > 1
        part = f"{numbers[name]}/" if several else ""
        for reply, row in zip(laid.sheet.replies, laid.places, strict=True):
            person = reply.person if form.who else ""
            yield laid, reply, person or f"{name}/r{part}{row:04d}"


def _ids(region: Region, files: list[Laid]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield round and person with the id of each reply that counts."""
    for laid, reply, identity in identified(region, files):
        if reply.counts:
            yield (laid.sheet.round, reply.person), identity


def _needs(
    rows: dict[tuple[str, str], str], needs: Everybody, counted: set[tuple[str, str]]
) -> pd.DataFrame:
    """Return a row a respondent and subject asked: needed 0 or 1, score 0 to 1."""
    table = [
        (key[0], identity, subject, *_values(need), int(key in counted))
        for key, identity in rows.items()
        for subject, need in needs[key].items()
    ]
    frame = pd.DataFrame(table, columns=_NEEDS)
    return frame.sort_values(_NEEDS[:3], ignore_index=True)


def _values(need: Need) -> tuple[int, str, str]:
    return need.needed, f"{need.score:.3f}", str(need.rank or "")


def _clusters(region: Region, rows: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Return a row a respondent and round with the cluster it was drawn from."""
    table = [
        (name, identity, region.clusters.loc[person, name])
        for (name, person), identity in rows.items()
    ]
    frame = pd.DataFrame(table, columns=_CLUSTERS)
    return frame.sort_values(_CLUSTERS[:2], ignore_index=True)


def _defects(files: list[Laid]) -> pd.DataFrame:
    """Return a row a planted defect, with its place as a spreadsheet shows it."""
    table = [
        _defect_row(laid, reply, row, number)
        for laid in files
        for reply, row in zip(laid.sheet.replies, laid.places, strict=True)
        for number in range(len(reply.defects))
    ]
    frame = pd.DataFrame(table, columns=_DEFECTS)
    return frame.sort_values(_DEFECTS[:5], ignore_index=True)


def _defect_row(laid: Laid, reply: Reply, row: int, number: int) -> tuple[object, ...]:
    defect = reply.defects[number]
    file = laid.sheet.form.file.file
    where = (laid.sheet.round, file, row, defect.column)
    return (*where, defect.found, defect.kind, defect.action)
