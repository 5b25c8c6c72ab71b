"""What came back: each tool's export as text cells under the codebook's headers."""

from __future__ import annotations

from rocb_analysis.intake.columns import MappedColumn, header_problems, mapped_columns
from rocb_analysis.intake.exports import Export, LongRows, Sheets, read_export
from rocb_analysis.intake.files import changed_files, file_problems
from rocb_analysis.intake.tools import TOOLS, Tool

__all__ = [
    "TOOLS",
    "Export",
    "LongRows",
    "MappedColumn",
    "Sheets",
    "Tool",
    "changed_files",
    "file_problems",
    "header_problems",
    "mapped_columns",
    "read_export",
]
