"""The command line: `planpace check`, `report`, `new`, `import`, `explore` and others.

What a command needs is imported in it: `check` takes no time, a report takes Jupyter.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

import click

from planpace.plan.check import examine
from planpace.plan.periods import is_date
from planpace.plan.problems import PlanError
from planpace.plan.schema import contract
from planpace.plan.settings import declared
from planpace.words.say import languages, say

if TYPE_CHECKING:
    from planpace.plan.plan import Plan
    from planpace.press.run import Report

DEFAULT = "data/changzhou-edz-2020"
COUNTED = ("targets", "commitments", "indicators", "observations", "sources")
SOME = 5  # rows of each table that a preview names
SHOWN = ["target_id", "threshold", "latest", "latest_period", "position", "status", "final"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 for faults in the data or a report, 2 for wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_streams()
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


def _open_streams() -> None:
    """Let what is said go nowhere where a stream was closed, and no file of ours take its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, open(number, "w" if number else "r"))  # noqa: SIM115


def _day(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    if given and not is_date(given):
        raise click.BadParameter(f"{given!r} is no date: write it like 2022-03-31")
    return given


def _known(kind: str, given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    words = dict.fromkeys(given)
    if unknown := [word for word in words if word not in known]:
        raise click.UsageError(f"unknown {kind} {', '.join(unknown)}; known: {', '.join(known)}")
    return tuple(words)


def _language(given: str, usual: str, known: Sequence[str]) -> str:
    """The one language asked for, or the usual one."""
    return _known("language", [given or usual], known)[0]


plan_folder = click.argument("plan", metavar="PLAN")
as_of_date = click.option(
    "--as-of", metavar="DATE", callback=_day, help="Use only what was published by then."
)
in_languages = click.option(
    "--lang", metavar="LANGUAGES", help="After commas; by default all of the plan."
)
quietly = click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="planpace")
def planpace() -> None:
    """How far a plan's targets are from being met."""


@planpace.command()
@plan_folder
@click.option("--lang", type=click.Choice(languages()), help="By default the plan's own.")
@click.option("--json", "machine", is_flag=True, help="For machines.")
@quietly
def check(plan: str, lang: str | None, machine: bool, quiet: bool) -> int:
    """Print every problem and warning of a plan folder, and what it holds if it has no problem."""
    own, tables, problems = examine(Path(plan))
    spoken = (lang,) if lang else declared(own)
    errors = [one for one in problems if one.severity == "error"]
    if machine:
        mild = {"severity": "warning"}
        told = [p._asdict() | (mild if p.severity == "warning" else {}) for p in problems]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif problems:
        click.echo("\n".join(one.told(spoken) for one in (errors if quiet else problems)))
    if not (machine or errors or quiet):
        one = "en" if "en" in spoken else spoken[0]
        held = {t: getattr(contract()[t][""], f"name_{one}").lower() for t in COUNTED}
        listed = say("list", one).join(
            say("cli.counted", one, name=name, count=len(tables[t].rows))
            for t, name in held.items()
        )
        click.echo(say("cli.sound", one, plan=Path(plan).resolve().name, listed=listed))
        kinds = Counter(cells["kind"] for cells in tables["targets"].rows)
        for kind, count in kinds.most_common():
            click.echo(f"  {count:3d} {kind}")
    return int(bool(errors))


@planpace.command()
@plan_folder
@as_of_date
@click.option(
    "--format", "form", default="table", type=click.Choice(("table", "csv", "json", "xlsx"))
)
@click.option("--lang", metavar="LANGUAGE", default="", help="Of the workbook.")
@quietly
def assess(plan: str, as_of: str | None, form: str, lang: str, quiet: bool) -> None:
    """Print a row per target; in csv, what a spreadsheet would compute follows an apostrophe."""
    from planpace.briefings.frames import frame
    from planpace.briefings.requests import inert
    from planpace.briefings.scope import scope
    from planpace.plan.plan import load_plan
    from planpace.render.xlsx import workbook

    loaded = load_plan(plan)
    here = scope(loaded, "", _language(lang, loaded.tongue, loaded.languages), as_of)
    table = frame(here.plan, here.rows)
    if form == "xlsx":
        click.echo(workbook(here), nl=False)
    elif form == "csv":
        click.echo(table.map(inert).to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(table.to_json(orient="records", force_ascii=False, indent=1))
    else:
        shown, two = table[SHOWN], "{:,.2f}".format
        click.echo(shown.to_string(index=False, na_rep="–", float_format=two, header=not quiet))


@planpace.command()
@click.argument("plans", metavar="[PLAN]...", nargs=-1)
@click.option("--pillar", metavar="ID", multiple=True, help="Only this one (may be repeated).")
@click.option("--entity", metavar="ID", multiple=True, help="Its targets in all pillars.")
@in_languages
@as_of_date
@click.option("--format", "forms", metavar="FORMATS", help="After commas; by default all.")
@click.option("--out", metavar="FOLDER", default="reports", show_default=True)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), default=os.cpu_count() or 1)
@click.option("--scheduler", metavar="ADDRESS", default="", help="Of Dask, to use its workers.")
@click.option("--force", is_flag=True, help="Make all anew, also what is as it should be.")
@click.option("--dry-run", is_flag=True, help="Say what would be made and why; make nothing.")
@click.option("--keep", metavar="N", type=click.IntRange(1), default=None,
              help="Keep so many dates of a plan, this one among them.")  # fmt: skip
@click.option("--on-failure", metavar="COMMAND", help="Run on failure, told of the run in JSON.")
@click.option("--on-success", metavar="COMMAND", help="Run if all went well.")
@click.option("--log", type=click.Choice(("text", "json")), default="text",
              help="For people, or a line of JSON for each event.")  # fmt: skip
@quietly
def report(
    plans: tuple[str, ...], pillar: tuple[str, ...], entity: tuple[str, ...], lang: str | None,
    as_of: str | None, forms: str | None, out: str, jobs: int, scheduler: str, force: bool,
    dry_run: bool, keep: int | None, on_failure: str | None, on_success: str | None, log: str,
    quiet: bool,
) -> int:  # fmt: skip
    """Bring the reports of plans up to date: HTML, PDF, workbooks, Word files and notebooks."""
    from planpace.press import upkeep
    from planpace.press.aside import clear

    folders = {Path(plan).resolve().name: Path(plan) for plan in plans or (DEFAULT,)}
    if len(folders) < len(plans):
        raise click.UsageError("two plans of one name: their reports would have the same place")
    asked, current = dict[str, str](), list[str]()
    for name, folder in folders.items():
        if (folder / "datapackage.json").is_file():
            given = {"plan": str(folder.resolve()), "given": [pillar, entity, lang, as_of, forms]}
            asked[name] = upkeep.request(folder, upkeep.notebooks(), given)
            if not (force or dry_run) and (there := upkeep.done(Path(out), name, asked[name])):
                current.append(str(there))
    if len(current) == len(folders):
        clear(Path(out))
        if not quiet:
            click.echo(say("cli.unchanged", languages()[-1], folder=current[-1]), err=True)
        return 0
    from planpace.plan.plan import load_plan
    from planpace.press.publish import plan_of_work, publish
    from planpace.press.tell import teller

    with _telling(on_failure, on_success) as told:
        reports, wrong, tongue = list["Report"](), dict[str, str](), languages()[-1]
        for name, folder in folders.items():
            try:  # a plan with problems does not keep the others back
                loaded = load_plan(folder)
                reports += _reports(loaded, pillar, entity, lang, as_of, forms)
                tongue = loaded.tongue
            except PlanError as problems:
                wrong[name] = str(problems)
        if dry_run or not (reports or Path(out).is_dir()):  # nothing is begun
            for name, reasons in plan_of_work(reports, Path(out)).items():
                whys = (say(f"upkeep.{reason}", tongue) for reason in reasons or ["current"])
                click.echo(f"{name}: {say('list', tongue).join(whys)}")
            for error in wrong.values():
                click.echo(error, err=True)
            told |= {"failed": {}, "errors": wrong} if wrong and not dry_run else {}
            return int(bool(wrong))
        told |= publish(
            reports, Path(out), jobs=jobs, scheduler=scheduler, force=force, asked=asked,
            keep=keep or 0, errors=wrong, tell=teller(log, tongue, quiet),
        )  # fmt: skip
    if reports and log == "text" and not quiet:
        place = Path(out, *([reports[0].plan.id, reports[0].as_of] if len(folders) == 1 else []))
        key = "cli.written" if told["made"] or told["failed"] else "cli.unchanged"
        click.echo(say(key, tongue, count=len(told["made"]), folder=place), err=True)
        click.echo(say("cli.look", tongue, path=Path(out) / "index.html"), err=True)
    return int(bool(told["failed"] or told["errors"]))


def _reports(
    plan: "Plan", pillar: tuple[str, ...], entity: tuple[str, ...], lang: str | None,
    as_of: str | None, forms: str | None,
) -> list["Report"]:  # fmt: skip
    """The reports asked for of one plan; raises UsageError for what it does not have."""
    from planpace.briefings.speech import ENTITY
    from planpace.press.run import FORMATS, OVERVIEW, Report

    every = [*plan.pillar, OVERVIEW]
    pages = _known("pillar", pillar or ([] if entity else every), every)
    lands = dict.fromkeys(target.entity_id for target in plan.promises)
    pages += tuple(map(ENTITY.__add__, _known("entity", entity, lands)))
    spoken = _known("language", lang.split(",") if lang else plan.languages, plan.languages)
    formats = _known("format", FORMATS if forms is None else forms.split(","), FORMATS)
    date = plan.date(as_of)
    about = [("" if page == OVERVIEW else page, one) for one in spoken for page in pages]
    return [Report(plan, page, language, date, formats) for page, language in about]


@contextmanager
def _telling(on_failure: str | None, on_success: str | None) -> Iterator[dict[str, Any]]:
    """Run a command when all is done or has failed, not when broken off, told of it in JSON."""
    told, command = dict[str, Any](), None
    try:
        yield told
        if told:
            failed = told["failed"] or told["errors"]
            command = on_failure if failed else on_success if told["made"] else None
    except Exception as error:
        told["error"], command = str(error), on_failure
        raise
    finally:
        if command:
            said = json.dumps(told, ensure_ascii=False, indent=1)
            subprocess.run(command, shell=True, input=said, text=True)


@planpace.command()
@plan_folder
@click.option("--from", "since", metavar="DATE", required=True, callback=_day)
@click.option("--to", "as_of", metavar="DATE", callback=_day, help="By default the newest.")
@click.option("--before", metavar="PLAN", help="An older copy of the plan's folder.")
@click.option("--recorded", metavar="MANIFEST", help="A manifest.json: what software turned.")
@click.option("--lang", metavar="LANGUAGE", default="", help="English where the plan speaks it.")
@quietly
def diff(
    plan: str, since: str, as_of: str | None, before: str | None, recorded: str | None, lang: str,
    quiet: bool,
) -> None:  # fmt: skip
    """Print what changed between two dates, by target and cause; edits of the tables first."""
    from planpace.analysis.changes import changes, edits, recomputed
    from planpace.briefings.news import told
    from planpace.briefings.scope import scope
    from planpace.plan.plan import load_plan

    loaded = load_plan(plan)
    here = scope(loaded, "", _language(lang, loaded.tongue, loaded.languages), as_of)
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


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A path on the same disk as a folder, to build there what takes its place; gone afterwards."""
    near = next(parent for parent in place.parents if parent.is_dir())
    with TemporaryDirectory(prefix=".planpace-", dir=near) as folder:
        yield Path(folder) / place.name


@planpace.command()
@click.argument("folder", metavar="DIR")
@click.option("--languages", "lang", metavar="LANGUAGES", default="zh,en", show_default=True,
              help="Of the plan: zh, en or both.")  # fmt: skip
@quietly
def new(folder: str, lang: str, quiet: bool) -> int:
    """Make a plan folder to fill in, with examples, and a workbook of it beside it."""
    from planpace.plan.intake import begin, give

    spoken, place = _known("language", lang.split(","), languages()), Path(folder).resolve()
    book = place.with_name(f"{place.name}.xlsx")
    for path in (place, book):
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            click.echo(say("cli.occupied", spoken[0], path=path), err=True)
            return 1
    with _beside(place) as stage:
        begin(stage, spoken)
        content, _ = give(stage)
        place.mkdir(parents=True, exist_ok=True)
        place.rmdir()
        stage.rename(place)
    book.write_bytes(content)
    if not quiet:
        click.echo(say("cli.made", spoken[0], folder=place, path=book), err=True)
    return 0


@planpace.command("import")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--plan", metavar="DIR", required=True, help="The plan's folder; made if need be.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@quietly
def import_(file: str, plan: str, dry_run: bool, quiet: bool) -> None:
    """Take a filled workbook into a plan's folder; with any problem nothing is changed."""
    from planpace.plan.intake import take
    from planpace.press.aside import exchange

    place = Path(plan).resolve()
    with _beside(Path(gettempdir()) / place.name if dry_run else place) as stage:
        taken = take(Path(file), place, stage)
        if not dry_run:
            exchange(stage, place)
    lang = taken.languages[0]
    told = [one.told(taken.languages) for one in taken.warnings]
    for table, rows in taken.changes.items():
        counts = dict(zip(("new", "changed", "gone"), map(len, rows), strict=True))
        told += [say("import.table", lang, table=table, **counts)] if any(rows) else []
        told += [f"  {mark} {one}" for mark, some in zip("+~-", rows, strict=True)
                 for one in some[:SOME]] if dry_run else []  # fmt: skip
    if taken.left:
        told.append(say("import.left", lang, sheets=", ".join(taken.left)))
    told.append(say("import.tried" if dry_run else "import.done", lang, folder=place))
    if not quiet:
        click.echo("\n".join(told), err=not dry_run)


@planpace.command()
@plan_folder
@click.argument("file", metavar="FILE.xlsx")
@quietly
def export(plan: str, file: str, quiet: bool) -> None:
    """Write a plan's folder as a workbook, without loss."""
    from planpace.plan.intake import give

    content, spoken = give(Path(plan))
    Path(file).write_bytes(content)
    if not quiet:
        click.echo(say("cli.exported", spoken[0], path=file), err=True)


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
    from planpace.press.aside import put
    from planpace.render.docx import files

    here = scope(plan, "", "", as_of)
    known, found = here.plan.languages, letters(here)
    spoken = _known("language", lang.split(",") if lang else known, known)
    folder, every = Path(out) / here.plan.id / here.as_of, {t for one in found for t in one.targets}
    if found:
        put(files(here, found, spoken), Path(out), folder)
    for number, one in enumerate([] if quiet else found, start=1):
        count = {"figures": len(one.figures), "targets": len(one.targets), "all": len(every)}
        names = {"number": number, "publisher": one.names[here.plan.tongue]}
        told = names | count | {"settled": one.settled, "total": one.total}
        click.echo(say("requests.letter", here.plan.tongue, **told))
    if not quiet:
        told = {"count": len(found), "folder": folder}
        click.echo(say("requests.written", here.plan.tongue, **told), err=True)


@planpace.command()
@click.argument("plan", metavar="[PLAN]", default=DEFAULT)
@click.option("--target", metavar="ID", default="", help="To begin with; by default the first.")
@as_of_date
@click.option("--lang", metavar="LANGUAGE", default="", help="By default the plan's first.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
def explore(plan: str, target: str, as_of: str | None, lang: str, no_browser: bool) -> int:
    """Open JupyterLab on a notebook that follows one target from its words to its odds."""
    from planpace.briefings.scope import place
    from planpace.plan.plan import load_plan
    from planpace.press.run import copied, own_folders

    found = load_plan(plan)
    _known("target", filter(None, [target]), list(found.targets.target_id))
    spoken = _language(lang, found.languages[0], found.languages)
    asked = {"plan": place(found), "target": target, "language": spoken}
    to = Path(f"explore-{found.id}.ipynb")
    made = copied("explore.ipynb", asked | {"as_of": as_of or ""}, to)
    key = "explore.made" if made else "explore.kept"
    click.echo(say(key, found.tongue, path=to.resolve()), err=True)
    options = ["--no-browser"] if no_browser else []
    with nullcontext() if os.access(Path.home(), os.W_OK) else own_folders():
        return subprocess.run([sys.executable, "-m", "jupyterlab", *options, str(to)]).returncode
