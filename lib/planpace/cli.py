"""The command line: `planpace check`, `assess`, `report` and `diff`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from planpace.analysis.assess import assess
from planpace.briefings.scope import scope
from planpace.plan.check import check_plan
from planpace.plan.plan import Plan, load_plan
from planpace.plan.problems import PlanError
from planpace.plan.vintages import as_of_date
from planpace.words.say import LANGUAGES, say

DEFAULT_PLAN = "data/changzhou-edz-2020"
USAGE, FAULT = 2, 1


class Usage(ValueError):
    """A word on the command line that is not known."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 for faults in the data or a report, 2 for wrong usage."""
    chosen = _parser().parse_args(arguments)
    try:
        status = int(chosen.command(chosen))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except PlanError as error:
        print(error, file=sys.stderr)
        return FAULT
    except Usage as error:
        print(f"planpace: {error}", file=sys.stderr)
        return USAGE


def check(chosen: argparse.Namespace) -> int:
    """Print every problem of a plan folder, and what it holds if there is none."""
    problems = check_plan(chosen.plan)
    if chosen.json:
        print(json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=1))
    else:
        for found in problems:
            print(found)
        if not problems and not chosen.quiet:
            print(_counts(chosen.plan))
    return FAULT if problems else 0


def _counts(folder: str) -> str:
    plan = load_plan(folder)
    tables = ("targets", "commitments", "indicators", "observations", "sources")
    listed = ", ".join(f"{len(getattr(plan, table))} {table}" for table in tables)
    kinds = plan.targets.kind.value_counts()
    return f"{plan.id}: no problems; {listed}\n" + "\n".join(
        f"  {n:3d} {k}" for k, n in kinds.items()
    )


def show(chosen: argparse.Namespace) -> int:
    """Print the assessment of every target."""
    plan = load_plan(chosen.plan)
    table = assess(plan, _date(plan, chosen.as_of))
    if chosen.format == "csv":
        print(table.to_csv(index=False, lineterminator="\n"), end="")
    elif chosen.format == "xlsx":
        from planpace.render.xlsx import (
            workbook,  # draws on the views, which take a second to import
        )

        sys.stdout.buffer.write(workbook(scope(plan, language="en", as_of=chosen.as_of)))
    elif chosen.format == "json":
        print(table.to_json(orient="records", force_ascii=False, indent=1))
    else:
        columns = [
            "target_id",
            "threshold",
            "latest",
            "latest_period",
            "position",
            "status",
            "final",
        ]
        print(table[columns].to_string(index=False, na_rep="–", float_format="{:,.2f}".format))
    return 0


def report(chosen: argparse.Namespace) -> int:
    """Make the reports of a plan and publish them."""
    from planpace.press.publish import publish  # Jupyter takes a second to import: not for `check`
    from planpace.press.run import FORMATS, OVERVIEW, Report

    plan = load_plan(chosen.plan)
    pillars = {*plan.pillars.pillar_id, OVERVIEW}
    wanted = chosen.pillar or [*plan.pillars.pillar_id, OVERVIEW]
    languages, formats = chosen.lang.split(","), chosen.format.split(",")
    for kind, given, known in (
        ("pillar", wanted, pillars), ("language", languages, LANGUAGES),
        ("format", formats, FORMATS),
    ):  # fmt: skip
        _all_known(kind, given, known)
    as_of = _date(plan, chosen.as_of)
    reports = [
        Report(
            Path(chosen.plan), "" if pillar == OVERVIEW else pillar, language, as_of, tuple(formats)
        )
        for language in dict.fromkeys(languages)
        for pillar in dict.fromkeys(wanted)
    ]
    outcomes = publish(reports, Path(chosen.out), jobs=chosen.jobs, quiet=chosen.quiet)
    failed = [outcome for outcome in outcomes if outcome.error]
    for outcome in failed:
        print(f"{outcome.report.name}: {outcome.error}", file=sys.stderr)
    if not chosen.quiet:
        folder = Path(chosen.out) / plan.id / as_of
        print(
            say("cli.written", "en", count=len(outcomes) - len(failed), folder=folder),
            file=sys.stderr,
        )
    return FAULT if failed else 0


def diff(chosen: argparse.Namespace) -> int:
    """Print what changed between two dates, by target and cause; edits of the tables first."""
    from planpace.analysis.edits import edits, recomputed
    from planpace.briefings.news import told  # draws on the views, which take a second to import

    plan = load_plan(chosen.plan)
    since, as_of = _date(plan, chosen.since), _date(plan, chosen.to)
    if since > as_of:
        raise Usage(f"--from {since} lies after --to {as_of}")
    _all_known("language", [chosen.lang], LANGUAGES)
    edited = []
    if chosen.before:
        edited.append(edits(load_plan(chosen.before), plan, since))
    if chosen.recorded:
        edited.append(recomputed(_manifest(Path(chosen.recorded)), plan))
    more = pd.concat(edited) if edited else None
    print(told(scope(plan, language=chosen.lang, as_of=as_of), since, more))
    return 0


def _manifest(path: Path) -> dict[str, Any]:
    """A manifest that a run left; raises Usage if it is none."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {"as_of": read["as_of"], "verdicts": read["verdicts"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Usage(f"--recorded {path} is no manifest of a run: {error}") from error


def _all_known(kind: str, given: Sequence[str], known: Sequence[str] | set[str]) -> None:
    unknown = [word for word in given if word not in known]
    if unknown:
        raise Usage(f"unknown {kind} {', '.join(unknown)}; known: {', '.join(sorted(known))}")


def _date(plan: Plan, as_of: str | None) -> str:
    try:
        return as_of_date(plan, as_of)
    except ValueError as error:
        raise Usage(str(error)) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "planpace", description="How far a plan's targets are from being met."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checked = commands.add_parser("check", help="print every problem of a plan folder")
    checked.add_argument("plan", metavar="PLAN")
    checked.add_argument("--json", action="store_true", help="for machines")
    assessed = commands.add_parser("assess", help="print a row per target")
    assessed.add_argument("plan", metavar="PLAN")
    assessed.add_argument("--as-of", metavar="DATE", help="use only what was published by then")
    assessed.add_argument("--format", default="table", choices=["table", "csv", "json", "xlsx"])
    made = commands.add_parser("report", help="write the reports as HTML, PDF and notebooks")
    made.add_argument("plan", metavar="PLAN", nargs="?", default=DEFAULT_PLAN)
    made.add_argument(
        "--pillar", metavar="ID", action="append", help="only this one (may be repeated)"
    )
    made.add_argument("--lang", metavar="LANGUAGES", default="zh,en")
    made.add_argument("--as-of", metavar="DATE", help="use only what was published by then")
    made.add_argument("--format", metavar="FORMATS", default="html,pdf,xlsx,ipynb")
    made.add_argument("--out", metavar="FOLDER", default="reports")
    made.add_argument(
        "--jobs", metavar="N", type=int, default=os.cpu_count() or 1, choices=range(1, 65)
    )
    compared = commands.add_parser("diff", help="print what changed between two dates, by cause")
    compared.add_argument("plan", metavar="PLAN")
    compared.add_argument("--from", dest="since", metavar="DATE", required=True)
    compared.add_argument("--to", metavar="DATE", help="by default the newest figure's date")
    compared.add_argument("--before", metavar="PLAN", help="an older copy of the plan's folder")
    compared.add_argument(
        "--recorded", metavar="MANIFEST", help="a manifest.json: verdicts that software turned"
    )
    compared.add_argument("--lang", default="en", metavar="LANGUAGE")
    runs = ((checked, check), (assessed, show), (made, report), (compared, diff))
    for command, run in runs:
        command.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
        command.set_defaults(command=run)
    return parser
