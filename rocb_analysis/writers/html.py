"""Write a brief as one HTML file: inline SVG, nothing from elsewhere.

A short script lets a reader sort tables; without it the page says all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup, escape

from rocb_analysis.brief.findings import Brief, picture_of
from rocb_analysis.brief.member import needs_with_source
from rocb_analysis.brief.words import Words, words_of
from rocb_analysis.charts.style import Chart
from rocb_analysis.core.files import write
from rocb_analysis.disclosure.rule import Edition
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.settings import in_words
from rocb_analysis.survey.survey_folder import frame_of
from rocb_analysis.writers.layout import footer_of, heading_of, shown, under_heading
from rocb_analysis.writers.workbook import claims_of

FOLDERS: dict[Edition, str] = {
    "internal": "for_office",
    "heads": "for_heads",
    "public": "for_website",
}


def write_html(brief: Brief, path: Path) -> None:
    """Write the brief; the same brief gives the same bytes."""
    write_page(
        path, "brief.html.j2", brief=brief, marks=brief.marks, svg=_svg, table=shown
    )


def _svg(chart: Chart, key: str) -> Markup:
    """Return the chart as inline SVG with its alt text, ids made unique by the key."""
    drawn = picture_of(chart, "svg").decode("utf-8")
    svg = drawn[drawn.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'id="', f'id="{key}-', svg)
    svg = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{key}-", svg)
    named = f'<svg role="img" aria-labelledby="{key}-title {key}-desc" '
    about = (
        f'<title id="{key}-title">{escape(chart.title)}</title>'
        f'<desc id="{key}-desc">{escape(chart.alt)}</desc>'
    )
    head, rest = svg.split(">", 1)
    return Markup(named + head.removeprefix("<svg ") + ">" + about + rest)


# Web pages from templates: one file each, no script, nothing from elsewhere.


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def template(name: str) -> jinja2.Template:
    """Return a template of the folder templates; it escapes what it is given."""
    return _environment().get_template(name)


def write_page(path: Path, name: str, /, **said: object) -> None:
    """Fill a template and write it; the same words give the same bytes."""
    write(path, template(name).render(**said))


# The sentences of a brief alone, to paste into a letter or a web page.

# Signs at the start of a line, or anywhere, that Markdown would read as its own.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_STARTS = re.compile(r"^(\d+)([.)])|^([+-])(?= )")


def write_headlines(brief: Brief, path: Path) -> None:
    """Write the sentences as Markdown; the same brief gives the same bytes."""
    heading, under = _plain(heading_of(brief)), _plain(under_heading(brief))
    lines = [f"# {heading}", "", f"**{under}**"]
    for mark in brief.marks:
        lines += ["", f"**{_plain(mark)}.**"]
    for finding in brief.findings:
        lines += ["", f"## {_plain(finding.title)}", ""]
        said = [*finding.sentences, *([finding.under] if finding.under else [])]
        lines += [f"- {_plain(sentence)}" for sentence in said]
    lines += ["", _plain(footer_of(brief)), ""]
    write(path, "\n".join(lines))


def _plain(text: str) -> str:
    """Return a text in which Markdown finds nothing to read as a sign.

    >>> _plain("2. *Origin* of goods_")
    '2\\\\. \\\\*Origin\\\\* of goods\\\\_'
    """
    one_line = " ".join(text.split())
    marked = _SIGNS.sub(r"\\\1", one_line)
    return _STARTS.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", marked)


# Where each number comes from, for the office: sentence, table row, file and row.

# Of the row of priorities, what a telephone call may turn on.
_COLUMNS = "members answered needing least most group".split()


def write_numbers_page(results: Results, brief: Brief, path: Path) -> None:
    """Write numbers.html: each sentence leads to its row, each row to the replies.

    For the office alone: it says who named what.
    """
    words = words_of(results)
    named = needs_with_source(results, words)
    named = named[named["round"] == results.round]
    settings = results.survey.settings
    claims = claims_of(brief)
    write_page(
        path,
        "numbers.html.j2",
        title=settings.title,
        round=results.round,
        status=brief.status,
        footer=settings.footer,
        wording=settings.wording,
        marks=brief.marks,
        need=words.need,
        tables=list(results.tables()),
        subjects=list(_subjects(results, named, words)),
        columns=_COLUMNS,
        claims=[
            {**row, "subject_id": _subject(row, results.round)}
            for row in claims.to_dict("records")
        ],
        replies=list(_replies(results, words)),
    )


def _subject(claim: dict[str, str], round_name: str) -> str:
    """Return the subject whose row of priorities a claim is of, "" if of none here."""
    key = claim["row"].split(" / ")
    is_here = claim["table"] == "priorities" and key[:-1] == [round_name, ALL]
    return key[-1] if is_here else ""


def _subjects(
    results: Results, named: pd.DataFrame, words: Words
) -> Iterator[dict[str, object]]:
    """Yield each subject asked: its sentence, its row of priorities, who named it."""
    rows = results.priorities
    rows = rows[(rows["round"] == results.round) & (rows["sub_region"] == ALL)]
    told = rows.assign(label=rows["subject_id"].map(words.labels))
    for row in told.sort_values("label").to_dict("records"):
        own = named[named["subject_id"] == row["subject_id"]]
        yield {
            "subject_id": row["subject_id"],
            "label": row["label"],
            "sentence": _sentence(row, words, results.survey.settings.wording),
            "cells": ["" if pd.isna(row[c]) else row[c] for c in _COLUMNS],
            "key": " / ".join((row["round"], row["sub_region"], row["subject_id"])),
            "named_by": own.to_dict("records"),
        }


def _sentence(row: dict[str, object], words: Words, wording: Mapping[str, str]) -> str:
    """Say how many named a subject, and within which bounds.

    >>> from types import SimpleNamespace
    >>> row = {"needing": 8, "answered": 25, "label": "Origin", "members": 35,
    ...        "least": 8, "most": 18}
    >>> words = SimpleNamespace(need="named", members="members")
    >>> _sentence(row, words, {})
    'Origin is named by 8 of the 25 members that answered; by at least 8 and at most \
18 of all 35.'
    """
    that_answered = in_words("that answered", wording)
    said = (
        f"{row['label']} is {words.need} by {row['needing']} of the {row['answered']} "
        f"{words.members} {that_answered}"
    )
    if pd.isna(row["members"]):
        return f"{said}."
    return (
        f"{said}; by at least {row['least']} and at most {row['most']} of all "
        f"{row['members']}."
    )


def _replies(results: Results, words: Words) -> Iterator[dict[str, object]]:
    """Yield each reply that counts, with the file and row it stands in."""
    rows = results.respondents
    pages = set(frame_of(results.survey, results.round)["member_id"])
    here = rows[rows["round"] == results.round]
    names = [words.names.get(who, who) for who in here["respondent_id"]]
    for row in here.assign(name=names).sort_values("name").to_dict("records"):
        yield {**row, "has_page": row["respondent_id"] in pages}
