"""A plan's `datapackage.json`: its names, the limits of its verdicts, the columns that it adds."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planpace.plan.problems import Problem, problem

BANDS = {"ahead": 5.0, "behind": -5.0, "off_track": -25.0}
"""Where the verdicts part, in points of schedule position, unless the plan sets its own."""


def metadata(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Return what `datapackage.json` holds, and what is wrong with it."""
    if not path.is_file():
        return {}, [problem("no_table", path.name)]
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        return {}, [problem("not_json", path.name, value=str(error))]
    settings = meta.get("planpace", {}) if isinstance(meta, dict) else None
    if not isinstance(settings, dict):
        return {}, [problem("not_json", path.name, value="planpace")]
    return meta, list(_settings(path.name, settings))


def _settings(file: str, settings: dict[str, Any]) -> Iterator[Problem]:
    """The plan's names must be there, and its own bands must be numbers in descending order."""
    for name in ("name_zh", "name_en"):
        if not isinstance(settings.get(name), str) or not settings[name]:
            yield problem("empty", file, None, f"planpace.{name}")
    publishers = settings.get("publishers", {})
    if not isinstance(publishers, dict) or not all(map(_is_names, publishers.values())):
        yield problem("bad_publishers", file, None, "planpace.publishers", publishers)
    bands = settings.get("bands", {})
    values: list[Any] = [None]
    if isinstance(bands, dict):
        values = [{**BANDS, **bands}[name] for name in BANDS]
    numeric = all(type(v) in {int, float} and math.isfinite(v) for v in values)
    if not numeric or sorted(values, reverse=True) != values:
        yield problem("bad_bands", file, None, "planpace.bands", bands)


def _is_names(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), str) for name in ("zh", "en")
    )


def declared_columns(meta: dict[str, Any]) -> tuple[dict[str, set[str]], list[Problem]]:
    """The columns that the plan's `datapackage.json` declares for each table."""
    try:
        resources = meta.get("resources", [])
        return {r["name"]: {f["name"] for f in _fields(r)} for r in resources}, []
    except (TypeError, AttributeError, KeyError):
        return {}, [problem("not_json", "datapackage.json", value="resources")]


def _fields(resource: dict[str, Any]) -> list[dict[str, Any]]:
    return list(resource.get("schema", {}).get("fields", []))
