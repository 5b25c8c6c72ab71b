"""A small survey with every kind of question, as several tools would export it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.mutations import Rows, Sheet

# Question, subject, place, heading, option; a cell of each of seven replies.
_ASKED = """
who|||Who||Tonga;Tongo;FJI;Samoa;Palau;;Test
when|||When||2021-12-02T10:00:00;2021-12-03;2021-12-02;2021-12-05 11:30;;;2021-12-07
year|||Needs next year?||Yes;Yes;Yes;No needs;Yes;Yes;Yes
need|val||Need|Valuation|Much;Some;None;;Loads;Much;Much
need|roo||Need|Origin|None;Much;x;;Some;Much;None
need|aud||Need|Audit|Don't know;Much;;;Some;Some;Some
pri||1|Priorities|First|Valuation;Origin;Audit;;Val.;Audit;Audit
pri||2|Priorities|Second|Origin;Audit;;;Origin;Origin;
pri||3|Priorities|Third|Audit;;Origin;;Post-audit;;
plev||1|Level|of the first|Basic;Good;Basic;;Good;Basic;Basic
plev||2|Level|of the second|Good;Basic;;;Basic;Good;
phelp||1|Help|with the first|Workshop,Mission, short;;Workshop;Fair;Workshop,Fair;;
phelp||2|Help|with the second|Mission, short;;;Mission;Workshop,Mission;;
ptext||1|Remark|on the first|Soon;;;;=Soon+1;;
ord|val||Order|of valuation|1;2;1;;3;1;1
ord|roo||Order|of origin|2;1;2;;1;2;2
ord|aud||Order|of audit|3;;2;;first;3;3
wish|||Wishes||Origin,Valuation;Audit;Val.,Other thing;;Origin;Audit;Audit
hours|val||Hours||5;60;Unknown;;12.5;3;8
seats|||Seats||20;5.0;0;;1e2;4;9
offer|||Offer||Yes;n;TRUE;;0;Y;No
tick|val||Ticked|Valuation|x;No;1;;x;x;
tick|roo||Ticked|Origin|;No;;;x;;N/A
tick|aud||Ticked|Audit|x;No;Other: all;;;x;
kinds|||Kinds||Mission, short,Workshop;Workshops;None of these;;Fair;Mission;Mission
mode|||Mode||Online;À distance;By pigeon;;Virtual;Online;Online
note|||Note||-;N/A;"Thanks", they said;;@all: soon;+1;None
|||Serial||1;2;3;4;5;6;7
|||Note||a;;b;;c;;
"""
_TABLES = {
    "questions": """question_id,kind,scale_id,about
who,respondent,,
when,replied_on,,
year,one,year2,context
need,level,need3,need
pri,top_n,,need
plev,level,level2,capacity
phelp,many,help,assistance
ptext,text,,context
ord,rank,order,capacity
wish,top_n,,assistance
hours,number,hours,capacity
seats,number,,context
offer,yes_no,,offer
tick,many,ticks,follow_up
kinds,many,help,assistance
mode,one,mode,context
note,text,,context
""",
    "subjects": """subject_id,label,short_label
val,Valuation,Value
roo,Origin,
aud,Audit,
""",
    "scales": """scale_id,answer,value,need,state
year2,Yes,,,
year2,No needs,,,no_needs
need3,None,0,no,
need3,Some,1,no,
need3,Much,2,yes,
need3,Don't know,,,dont_know
level2,Basic,0,,
level2,Good,1,,
help,Workshop,,,
help,Mission,,,
help,"Mission, short",,,
help,None of these,,,not_applicable
order,first,1,,
hours,"[0, 10)",1,,
hours,"[10, 100)",2,,
hours,Unknown,,,dont_know
ticks,N/A,,,not_applicable
mode,Online,,,
mode,À distance,,,
""",
    "spellings": """list,found,means
member,Tongo,TON
member,Test,
subject,Val.,val
subject,Post-audit,aud
need3,Loads,Much
need3,x,
help,Workshops,Workshop
mode,Virtual,Online
mode,*,
""",
    "members": """member_id,name,sub_region
TON,Tonga,East
FJI,Fiji,East
WSM,Samoa,East
PLW,Palau,West
NIU,Niue,West
""",
}
# Questions whose answers are known words and numbers: anything else is an issue.
CLOSED = frozenset(
    "when year need pri plev phelp ord wish hours seats offer kinds mode".split()
)


@dataclass(frozen=True)
class Base:
    """A survey folder whose one export is to be mutated; questions: of each column."""

    folder: Path
    file: str
    sheet: Sheet
    questions: list[str]
    sheet_name: str = ""

    @property
    def export(self) -> Path:
        return self.folder / "rounds" / self.file

    @property
    def header_rows(self) -> int:
        return len(self.sheet.header)


def every_kind(folder: Path, layout: str = "plain", file: str = "a.csv") -> Base:
    """Write the folder, but for its export, and return it with the sheet.

    layout: a tool's, or nameless, where no column names the respondent.
    """
    asked = [line.split("|") for line in _ASKED.strip().split("\n")]
    if layout == "nameless":
        asked[0][0] = ""
        layout = "plain"
    header, names = _header(layout, [(one[3], one[4]) for one in asked])
    rows = [
        list(row) for row in zip(*(one[5].split(";") for one in asked), strict=True)
    ]
    columns = ["question_id,subject_id,position,r1"]
    ignored = ["header,reason"]
    for (question, subject, place, *_), name in zip(asked, names, strict=True):
        if question:
            columns.append(f'{question},{subject},{place},"{name}"')
        else:
            ignored.append(f'"{name}",not used')
    rounds = (
        f"round,file,asked_on,export,picks_allowed\nr1,{file},2021-12-01,{layout},3"
    )
    write_folder(
        folder,
        {
            **_TABLES,
            "rounds": rounds,
            "columns": "\n".join(columns),
            "ignored_columns": "\n".join(ignored),
        },
    )
    return Base(folder, file, Sheet(header, rows, names), [one[0] for one in asked])


def _header(layout: str, asked: list[tuple[str, str]]) -> tuple[Rows, list[str]]:
    """Return the rows of a header, and the name the codebook has for each column."""
    if layout == "plain":
        names = [f"{heading} {option}".strip() for heading, option in asked]
        return [names], _apart(names)
    if layout == "qualtrics":
        codes = [f"Q{number}" for number in range(1, len(asked) + 1)]
        texts = [f"{heading} {option}".strip() for heading, option in asked]
        ids = [f'{{"ImportId":"QID{number}"}}' for number in range(1, len(asked) + 1)]
        names = [" | ".join(one) for one in zip(codes, texts, strict=True)]
        return [codes, texts, ids], names
    headings = [heading for heading, _ in asked]
    options = [option for _, option in asked]
    names = [
        f"{heading} | {option}" if option else heading for heading, option in asked
    ]
    return [headings, options], _apart(names)


def _apart(names: list[str]) -> list[str]:
    return [
        f"{name} (2)" if name in names[:place] else name
        for place, name in enumerate(names)
    ]


def write_folder(folder: Path, tables: dict[str, str], settings: str = "") -> None:
    for part in ("codebook", "rounds"):
        (folder / part).mkdir(parents=True)
    (folder / "survey.toml").write_text(settings or 'title = "Every kind"\n')
    for name, text in tables.items():
        (folder / "codebook" / f"{name}.csv").write_text(text.rstrip("\n") + "\n")


LONG_TABLES = {
    "rounds": "round,file,asked_on,export\n2019,a.csv,2019-12-01,long\n"
    "2020,a.csv,2020-12-01,long",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "when,replied_on,,\nneed,level,need3,need\nhours,number,,capacity\nnote,text,,",
    "subjects": "subject_id,label\nval,Valuation\nroo,Origin",
    "columns": "question_id,subject_id,2019,2020\nwho,,Who,Who\nwhen,,Day,Day\n"
    "need,val,Need | Val,Need | Val\nneed,roo,Need | Roo,Need | Roo\n"
    "hours,,Hours,Hours\nnote,,,Note",
    "ignored_columns": "header,reason\nArea,not used",
    "scales": "scale_id,answer,value,need\nneed3,None,0,no\nneed3,Some,1,no\n"
    "need3,Much,2,yes",
    "spellings": "list,found,means\nneed3,Loads,Much\nneed3,x,\nmember,Test,",
}
LONG_SETTINGS = '[long]\nround = "Year"\nitem = ["Item", "Part"]\nanswer = "Answer"\n'
_LONG_ROWS = """
A|2019|2019-12-02|Need|Val|Much|East
A|2019|2019-12-02|Need|Roo|None|East
A|2019|2019-12-02|Hours||12|East
B|2019||Need|Val|Loads|West
B|2019||Need|Roo|x|West
B|2019||Hours||many|West
Test|2019|2019-12-03|Need|Roo|Some|West
A|2020|2020-12-02|Need|Val||East
A|2020|2020-12-02|Need|Roo|Some|East
A|2020|2020-12-02|Note||=thanks|East
B|2020|2020-12-09|Need|Roo|odd|West
B|2020|2020-12-09|Hours||7|West
B|2020|2020-12-09|Note||-|West
|2020|2020-12-09|Hours||7|West
"""
LONG_HEADER = ["Who", "Year", "Day", "Item", "Part", "Answer", "Area"]


def long_file(folder: Path) -> Base:
    """Write the folder of a survey whose rounds share a file with a row an answer."""
    write_folder(folder, LONG_TABLES, LONG_SETTINGS)
    rows = [line.split("|") for line in _LONG_ROWS.strip().split("\n")]
    sheet = Sheet([LONG_HEADER], rows, LONG_HEADER)
    return Base(folder, "a.csv", sheet, ["who", "", "when", "", "", "", ""])


def old_workbook(folder: Path) -> Base:
    """Write the folder of a survey that reads a workbook of the oldest kind."""
    tables = {
        "rounds": "round,file\nr1,a.xls",
        "questions": "question_id,kind\nwho,respondent\nwhen,replied_on\nyes,yes_no\n"
        "sum,number",
        "columns": "question_id,r1\nwho,Who\nwhen,When\nyes,Yes\nsum,Sum",
        "ignored_columns": "header,reason\nDay,x\nNumber,x\nShare,x",
    }
    write_folder(folder, tables)
    return Base(folder, "a.xls", Sheet([], [], []), [])
