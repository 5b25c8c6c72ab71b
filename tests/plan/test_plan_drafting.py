"""From a survey folder to its plan: what is shipped, what is read, what is checked."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.clean import clean_survey
from rocb_analysis.delivery.register import read_register
from rocb_analysis.delivery.support import gaps_by_round
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.plan.adopted_plans import (
    plan_problems,
    plan_progress,
    progress_sentence,
    strategic_view,
)
from rocb_analysis.plan.from_survey import (
    _book_of,
    draft_of_round,
    office_files,
    plans_by_year,
)
from rocb_analysis.plan.offers import default_offers
from rocb_analysis.plan.planning_book import (
    FILE,
    SHEETS,
    Planning,
    default_kinds,
    read_planning,
)
from rocb_analysis.plan.planning_checks import delivery_problems
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.survey_folder import Survey
from rocb_analysis.writers.plan_books import planning_workbook, write_planning

SURVEY = Path(__file__).resolve().parents[2] / "data" / "raw" / "rocb_ap"


def test_of_the_shipped_plan_eleven_of_fifteen_lines_were_held() -> None:
    survey = open_survey(SURVEY)
    progress = plan_progress(
        plans_by_year(survey), read_register(SURVEY, survey).activities
    )
    said = progress_sentence(progress, "2024/25")
    assert said == "11 of 15 planned activities held"
    assert set(progress["status"]) == {"adopted", "delivered", "cancelled"}


def parts(workbook: bytes) -> dict[str, bytes]:
    """Return what a workbook is packed of: another machine may pack it otherwise."""
    with zipfile.ZipFile(BytesIO(workbook)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_shipped_planning_book_is_as_the_program_writes_it() -> None:
    path = SURVEY / "planning.xlsx"
    written = planning_workbook(read_planning(path))
    assert parts(written) == parts(path.read_bytes())


def test_the_shipped_plans_and_book_have_nothing_to_mend() -> None:
    assert delivery_problems(open_survey(SURVEY)) == []


def test_every_line_of_the_shipped_plan_says_that_it_is_synthetic() -> None:
    (plan,) = plans_by_year(open_survey(SURVEY)).values()
    assert plan["office_note"].str.startswith("Synthetic").all()


def test_kinds_of_own_lines_alone_are_offered_to_nobody() -> None:
    book = read_planning(SURVEY / "planning.xlsx")
    members = pd.DataFrame({"member_id": ["A", "B"], "sub_region": ["East"] * 2})
    offered = set(default_offers(["val"], members, book.kinds)["kind"])
    assert "mission" in set(book.kinds["kind"])
    assert not {"mission", "national_workshop"} & offered


def test_without_a_list_of_members_no_plan_is_drafted(survey_folder) -> None:
    folder = survey_folder(
        {"r1.csv": [["Who", "Need [Valuation]", "Need [Origin]", "Note"]]}
    )
    survey = open_survey(folder)
    cleaned = clean_survey(survey)
    needs = needs_by_respondent_subject(survey, cleaned)
    register = read_register(folder, survey)
    gaps = gaps_by_round(survey, needs, register)
    drafted = draft_of_round(
        survey, needs, cleaned.responses, register, gaps, "r1", None
    )
    assert drafted.plan is None
    assert drafted.work_plan.empty
    assert drafted.plan_progress.empty


def test_decisions_of_the_last_plan_do_not_bind_that_of_an_earlier_round(
    make_survey,
) -> None:
    survey = make_survey(rounds="round,file\n2023,a.csv\n2024,b.csv")
    limits = pd.DataFrame(
        [("events", "", "", "3", ""), ("subject", "val", "1", "", "")],
        columns=list(SHEETS["limits"]),
    )
    locked = pd.DataFrame([("val-workshop-1", "keep", "", "", "", "")])
    locked.columns = list(SHEETS["locked"])
    write_planning(Planning(limits=limits, locked=locked), survey.path / FILE)
    book = read_planning(survey.path / FILE)
    last, earlier = (_book_of(survey, name, book) for name in ("2024", "2023"))
    assert (len(last.limits), len(last.locked)) == (2, 1)
    assert earlier.limits["limit"].tolist() == ["events"]
    assert earlier.locked.empty


def plans(folder: Path, **files: str) -> Path:
    (folder / "plans").mkdir()
    for name, text in files.items():
        path = folder / "plans" / f"{name.removeprefix('p').replace('_', '-')}.csv"
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"last": "line\na\n"}, "plans/last.csv: it is not named by its plan year"),
        (
            {"p2024": "line\na\n", "p2024_25": "line\na\n"},
            "plans/2024.csv: it is of the same plan year as 2024-25.csv",
        ),
        (
            {"p2024": "line,days\na,five\n"},
            'plans/2024.csv, row 2, days: "five" is no number',
        ),
        (
            {"p2024": "line,line\na,a\n"},
            'plans/2024.csv, row 1, column B: "line" is no column of a plan, or',
        ),
    ],
)
def test_a_mistake_in_a_plan_is_told_with_file_row_and_column(
    tmp_path, files, said
) -> None:
    (problem,) = plan_problems(plans(tmp_path, **files))
    assert str(problem).startswith(said)


def test_lasting_needs_stand_above_the_lines_of_each_year() -> None:
    trends = pd.DataFrame(
        {
            "subject_id": ["val", "roo", "hs"],
            "kind": ["persistent", "", "emerging"],
            "rounds": [5, 5, 4],
        }
    )
    subjects = pd.DataFrame(
        {"subject_id": ["val", "roo", "hs"], "label": list("VRH"), "pillar": "One"}
    )
    lines = pd.DataFrame(
        [
            ("2024/25", "a", "val", "One"),
            ("2024/25", "b", "val", "One"),
            ("2026/27", "a", "val", "One"),
            ("2026/27", "c", "roo", "One"),
            ("2026/27", "d", "", "Two"),
        ],
        columns=["plan_year", "line", "subject_id", "pillar"],
    )
    status = ["delivered", "adopted", "draft", "draft", "draft"]
    progress = lines[["plan_year", "line"]].assign(status=status)
    view = strategic_view(trends, subjects, lines, progress)
    assert view[["pillar", "subject_id", "kind"]].values.tolist() == [
        ["One", "val", "persistent"],
        ["One", "hs", "emerging"],
        ["One", "", ""],
        ["Two", "", ""],
    ]
    assert view[["adopted", "held", "proposed"]].values.tolist() == [
        [2, 1, 1],
        [0, 0, 0],
        [0, 0, 1],
        [0, 0, 1],
    ]


def test_pillars_stand_in_the_order_of_the_strategy() -> None:
    lines = pd.DataFrame(
        [("2024", "a", "", "One"), ("2024", "b", "", "Two"), ("2024", "c", "", "New")],
        columns=["plan_year", "line", "subject_id", "pillar"],
    )
    progress = lines[["plan_year", "line"]].assign(status="adopted")
    trends = pd.DataFrame(columns=["subject_id", "kind", "rounds"])
    subjects = pd.DataFrame(columns=["subject_id", "label", "pillar"])
    view = strategic_view(trends, subjects, lines, progress, pillars=["Two", "One"])
    assert list(view["pillar"]) == ["Two", "One", "New"]


PILLARS = "pillar,label,position\ntools,Instruments,2\ntalk,Communication,1"


def with_pillars(make_survey, name: str, **tables: str) -> Survey:
    """Return a survey whose planning book has its first kind under that pillar."""
    survey = make_survey(
        rounds="round,file,asked_on\n2023,a.csv,2023-12-04",
        members="member_id,name\nAAA,Land of A",
        **tables,
    )
    kinds = default_kinds()
    kinds.loc[kinds.index[0], "pillar"] = name
    write_planning(Planning(kinds=kinds), survey.path / FILE)
    return survey


def test_a_kind_under_a_pillar_that_is_not_in_the_table_is_told(make_survey) -> None:
    (said,) = delivery_problems(with_pillars(make_survey, "tool", pillars=PILLARS))
    assert str(said) == (
        'planning.xlsx, sheet kinds, row 2: "tool" is no pillar of '
        'codebook/pillars.csv; correct it, or add it there. Did you mean "tools"?'
    )


@pytest.mark.parametrize("name", ["tools", "Instruments"])
def test_a_kind_names_its_pillar_by_id_or_label(make_survey, name: str) -> None:
    survey = with_pillars(make_survey, name, pillars=PILLARS)
    assert delivery_problems(survey) == []
    assert office_files(survey).book.kinds["pillar"].iloc[0] == "tools"


def test_without_a_table_of_pillars_any_text_is_one(make_survey) -> None:
    survey = with_pillars(make_survey, "Any text")
    assert delivery_problems(survey) == []
    assert office_files(survey).book.kinds["pillar"].iloc[0] == "Any text"


def test_an_activity_that_names_no_line_of_its_plan_is_told(register_folder) -> None:
    folder, survey = register_folder(
        activities="""
        activity_id,start,title,plan_line
        a1,2024-10-07,Workshop,val-workshop-1
        a2,2024-11-07,Workshop,val-workshop-2
        a3,2024-12-07,Workshop,2023-24/val-workshop-1
        """
    )
    plans(folder, p2024_25="line,title\nval-workshop-1,On value\n")
    said = [str(one) for one in delivery_problems(survey) if one.column == "plan_line"]
    assert len(said) == 2
    assert said[0].startswith(
        'activities.csv, row 3, plan_line: "val-workshop-2" is no line of a plan '
        "adopted for 2024/25"
    )
    assert "adopted for 2023-24" in said[1]
