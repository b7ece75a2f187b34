"""Which reports have to be made again, and why."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from planpace.briefings.speech import ENTITY
from planpace.press.run import Report
from planpace.press.upkeep import Entry, code, digest, files, tables, whole


def examined(
    reports: Sequence[Report], entries: Iterable[Entry], place: Path
) -> dict[str, tuple[dict[str, str], Sequence[str]]]:
    """Return by name what each report of one plan is made of, and why it has to be made."""
    known, folder = {entry["report"]: entry for entry in entries}, reports[0].plan.folder
    others = files(p for p in tables(folder) if p.name != "observations.csv")
    now = {report.name: parts(report, others) for report in reports}
    return {r.name: (n := now[r.name], why(r, n, known.get(r.name, {}), place)) for r in reports}


def parts(report: Report, others: str) -> dict[str, str]:
    """Return the digests of what a report is made of: rows, settings, notebook, and the rest.

    Of the figures those of its own indicators, of those beside, of the whole and of the parts; all
    other tables whole, since names and sources may stand anywhere.
    """
    plan, used = report.plan, indicators(report)
    rows = plan.observations if used is None else plan.observations[
        plan.observations.indicator_id.isin(used)
    ]  # fmt: skip
    told = {
        "figures": rows.to_csv(index=False), "tables": others,
        "notebook": files([report.notebook]), "parameters": json.dumps(report.parameters),
        "code": code(),
    }  # fmt: skip
    return {name: digest([text.encode()]) for name, text in told.items()}


def indicators(report: Report) -> set[str] | None:
    """Return the indicators whose figures a report may show; None for all."""
    if not report.pillar:
        return None
    plan, of = report.plan, {report.pillar, report.pillar.partition(ENTITY)[2]}
    mine = [t for t in plan.promises if {t.pillar_id, t.entity_id} & of]
    found = {name for t in mine for name in (t.indicator_id, t.peer_indicator_id) if name}
    near = [(name, one.part_of) for name, one in plan.indicator.items() if one.part_of]
    while more := {n for pair in near if found & {*pair} for n in pair} - found:
        found |= more
    return found


def why(report: Report, now: Mapping[str, str], entry: Entry, place: Path) -> Sequence[str]:
    """Return why a report has to be made: new, failed, incomplete, or the parts that changed."""
    if not entry:
        return ["new"]
    if entry["status"] != "ok":
        return ["failed"]
    wanted = {f"{report.name}.{form}" for form in report.formats}
    if not (wanted <= {*entry["outputs"]} and whole(entry, place)):
        return ["incomplete"]
    was = entry.get("parts", {})
    return [name for name, told in now.items() if told != was.get(name)]
