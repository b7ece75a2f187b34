"""The front page of all reports: plans, dates, pillars, and how each verdict moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from planpace.analysis.judge import STATUSES, UNJUDGED
from planpace.render.html import whole_page
from planpace.render.show import templates
from planpace.words.say import languages, say

TITLE = "规划进展简报 · Briefings on plans"


def index_page(manifests: Sequence[dict[str, Any]]) -> str:
    """Return the list of all sets of reports, newest date first, in both languages."""
    order = sorted(manifests, key=lambda m: (m["plan"], m["as_of"]), reverse=True)
    plans = [_plan(list(sets)) for _, sets in groupby(order, key=lambda m: m["plan"])]
    words = {status: _both(f"status.{status}") for status in (*STATUSES, "achieved_early")}
    body = templates().get_template("index.html.j2").render(plans=plans, words=words, title=TITLE)
    return whole_page("zh", TITLE, body)


def _both(key: str) -> str:
    return " · ".join(say(key, language) for language in languages())


def _plan(sets: list[dict[str, Any]]) -> dict[str, Any]:
    """One plan: its sets, and a row of verdicts over the dates for each pillar and target."""
    dates = [one["as_of"] for one in sets]
    tables = [one.get("verdicts", []) for one in sets]
    rows = [row for pillar in _pillars(sets) for row in _rows(pillar, tables)]
    return {"names": sets[0]["names"], "dates": dates, "sets": sets, "rows": rows}


def _pillars(sets: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Each pillar of any of the sets with its title in the languages reported, in its place."""
    titles: dict[tuple[int, str], dict[str, str]] = {}
    for report in (report for one in sets for report in one["reports"] if report["pillar"]):
        places = titles.setdefault((report["place"], report["pillar"]), {})
        places.setdefault(report["language"], report["title"])
    return [
        (pillar, " · ".join(named[language] for language in languages() if language in named))
        for (_, pillar), named in sorted(titles.items())
    ]


def _rows(pillar: tuple[str, str], tables: list[list[Any]]) -> Iterator[dict[str, Any]]:
    """The pillar's tally at each date, then its targets that had a verdict at any of them."""
    pillar_id, title = pillar
    inside = [[row for row in table if row["pillar_id"] == pillar_id] for table in tables]
    yield {"title": title, "pillar": True, "cells": [_tally(rows) for rows in inside]}
    by_id = [{row["target_id"]: row for row in rows} for rows in inside]
    for target in dict.fromkeys(key for rows in by_id for key in rows):
        seen = [rows.get(target) for rows in by_id]
        if any(row and row["status"] not in UNJUDGED for row in seen):
            first = next(row for row in seen if row)
            title = " · ".join(first[f"name_{language}"] for language in languages())
            yield {"title": title, "pillar": False, "cells": seen}


def _tally(rows: list[Any]) -> list[tuple[str, int]]:
    """How many targets have which verdict, those that none has left out."""
    counts = {status: sum(row["status"] == status for row in rows) for status in STATUSES}
    return [(status, count) for status, count in counts.items() if count]
