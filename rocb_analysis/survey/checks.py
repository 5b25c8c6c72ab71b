"""Check the codebook: is every cell of its form, do its rows agree with each other?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations, pairwise
from pathlib import Path

from rocb_analysis.core.spreadsheet_damage import (
    error_value,
    made_date,
    numbers_meant,
    powered,
)
from rocb_analysis.core.text import hint, listed, nearest
from rocb_analysis.survey.codebook import (
    ABOUT,
    NEEDED,
    file_name_problem,
)
from rocb_analysis.survey.masking import filled, in_order, leave_out, problem
from rocb_analysis.survey.records import (
    PLACED_KINDS,
    RANKING_KINDS,
    RATING_KINDS,
    Problem,
    Question,
    RoundFile,
    ScaleAnswer,
    Use,
    number_range,
)
from rocb_analysis.survey.schema import (
    AS_FOUND,
    OfficeSheet,
    days_out_of_order,
    form_problems,
    unknown_column,
)
from rocb_analysis.survey.survey_folder import (
    Survey,
    long_problems,
    planned_columns,
    planned_questions,
)


def problems_in(survey: Survey) -> list[Problem]:
    """Return what is wrong with the codebook, what stops a run first.

    A row that is not of its form is left out of the cross-checks, so that it is told
    once and hides nothing.
    """
    found = list(problems_of_form(survey))
    rest = leave_out(survey, found)
    rules: tuple[Callable[[Survey], Iterable[Problem]], ...] = (
        _rounds,
        long_problems,
        _kinds_of_data,
        answer_problems,
        partial(row_problems, strays=_ids_named(survey)),
        _names_met_twice,
        _uses,
        _need_questions,
        place_problems,
        cluster_problems,
    )
    # Against a table that could not be read, each row of the others would be wrong.
    for rule in rules if survey.codebook.tells_of_files else ():
        found += rule(rest)
    return in_order(survey, _told_once(found))


def _ids_named(survey: Survey) -> set[str]:
    """Return the questions and subjects that columns and scales name, known or not."""
    columns, scales = survey.columns, survey.scales
    return {*columns["question_id"], *columns["subject_id"], *scales["subject_id"]}


def _told_once(problems: list[Problem]) -> list[Problem]:
    """Return the problems without a second one about a cell that stops a run."""
    stopping = {(p.file, p.row, p.column) for p in problems if p.stops and p.row}
    taken: set[tuple[str, int | None, str]] = set()
    kept = []
    for one in sorted(problems, key=lambda one: not one.stops):
        cell = (one.file, one.row, one.column)
        if cell not in taken:
            kept.append(one)
        if cell in stopping and one.column:
            taken.add(cell)
    return kept


# Is every cell of the form its column declares?


def problems_of_form(survey: Survey) -> Iterator[Problem]:
    """Yield every cell of the codebook that is not of the form its column has."""
    known, remedy = _names_known(survey), "Add it there or correct it here."
    yield from _no_rows(survey)
    for sheet in survey.codebook.sheets:
        yield from form_problems(sheet, known, remedy=remedy)
        yield from _changed_names(sheet)
        yield from _formulas(sheet)
    yield from _headers_of_rounds(survey)
    yield from _file_names(survey)
    yield from _unknown_tables(survey)


def _no_rows(survey: Survey) -> Iterator[Problem]:
    for sheet in survey.codebook.sheets:
        if sheet.table.name in NEEDED and sheet.frame.empty and not sheet.unread:
            what = f"{sheet.table.name} has no row below its header; every survey "
            what += "needs its rounds, questions and columns."
            yield sheet.problem(None, "", what)


def _changed_names(sheet: OfficeSheet) -> Iterator[Problem]:
    """Yield names that look made of others: dates of "2-4", powers of long numbers.

    An answer that is a date has a label beside it if it is meant.
    """
    for column in sheet.table.names:
        for row, text in sheet.filled(column):
            meant = column == "answer" and sheet.frame.loc[row, "label"]
            if made_date(text) and not meant:
                pairs = " or ".join(f"{a}-{b}" for a, b in numbers_meant(text))
                what = f'"{text}" is a date that a spreadsheet program may have made'
                what += f" of {pairs}" if pairs else ""
                what += "; format the column as Text and write it again"
                what += ", or write a label beside it if a date is meant."
                yield sheet.problem(row, column, what, stops=False)
            elif powered(text):
                what = f'"{text}" is a number that a spreadsheet program shortened; '
                what += "format the column as Text and write it again."
                yield sheet.problem(row, column, what, stops=False)


def _formulas(sheet: OfficeSheet) -> Iterator[Problem]:
    """Yield cells that hold a formula, or the error that one gives."""
    meant = {one.name for one in sheet.table.columns if one.form is AS_FOUND}
    for column in sheet.frame.columns:
        for row, text in sheet.filled(column) if column not in meant else ():
            if error_value(text) or (text.startswith("=") and text[1:]):
                what = f'"{text}" is what a spreadsheet program makes of a text '
                what += "that begins like a formula; format the column as Text and "
                what += "write again what stood there."
                yield sheet.problem(row, column, what, stops=False)


def _file_names(survey: Survey) -> Iterator[Problem]:
    """Yield ids that differ in capitals alone, and files outside their folder."""
    met: dict[str, str] = {}
    for row, text in filled(survey, "members", "member_id"):
        other = met.setdefault(text.casefold(), text)
        if other != text and not file_name_problem(text):
            what = f'"{text}" and "{other}" differ in capitals only, and each is '
            what += "the name of a file; give one of them another id."
            yield problem(survey, "members", row, "member_id", what)
    rounds = survey.path / "rounds"
    for file in survey.round_files:
        if file.file and not _lies_in(rounds, rounds / file.file):
            what = f'"{file.file}" lies outside rounds/; put the file there and write '
            what += "its name alone."
            yield problem(survey, "rounds", file.row, "file", what)
    template = survey.settings.slide_template
    if template and not _lies_in(survey.path, survey.path / template):
        what = f'slide_template "{template}" lies outside the survey folder; put the '
        what += "file there."
        yield Problem("survey.toml", None, "", what)


def _lies_in(folder: Path, path: Path) -> bool:
    """Say whether a file lies under a folder, links followed."""
    try:
        return folder.resolve() in path.resolve().parents
    except (OSError, RuntimeError, ValueError):
        return False


def _names_known(survey: Survey) -> dict[str, tuple[str, set[str]]]:
    """Return by table where it stands, and its ids, which are its first column."""
    known = {
        sheet.table.name: (sheet.place, set(sheet.frame[sheet.table.column_names[0]]))
        for sheet in survey.codebook.sheets
        if not sheet.unread
    }
    # Without the table of pillars, a pillar is a text of the office's own.
    if not (survey.codebook.tables["pillars"]["pillar"] != "").any():
        known.pop("pillars", None)
    return {name: (place, ids - {""}) for name, (place, ids) in known.items()}


def _headers_of_rounds(survey: Survey) -> Iterator[Problem]:
    """Yield headers of `columns` that are of no round, or of one to come."""
    sheet = next(one for one in survey.codebook.sheets if one.table.rounds)
    labels = {label for file in survey.round_files for label in file.labels}
    known, planned = {*sheet.table.column_names, *labels}, planned_columns(survey)
    for header in sheet.headers if "rounds" not in survey.codebook.unread else ():
        if header in planned:
            what = f'column "{header}" is of no round yet, so it is not read; '
            what += "add the round to rounds once its file is there."
            yield sheet.problem(sheet.header_row, "", what, stops=False)
        elif header and header not in known:
            yield unknown_column(sheet, header, known)


def _unknown_tables(survey: Survey) -> Iterator[Problem]:
    """Yield what looks like a table under a mistyped name, and would read as blank."""
    book = survey.codebook
    missing = {
        name
        for name, place in book.files.items()
        if name not in book.headers or place in book.strangers.values()
    }
    for name, place in survey.codebook.strangers.items():
        if guess := nearest(name, missing):
            what = f'no table is called "{name}", so it is not read. Did you mean '
            what += f'"{guess}"? Correct its name.'
            yield Problem(place, None, "", what, stops=False)


# Do its rows agree with each other?


def _rounds(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "rounds", "round"):
        if "/" in text:
            what = f'the label "{text}" holds a "/"; use another sign.'
            yield problem(survey, "rounds", row, "round", what)
    strange = set(survey.columns) - {la for f in survey.round_files for la in f.labels}
    for file in survey.round_files:
        if not survey.column_of(file) and "/" not in file.round:
            what = f'there is no column "{file.round}" for {file.file}.'
            what += hint(file.round, strange) + " Add it with the headers of that file "
            what += "(blank = not asked)."
            row = survey.codebook.header_rows.get("columns", 1)
            yield problem(survey, "columns", row, file.round, what)
        if survey.has_frame and not file.asked_on:
            what = f"round {file.round} has no date; the frame is read on that day."
            yield problem(survey, "rounds", file.row, "asked_on", what)


def _kinds_of_data(survey: Survey) -> Iterator[Problem]:
    kinds = survey.rounds["data_kind"]
    if (kinds == "synthetic").any() and (kinds != "synthetic").any():
        row = int(kinds.index[kinds != kinds.iloc[0]][0])
        what = "synthetic and real rounds meet in one survey; keep them in two folders."
        yield problem(survey, "rounds", row, "data_kind", what)


def _names_met_twice(survey: Survey) -> Iterator[Problem]:
    for table, columns in {
        "members": ["member_id", "name", "short_name"],
        "subjects": ["subject_id", "label", "short_label"],
        "pillars": ["pillar", "label"],
    }.items():
        frame = survey.codebook.tables[table]
        owner: dict[str, str] = {}
        for row, *names in frame[columns].itertuples():
            for name in dict.fromkeys(name for name in names if name):
                if owner.setdefault(name, names[0]) != names[0]:
                    what = f'"{name}" also names {owner[name]}; a name means one only. '
                    what += "Correct one of the two."
                    column = columns[names.index(name)]
                    yield problem(survey, table, int(row), column, what)


def _uses(survey: Survey) -> Iterator[Problem]:
    """Yield what a question of its kind cannot be asked as."""
    for row, said in survey.columns.iterrows():
        question = survey.question[said["question_id"]]
        what = _misused(question, said["subject_id"], said["position"])
        if what:
            yield problem(survey, "columns", int(str(row)), "question_id", what)
    yield from _two_respondents(survey)


def _two_respondents(survey: Survey) -> Iterator[Problem]:
    said = survey.columns
    who = said["question_id"].map(lambda name: survey.question[name].kind)
    for file in survey.round_files:
        column = survey.column_of(file)
        if not column:
            continue
        rows = list(said.index[(who == "respondent") & (said[column] != "")])
        if len(rows) > 1:
            what = f"{file.file} has {len(rows)} columns that name the respondent; "
            what += "keep one and put the others in ignored_columns."
            yield problem(survey, "columns", int(rows[1]), column, what)


def _misused(question: Question, subject_id: str, position: str) -> str:
    name, kind = question.question_id, question.kind
    if kind == "rank" and not subject_id:
        return f"{name} is a rank question; each of its columns needs a subject_id."
    if kind == "top_n" and subject_id:
        return (
            f"{name} is a top_n question: its columns hold subjects and have none; "
            "leave subject_id blank."
        )
    placed = kind in PLACED_KINDS and position and not subject_id
    if question.about == "need" and placed:
        return f"{name} speaks of a place, so it is never about need; change about."
    return ""


def _need_questions(survey: Survey) -> Iterator[Problem]:
    for round_name in survey.round_names:
        taken: dict[tuple[str, str], str] = {}
        told = set()
        for file in survey.files_of(round_name):
            for way, subject, name in _needs_asked(survey, file):
                other = taken.setdefault((way, subject), name)
                if other != name and (other, name) not in told:
                    told.add((other, name))
                    what = f"in round {round_name} {subject} has two need questions "
                    what += f"that {way}: {other} and {name}; make one of them about "
                    what += "something else."
                    rows = survey.questions.index[
                        survey.questions["question_id"] == name
                    ]
                    yield problem(survey, "questions", int(rows[0]), "about", what)


def _needs_asked(survey: Survey, file: RoundFile) -> Iterator[tuple[str, str, str]]:
    """Yield rate or rank, subject and question for each need a file asks of."""
    for _, use in survey.uses_in(file):
        question = survey.question[use.question_id]
        if question.about != "need":
            continue
        for way, kinds in (("rate", RATING_KINDS), ("rank", RANKING_KINDS)):
            if question.kind in kinds:
                for subject in _subjects_of(survey, file, question, use):
                    yield way, subject, use.question_id


def _subjects_of(
    survey: Survey, file: RoundFile, question: Question, use: Use
) -> list[str]:
    """Return the subjects a column asks of: its own, else all that its list offers."""
    if use.subject_id:
        return [use.subject_id]
    if not question.scale_id:
        return list(survey.subjects["subject_id"])
    offered = survey.scale_in(question.scale_id, file.labels)
    return [answer.subject_id for answer in offered if answer.subject_id]


# Cross-check the answers of the codebook: scales, ranges, spellings, where offered.


def answer_problems(survey: Survey) -> Iterator[Problem]:
    """Yield what is wrong between the answers and the rest of the codebook."""
    yield from _scaleless(survey)
    yield from _labels(survey)
    yield from _no_ranges(survey)
    yield from _at_odds(survey)
    yield from _spellings(survey)


def _scaleless(survey: Survey) -> Iterator[Problem]:
    # A coming round's answers may not be settled when its question is.
    planned = planned_questions(survey)
    for row, said in survey.questions.iterrows():
        if said["question_id"] in planned:
            continue
        if said["kind"] in {"level", "one"} and not said["scale_id"]:
            what = f"a {said['kind']} question needs a scale_id; name its scale."
            yield problem(survey, "questions", int(str(row)), "scale_id", what)


def _labels(survey: Survey) -> Iterator[Problem]:
    labels = {label for file in survey.round_files for label in file.labels}
    for table, column in (("scales", "offered_in"), ("ignored_columns", "round")):
        for row, text in filled(survey, table, column):
            parts = text.split(";") if column == "offered_in" else [text]
            for part in filter(None, map(str.strip, parts)):
                if part not in labels:
                    what = f'"{part}" is no round.{hint(part, labels)} Correct it, or '
                    what += "add the round to rounds."
                    yield problem(survey, table, row, column, what)


def _no_ranges(survey: Survey) -> Iterator[Problem]:
    scales = survey.scales
    for row, answer in filled(survey, "scales", "answer"):
        looks = answer[:1] in "[(" and answer[-1:] in "])" and "," in answer
        if looks and scales.loc[row, "scale_id"] in _number_scales(survey):
            low, high, closed = number_range(answer)
            if not closed or low > high:
                what = f'"{answer}" is no range; write it as [0, 60).'
                yield problem(survey, "scales", row, "answer", what)


def _number_scales(survey: Survey) -> set[str]:
    return {q.scale_id for q in survey.question.values() if q.kind == "number"}


def _at_odds(survey: Survey) -> Iterator[Problem]:
    """Yield answers of a scale that one file would offer twice."""
    numbers = _number_scales(survey)
    for scale_id, rows in survey.scales.groupby("scale_id", sort=False):
        answers = zip(rows.index, survey.scale[str(scale_id)], strict=True)
        for (_, one), (row, other) in combinations(answers, 2):
            same = one.answer == other.answer
            share = scale_id in numbers and _overlap(one, other)
            if (same or share) and _offered_together(survey, one, other):
                what = f'"{other.answer}" stands in this scale twice'
                if share and not same:
                    what = f"{other.answer} shares numbers with {one.answer}"
                what += "; keep one, or say in offered_in which round had which."
                yield problem(survey, "scales", int(row), "answer", what)


def _overlap(one: ScaleAnswer, other: ScaleAnswer) -> bool:
    if not (one.closed and other.closed):
        return False
    low, high = max(one.low, other.low), min(one.high, other.high)
    return low < high or (low == high and one.holds(low) and other.holds(low))


def _offered_together(survey: Survey, one: ScaleAnswer, other: ScaleAnswer) -> bool:
    return any(
        one.offered(file.labels) and other.offered(file.labels)
        for file in survey.round_files
    )


def _spellings(survey: Survey) -> Iterator[Problem]:
    known: dict[str, dict[str, str]] = {
        "member": survey.member_by_name,
        "subject": survey.subject_by_name,
        **{
            name: {a.answer: "" if a.offered_in else a.answer for a in answers}
            for name, answers in survey.scale.items()
        },
    }
    for row, said in survey.spellings.iterrows():
        column, what = _misspelled(said["list"], said["found"], said["means"], known)
        if what:
            yield problem(survey, "spellings", int(str(row)), column, what)


def _misspelled(
    name: str, found: str, means: str, known: dict[str, dict[str, str]]
) -> tuple[str, str]:
    """Return the column of spellings that is wrong, and what is wrong with it.

    known: for each list, what its own names mean; "" if that differs by round.
    """
    if name not in known:
        what = f'"{name}" is no list (member, subject or a scale_id).'
        return "list", what + hint(name, known) + " Correct it."
    own = known[name]
    ids = set(own) if name not in {"member", "subject"} else set(own.values())
    if found == "*":
        what = "* sets aside all that the list does not know; leave means blank."
        return "means", what if means else ""
    if means and means not in ids:
        what = f'"{means}" is not in the list {name}.{hint(means, ids)} Correct it.'
        return "means", what
    if own.get(found) and own[found] != means:
        what = f'"{found}" stands in the list {name} itself, as {own[found]}, so it '
        return "found", what + "can mean nothing else; delete the row."
    return "", ""


# Cross-check questions that speak of a place: no answer may come out twice.

_LISTS = frozenset({"many", "top_n"})


def place_problems(survey: Survey) -> Iterator[Problem]:
    """Yield questions about a place whose answers would share a key of responses."""
    told: set[str] = set()
    for file in survey.round_files:
        for question_id, rows in _without_subject(survey, file).items():
            placed = [row for row, position in rows.items() if position]
            question = survey.question[question_id]
            # Of other kinds an answer keeps the place it was given at.
            if question.kind not in _LISTS or not placed or question_id in told:
                continue
            row, what = placed[0], ""
            if len(placed) < len(rows):
                what = f"{question_id} has columns with a position and without one in "
                what += f"{file.file}; make two questions of them, or ignore one way."
            elif _offers_subjects(survey, question):
                what = f"{question_id} speaks of the subject at a place, so what it "
                what += "lists can be no subjects; name a scale without subject_id."
            if what:
                told.add(question_id)
                yield problem(survey, "columns", row, "position", what)


def _without_subject(survey: Survey, file: RoundFile) -> dict[str, dict[int, str]]:
    """Return for each question asked in a file the rows without a subject, with their
    position.
    """
    label = survey.column_of(file)
    said: dict[str, dict[int, str]] = {}
    for row, cells in survey.columns.iterrows() if label else ():
        if cells[label] and not cells["subject_id"]:
            rows = said.setdefault(cells["question_id"], {})
            rows[int(str(row))] = cells["position"]
    return said


def _offers_subjects(survey: Survey, question: Question) -> bool:
    """Say whether a list in a cell offers subjects: its scale's, else every one."""
    if question.kind != "many":
        return False
    answers = survey.scale.get(question.scale_id, [])
    return not question.scale_id or any(answer.subject_id for answer in answers)


# Cross-check rows of the codebook: days in order, successors, breaks, what is unused.

_TOTAL = "all"


def row_problems(survey: Survey, *, strays: Iterable[str] = ()) -> Iterator[Problem]:
    """Yield rows of the codebook that contradict others or have no effect.

    strays: ids of questions and subjects as the tables name them, known or not; what
        one of them may mean is not called unused.
    """
    for sheet in survey.codebook.sheets:
        yield from days_out_of_order(sheet, earliest=_day_of, latest=_day_of)
    yield from _successors_in_a_circle(survey)
    yield from _sub_regions(survey)
    yield from _breaks_without_a_before(survey)
    yield from no_longer_offered(survey)
    yield from _sources_at_odds(survey)
    yield from _no_need(survey)
    yield from _unused_questions(survey, set(strays))
    yield from _without_need(survey)
    yield from _unasked_subjects(survey, set(strays))


def _day_of(text: str) -> str:
    return text[:10]


def _successors_in_a_circle(survey: Survey) -> Iterator[Problem]:
    subjects = survey.subjects
    after = dict(zip(subjects["subject_id"], subjects["replaced_by"], strict=True))
    told: set[str] = set()
    for row, subject in filled(survey, "subjects", "subject_id"):
        way = [subject]
        while (following := after.get(way[-1])) and following not in way:
            way.append(following)
        if following == subject and subject not in told:
            told |= set(way)
            what = f"{subject} is replaced in a circle ({' by '.join([*way, subject])})"
            what += "; leave replaced_by blank for the one that lives on."
            yield problem(survey, "subjects", row, "replaced_by", what)


def _sub_regions(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "members", "sub_region"):
        if text.casefold() == _TOTAL:
            what = f'a sub-region cannot be called "{text}": the tables call the whole '
            what += "region so. Give it another name."
            yield problem(survey, "members", row, "sub_region", what)


def _breaks_without_a_before(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "breaks", "from_round"):
        if text == survey.round_names[0]:
            what = f"{text} is the first round, so nothing before it can differ; name "
            what += "the first round after the change, or delete the row."
            yield problem(survey, "breaks", row, "from_round", what, stops=False)


def _sources_at_odds(survey: Survey) -> Iterator[Problem]:
    """Yield rounds whose files have two days asked, or two statuses."""
    for name in survey.round_names:
        rows = survey.rounds[survey.rounds["round"] == name]
        for column in ("asked_on", "status"):
            said = rows[column][rows[column] != ""]
            other = said[said != said.iloc[0]] if len(said) else said
            if len(other):
                first, row = said.index[0], int(other.index[0])
                what = f"round {name} has {column} {other.iloc[0]} here and "
                what += f"{said.iloc[0]} in row {first}; one round has one, so correct "
                what += "one of the two."
                yield problem(survey, "rounds", row, column, what)


def _no_need(survey: Survey) -> Iterator[Problem]:
    """Yield questions about the need that can never say that anything is needed."""
    for row, name in filled(survey, "questions", "question_id"):
        question = survey.question[name]
        if question.about != "need":
            continue
        if question.kind not in RATING_KINDS | RANKING_KINDS:
            what = f"a {question.kind} question gives no need, so about = need has no "
            what += "effect; write context, or the kind that it is."
            yield problem(survey, "questions", row, "about", what, stops=False)
        elif what := _silent_scale(survey, question):
            yield problem(survey, "questions", row, "scale_id", what, stops=False)


def _silent_scale(survey: Survey, question: Question) -> str:
    """Return why the scale of a need question says nothing of the need, or ""."""
    if question.kind not in {"level", "number"}:
        return ""
    answers = [a for a in survey.scale.get(question.scale_id, []) if not a.state]
    place = survey.codebook.files["scales"]
    if not any(answer.need for answer in answers):
        return (
            f"no answer of {question.scale_id or 'this question'} says need = yes or "
            f"no, so nobody is counted as needing; fill in need in {place}."
        )
    if not any(answer.value is not None for answer in answers):
        return (
            f"no answer of {question.scale_id} has a value, so no need has a score; "
            f"fill in value in {place}."
        )
    return ""


def _without_need(survey: Survey) -> Iterator[Problem]:
    """Yield that nothing asks what is needed, so that a report has little to say.

    A survey that follows up what was done need not ask it.
    """
    said = set(survey.questions["about"])
    known = said <= {*ABOUT, ""}
    if len(survey.questions) and known and not said & {"need", "follow_up"}:
        what = (
            "no question is about need, so a report cannot say what is needed; write "
        )
        what += "need under about where a question asks it."
        yield problem(survey, "questions", None, "about", what, stops=False)


def _unused_questions(survey: Survey, strays: set[str]) -> Iterator[Problem]:
    unknown = strays - set(survey.question) - set(survey.subjects["subject_id"])
    asked = {q for name in survey.round_names for q in survey.asked_questions(name)}
    asked |= planned_questions(survey)
    for row, name in filled(survey, "questions", "question_id"):
        if name not in asked and not _like(name, unknown):
            what = f"{name} is asked in no round; write its headers in "
            what += f"{survey.codebook.files['columns']}, or delete the row."
            yield problem(survey, "questions", row, "question_id", what, stops=False)


def _unasked_subjects(survey: Survey, strays: set[str]) -> Iterator[Problem]:
    unknown = strays - set(survey.question) - set(survey.subjects["subject_id"])
    asked = set(survey.columns["subject_id"])
    for question in survey.question.values():
        if question.scale_id:
            answers = survey.scale.get(question.scale_id, [])
            asked |= {answer.subject_id for answer in answers}
        elif question.kind in {"top_n", "many"}:
            return
    for row, name in filled(survey, "subjects", "subject_id"):
        if name not in asked and not _like(name, unknown):
            what = f"{name} is asked in no round; name it in "
            what += f"{survey.codebook.files['columns']} or in a scale, or delete the "
            what += "row."
            yield problem(survey, "subjects", row, "subject_id", what, stops=False)


def _like(name: str, strays: set[str]) -> bool:
    """Say whether one of the strays may mean this name."""
    return any(nearest(stray, [name]) for stray in strays)


# Cross-check what lists offer from round to round: is a subject really gone?


def no_longer_offered(survey: Survey) -> Iterator[Problem]:
    """Yield subjects that a list offered and the next round did not, undecided.

    Decided they are by a row of breaks from that round or a later one, or by what
    replaces them.
    """
    told = {(q, s): n for q, s, n in _last_breaks(survey)}
    order = {name: place for place, name in enumerate(survey.round_names)}
    replaced = survey.subjects.set_index("subject_id")["replaced_by"]
    for question in survey.question.values():
        rounds = [n for n in order if question.question_id in survey.asked_questions(n)]
        offers = {name: _offers(survey, question, name) for name in rounds}
        for before, now in pairwise(rounds):
            lost = {
                subject: place
                for subject, place in offers[before].items()
                if subject not in offers[now] and not replaced.get(subject)
            }
            decided = {
                subject
                for subject in lost
                if (last := told.get((question.question_id, subject)))
                and order[last] >= order[now]
            }
            waiting = {s: place for s, place in lost.items() if s not in decided}
            if waiting:
                yield _not_in(survey, question.question_id, before, now, waiting)


def _not_in(
    survey: Survey,
    question_id: str,
    before: str,
    now: str,
    waiting: dict[str, tuple[str, int]],
) -> Problem:
    first = next(iter(waiting.values()))[1]
    named = listed(f'"{text}" (row {row})' for text, row in waiting.values())
    is_one = len(waiting) == 1
    what = f"{named} {'was' if is_one else 'were'} offered in {before} and not in "
    what += (
        f"{now}: if the form offered {'it' if is_one else 'them'}, add {now} there; "
    )
    what += f"if not, write in {survey.codebook.files['breaks']} question_id "
    what += (
        f"{question_id}, subject_id {listed(waiting)}, from_round {now}, comparable "
    )
    what += f"no; until then {'it counts' if is_one else 'they count'} as not asked."
    return problem(survey, "scales", first, "offered_in", what, stops=False)


def _last_breaks(survey: Survey) -> list[tuple[str, str, str]]:
    """Return question, subject and round of each row of breaks, the last round last."""
    order = {name: place for place, name in enumerate(survey.round_names)}
    rows = survey.breaks[["question_id", "subject_id", "from_round"]]
    known = [tuple(row) for row in rows.to_numpy() if row[2] in order]
    return sorted(known, key=lambda row: order[row[2]])


def _offers(
    survey: Survey, question: Question, round_name: str
) -> dict[str, tuple[str, int]]:
    """Return the subjects a list offered in a round, each with its answer and row."""
    scales = survey.scales[survey.scales["scale_id"] == question.scale_id]
    answers = zip(scales.index, survey.scale.get(question.scale_id, []), strict=True)
    labels = [file.labels for file in survey.files_of(round_name)]
    return {
        answer.subject_id: (answer.answer, int(row))
        for row, answer in answers
        if answer.subject_id and any(answer.offered(own) for own in labels)
    }


# Cross-check the named clusters: whole numbers, members that exist, each in one.


def cluster_problems(survey: Survey) -> Iterator[Problem]:
    """Yield what hinders a cluster from taking its number and name by its anchors."""
    for row, text in filled(survey, "clusters", "cluster"):
        if not text.isdecimal() or int(text) < 1:
            what = f'"{text}" is no number of a cluster; write 1, 2 and so on.'
            yield problem(survey, "clusters", row, "cluster", what)
    known = set(survey.members["member_id"])
    taken: dict[str, int] = {}
    for row, text in filled(survey, "clusters", "anchor_members"):
        for member in filter(None, (part.strip() for part in text.split(";"))):
            if survey.has_frame and member not in known:
                what = f'"{member}" is no member_id of {_place(survey)}.'
                what += f"{hint(member, known)} Separate several by semicolons."
                yield problem(survey, "clusters", row, "anchor_members", what)
            elif taken.setdefault(member, row) != row:
                what = f"{member} is an anchor in row {taken[member]} already; a member"
                what += " can hold one cluster. Take it out of one of the two."
                yield problem(survey, "clusters", row, "anchor_members", what)
    for row in survey.clusters.index[survey.clusters["anchor_members"] == ""]:
        what = "no anchor_members, so no cluster can take this name; name a few of its"
        what += " surest members."
        yield problem(survey, "clusters", int(row), "anchor_members", what, stops=False)


def _place(survey: Survey) -> str:
    return survey.codebook.files["members"]
