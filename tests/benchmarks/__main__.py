"""Run every measurement and print its table."""

from __future__ import annotations

from tests.benchmarks import coverage_of_intervals, speed_of_reading

if __name__ == "__main__":
    coverage_of_intervals.main()
    speed_of_reading.main()
