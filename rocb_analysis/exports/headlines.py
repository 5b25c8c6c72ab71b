"""The sentences of a brief alone, to paste into a letter or a web page."""

from __future__ import annotations

import re
from pathlib import Path

from rocb_analysis.atomic import write
from rocb_analysis.exports.findings import Brief
from rocb_analysis.exports.pages import footer_of, heading_of, under_heading

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
