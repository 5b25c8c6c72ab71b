"""What is said to who cannot see a picture, on the page.

Word, PDF and slides are held by their own tests; the numbers of the words by those of
claims.
"""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.briefs import EDITIONS, shipped
from tests.released import document


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_picture_of_the_page_has_the_words_of_its_chart(edition):
    page = document(edition, "brief.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<svg role="img" aria-labelledby="(\S+) (\S+)"', page)
    assert len(pictures) == page.count("<svg")
    said = [
        unescape(re.search(rf'<desc id="{desc}">(.*?)</desc>', page, re.DOTALL)[1])
        for _, desc in pictures
    ]
    charts = [f.chart for f in shipped(edition).findings if f.chart]
    assert said == [chart.alt for chart in charts]
