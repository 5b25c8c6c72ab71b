"""The documents of each edition, made of a brief or of tables.

all                 the tasks of a report, in order
editions, release   what an edition is made of; the command release and its audit
layout              what page, Word, PDF and slides share
html, word, pdf, slides          a format each
workbook, tables_and_sheets      tables as sheets and as CSV, with the manifest
member_pages, start_page         pages for one member; the door to all of it
plan_books, plan_files           workbooks of the plan; what is handed back
"""

from __future__ import annotations
