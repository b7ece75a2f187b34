"""A plan's own settings: the key `planpace` of its `datapackage.json`."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planpace.plan.bands import BANDS
from planpace.plan.periods import is_date, period
from planpace.plan.problems import Problem, garbled, problem
from planpace.plan.schema import resource
from planpace.words.say import languages, say

META = "datapackage.json"
LARGEST, LONGEST = 16_000_000, 200  # bytes of a file that is read; characters of a name
KEYS = ("languages", "name_zh", "name_en", "published", "publishers", "bands", "breaks")
"""All that is read of the key `planpace`; docs/reference.md says what each is for."""
Json = dict[str, Any]


def declared(own: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that a plan declares; one that declares none speaks those it is named in."""
    told = own.get("languages")
    if isinstance(told, list) and told and {*languages()}.issuperset(map(str, told)):
        return tuple(dict.fromkeys(told))
    return tuple(lang for lang in languages() if f"name_{lang}" in own) or languages()


def package(
    own: Mapping[str, Any], kept: Mapping[str, Any], fields: Mapping[str, list[str]]
) -> Json:
    """Return a `datapackage.json`: what it had `kept`, its settings, the schema of each table."""
    title = {"title": own.get("name_en") or own[f"name_{declared(own)[0]}"]}
    made = {"planpace": own, "resources": [resource(*table) for table in fields.items()]}
    return {"profile": "tabular-data-package", **title, **kept, **made}


def held(path: Path, folder: Path, most: int = LARGEST) -> tuple[bytes, list[Problem]]:
    """Return what a file of a plan's folder holds, if it is a plain one that lies there."""
    file = path.relative_to(folder).as_posix()
    if not path.is_file() or folder.resolve() not in path.resolve().parents:
        return b"", [problem("no_file", file)]
    if path.stat().st_size > most:
        return b"", [problem("too_large", file, limit=most // 10**6)]
    try:
        return path.read_bytes(), []
    except OSError as error:
        return b"", [problem("not_readable", file, value=error.strerror)]


def settings(path: Path) -> tuple[Json, dict[str, set[str]], list[Problem]]:
    """Return what `datapackage.json` says, always with the plan's own settings; the columns that it
    adds to each table; what is wrong.
    """
    none, added = Json(planpace={}), dict[str, set[str]]()
    if not path.exists() and not path.is_symlink():
        return none, added, [problem("no_settings", META)]
    text, unfit = held(path, path.parent)
    if unfit:
        return none, added, unfit
    try:
        meta = none | json.loads(text.decode("utf-8-sig"))
    except (TypeError, ValueError, RecursionError) as error:
        told = {RecursionError: "too deeply nested", TypeError: "planpace"}.get(type(error), error)
        return none, added, [problem("not_json", META, value=told)]
    if not isinstance(own := meta["planpace"], dict):
        return meta | none, added, [problem("not_json", META, value="planpace")]
    problems = [*_wrong(own)]
    try:
        for table in meta.get("resources", []):
            fields = table.get("schema", {}).get("fields", [])
            added[table["name"]] = {field["name"] for field in fields}
    except (TypeError, AttributeError, KeyError):
        problems.append(problem("not_json", META, value="resources"))
    return meta, added, problems


def _wrong(own: Json) -> Iterator[Problem]:
    """Every name must be one line of plain text, the plan's must be there; bands must descend."""
    told = own.get("languages", [])
    if not isinstance(told, list) or ("languages" in own and [*declared(own)] != told):
        known = ", ".join(languages())
        yield problem("bad_languages", META, "planpace.languages", told, known=known)
    for name in (f"name_{lang}" for lang in declared(own)):
        text = own.get(name)
        if not isinstance(text, str) or not text.strip():
            yield problem("empty", META, f"planpace.{name}")
        elif garbled(text):
            yield problem("control_character", META, f"planpace.{name}", text)
        elif text == say("workbook.new", name[-2:]):
            yield problem("unnamed", META, f"planpace.{name}", text)
        elif len(text) > LONGEST:
            yield problem("bad_length", META, f"planpace.{name}", text, low=1, high=LONGEST)
    for key in own.keys() - {*KEYS}:
        yield problem("unread_key", META, f"planpace.{key}", key, known=", ".join(KEYS))
    publishers, bands = own.get("publishers", {}), own.get("bands", {})
    try:
        names = [who[lang] for who in publishers.values() for lang in declared(own)]
    except (AttributeError, KeyError, TypeError):
        names = [None]
    if not all(isinstance(name, str) and not garbled(name) for name in names):
        yield problem("bad_publishers", META, "planpace.publishers", publishers)
    if not is_date(str(own.get("published", "2000-01-01"))):
        yield problem("bad_date", META, "planpace.published", own["published"])
    breaks = own.get("breaks", {})
    try:
        sound = all(period(label) for listed in breaks.values() for label in listed)
    except (AttributeError, TypeError, ValueError):
        sound = False
    if not sound:
        yield problem("bad_breaks", META, "planpace.breaks", breaks)
    sound = isinstance(bands, dict) and BANDS.keys() >= bands.keys()
    limits = [bands.get(name, BANDS[name]) for name in BANDS] if sound else []
    limits = [n for n in limits if type(n) in {int, float} and -math.inf < n <= 1e9]
    if len(limits) < len(BANDS) or sorted(limits, reverse=True) != limits:
        yield problem("bad_bands", META, "planpace.bands", bands)
