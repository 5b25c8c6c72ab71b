"""Web pages from templates: one file each, no script, nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

from rocb_analysis.atomic import write


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
