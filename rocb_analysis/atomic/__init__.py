"""The one room that writes: whole files and folders, each under its root, or nothing.

files     one file, or several together; a sentence where the disk refuses
places    where an output may stand, and that a file lies under its root
owned     whether every file of a folder is as this program wrote it
locks     one run a folder at a time
folders   a folder built beside its place and exchanged with what stands there
"""

from __future__ import annotations

from rocb_analysis.atomic.files import (
    bytes_of,
    cannot_write,
    copy_in,
    is_of_the_disk,
    put_in_place,
    sha256_of,
    write,
)
from rocb_analysis.atomic.folders import new_folder, new_output, scratch_folder
from rocb_analysis.atomic.owned import MANIFEST, SUMS, hashes_in
from rocb_analysis.atomic.places import inside

__all__ = [
    "MANIFEST",
    "SUMS",
    "bytes_of",
    "cannot_write",
    "copy_in",
    "hashes_in",
    "inside",
    "is_of_the_disk",
    "new_folder",
    "new_output",
    "put_in_place",
    "scratch_folder",
    "sha256_of",
    "write",
]
