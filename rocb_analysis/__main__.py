"""The command line: `rocb-analysis COMMAND`, or `python -m rocb_analysis COMMAND`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from rocb_analysis.core.tables import SurveyError

app = typer.Typer(
    help="From the yearly needs survey of a small region to a brief.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
SURVEY = Path("data/raw/rocb_ap")
SurveyFolder = Annotated[Path, typer.Argument(help="The survey folder.")]


@app.command()
def report(
    survey: SurveyFolder = SURVEY,
    round_name: Annotated[
        str | None,
        typer.Option("--round", help="The round the brief is about (default: last)."),
    ] = None,
    edition: Annotated[
        Literal["internal", "heads", "public"],
        typer.Option(help="internal makes every folder; the others only their own."),
    ] = "internal",
    out: Annotated[
        Path | None,
        typer.Option(help="Where to put it (default: data/processed/<survey>)."),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes to work with at once.")
    ] = 1,
) -> None:
    """Make all tables, charts and documents of a survey."""
    from rocb_analysis.pipeline import report as make_report

    with _progress() as step:
        target = make_report(
            survey, round=round_name, edition=edition, out=out, jobs=jobs, step=step
        )
    typer.echo(f"Done. Look first at {_shown(target / 'START_HERE.html')}")


@app.command()
def release(
    survey: SurveyFolder = SURVEY,
    edition: Annotated[
        Literal["heads", "public"],
        typer.Option(help="Whose edition leaves the office."),
    ] = "heads",
    round_name: Annotated[
        str | None,
        typer.Option(
            "--round", help="The round of the edition (default: as it stands)."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: for scripts.")
    ] = False,
) -> None:
    """Release an edition: check it once more, and keep what it shows."""
    import datetime as dt

    from rocb_analysis.pipeline import analyse, output_folder
    from rocb_analysis.survey import open_survey
    from rocb_analysis.writers import release as desk

    opened = open_survey(survey)
    folder = output_folder(opened, edition)
    of = desk.standing_round(opened, folder, edition, round_name)
    with _progress() as step:
        step("checking the edition", 0, 1)
        found = desk.ready(analyse(opened, round=of), folder, edition)
    _say(found.sentences)
    if found.is_released:
        typer.echo("It is released already; there is nothing to keep.")
        return
    if not (yes or _agrees("Release it?")):
        typer.echo("Nothing was released.")
        raise typer.Exit(1)
    kept = desk.release(found, on=dt.date.today())
    typer.echo(
        f"Done. {_shown(kept)} keeps what it shows. Run rocb-analysis report "
        f"{_shown(survey)} --edition {edition} again: its pages then lose their mark."
    )


def _agrees(question: str) -> bool:
    """Ask; an answer that never comes, as from a script, is a no."""
    try:
        return typer.confirm(question, default=False)
    except typer.Abort:
        typer.echo()
        return False


@app.command()
def new(
    survey: Annotated[Path, typer.Argument(help="The folder to make.")],
    export: Annotated[
        Path, typer.Option("--from", help="The export as received from the form tool.")
    ],
    members: Annotated[
        Path | None,
        typer.Option(help="A table with a column name: everyone who was asked."),
    ] = None,
) -> None:
    """Draft a survey folder from an export."""
    from rocb_analysis.drafting.new_survey import new_survey

    with _progress() as step:
        step(f"reading {export.name}", 0, 1)
        made = new_survey(survey, export, members=members)
    _say(made.sentences)
    typer.echo(
        f"Done. Open {_shown(survey / 'codebook' / 'questions.csv')} and set about = "
        "need for what asks of needs; why each kind is suggested stands in "
        f"{_shown(survey / 'review' / f'{made.label}.csv')}. Then run rocb-analysis "
        f"check {_shown(survey)}"
    )


@app.command("add-round")
def add_round(
    survey: Annotated[Path, typer.Argument(help="The survey folder.")],
    file: Annotated[Path, typer.Argument(help="The export as received.")],
    round_name: Annotated[str, typer.Option("--round", help="The round's name.")],
    source: Annotated[
        str, typer.Option(help="A word for the form, if a round has several (mail).")
    ] = "",
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Take the place of the file the round has already."
        ),
    ] = False,
) -> None:
    """Add an export to a survey."""
    from rocb_analysis.drafting.add_round import add_round as add

    with _progress() as step:
        step(f"reading {file.name}", 0, 1)
        added = add(survey, file, round_name, source=source, replace=replace)
    _say(added.sentences)
    last = (
        f"Done. Decide what {_shown(added.review)} lists, then run rocb-analysis check "
        f"{_shown(survey)}"
    )
    typer.echo(f"{last}. {added.last}" if added.last else last)


@app.command()
def questionnaire(
    survey: Annotated[Path, typer.Argument(help="The survey folder.")],
    round_name: Annotated[
        str, typer.Option("--round", help="The round whose form it is.")
    ],
) -> None:
    """Show a form beside the last one."""
    from rocb_analysis.core.text import counted
    from rocb_analysis.drafting.next_form import write_questionnaire
    from rocb_analysis.survey import read_survey

    with _progress() as step:
        step("comparing the forms", 0, 1)
        written = write_questionnaire(read_survey(survey), round_name)
    _say(written.sentences)
    last = (
        f"Done. Look first at {_shown(written.folder / 'form.html')}; replies by mail "
        f"go into {written.workbook.name} beside it"
    )
    if written.kept:
        last += (
            f". {written.kept.name} holds {counted(written.replies, 'reply')} and was "
            "left as it is"
        )
    typer.echo(last)


@app.command()
def check(
    survey: SurveyFolder = SURVEY,
    round_name: Annotated[
        str | None,
        typer.Option(
            "--round",
            help="Only what this round has, and what stops a report (default: all).",
        ),
    ] = None,
) -> None:
    """Say in one sentence each what is to be mended, what stops a report first."""
    from rocb_analysis.pipeline import check as problems_of
    from rocb_analysis.pipeline import not_shown

    problems = problems_of(survey, round=round_name)
    stopping = [str(problem) for problem in problems if problem.stops]
    others = [str(problem) for problem in problems if not problem.stops]
    _say_under("These stop a report:", stopping)
    _say_under("These do not stop a report:", others)
    if not stopping:
        unread = [str(one) for one in not_shown(survey, round=round_name)]
        _say_under("Will not be shown:", unread)
    if problems:
        rest = f"{len(problems)} to mend."
        if stopping:
            which = "stops" if len(stopping) == 1 else "stop"
            rest += f" {len(stopping)} of them {which} a report; mend and check again, "
            rest += "more may follow."
        typer.echo(rest, err=True)
        raise typer.Exit(1)
    typer.echo("Nothing to mend.")


def _say_under(heading: str, sentences: Iterable[str]) -> None:
    """Print sentences under a heading, each on a line; nothing if there are none."""
    told = list(sentences)
    _say([heading, *(f"  {sentence}" for sentence in told), ""] if told else [])


@app.command()
def plan(
    survey: SurveyFolder = SURVEY,
    edited: Annotated[
        Path | None,
        typer.Option(help="A work_plan.xlsx you edited: take its edits over."),
    ] = None,
    adopt: Annotated[
        Path | None,
        typer.Option(help="A work_plan.xlsx to put among the adopted plans."),
    ] = None,
) -> None:
    """Draft the work plan alone, and say what moved since the last report."""
    from rocb_analysis.hand_back import plan as draft_plan

    with _progress() as step:
        said = draft_plan(survey, edited=edited, adopt=adopt, step=step)
    _say(said)
    typer.echo(f"Done. Run rocb-analysis report {_shown(survey)} to write it out")


@app.command()
def simulate(
    survey: SurveyFolder,
    out: Annotated[Path, typer.Option(help="The new survey folder.")],
    seed: Annotated[int, typer.Option(help="Same seed, same replies.")],
) -> None:
    """Make a survey folder with the same codebook and invented replies."""
    from rocb_analysis.survey import open_survey
    from rocb_analysis.synthetic import simulate as make

    make(open_survey(survey), out, seed=seed)
    typer.echo(f"Done. The invented survey is in {_shown(out)}")


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        typer.echo(sentence)


def _shown(path: Path) -> str:
    """Return a path as short as it can be said from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on a terminal, and nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, disable=hidden, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def step(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield step


def main() -> None:
    """Run the command line; a user's mistake is one sentence and exit 1."""
    try:
        app()
    except SurveyError as error:
        sys.exit(f"{error}")
    except OSError as error:
        from rocb_analysis.core.files import is_of_the_disk

        if not is_of_the_disk(error):
            raise
        where = Path(error.filename).name[:60] if error.filename else "A file"
        sys.exit(
            f"{where} cannot be used ({error.strerror}); choose another place or "
            "name, and run again."
        )


if __name__ == "__main__":
    main()
