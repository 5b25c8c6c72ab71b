"""What a brief says: a page a module, and each number with its source.

contents      the brief of an edition, in the order of its pages
findings      what a page holds: sentences, a chart or a table
words         what several pages say: status, quarters, leading subjects, glossary
what_changed, over_the_years, by_sub_region, groups, support_on_record, next_plan,
quality       the pages, and plan_words for what those of the plan share
member        what a member's own page says
"""

from __future__ import annotations
