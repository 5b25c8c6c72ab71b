"""A release is kept, and what comes after it tells nothing of those that came since."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.results import Results
from rocb_analysis.writers.editions import (
    NOT_RELEASED,
    InEdition,
    in_edition,
    moved,
    releases_of,
)
from rocb_analysis.writers.release import (
    Ready,
    marks_of_release,
    ready,
    release,
    since_last_release,
    standing_round,
)
from rocb_analysis.writers.tables_and_sheets import write_manifest, write_tables
from tests.invented_regions import ROUNDS, Region
from tests.soak.sizes import first_of

LAST = ROUNDS[-1]


@pytest.fixture
def region(tmp_path) -> Region:
    """Return a region in which six replies of the last round come late."""
    made = Region(tmp_path / "survey", 5)
    made.late[LAST] = [m for name, m in made.ballots if name == LAST][:6]
    return made


def made(results: Results, folder: Path) -> Path:
    """Write the tables and the manifest of the Heads' edition."""
    told = in_edition(results, "heads")
    write_tables(told.rule.tables(told.results.tables()), folder / "tables")
    write_manifest(folder, results.survey, round_name=results.round, edition="heads")
    return folder


def released(results: Results, folder: Path, day: int) -> InEdition:
    """Make and release the Heads' edition; return it."""
    found = ready(results, made(results, folder / f"out{day}"), "heads")
    release(found, on=dt.date(2022, 1, day))
    return found.told


def needing(told: InEdition) -> dict[str, object]:
    """Return what an edition shows of the last round, by subject."""
    shown = told.rule.tables(told.results.tables())["priorities"]
    rows = shown[shown["round"] == LAST].set_index("subject_id")
    return rows["needing"].to_dict()


def test_a_preliminary_release_says_words_and_the_final_one_counts(region, tmp_path):
    early = released(region.results(is_final=False), tmp_path, 1)
    assert set(map(type, needing(early).values())) == {str}
    final = released(region.results(is_final=True), tmp_path, 2)
    assert int in set(map(type, needing(final).values()))
    assert [one.status for one in releases_of(final.results.survey)] == [
        "FINAL",
        "PRELIMINARY",
    ]


@pytest.mark.parametrize("seed", first_of(range(3)))
def test_a_preliminary_release_costs_the_final_edition_no_count(tmp_path, seed):
    """Words that would, beside counts, tell a number are withheld early on."""
    region = Region(tmp_path / "survey", seed)
    region.late[LAST] = []
    alone = needing(in_edition(region.results(is_final=True), "heads"))
    released(region.results(is_final=False), tmp_path, 1)
    assert needing(in_edition(region.results(is_final=True), "heads")) == alone


def test_a_corrected_reply_changes_no_figure_of_the_release(region, tmp_path):
    final = released(region.results(is_final=True), tmp_path, 1)
    region.correct()
    later = in_edition(region.results(is_final=True), "heads")
    assert needing(later) == needing(final)
    day, count = later.rule.repeated.since
    assert (day, 1 <= count < 5) == ("2022-01-01", True)
    assert later.rule.tells_little


def test_a_late_reply_or_four_change_no_figure_of_the_release(region, tmp_path):
    everybody = dict(region.ballots)
    for late in region.late[LAST][:4]:
        del region.ballots[LAST, late]
    final = released(region.results(is_final=True), tmp_path, 1)
    region.ballots = everybody
    later = in_edition(region.results(is_final=True), "heads")
    assert needing(later) == needing(final)
    assert later.rule.repeated.since == ("2022-01-01", 4)
    said = " ".join(since_last_release(later))
    assert said.startswith("Since the release of 1 January 2022: 4 replies came.")
    assert not [m for m in region.areas if m in said]


def test_an_edition_is_marked_until_it_is_released_and_when_it_shows_other_figures(
    region, tmp_path
):
    results = region.results(is_final=False)
    assert marks_of_release(in_edition(results, "heads")) == (NOT_RELEASED,)
    released(results, tmp_path, 1)
    assert marks_of_release(in_edition(results, "heads")) == ()
    assert marks_of_release(in_edition(results, "public")) != ()
    assert marks_of_release(in_edition(region.results(is_final=True), "heads")) != ()
    assert marks_of_release(in_edition(results, "internal")) == ()


def test_a_release_is_one_readable_file(region, tmp_path):
    told = released(region.results(is_final=True), tmp_path, 9)
    (path,) = (told.results.survey.path / "releases").iterdir()
    assert path.name == "001_2022-01-09_heads.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    assert (said["round"], said["edition"], said["status"]) == (LAST, "heads", "FINAL")
    assert said["figures"]["priorities"].startswith("round,sub_region,subject_id")
    assert len(said["manifest_sha256"]) == 64


def test_only_what_stands_and_was_made_of_these_files_is_released(region, tmp_path):
    results = region.results(is_final=True)
    survey, folder = results.survey, tmp_path / "out"
    with pytest.raises(SurveyError, match="There is no edition heads in out"):
        standing_round(survey, folder, "heads", None)
    made(results, folder)
    assert standing_round(survey, folder, "heads", None) == LAST
    with pytest.raises(SurveyError, match="holds the edition heads of r2"):
        standing_round(survey, folder, "heads", "r1")
    table = folder / "tables" / "priorities.csv"
    table.write_text("changed", encoding="utf-8")
    with pytest.raises(SurveyError, match=r"csv was changed .* move out away, then"):
        standing_round(survey, folder, "heads", None)
    with pytest.raises(SurveyError, match="is not what the survey gives now"):
        ready(results, folder, "heads")


def test_an_edition_of_other_inputs_is_not_released(region, tmp_path):
    results = region.results(is_final=True)
    folder = made(results, tmp_path / "out")
    (results.survey.path / "survey.toml").write_text("least_group = 4\n")
    with pytest.raises(SurveyError, match=r"survey.toml was changed since out"):
        standing_round(results.survey, folder, "heads", None)


def test_a_release_that_cannot_be_read_stops(region, tmp_path):
    told = released(region.results(is_final=True), tmp_path, 1)
    (path,) = (told.results.survey.path / "releases").iterdir()
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SurveyError, match="put back the file"):
        releases_of(told.results.survey)


def test_replies_that_came_changed_or_went_are_counted():
    before = {"A": "1", "B": "2", "C": "3"}
    assert moved(before, {"A": "1", "B": "9", "D": "4"}) == (1, 1, 1)


def test_an_edition_is_ready_with_a_sentence_on_the_release_before(region, tmp_path):
    results = region.results(is_final=True)
    found = ready(results, made(results, tmp_path / "out"), "heads")
    assert isinstance(found, Ready)
    assert found.sentences[1] == f"{LAST} was not released before."


def test_an_edition_that_is_released_needs_no_second_release(region, tmp_path):
    results = region.results(is_final=True)
    edition = made(results, tmp_path / "out")
    first = ready(results, edition, "heads")
    assert not first.is_released
    release(first, on=dt.date(2022, 1, 1))
    assert ready(results, edition, "heads").is_released


def test_what_is_to_be_run_first_names_the_survey_folder(region, tmp_path):
    survey = region.results(is_final=True).survey
    with pytest.raises(SurveyError, match=f"report {survey.path} --edition heads"):
        standing_round(survey, tmp_path / "nothing", "heads", None)
