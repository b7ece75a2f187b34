"""The command line: `planpace check`, `assess`, `report`, `diff` and `requests`.

What a command needs is imported in it: `check` takes no time, a report takes Jupyter.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from planpace.plan.check import examine
from planpace.plan.periods import is_date
from planpace.plan.problems import PlanError
from planpace.words.say import languages, say

COUNTED = ("targets", "commitments", "indicators", "observations", "sources")
SHOWN = ["target_id", "threshold", "latest", "latest_period", "position", "status", "final"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 for faults in the data or a report, 2 for wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with planpace.make_context("planpace", given) as context:
            status = planpace.invoke(context)
        sys.stdout.flush()
        return int(status or 0)
    except click.exceptions.Exit as ended:  # as behind --help
        return ended.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except PlanError as error:
        click.echo(error, err=True)
        return 1
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # no room, no right to write
        click.echo(f"planpace: {error}", err=True)
        return 1
    except KeyboardInterrupt:
        return 130


def _day(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    if given and not is_date(given):
        raise click.BadParameter(f"{given!r} is no date: write it like 2022-03-31")
    return given


def _known(kind: str, given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    words = dict.fromkeys(given)
    if unknown := [word for word in words if word not in known]:
        raise click.UsageError(f"unknown {kind} {', '.join(unknown)}; known: {', '.join(known)}")
    return tuple(words)


plan_folder = click.argument("plan", metavar="PLAN")
as_of_date = click.option(
    "--as-of", metavar="DATE", callback=_day, help="Use only what was published by then."
)
in_languages = click.option(
    "--lang", metavar="LANGUAGES", help="After commas; by default all of the plan."
)
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
        click.echo(json.dumps([p._asdict() for p in problems], ensure_ascii=False, indent=1))
    elif problems:
        click.echo("\n".join(map(str, problems)))
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
@click.option(
    "--format", "form", default="table", type=click.Choice(("table", "csv", "json", "xlsx"))
)
@quietly
def assess(plan: str, as_of: str | None, form: str, quiet: bool) -> None:
    """Print a row per target."""
    from planpace.briefings.frames import frame
    from planpace.briefings.scope import scope
    from planpace.render.xlsx import workbook

    here = scope(plan, "", "en", as_of)
    table = frame(here.plan, here.rows)
    if form == "xlsx":
        click.echo(workbook(here), nl=False)
    elif form == "csv":
        click.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(table.to_json(orient="records", force_ascii=False, indent=1))
    else:
        shown, two = table[SHOWN], "{:,.2f}".format
        click.echo(shown.to_string(index=False, na_rep="–", float_format=two, header=not quiet))


@planpace.command()
@click.argument("plan", metavar="[PLAN]", default="data/changzhou-edz-2020")
@click.option("--pillar", metavar="ID", multiple=True, help="Only this one (may be repeated).")
@click.option("--entity", metavar="ID", multiple=True, help="Its targets in all pillars.")
@in_languages
@as_of_date
@click.option("--format", "forms", metavar="FORMATS", help="After commas; by default all.")
@click.option("--out", metavar="FOLDER", default="reports", show_default=True)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), default=os.cpu_count() or 1)
@quietly
def report(
    plan: str, pillar: tuple[str, ...], entity: tuple[str, ...], lang: str | None,
    as_of: str | None, forms: str | None, out: str, jobs: int, quiet: bool,
) -> int:  # fmt: skip
    """Write the reports as HTML, PDF, workbooks and notebooks."""
    from planpace.briefings.speech import ENTITY
    from planpace.plan.plan import load_plan
    from planpace.press.publish import publish
    from planpace.press.run import FORMATS, OVERVIEW, Report

    found = load_plan(plan)
    date, every = found.date(as_of), [*found.pillar, OVERVIEW]
    pages = _known("pillar", pillar or ([] if entity else every), every)
    lands = dict.fromkeys(target.entity_id for target in found.promises)
    pages += tuple(map(ENTITY.__add__, _known("entity", entity, lands)))
    spoken = _known("language", lang.split(",") if lang else found.languages, found.languages)
    formats = _known("format", FORMATS if forms is None else forms.split(","), FORMATS)
    about = [("" if page == OVERVIEW else page, one) for one in spoken for page in pages]
    reports = [Report(found, page, language, date, formats) for page, language in about]
    outcomes = publish(reports, Path(out), jobs=jobs, quiet=quiet)
    failed = [outcome for outcome in outcomes if outcome.error]
    for outcome in failed:
        click.echo(f"{outcome.report.name}: {outcome.error}", err=True)
    if not quiet:
        count, folder = len(outcomes) - len(failed), Path(out) / found.id / date
        click.echo(say("cli.written", "en", count=count, folder=folder), err=True)
    return int(bool(failed))


@planpace.command()
@plan_folder
@click.option("--from", "since", metavar="DATE", required=True, callback=_day)
@click.option("--to", "as_of", metavar="DATE", callback=_day, help="By default the newest.")
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

    here = scope(plan, "", lang, as_of)
    since = here.plan.date(since)
    if since > here.as_of:
        raise click.UsageError(f"--from {since} lies after --to {here.as_of}")
    edited = edits(scope(before).plan, here.plan, since) if before else []
    if recorded:
        try:
            edited += recomputed(json.loads(Path(recorded).read_text("utf-8")), here.plan)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise click.UsageError(f"{recorded} is no manifest of a run: {error}") from error
    news = changes(here.plan, since, here.as_of)
    if news or edited or not quiet:
        click.echo(told(here, since, news, edited))


@planpace.command()
@plan_folder
@as_of_date
@click.option("--out", metavar="FOLDER", default="requests", show_default=True)
@in_languages
@quietly
def requests(plan: str, as_of: str | None, out: str, lang: str | None, quiet: bool) -> None:
    """Write a letter and a form to fill in for each publisher of a figure that targets lack."""
    from planpace.briefings.requests import letters
    from planpace.briefings.scope import scope
    from planpace.press.publish import put
    from planpace.render.docx import files

    here = scope(plan, "", "en", as_of)
    known, found = here.plan.languages, letters(here)
    spoken = _known("language", lang.split(",") if lang else known, known)
    folder, every = Path(out) / here.plan.id / here.as_of, {t for one in found for t in one.targets}
    if found:
        put(files(here, found, spoken), Path(out), folder)
    for number, one in enumerate([] if quiet else found, start=1):
        count = {"figures": len(one.figures), "targets": len(one.targets), "all": len(every)}
        names = {"number": number, "publisher": one.names.get("en") or one.names[known[0]]}
        told = names | count | {"settled": one.settled, "total": one.total}
        click.echo(say("requests.letter", "en", **told))
    if not quiet:
        click.echo(say("requests.written", "en", count=len(found), folder=folder), err=True)
