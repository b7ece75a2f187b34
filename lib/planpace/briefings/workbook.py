"""A report's numbers for a spreadsheet: status, series, provenance and methods, sheet by sheet.

Amounts stand in the unit and with the decimals in which the page shows them.
"""

from typing import NamedTuple

import pandas as pd

from planpace.analysis.assess import Assessment
from planpace.analysis.formulas import NAN
from planpace.analysis.trace import Step
from planpace.briefings.annex import LISTED
from planpace.briefings.frames import Rows, columns, tabled
from planpace.briefings.page_one import paces
from planpace.briefings.scope import Scope
from planpace.words.units import is_rank, written

# A sheet: its name, its table, and by column the key of its heading and how it is written.
Sheet = NamedTuple("Sheet", [
    ("name", str), ("table", pd.DataFrame), ("keys", tuple[str, ...]), ("forms", tuple[str, ...]),
])  # fmt: skip


def sheets(here: Scope) -> list[Sheet]:
    """Return the sheets of a report's workbook."""
    say, status, series, provenance, methods = here.say, [], [], [], []
    for one in here.rows:
        name, opinions = here.reading(one.target), one.verdict.opinions
        outlook, judged = here.optional(f"outlook.{one.odds.outlook}"), one.verdict
        told = {"target": name, "verdict": here.shaped(judged.status, judged.word)}
        reasons = {"outlook": outlook, "reason": here.why(one)}
        status.append((one, told | _amounts(here, one) | reasons))
        steps = here.trails[one.target.target_id]
        provenance += [(step, _origin(here, one, step)) for step in steps]
        said = {method: say(f"opinion.{word}") for method, word in opinions.items()}
        methods += [(one, {"target": name, **said})] if said else []
    for row in sorted(here.figures, key=LISTED):
        unit, factor = written(row.unit, here.language, abs(row.value))
        series.append((row, {
            "indicator": here.indicator(row.indicator_id),
            "entity": here.named(here.plan.entity[row.entity_id]),
            "basis": say(f"basis.{row.basis}"), "data_status": say(f"data.{row.status}"),
            "bound": here.optional(f"header.{row.bound}"), "value": row.value * factor,
            "unit": unit,
        }))  # fmt: skip
    return [
        _sheet(here, "status", status), _sheet(here, "series", series),
        _sheet(here, "provenance", provenance), _sheet(here, "methods", methods),
    ]  # fmt: skip


def _amounts(here: Scope, one: Assessment) -> dict[str, object]:
    """The amounts of a verdict in the unit of its page, less those that have no meaning there."""
    verdict, (observed, needed) = one.verdict, paces(here, one)
    apart = one.kind.course == "state" or is_rank(one.unit)  # places and yes or no have no gap
    numbers = {
        "baseline": verdict.baseline, "latest": verdict.latest, "goal": verdict.threshold,
        "later": verdict.later, "gap": NAN if apart else verdict.gap,
        "pace_observed": observed, "pace_required": needed,
    }  # fmt: skip
    factor = written(one.unit, here.language, verdict.size)[1]
    return {"unit": here.unit(one)} | {name: value * factor for name, value in numbers.items()}


def _origin(here: Scope, one: Assessment, step: Step) -> dict[str, object]:
    """Where one number comes from, in words."""
    source, goal = here.source(step.source_id), step.number == "threshold"
    unit, factor = written(step.unit, here.language, one.verdict.size)
    return {
        "number": here.say(f"number.{step.number}"), "how": here.how(step.how, one.verdict.size),
        "value": step.value * factor, "unit": unit,
        "clarity": here.say(f"clarity.{one.target.clarity}") if goal else "",
        "note": here.named(one.target, "note") if goal else "", "locator": here.line(step.locator),
        "document": source.title, "publisher": source.publisher, "address": source.url,
    }  # fmt: skip


def _sheet(here: Scope, name: str, rows: Rows) -> Sheet:
    listed, worded = columns(name), (key for _, told in rows for key in told)
    table = tabled(name, rows, worded)
    keys = tuple(table.columns)
    table.columns = pd.Index([here.say(f"header.{key}") for key in keys])
    forms = tuple(listed[key]["form"] if key in listed else "text" for key in keys)
    return Sheet(here.say(f"sheet.{name}"), table, keys, forms)
