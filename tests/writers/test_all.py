"""The list of documents: counted for the progress bar, and named on the start page."""

from __future__ import annotations

import pytest

from rocb_analysis.disclosure.rule import EDITIONS
from rocb_analysis.pipeline import analyse
from rocb_analysis.writers.all import FILES, count_of_tasks, tasks
from rocb_analysis.writers.html import FOLDERS


@pytest.mark.parametrize("editions", [EDITIONS, ("heads",), ("public",)])
def test_the_progress_bar_counts_every_task(plan_folder, tmp_path, editions) -> None:
    listed = list(tasks(analyse(plan_folder), editions, editions[0], tmp_path))
    assert len(listed) == count_of_tasks(editions)


def test_the_start_page_can_name_every_document(plan_folder, tmp_path) -> None:
    for _, write in tasks(analyse(plan_folder), EDITIONS, "internal", tmp_path):
        write()
    places = [tmp_path / folder for folder in FOLDERS.values()]
    written = {path.name for at in places for path in at.iterdir() if path.is_file()}
    assert written - set(FILES) == set()
