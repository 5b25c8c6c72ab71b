"""Mistakes planted in a sound survey folder are told, each by its place and remedy.

Each is planted alone and all of them at once: none may hide another.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from rocb_analysis.clean import cleaning_problems
from rocb_analysis.intake.export import file_problems
from rocb_analysis.survey.check import problems_of_folder
from rocb_analysis.survey.codebook import CODEBOOK
from rocb_analysis.survey.records import Problem

SOUND = {
    "survey.toml": 'title = "Tiny"\nleast_group = 5\nplan_year_starts = "07-01"\n',
    "codebook/rounds.csv": """\
round,file,asked_on,closed_on,status,data_kind,picks_allowed,header_rows,export,sha256
2021,a.csv,2021-12-01,2022-01-31,final,real,3,,,
2022,b.csv,2022-12-01,2023-01-31,final,real,3,,,
2023,c.csv,2023-12-01,2024-01-31,final,real,3,,,
2024,d.csv,2024-12-01,2025-01-31,final,real,3,,,
2025,e.csv,2025-12-01,2026-01-31,final,real,3,,,
2026,f.csv,2026-12-01,2027-01-31,final,real,3,,,
""",
    "codebook/questions.csv": """\
question_id,kind,scale_id,about
who,respondent,,
when,replied_on,,
need,level,need3,need
order,rank,,need
ballot,top_n,,context
mode,one,modes,context
staff,number,staff,capacity
note,text,,context
other,text,,context
again,yes_no,,context
wish,one,modes,context
""",
    "codebook/subjects.csv": """\
subject_id,label,replaced_by,sensitive
val,Valuation,,no
roo,Origin,,no
aeo,Operators,,no
ipr,Property rights,,no
""",
    "codebook/columns.csv": """\
question_id,subject_id,position,2021,2022,2023,2024,2025,2026
who,,,Who,Who,Who,Who,Who,Who
when,,,When,When,When,When,When,When
need,val,,Need [Val],Need [Val],Need [Val],Need [Val],Need [Val],Need [Val]
need,roo,,Need [Roo],Need [Roo],Need [Roo],Need [Roo],Need [Roo],Need [Roo]
again,val,,Again,,,,,
order,val,,Rank of valuation,,,,,
order,roo,,Rank of origin,,,,,
order,aeo,,Rank of operators,,,,,
order,ipr,,Rank of rights,,,,,
ballot,,1,,First,First,First,First,First
ballot,,2,,Second,Second,Second,Second,Second
mode,,,Mode,Mode,Mode,Mode,Mode,Mode
wish,,,,,,,,Wish
staff,,,Staff,Staff,Staff,Staff,Staff,Staff
note,,,Note,Note,Note,Note,Note,Note
other,,,Other,Other,Other,Other,Other,Other
""",
    "codebook/ignored_columns.csv": "header,round,reason\nId,2021,of the tool\n",
    "codebook/scales.csv": """\
scale_id,answer,value,need,offered_in
need3,None,0,no,
need3,Some,1,no,
need3,Much,2,yes,
modes,Online,1,,
modes,In person,2,,
modes,Both,3,,
staff,"[0, 60)",1,,
staff,"[60, )",2,,
""",
    "codebook/spellings.csv": """\
list,found,means
member,Fidji,FJI
modes,On line,Online
modes,At home,Online
""",
    "codebook/members.csv": """\
member_id,name,sub_region,member_from,member_to,role
FJI,Fiji,Pacific,,,member
TON,Tonga,Pacific,,,member
WSM,Samoa,Pacific,,,member
KOR,Korea,North,,,both
JPN,Japan,North,2000-01-01,,provider
""",
    "codebook/breaks.csv": """\
question_id,subject_id,from_round,comparable,what_changed
need,val,2022,with_care,wording
need,roo,2023,no,wording
""",
    "codebook/corrections.csv": """\
round,respondent_id,question_id,subject_id,position,answer,asked_by
2021,FJI,note,,,call us,unit
2021,FJI,mode,,,Both,unit
""",
    "codebook/weightings.csv": """\
weighting,kind,place_or_answer,weight
plain,rank,1,3
plain,rank,2,2
""",
    "rounds/a.csv": """\
Id,Who,When,Need [Val],Need [Roo],Again,Rank of valuation,Rank of origin,\
Rank of operators,Rank of rights,Mode,Staff,Note,Other
1,Fiji,2022-01-01,Some,Much,Yes,1,2,3,,Online,12,x,y
""",
    **{
        f"rounds/{name}.csv": f"""\
Who,When,Need [Val],Need [Roo],First,Second,Mode,Staff,Note,Other{wish}
Fidji,{year}-01-01,Some,Much,Valuation,Origin,Online,12,x,y{wish and ",Both"}
Samoa,{year}-01-02,None,Some,Origin,Operators,Both,80,x,y{wish and ",Both"}
Tonga,{year}-01-03,Much,Some,Origin,Operators,Both,80,x,y{wish and ",Both"}
"""
        for name, year, wish in (
            ("b", "2023", ""),
            ("c", "2024", ""),
            ("d", "2025", ""),
            ("e", "2026", ""),
            ("f", "2027", ",Wish"),
        )
    },
}


@dataclass(frozen=True)
class Mistake:
    """What a person did to a file, and how it is to be told.

    mark: a text of the row to be told, with the mistake; "" if the row is none's.
    where: the column to be told; told: the sentence, or how it begins.
    """

    name: str
    file: str
    was: str
    now: str
    mark: str
    where: str
    told: str

    def planted(self, texts: dict[str, str]) -> dict[str, str]:
        """Return the folder's texts with the mistake."""
        text = texts.get(self.file, "")
        assert self.was in text, self.name
        return {**texts, self.file: text.replace(self.was, self.now, 1) or self.now}

    def sentence(self, texts: dict[str, str]) -> str:
        """Return how it is to be told: file, row, column, what is wrong."""
        lines = texts[self.file].splitlines()
        row = next((i for i, one in enumerate(lines, 1) if self.mark in one), 0)
        assert row, self.name
        place = f"{self.file}, row {row}" if self.mark else self.file
        return f"{place}{self.where and f', {self.where}'}: {self.told}"


def in_codebook(
    name: str, table: str, was: str, now: str, mark: str, where: str, told: str
) -> Mistake:
    return Mistake(name, f"codebook/{table}.csv", was, now, mark, where, told)


MISTAKES = [
    in_codebook(
        "a misspelt kind",
        "questions",
        "note,text",
        "note,txt",
        "note,txt",
        "kind",
        '"txt" is not one of',
    ),
    in_codebook(
        "an unknown question",
        "columns",
        "\nother,,,Other",
        "\nothr,,,Other",
        "othr",
        "question_id",
        '"othr" is not in codebook/questions.csv. Did you mean "other"? Add it there',
    ),
    in_codebook(
        "an unknown subject in a scale",
        "scales",
        "offered_in\nneed3,None,0,no,",
        "offered_in,subject_id\nneed3,None,0,no,,vla",
        "vla",
        "subject_id",
        '"vla" is not in codebook/subjects.csv. Did you mean "val"? Add it there or',
    ),
    in_codebook(
        "a date that is none",
        "rounds",
        "d.csv,2024-12-01",
        "d.csv,13/12/2024",
        "d.csv",
        "asked_on",
        '"13/12/2024" is no date as 2025-12-01, perhaps because a spreadsheet program '
        "changed it. Format the column as Text and write 2024-12-13.",
    ),
    in_codebook(
        "a member named twice",
        "members",
        "JPN,Japan",
        "KOR,Japan",
        "KOR,Japan",
        "member_id",
        '"KOR" stands here a second time; keep one of the rows.',
    ),
    in_codebook(
        "a spelling of nobody",
        "spellings",
        "means\n",
        "means\nmember,Tongga,TOM\n",
        "TOM",
        "means",
        '"TOM" is not in the list member. Did you mean "TON"? Correct it.',
    ),
    in_codebook(
        "an answer twice in a scale",
        "scales",
        "modes,In person,2,,",
        "modes,In person,2,,\nmodes,In person,4,,",
        "In person,4",
        "answer",
        '"In person" stands in this scale twice; keep one',
    ),
    in_codebook(
        "ranges that overlap",
        "scales",
        '"[60, )"',
        '"[59, )"',
        "[59, )",
        "answer",
        "[59, ) shares numbers with [0, 60); keep one",
    ),
    in_codebook(
        "a rank without its subject",
        "columns",
        "order,ipr",
        "order,",
        "Rank of rights",
        "question_id",
        "order is a rank question; each of its columns needs a subject_id.",
    ),
    in_codebook(
        "two needs of one subject",
        "questions",
        "again,yes_no,,context",
        "again,yes_no,,need",
        "again",
        "about",
        "in round 2021 val has two need questions that rate: need and again; make one",
    ),
    in_codebook(
        "a header the file has not",
        "columns",
        "staff,,,Staff,Staff",
        "staff,,,Staf,Staff",
        "staff",
        "2021",
        '"Staf" is no header of a.csv. Did you mean "Staff"? Correct the cell in',
    ),
    Mistake(
        "a header neither mapped nor ignored",
        "rounds/c.csv",
        "Note,Other\n",
        "Note,Other,Budget\n",
        "Budget",
        "",
        'column "Budget" is neither mapped nor ignored. Write it in codebook/columns',
    ),
    in_codebook(
        "a break from a round that is none",
        "breaks",
        "roo,2023",
        "roo,2032",
        "2032",
        "from_round",
        '"2032" is not in codebook/rounds.csv. Did you mean "202',
    ),
    in_codebook(
        "picks in words",
        "rounds",
        "2022-12-01,2023-01-31,final,real,3",
        "2022-12-01,2023-01-31,final,real,five",
        "five",
        "picks_allowed",
        '"five" is no number that fits here; write 1, 2, 3.',
    ),
    in_codebook(
        "synthetic beside real rounds",
        "rounds",
        "2024-01-31,final,real",
        "2024-01-31,final,synthetic",
        "synthetic",
        "data_kind",
        "synthetic and real rounds meet in one survey; keep them in two folders.",
    ),
    in_codebook(
        "a mistyped column",
        "subjects",
        "label,",
        "lable,",
        "lable",
        "",
        'column "lable" is not known and not read. Did you mean "label"? Correct its',
    ),
    Mistake(
        "a mistyped table",
        "codebook/cluster.csv",
        "",
        "cluster,name,anchor_members\n1,Islands,TON; WSM\n",
        "",
        "",
        'no table is called "cluster", so it is not read. Did you mean "clusters"? Cor',
    ),
    Mistake(
        "a member nobody knows",
        "rounds/b.csv",
        "\nSamoa,",
        "\nSamoah,",
        "Samoah",
        "Who",
        '"Samoah" is no member. Did you mean "Samoa"? Write it in codebook/spellings',
    ),
    in_codebook(
        "a weighting of no kind",
        "weightings",
        "plain,rank,2",
        "plain,ranks,2",
        "ranks",
        "kind",
        '"ranks" is not one of',
    ),
    in_codebook(
        "a sub-region named as the total",
        "members",
        "WSM,Samoa,Pacific",
        "WSM,Samoa,All",
        "WSM",
        "sub_region",
        'a sub-region cannot be called "All": the tables call the whole region so.',
    ),
    Mistake(
        "a least group of nobody",
        "survey.toml",
        "least_group = 5",
        "least_group = 0",
        "",
        "",
        "least_group is 0; write 1 or a greater number.",
    ),
    Mistake(
        "a plan year from no day",
        "survey.toml",
        '"07-01"',
        '"1 July"',
        "",
        "",
        'plan_year_starts is "1 July"; write month and day, as 07-01.',
    ),
    in_codebook(
        "a slash in a round",
        "rounds",
        "\n2026,f.csv",
        "\n20/1,z.csv,2020-12-01,,final,real,3,,,\n2026,f.csv",
        "z.csv",
        "round",
        'the label "20/1" holds a "/"; use another sign.',
    ),
    in_codebook(
        "a member that left before it came",
        "members",
        "TON,Tonga,Pacific,,",
        "TON,Tonga,Pacific,2010-01-01,2009-12-31",
        "TON",
        "member_to",
        "2009-12-31 is before member_from, 2010-01-01; correct one of the two.",
    ),
    in_codebook(
        "a round closed before it was asked",
        "rounds",
        "2022-01-31",
        "2021-01-31",
        "a.csv",
        "closed_on",
        "2021-01-31 is before asked_on, 2021-12-01; correct one of the two.",
    ),
    in_codebook(
        "a scale of numbers that says nothing of the need",
        "questions",
        "staff,number,staff,capacity",
        "staff,number,staff,need",
        "staff",
        "scale_id",
        "no answer of staff says need = yes or no, so nobody is counted as needing; fi",
    ),
    in_codebook(
        "subjects that replace each other",
        "subjects",
        "aeo,Operators,,no\nipr,Property rights,,no",
        "aeo,Operators,ipr,no\nipr,Property rights,aeo,no",
        "aeo,Operators",
        "replaced_by",
        "aeo is replaced in a circle (aeo by ipr by aeo); leave replaced_by blank for",
    ),
    in_codebook(
        "a break from the first round",
        "breaks",
        "val,2022",
        "val,2021",
        "2021",
        "from_round",
        "2021 is the first round, so nothing before it can differ; name the first",
    ),
    in_codebook(
        "a question never asked",
        "questions",
        "when,replied_on,,",
        "when,replied_on,,\nplace,text,,context",
        "place",
        "question_id",
        "place is asked in no round; write its headers in codebook/columns.csv, or de",
    ),
    in_codebook(
        "words about the need",
        "questions",
        "wish,one,modes,context",
        "wish,one,modes,need",
        "wish",
        "about",
        "a one question gives no need, so about = need has no effect; write context",
    ),
    in_codebook(
        "rows of a header made a date",
        "rounds",
        "2026-01-31,final,real,3,",
        "2026-01-31,final,real,3,02-Apr",
        "02-Apr",
        "header_rows",
        '"02-Apr" is a date that a spreadsheet program made of 2-4: format the column',
    ),
    in_codebook(
        "a digest made a number",
        "rounds",
        "2026-12-01,2027-01-31,final,real,3,,,",
        "2026-12-01,2027-01-31,final,real,3,,,9.87E+63",
        "9.87E+63",
        "sha256",
        '"9.87E+63" is a number that a spreadsheet program made of the sha256; format',
    ),
    in_codebook(
        "an unknown export",
        "rounds",
        "31,final,real,3,,,\n2022",
        "31,final,real,3,,plian,\n2022",
        "a.csv",
        "export",
        '"plian" is not one of auto',
    ),
    in_codebook(
        "no sign of a yes or no",
        "subjects",
        "roo,Origin,,no",
        "roo,Origin,,perhaps",
        "perhaps",
        "sensitive",
        '"perhaps" is not one of yes, no.',
    ),
    in_codebook(
        "a place of no number",
        "columns",
        "ballot,,2,",
        "ballot,,second,",
        "second",
        "position",
        '"second" is no number that fits here; write 1, 2, 3.',
    ),
    in_codebook(
        "an answer offered in no round",
        "scales",
        "modes,Both,3,,",
        "modes,Both,3,,2012",
        "2012",
        "offered_in",
        '"2012" is no round.',
    ),
    in_codebook(
        "a spelling of a list that is none",
        "spellings",
        "modes,At home",
        "modse,At home",
        "modse",
        "list",
        '"modse" is no list (member, subject or a scale_id). Did you mean "modes"?',
    ),
    in_codebook(
        "a correction of an unknown question",
        "corrections",
        "FJI,note",
        "FJI,nota",
        "nota",
        "question_id",
        '"nota" is not in codebook/questions.csv. Did you mean "note"? Add it there or',
    ),
    in_codebook(
        "a correction that hits nothing",
        "corrections",
        "2021,FJI,mode",
        "2026,KOR,mode",
        "KOR",
        "",
        "no answer of KOR in round 2026 stands at mode, so the correction",
    ),
    Mistake(
        "dates of another form",
        "rounds/d.csv",
        "2025-01-01,Some,Much,Valuation,Origin,Online,12,x,y\nSamoa,2025-01-02",
        "13.1.2025,Some,Much,Valuation,Origin,Online,12,x,y\nSamoa,14.1.2025",
        "Fidji",
        "When",
        '"13.1.2025" is no date in the form 2020-01-17; correct date_format in rounds. '
        "(The like in row 3.)",
    ),
    Mistake(
        "an answer that is in no scale",
        "rounds/f.csv",
        "2027-01-02,None,Some",
        "2027-01-02,None,Nothing",
        "Samoa",
        "Need [Roo]",
        '"Nothing" is not in the scale need3. Write it in spellings, or add it to the '
        "list.",
    ),
]


# Told once the files can be read without a respondent or header nobody knows.
AFTER_WHAT_STOPS: set[str] = set()


def folder_of(path: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path) -> list[Problem]:
    return problems_of_folder(path, reading=[cleaning_problems], files=[file_problems])


def test_the_sound_folder_has_nothing_to_mend(tmp_path: Path) -> None:
    assert problems_of(folder_of(tmp_path, SOUND)) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_planted_mistake_is_told_first_and_with_nothing_that_follows_from_it(
    tmp_path: Path, mistake: Mistake
) -> None:
    texts = mistake.planted(SOUND)
    first, *more = [str(problem) for problem in problems_of(folder_of(tmp_path, texts))]
    assert first.startswith(mistake.sentence(texts))
    # A header that is like the one missing is told beside it.
    assert all("It looks like" in other for other in more), more


def test_all_planted_mistakes_are_told_at_once(tmp_path: Path) -> None:
    texts = SOUND
    for mistake in MISTAKES:
        texts = mistake.planted(texts)
    told = [str(problem) for problem in problems_of(folder_of(tmp_path, texts))]
    untold = [
        mistake.name
        for mistake in MISTAKES
        if not any(one.startswith(mistake.sentence(texts)) for one in told)
    ]
    assert set(untold) <= AFTER_WHAT_STOPS, "\n".join(told)


def test_all_planted_mistakes_at_once_make_none_be_told_that_is_not_there(
    tmp_path: Path,
) -> None:
    texts = SOUND
    for mistake in MISTAKES:
        texts = mistake.planted(texts)
    known = [mistake.sentence(texts) for mistake in MISTAKES]
    told = [str(problem) for problem in problems_of(folder_of(tmp_path, texts))]
    strange = [one for one in told if not any(map(one.startswith, known))]
    assert [one for one in strange if "It looks like" not in one] == []


def test_what_stops_a_report_is_told_first_and_in_the_order_of_the_files(
    tmp_path: Path,
) -> None:
    texts = SOUND
    for mistake in MISTAKES:
        texts = mistake.planted(texts)
    told = problems_of(folder_of(tmp_path, texts))
    assert [p.stops for p in told] == sorted((p.stops for p in told), reverse=True)
    stopping = [p.file for p in told if p.stops]
    tables = [f"codebook/{name}.csv" for name in CODEBOOK]
    files = [name for name in texts if name.startswith("rounds/")]
    order = ["survey.toml", *tables, *files]
    assert stopping == sorted(stopping, key=order.index)
