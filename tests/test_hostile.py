"""Hostile texts in every place that a user fills in: done, or refused in a sentence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rocb_analysis.drafting.add_round import add_round
from rocb_analysis.drafting.new_survey import new_survey
from rocb_analysis.hand_back import plan
from rocb_analysis.pipeline import analyse, check, report
from rocb_analysis.survey import open_survey
from tests.forked import wrong
from tests.hostile import TEXTS, hostile_export, hostile_plan, outcome, spoiled
from tests.soak.sizes import first_of


def through_every_command(root: Path, seed: int, *, with_report: bool) -> None:
    """Take one hostile survey, export and plan through all commands; fail by name."""
    chance = random.Random(seed)
    folder, export, where = spoiled(root / "tiny", chance)
    elsewhere = hostile_export(root, chance)
    hostile_plan(root / "work_plan.xlsx", chance)
    before = sorted(path.name for path in root.iterdir())
    try:
        told: list[object] = []
        refused = outcome(lambda: told.extend(check(folder)))
        assert not any("\n" in str(problem) for problem in told)
        stops = bool(refused) or any(problem.stops for problem in told)
        outcome(lambda: new_survey(root / "new", elsewhere))
        outcome(lambda: new_survey(root / "again", export))
        label = chance.choice(TEXTS)
        outcome(lambda: add_round(folder, elsewhere, label))
        outcome(lambda: plan(folder, edited=root / "work_plan.xlsx"))
        if with_report and not outcome(lambda: report(folder, out=root / "out")):
            assert wrong(root / "out") == ""
        elif not with_report and not stops:
            outcome(lambda: analyse(open_survey(folder)))
    except BaseException as error:
        error.add_note(f"seed {seed}: {where}, {elsewhere.name!r}")
        raise
    made = {path.name for path in root.iterdir()} - set(before)
    assert made <= {"new", "again", "out"}, (seed, made)


@pytest.mark.parametrize("seed", first_of([1001, 1000, 1002, 1003], 2))
def test_a_hostile_survey_is_done_or_refused_in_a_sentence(
    tmp_path: Path, seed: int
) -> None:
    through_every_command(tmp_path, seed, with_report=seed == 1001)
