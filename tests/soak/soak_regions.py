"""What leaves the office of many invented regions, release after release."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disclosure.test_random_regions import released_three_times
from tests.soak.sizes import SIZES


@pytest.mark.parametrize("part", range(4))
def test_no_release_of_many_invented_regions_tells_anything(
    tmp_path: Path, part: int
) -> None:
    for seed in range(part, SIZES.regions, 4):
        settings = "preliminary_counts = true" if seed % 8 < 4 else ""
        folder = tmp_path / str(seed)
        assert released_three_times(folder, seed, settings) == [], seed
