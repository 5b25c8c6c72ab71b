"""Long runs that CI does not wait for; run by `make soak`."""
