"""What the brief says of a follow-up survey, edition by edition."""

from __future__ import annotations

from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.support_on_record import follow_up
from rocb_analysis.brief.words import words_of
from rocb_analysis.core.claims import unsourced
from rocb_analysis.disclosure.rule import Edition, disclosure
from tests.shipped import results_of


def found(edition: Edition, name: str = "rocb_ap_follow_up") -> Finding | None:
    results = results_of(name)
    return follow_up(results, disclosure(results.survey, edition), words_of(results))


def test_the_office_reads_how_far_members_came() -> None:
    one = found("internal")
    assert one is not None
    assert one.sentences[:2] == (
        "34 members took part on record; 23 of them replied.",
        "Modernization project started: 9 of the 22 that answered; at most 21 of all "
        "that took part.",
    )


def test_each_number_keeps_where_it_comes_from() -> None:
    one = found("internal")
    assert one is not None
    assert [unsourced(said) for said in one.sentences] == [[], [], []]


def test_the_table_has_a_row_a_workshop_and_a_column_a_step() -> None:
    one = found("internal")
    assert one is not None
    assert one.table is not None
    assert list(one.table)[:4] == [
        "Workshop",
        "Took part",
        "Replied",
        "Follow-up action taken",
    ]
    assert one.table["Replied"].tolist() == [9, 7, 13, 10]
    assert one.table["Lessons applied"].tolist()[0] == "6 of 9"


def test_others_read_no_step_that_few_report_or_few_do_not() -> None:
    one = found("heads")
    assert one is not None
    assert one.table is None
    assert one.chart is not None
    assert "Modernization project started" in one.chart.alt
    # 21 of 23 took action: the two that did not are too few to tell of.
    assert "Follow-up action" not in one.chart.alt


def test_a_survey_that_asks_of_no_workshop_has_no_such_finding() -> None:
    assert found("internal", "rocb_ap") is None
