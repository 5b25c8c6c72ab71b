"""Side-by-side measurements and simulation studies; run by `make bench`."""
