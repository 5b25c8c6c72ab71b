"""Draft what a person then decides: a new survey, a new round, the next form.

Nothing is applied that is not exactly what the codebook already says; all else is
listed in `review/<round>.csv`. A draft is built whole before anything is put in place.
"""

from __future__ import annotations
