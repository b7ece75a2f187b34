"""A report's numbers for a spreadsheet: status, series, provenance and methods, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeVar

import pandas as pd

from planpace.analysis.assess import Assessment
from planpace.analysis.trace import Step
from planpace.briefings.annex import in_order
from planpace.briefings.blocks import STATUS_SHAPES
from planpace.briefings.scope import Scope
from planpace.plan.rows import Observation

Form = Literal["text", "number", "share", "points"]
T = TypeVar("T")
Columns = Mapping[str, tuple[Form, Callable[[T], object]]]


class Sheet(NamedTuple):
    """A sheet: its name, its table, and by column the key of its heading and how it is written."""

    name: str
    table: pd.DataFrame
    keys: tuple[str, ...]
    forms: tuple[Form, ...]


def sheets(here: Scope) -> list[Sheet]:
    """Return the sheets of a report's workbook."""
    return [_status(here), _series(here), _provenance(here), _methods(here)]


def _sheet(here: Scope, name: str, rows: Iterable[T], columns: Columns[T]) -> Sheet:
    heads = [here.speech.say(f"header.{key}") for key in columns]
    cells = [[told(row) for _, told in columns.values()] for row in rows]
    table = pd.DataFrame(cells, columns=heads)
    forms = tuple(form for form, _ in columns.values())
    return Sheet(here.speech.say(f"sheet.{name}"), table, tuple(columns), forms)


def _verdict(form: Form, name: str) -> tuple[Form, Callable[[Assessment], object]]:
    return form, lambda one: getattr(one.verdict, name)


def _status(here: Scope) -> Sheet:
    """One row per target: what `assess` says, with verdict and outlook in words."""
    speech = here.speech
    columns: Columns[Assessment] = {
        "id": ("text", lambda one: one.target.target_id),
        "target": ("text", lambda one: speech.name(one.target)),
        "unit": ("text", lambda one: one.unit),
        "baseline": _verdict("number", "baseline"),
        "baseline_period": _verdict("text", "baseline_period"),
        "latest": _verdict("number", "latest"),
        "latest_period": _verdict("text", "latest_period"),
        "goal": _verdict("number", "threshold"),
        "deadline": ("text", lambda one: one.target.deadline),
        "gap": _verdict("number", "gap"),
        "progress": _verdict("share", "progress"),
        "elapsed": _verdict("share", "elapsed"),
        "position": _verdict("points", "position"),
        "pace_required": _verdict("number", "pace_required"),
        "pace_observed": _verdict("number", "pace_observed"),
        "verdict": ("text", lambda one: _word(here, one)),
        "outlook": (
            "text",
            lambda one: speech.say(f"outlook.{one.odds.outlook}") if one.odds.outlook else "",
        ),
        "probability": ("share", lambda one: one.odds.probability),
        "expected_period": ("text", lambda one: one.odds.expected_period),
        "reason": ("text", speech.why),
    }
    return _sheet(here, "status", here.rows, columns)


def _word(here: Scope, one: Assessment) -> str:
    return f"{STATUS_SHAPES[one.verdict.status]} {here.speech.status(one.verdict.word)}"


def _series(here: Scope) -> Sheet:
    """Every figure known at the date, with its source."""
    speech = here.speech
    columns: Columns[Observation] = {
        "indicator": ("text", lambda row: speech.indicator(row.indicator_id)),
        "entity": ("text", lambda row: speech.entity(row.entity_id)),
        "period": ("text", lambda row: row.period),
        "basis": ("text", lambda row: row.basis),
        "value": ("number", lambda row: row.value),
        "bound": ("text", lambda row: row.bound),
        "unit": ("text", lambda row: row.unit),
        "data_status": ("text", lambda row: speech.say(f"data.{row.status}")),
        "published": ("text", lambda row: row.published),
        "source": ("text", lambda row: row.source_id),
        "quote": ("text", lambda row: row.quote),
        "note": ("text", lambda row: row.note),
    }
    return _sheet(here, "series", in_order(here.figures), columns)


def _provenance(here: Scope) -> Sheet:
    """Where each number of the status sheet comes from: words and document, or formula."""
    speech, documents = here.speech, here.plan.source

    def of(name: str) -> tuple[Form, Callable[[Step], object]]:
        return "text", lambda step: getattr(documents.get(step.source_id), name, "")

    def promise(step: Step, name: str) -> str:
        stated = step.number == "threshold"
        return str(getattr(here.everything[step.target_id].target, name)) if stated else ""

    columns: Columns[Step] = {
        "id": ("text", lambda step: step.target_id),
        "number": ("text", lambda step: speech.say(f"number.{step.number}")),
        "value": ("number", lambda step: step.value),
        "unit": ("text", lambda step: step.unit),
        "period": ("text", lambda step: step.period),
        "how": ("text", lambda step: speech.how(step.how)),
        "quote": ("text", lambda step: step.quote),
        "locator": ("text", lambda step: step.locator),
        "clarity": (
            "text",
            lambda step: (
                speech.say(f"clarity.{clarity}") if (clarity := promise(step, "clarity")) else ""
            ),
        ),
        "note": ("text", lambda step: promise(step, f"note_{here.language}")),
        "source": ("text", lambda step: step.source_id),
        "document": of("title"),
        "publisher": of("publisher"),
        "published": ("text", lambda step: step.published),
        "address": of("url"),
    }
    steps = (step for one in here.rows for step in here.trails[one.target.target_id])
    return _sheet(here, "provenance", steps, columns)


def _methods(here: Scope) -> Sheet:
    """What each institution's method says of each target, where it says anything."""
    told = [one for one in here.rows if one.verdict.opinions]
    names = tuple(told[0].verdict.opinions) if told else ()

    def opinion(name: str) -> tuple[Form, Callable[[Assessment], object]]:
        return "text", lambda one: here.speech.say(f"opinion.{one.verdict.opinions[name]}")

    columns: Columns[Assessment] = {
        "id": ("text", lambda one: one.target.target_id),
        "target": ("text", lambda one: here.speech.name(one.target)),
        **{name: opinion(name) for name in names},
    }
    return _sheet(here, "methods", told, columns)
