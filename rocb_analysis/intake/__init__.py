"""What came back: each tool's export as text cells under the codebook's headers."""

from __future__ import annotations

from rocb_analysis.intake.columns import MappedColumn, header_problems, mapped_columns
from rocb_analysis.intake.export import (
    Export,
    Sheets,
    changed_files,
    file_problems,
    read_export,
)
from rocb_analysis.intake.long import LongRows

__all__ = [
    "Export",
    "LongRows",
    "MappedColumn",
    "Sheets",
    "changed_files",
    "file_problems",
    "header_problems",
    "mapped_columns",
    "read_export",
]
