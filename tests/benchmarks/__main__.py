"""Run every measurement and print its table."""

from __future__ import annotations

from tests.benchmarks import (
    clusters_honesty,
    clusters_targets,
    coverage_of_intervals,
    coverage_of_plans,
    coverage_of_ranks,
    likely_ranges,
    narrowing_by_calls,
    power_of_changes,
    speed_of_cleaning,
    speed_of_clusters,
    speed_of_ranks,
    speed_of_reading,
    trends_of_panels,
)

if __name__ == "__main__":
    coverage_of_intervals.main()
    speed_of_reading.main()
    speed_of_cleaning.main()
    speed_of_ranks.main()
    coverage_of_ranks.main()
    likely_ranges.main()
    power_of_changes.main()
    trends_of_panels.main()
    narrowing_by_calls.main()
    coverage_of_plans.main()
    speed_of_clusters.main()
    clusters_targets.main()
    clusters_honesty.main()
