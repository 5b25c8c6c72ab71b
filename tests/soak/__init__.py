"""Long runs: `make soak`, or `python -m tests.soak`, in under half an hour."""
