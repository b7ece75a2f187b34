"""A plan's `datapackage.json`: its names, the limits of its verdicts, the columns that it adds."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planpace.plan.problems import Problem, garbled, problem

FILE = "datapackage.json"
BANDS = {"ahead": 5.0, "behind": -5.0, "off_track": -25.0}
"""Where the verdicts part, in points of schedule position, unless the plan sets its own."""


def settings(folder: Path) -> tuple[dict[str, Any], dict[str, set[str]], list[Problem]]:
    """Return the plan's own settings, the columns declared for each table, and what is wrong."""
    path = folder / FILE
    if not path.is_file():
        return {}, {}, [problem("no_table", FILE)]
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        return {}, {}, [problem("not_json", FILE, value=_shown(error))]
    own = meta.get("planpace", {}) if isinstance(meta, dict) else None
    if not isinstance(own, dict):
        return {}, {}, [problem("not_json", FILE, value="planpace")]
    columns, problems = _columns(meta)
    return own, columns, [*_names(own), *_limits(own), *problems]


def _shown(error: Exception) -> str:
    return "too deeply nested" if isinstance(error, RecursionError) else str(error)


def _names(own: dict[str, Any]) -> Iterator[Problem]:
    """The plan's names must be there, and each must be one line of plain text."""
    for name in ("name_zh", "name_en"):
        text = own.get(name)
        if not isinstance(text, str) or not text.strip():
            yield problem("empty", FILE, None, f"planpace.{name}")
        elif garbled(text):
            yield problem("control_character", FILE, None, f"planpace.{name}", text)
    publishers = own.get("publishers", {})
    if not isinstance(publishers, dict) or not all(map(_in_words, publishers.values())):
        yield problem("bad_publishers", FILE, None, "planpace.publishers", publishers)


def _in_words(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(language), str) and not garbled(value[language])
        for language in ("zh", "en")
    )


def _limits(own: dict[str, Any]) -> Iterator[Problem]:
    """The plan's own bands must be numbers in descending order."""
    bands = own.get("bands", {})
    values: list[Any] = [None]
    if isinstance(bands, dict):
        values = [{**BANDS, **bands}[name] for name in BANDS]
    numeric = all(type(v) in {int, float} and abs(v) < math.inf for v in values)
    if not numeric or sorted(values, reverse=True) != values or abs(values[0]) > 1e9:
        yield problem("bad_bands", FILE, None, "planpace.bands", _short(bands))


def _short(value: object) -> str:
    """A value as text; an integer may have more digits than Python is willing to write."""
    try:
        return str(value)
    except ValueError:
        return "…"


def _columns(meta: dict[str, Any]) -> tuple[dict[str, set[str]], list[Problem]]:
    """The columns that the plan declares for each table."""
    try:
        return {
            resource["name"]: {f["name"] for f in resource.get("schema", {}).get("fields", [])}
            for resource in meta.get("resources", [])
        }, []
    except (TypeError, AttributeError, KeyError):
        return {}, [problem("not_json", FILE, value="resources")]
