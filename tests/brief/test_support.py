"""What the brief says of needs and support on record, edition by edition."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.text import Text

from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.support_on_record import support
from rocb_analysis.brief.words import words_of
from rocb_analysis.disclosure.rule import disclosure
from tests.briefs import results


def found(*, asked: int, without: int, edition: str, spared: int = 3) -> Finding:
    """Return the finding where so many asked for val and so many lack support.

    spared: members without need, as many with support on record as without.
    """
    gaps = ["open"] * without + ["served"] * (asked - without)
    delivered = [{"open": "none"}.get(gap, "named") for gap in gaps]
    rows = pd.DataFrame(
        {
            "round": "2025",
            "member_id": [f"M{n}" for n in range(len(gaps) + 2 * spared)],
            "subject_id": "val",
            "gap": [*gaps, *["no_need"] * 2 * spared],
            "delivered": [*delivered, *["none", "named"] * spared],
        }
    )
    made = replace(results(), gaps=rows)
    one = support(made, disclosure(made.survey, edition), words_of(made))
    assert one is not None
    return one


def test_the_office_reads_for_how_many_no_activity_is_found() -> None:
    one = found(asked=12, without=7, edition="internal")
    assert one.sentences[0] == (
        "Of the 12 members that asked for Customs valuation, we find no activity on "
        "record up to 23 May 2025 for 7."
    )
    assert one.table is not None
    assert one.table.iloc[0].tolist() == ["Customs valuation", 12, 5, 0, 7]


def test_sentence_and_title_name_both_subjects_that_lack_most_support() -> None:
    gaps = pd.DataFrame(
        {
            "round": "2025",
            "member_id": ["M1", "M2", "M3", "M1", "M2"],
            "subject_id": ["val", "val", "val", "roo", "roo"],
            "gap": ["open", "open", "served", "open", "open"],
            "delivered": ["none", "none", "named", "none", "none"],
        }
    )
    made = replace(results(), gaps=gaps)
    one = support(made, disclosure(made.survey, "internal"), words_of(made))
    assert one is not None
    assert one.chart is not None
    both = "Customs valuation and Rules of origin"
    assert one.sentences[0].startswith(f"For each of {both}, we find no activity")
    assert one.chart.title == f"{both}: no activity found for 2 members each"


@pytest.mark.parametrize("edition", ["internal", "heads", "public"])
def test_the_register_ends_when_it_was_kept_and_not_with_the_survey(
    edition: str,
) -> None:
    one = found(asked=12, without=7, edition=edition)
    assert one.sentences[1] == (
        "Activities from 1 July 2022 to 23 May 2025 count; the register was kept up to "
        "23 May 2025. The register is incomplete: some support may be missing from it."
    )
    assert one.note == "Register kept up to 23 May 2025."


def test_the_chart_says_up_to_when_in_its_note_and_its_alt_text() -> None:
    one = found(asked=12, without=7, edition="internal")
    assert one.chart is not None
    texts = " ".join(text.get_text() for text in one.chart.figure.findobj(Text))
    assert "register kept up to 23 May 2025." in " ".join(texts.split())
    assert one.chart.alt.endswith("Register kept up to 23 May 2025.")


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_numbers_leave_the_office_only_if_both_parts_are_large(edition: str) -> None:
    shown = found(asked=12, without=7, edition=edition)
    assert shown.table is not None
    assert shown.left_out == ""
    assert shown.table.iloc[0].tolist() == ["Customs valuation", 5, 7]
    for asked, without in ((12, 8), (9, 4)):
        hidden = found(asked=asked, without=without, edition=edition)
        assert hidden.table is None
        assert "Customs valuation" not in " ".join(hidden.sentences)


@pytest.mark.parametrize("edition", ["heads", "public"])
@pytest.mark.parametrize("spared", [0, 1])
def test_who_reads_the_register_does_not_learn_that_all_without_support_asked(
    edition: str, spared: int
) -> None:
    told = found(asked=12, without=7, edition=edition, spared=spared)
    assert told.table is None


def test_without_a_register_nothing_is_said() -> None:
    made = replace(results(), gaps=results().gaps.iloc[:0])
    assert support(made, disclosure(made.survey, "internal"), words_of(made)) is None
