"""A plan's `datapackage.json`: its names, the limits of its verdicts, the columns that it adds."""

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
    columns: dict[str, set[str]] = {}
    if not (folder / FILE).is_file():
        return {}, columns, [problem("no_table", FILE)]
    try:
        meta = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        told = "too deeply nested" if isinstance(error, RecursionError) else error
        return {}, columns, [problem("not_json", FILE, value=told)]
    own = meta.get("planpace", {}) if isinstance(meta, dict) else None
    if not isinstance(own, dict):
        return {}, columns, [problem("not_json", FILE, value="planpace")]
    problems = [*_names(own), *_bands(own)]
    try:
        for table in meta.get("resources", []):
            fields = table.get("schema", {}).get("fields", [])
            columns[table["name"]] = {field["name"] for field in fields}
    except (TypeError, AttributeError, KeyError):
        problems.append(problem("not_json", FILE, value="resources"))
    return own, columns, problems


def _names(own: dict[str, Any]) -> Iterator[Problem]:
    """The plan's names must be there, and every name one line of plain text."""
    for name in ("name_zh", "name_en"):
        text = own.get(name)
        if not isinstance(text, str) or not text.strip():
            yield problem("empty", FILE, None, f"planpace.{name}")
        elif garbled(text):
            yield problem("control_character", FILE, None, f"planpace.{name}", text)
    publishers = own.get("publishers", {})
    try:
        names = [who[language] for who in publishers.values() for language in ("zh", "en")]
    except (AttributeError, KeyError, TypeError):
        names = [None]
    if not all(isinstance(name, str) and not garbled(name) for name in names):
        yield problem("bad_publishers", FILE, None, "planpace.publishers", publishers)


def _bands(own: dict[str, Any]) -> Iterator[Problem]:
    """The plan's own bands must be numbers in descending order."""
    bands = own.get("bands", {})
    limits: list[Any] = [None]
    if isinstance(bands, dict):
        limits = [bands.get(name, BANDS[name]) for name in BANDS]
    numeric = all(type(limit) in {int, float} and -math.inf < limit <= 1e9 for limit in limits)
    if not numeric or sorted(limits, reverse=True) != limits:
        try:
            told = str(bands)
        except ValueError:  # an integer may have more digits than Python is willing to write
            told = "…"
        yield problem("bad_bands", FILE, None, "planpace.bands", told)
