"""The command line: `planpace check`, `assess`, `report` and `diff`.

What a command needs is imported in it: `check` takes no time, a report takes Jupyter.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planpace.plan.check import examine
from planpace.plan.problems import PlanError
from planpace.words.say import languages, say

if TYPE_CHECKING:
    from planpace.plan.plan import Plan

COUNTED = ("targets", "commitments", "indicators", "observations", "sources")
FORMS = ("table", "csv", "json", "xlsx")
SHOWN = ["target_id", "threshold", "latest", "latest_period", "position", "status", "final"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 for faults in the data or a report, 2 for wrong usage."""
    try:
        status = planpace.main(arguments, "planpace", standalone_mode=False)
        sys.stdout.flush()
        return int(status or 0)
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except PlanError as error:
        click.echo(error, err=True)
        return 1
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


plan_folder = click.argument("plan", metavar="PLAN")
as_of_date = click.option("--as-of", metavar="DATE", help="Use only what was published by then.")
quietly = click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def planpace() -> None:
    """How far a plan's targets are from being met."""


@planpace.command()
@plan_folder
@click.option("--json", "machine", is_flag=True, help="For machines.")
@quietly
def check(plan: str, machine: bool, quiet: bool) -> int:
    """Print every problem of a plan folder, and what it holds if there is none."""
    _, tables, problems = examine(Path(plan))
    if machine:
        click.echo(json.dumps([p.record() for p in problems], ensure_ascii=False, indent=1))
    elif problems:
        for problem in problems:
            click.echo(problem)
    elif not quiet:
        listed = ", ".join(f"{len(tables[name].rows)} {name}" for name in COUNTED)
        click.echo(f"{Path(plan).resolve().name}: no problems; {listed}")
        kinds = Counter(cells["kind"] for _, cells in tables["targets"].rows)
        for kind, count in kinds.most_common():
            click.echo(f"  {count:3d} {kind}")
    return int(bool(problems))


@planpace.command()
@plan_folder
@as_of_date
@click.option("--format", "form", default="table", type=click.Choice(FORMS))
@quietly
def assess(plan: str, as_of: str | None, form: str, quiet: bool) -> None:
    """Print a row per target."""
    from planpace.briefings import frames
    from planpace.briefings.scope import scope
    from planpace.render.xlsx import workbook

    found, (date,) = _loaded(plan, as_of)
    if form == "xlsx":
        sys.stdout.buffer.write(workbook(scope(found, "", "en", date)))
        return
    table = frames.assess(found, date)
    if form == "csv":
        told = table.to_csv(index=False, lineterminator="\n").rstrip("\n")
    elif form == "json":
        told = table.to_json(orient="records", force_ascii=False, indent=1)
    else:
        two = "{:,.2f}".format
        told = table[SHOWN].to_string(index=False, na_rep="–", float_format=two, header=not quiet)
    click.echo(told)


@planpace.command()
@click.argument("plan", metavar="[PLAN]", default="data/changzhou-edz-2020")
@click.option("--pillar", metavar="ID", multiple=True, help="Only this one (may be repeated).")
@click.option("--lang", metavar="LANGUAGES", default=",".join(languages()), show_default=True)
@as_of_date
@click.option("--format", "forms", metavar="FORMATS", default="html,pdf,xlsx,ipynb")
@click.option("--out", metavar="FOLDER", default="reports", show_default=True)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), default=os.cpu_count() or 1)
@quietly
def report(
    plan: str, pillar: tuple[str, ...], lang: str, as_of: str | None, forms: str, out: str,
    jobs: int, quiet: bool,
) -> int:  # fmt: skip
    """Write the reports as HTML, PDF, workbooks and notebooks."""
    from planpace.press.publish import CannotPublish, publish
    from planpace.press.run import FORMATS, OVERVIEW, Report

    found, (date,) = _loaded(plan, as_of)
    every = [*found.pillar, OVERVIEW]
    pages = _known("pillar", pillar or every, every)
    spoken = _known("language", lang.split(","), languages())
    formats = tuple(_known("format", forms.split(","), FORMATS))
    reports = [
        Report(found, "" if page == OVERVIEW else page, language, date, formats)
        for language in spoken
        for page in pages
    ]
    try:
        outcomes = publish(reports, Path(out), jobs=jobs, quiet=quiet)
    except CannotPublish as error:
        click.echo(f"planpace: {error}", err=True)
        return 1
    failed = [outcome for outcome in outcomes if outcome.error]
    for outcome in failed:
        click.echo(f"{outcome.report.name}: {outcome.error}", err=True)
    if not quiet:
        count, folder = len(outcomes) - len(failed), Path(out) / found.id / date
        click.echo(say("cli.written", "en", count=count, folder=folder), err=True)
    return int(bool(failed))


@planpace.command()
@plan_folder
@click.option("--from", "since", metavar="DATE", required=True)
@click.option("--to", "as_of", metavar="DATE", help="By default the newest figure's date.")
@click.option("--before", metavar="PLAN", help="An older copy of the plan's folder.")
@click.option("--recorded", metavar="MANIFEST", help="A manifest.json: what software turned.")
@click.option("--lang", type=click.Choice(languages()), default="en", show_default=True)
@quietly
def diff(
    plan: str, since: str, as_of: str | None, before: str | None, recorded: str | None, lang: str,
    quiet: bool,
) -> None:  # fmt: skip
    """Print what changed between two dates, by target and cause; edits of the tables first."""
    from planpace.analysis.changes import changes, edits, recomputed
    from planpace.briefings.news import told
    from planpace.briefings.scope import scope

    found, (start, end) = _loaded(plan, since, as_of)
    if start > end:
        raise click.UsageError(f"--from {start} lies after --to {end}")
    edited = edits(_loaded(before)[0], found, start) if before else []
    edited += recomputed(_manifest(Path(recorded)), found) if recorded else []
    news = changes(found, start, end)
    if news or edited or not quiet:
        click.echo(told(scope(found, "", lang, end), start, news, edited))


def _manifest(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {"as_of": read["as_of"], "verdicts": read["verdicts"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.UsageError(f"--recorded {path} is no manifest of a run: {error}") from error


def _known(kind: str, given: Iterable[str], known: Iterable[str]) -> list[str]:
    """The given words, each once; a usage error if one is unknown."""
    unknown = [word for word in given if word not in known]
    if unknown:
        told = f"unknown {kind} {', '.join(unknown)}; known: {', '.join(sorted(known))}"
        raise click.UsageError(told)
    return list(dict.fromkeys(given))


def _loaded(folder: str, *days: str | None) -> tuple[Plan, list[str]]:
    """The plan in a folder, and days as dates, None as its newest; a usage error for others."""
    from planpace.plan.plan import load_plan

    plan = load_plan(folder)
    try:
        return plan, [plan.date(day) for day in days]
    except ValueError as error:
        raise click.UsageError(str(error)) from error
