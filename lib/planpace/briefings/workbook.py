"""A report's numbers for a spreadsheet: status, series, provenance and methods, sheet by sheet."""

from typing import NamedTuple

import pandas as pd

from planpace.briefings.annex import LISTED
from planpace.briefings.frames import Rows, columns, tabled
from planpace.briefings.scope import Scope

# A sheet: its name, its table, and by column the key of its heading and how it is written.
Sheet = NamedTuple("Sheet", [
    ("name", str), ("table", pd.DataFrame), ("keys", tuple[str, ...]), ("forms", tuple[str, ...]),
])  # fmt: skip


def sheets(here: Scope) -> list[Sheet]:
    """Return the sheets of a report's workbook."""
    say, status, series, provenance, methods = here.say, [], [], [], []
    for one in here.rows:
        target, verdict, opinions = one.target, one.verdict, one.verdict.opinions
        name, outlook = here.name(target), here.optional(f"outlook.{one.odds.outlook}")
        judged = here.shaped(verdict.status, verdict.word)
        told = {"target": name, "verdict": judged, "outlook": outlook, "reason": here.why(one)}
        status.append((one, told))
        for step in here.trails[target.target_id]:
            source, goal = here.source(step.source_id), step.number == "threshold"
            provenance.append((step, {
                "number": say(f"number.{step.number}"), "how": here.how(step.how),
                "clarity": say(f"clarity.{target.clarity}") if goal else "",
                "note": here.named(target, "note") if goal else "",
                "document": source.title, "publisher": source.publisher, "address": source.url,
            }))  # fmt: skip
        said = {method: say(f"opinion.{word}") for method, word in opinions.items()}
        methods += [(one, {"target": name, **said})] if said else []
    for row in sorted(here.figures, key=LISTED):
        entity = here.named(here.plan.entity[row.entity_id])
        names = {"indicator": here.indicator(row.indicator_id), "entity": entity}
        series.append((row, {**names, "data_status": say(f"data.{row.status}")}))
    return [
        _sheet(here, "status", status), _sheet(here, "series", series),
        _sheet(here, "provenance", provenance), _sheet(here, "methods", methods),
    ]  # fmt: skip


def _sheet(here: Scope, name: str, rows: Rows) -> Sheet:
    listed, worded = columns(name), (key for _, told in rows for key in told)
    table = tabled(name, rows, worded)
    keys = tuple(table.columns)
    table.columns = pd.Index([here.say(f"header.{key}") for key in keys])
    forms = tuple(listed[key]["form"] if key in listed else "text" for key in keys)
    return Sheet(here.say(f"sheet.{name}"), table, keys, forms)
