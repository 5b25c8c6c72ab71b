"""Draft what a person then decides: a new survey, a new round, the next form.

Nothing is applied that is not exactly what the codebook already says; all else is
listed in `review/<round>.csv`. A draft is built whole before anything is put in place.

new_survey, new_questions  a survey folder from an export
kinds, grids, paradata     guesses from columns: a kind (of those in `survey.records`),
                           what belongs together, what the form tool added
add_round, replace_round   a round's export; a newer one in its place
round_edits, round_review  what that changes in the codebook; what a person decides
codebook_edit, table_edit  cells changed, and every other one left as it stands
next_form, entry_workbook  next year's form; the workbook for replies by mail
"""

from __future__ import annotations
