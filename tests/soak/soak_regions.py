"""What leaves the office of 200 invented regions, release after release."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_random_regions import released_three_times


@pytest.mark.parametrize("part", range(4))
def test_no_release_of_200_invented_regions_tells_anything(
    tmp_path: Path, part: int
) -> None:
    for seed in range(part, 200, 4):
        settings = "preliminary_counts = true" if seed % 8 < 4 else ""
        folder = tmp_path / str(seed)
        assert released_three_times(folder, seed, settings) == [], seed
