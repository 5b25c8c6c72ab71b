"""Invent the replies to a survey, with a known truth and planted defects.

members      the invented region: who belongs to it, who needs what, who replies
exports      the form of each file, and the columns of its export
respondent   the text under each header, by the kind of question, and the truth
defects      every kind of mistake, planted in the replies
round_files  the rows of a file, in the shape of its tool (see `survey.tools`)

Headers, answers and options come from the codebook alone; what is particular to a
survey stands in its folder `simulation` (see `members`), or is drawn from the seed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from rocb_analysis.core.files import copy_in, sha256_of, write
from rocb_analysis.core.folders import new_folder
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.survey_folder import Survey
from rocb_analysis.synthetic.defects import (
    deciding,
    plant_defects,
    plant_slips,
    with_blanks,
)
from rocb_analysis.synthetic.exports import ExportFile, Form, InventedReply, forms_of
from rocb_analysis.synthetic.members import FOLDER, Region, invent_region
from rocb_analysis.synthetic.respondent import Voice, fill_in
from rocb_analysis.synthetic.round_files import (
    Everybody,
    Laid,
    file_bytes,
    form_of,
    lay_out,
    truth_tables,
    with_earlier_replies,
)

__all__ = ["simulate"]


def simulate(survey: Survey, out: Path, *, seed: int) -> None:
    """Write a survey folder with the same codebook, invented replies and truth/.

    truth/needs.csv has a row a round, respondent and subject asked, of all members of
    the frame; clusters.csv a row a round and member; defects.csv a row a defect.
    The same seed gives the same bytes.

    Raises SurveyError if out holds something, or a file's shape cannot be written.
    """
    if not 0 <= seed < 2**32:
        raise SurveyError(f"The seed is {seed}; write a number from 0 to {2**32 - 1}.")
    region, forms = invent_region(survey, seed), forms_of(survey)
    sheets, everybody = _answered(region, forms)
    slips = [plant_slips(sheet) for sheet in with_earlier_replies(sheets)]
    planted = plant_defects([sheet for sheet, _ in slips], region.rng("defects"))
    files = [lay_out(with_blanks(sheet)) for sheet in planted]
    hits = [row for _, of_file in slips for row in of_file]
    decided = [*hits, *deciding(region, files)]
    with new_folder(out) as folder:
        hashes = _write_rounds(files, folder / "rounds")
        _write_codebook(survey, folder, hashes, decided)
        for name, table in truth_tables(region, everybody, files).items():
            _write(table, folder / "truth" / f"{name}.csv")


def _answered(region: Region, forms: list[Form]) -> tuple[list[ExportFile], Everybody]:
    """Return the replies in each file, and what is true of everybody asked."""
    everybody: Everybody = {}
    sheets = []
    files: dict[str, list[Form]] = {}
    for form in forms:
        files.setdefault(form.file.round, []).append(form)
    for form in forms:
        name = form.file.round
        replies = []
        for person in region.in_frame(name):
            if form_of(region, files[name], person) is form:
                reply = _reply(region, form, person)
                everybody[name, person] = reply.needs
                replies += [reply] if region.replies.loc[person, name] else []
        rng = region.rng("sheet", form.file.labels[0])
        sheets.append(ExportFile(region, form, replies, rng))
    return sheets, everybody


def _reply(region: Region, form: Form, person: str) -> InventedReply:
    cells, needs = fill_in(Voice(region, form, person))
    if form.who:
        cells[form.who] = region.typed(person)
    rng = region.rng("moment", form.file.round, person)
    day = rng.uniform(0.01, 0.99) * (form.closed - form.opened)
    moment = (form.opened + day).replace(hour=int(rng.integers(8, 18)), microsecond=0)
    return InventedReply(person, moment, cells, needs)


def _write_rounds(files: list[Laid], folder: Path) -> dict[str, str]:
    """Write the files of all rounds and return their sha256 by name."""
    hashes = {}
    for name in dict.fromkeys(laid.sheet.form.file.file for laid in files):
        data = file_bytes([one for one in files if one.sheet.form.file.file == name])
        write(folder / name, data)
        hashes[name] = sha256_of(data)
    return hashes


def _write_codebook(
    survey: Survey, out: Path, hashes: dict[str, str], hits: list[int]
) -> None:
    """Write survey.toml and the codebook, with rounds marked synthetic.

    A correction that would hit nothing is left out, since it stops a run.
    """
    copy_in(survey.path / "survey.toml", out / "survey.toml")
    if (survey.path / FOLDER).is_dir():
        copy_in(survey.path / FOLDER, out / FOLDER)
    for name, headers in survey.codebook.headers.items():
        table = survey.codebook.tables[name]
        if name == "rounds":
            sums = table["file"].map(hashes)
            table = table.assign(data_kind="synthetic", sha256=sums)
            headers = list(dict.fromkeys([*headers, "data_kind", "sha256"]))
        if name == "corrections":
            table = table[table.index.isin(hits)]
        _write(table[[h for h in headers if h]], out / "codebook" / f"{name}.csv")


def _write(table: pd.DataFrame, path: Path) -> None:
    write(path, table.to_csv(index=False, lineterminator="\n"))
