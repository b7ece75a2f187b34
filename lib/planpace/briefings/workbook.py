"""A report's numbers for a spreadsheet: status, series, provenance and methods, sheet by sheet.

`workbook.csv` lists each sheet's columns: the key of the heading, how the cells are written, and
the path to their value in what a row is about. Without a path, the cells are worded here.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

import pandas as pd

from planpace.analysis.assess import Assessment
from planpace.analysis.trace import Step
from planpace.briefings.annex import in_order
from planpace.briefings.scope import Scope
from planpace.plan.rows import Observation

T = TypeVar("T")
Words = Mapping[str, Callable[[T], object]]
"""What the cells of some columns say of a row."""


class Sheet(NamedTuple):
    """A sheet: its name, its table, and by column the key of its heading and how it is written."""

    name: str
    table: pd.DataFrame
    keys: tuple[str, ...]
    forms: tuple[str, ...]


def sheets(here: Scope) -> list[Sheet]:
    """Return the sheets of a report's workbook."""
    steps = [step for one in here.rows for step in here.trails[one.target.target_id]]
    clarity = {o.target.target_id: here.say(f"clarity.{o.target.clarity}") for o in here.rows}
    notes = {o.target.target_id: here.named(o.target, "note") for o in here.rows}
    judged = [one for one in here.rows if one.verdict.opinions]
    status: Words[Assessment] = {
        "target": lambda one: here.name(one.target),
        "verdict": lambda one: here.shaped(one.verdict.status, one.verdict.word),
        "outlook": lambda one: here.optional(f"outlook.{one.odds.outlook}"),
        "reason": here.why,
    }
    series: Words[Observation] = {
        "indicator": lambda row: here.indicator(row.indicator_id),
        "entity": lambda row: here.named(here.plan.entity[row.entity_id]),
        "data_status": lambda row: here.say(f"data.{row.status}"),
    }
    provenance: Words[Step] = {
        "number": lambda step: here.say(f"number.{step.number}"),
        "how": lambda step: here.how(step.how),
        "clarity": lambda step: clarity[step.target_id] if step.number == "threshold" else "",
        "note": lambda step: notes[step.target_id] if step.number == "threshold" else "",
        "document": lambda step: here.source(step.source_id).title,
        "publisher": lambda step: here.source(step.source_id).publisher,
        "address": lambda step: here.source(step.source_id).url,
    }

    def opinion(method: str) -> Callable[[Assessment], str]:
        return lambda one: here.say(f"opinion.{one.verdict.opinions[method]}")

    opinions = {method: opinion(method) for one in judged[:1] for method in one.verdict.opinions}
    return [
        _sheet(here, "status", here.rows, status),
        _sheet(here, "series", in_order(here.figures), series),
        _sheet(here, "provenance", steps, provenance),
        _sheet(here, "methods", judged, {"target": status["target"], **opinions}),
    ]


def _sheet(here: Scope, name: str, rows: Iterable[T], worded: Words[T]) -> Sheet:
    with Path(__file__).with_name("workbook.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["key"]: row for row in csv.DictReader(file) if row["sheet"] == name}
    paths = {key: attrgetter(row["path"]) for key, row in listed.items() if row["path"]}
    keys = tuple(dict.fromkeys([*listed, *worded]))
    cells = [[(paths.get(key) or worded[key])(row) for key in keys] for row in rows]
    table = pd.DataFrame(cells, columns=[here.say(f"header.{key}") for key in keys])
    forms = tuple(listed[key]["form"] if key in listed else "text" for key in keys)
    return Sheet(here.say(f"sheet.{name}"), table, keys, forms)
