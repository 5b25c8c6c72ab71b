"""The ground floor: what knows of no survey.

tables             the tables of the product: columns, keys, types, decimals
text               words compared as the contract says
claims             texts that know where their numbers come from
sheets, workbooks  any sheet as rows of text; a workbook in a process of its own
encodings, spreadsheet_damage    what went wrong before a file came here
files, folders     the one place that writes: whole, under its root, or not at all
"""

from __future__ import annotations
