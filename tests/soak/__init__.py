"""Long runs: `make soak`, or `python -m tests.soak`, in under 30 minutes on two cores."""
