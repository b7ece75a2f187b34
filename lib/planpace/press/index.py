"""The front page of all reports: plans, dates, pillars, and how each verdict moved."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from planpace.analysis.judge import STATUSES, UNJUDGED
from planpace.render.html import templates, whole_page
from planpace.words.say import languages, say

TITLE = "规划进展简报 · Briefings on plans"
Manifest = dict[str, Any]
"""What `publish` writes beside a set of reports."""


def index_page(manifests: Sequence[Manifest]) -> str:
    """Return the list of all sets of reports, newest date first, in both languages."""
    order = sorted(manifests, key=lambda m: (m["plan"], m["as_of"]), reverse=True)
    by_plan = [list(sets) for _, sets in groupby(order, key=lambda m: m["plan"])]
    plans = [
        {"names": sets[0]["names"], "dates": [one["as_of"] for one in sets], "sets": sets,
         "rows": [row for pillar, title in _pillars(sets) for row in _rows(sets, pillar, title)]}
        for sets in by_plan
    ]  # fmt: skip
    statuses = (*STATUSES, "achieved_early")
    words = {s: _spoken({lang: say(f"status.{s}", lang) for lang in languages()}) for s in statuses}
    body = templates().get_template("index.html.j2").render(plans=plans, words=words, title=TITLE)
    return whole_page("zh", TITLE, body)


def _spoken(words: Mapping[str, str]) -> str:
    """Words in each language that has them, in a row."""
    return " · ".join(words[language] for language in languages() if language in words)


def _pillars(sets: Sequence[Manifest]) -> list[tuple[str, str]]:
    """Each pillar of any of the sets with its title in the languages reported, in its place."""
    titles: dict[tuple[int, str], dict[str, str]] = {}
    for report in (report for one in sets for report in one["reports"] if report["pillar"]):
        named = titles.setdefault((report["place"], report["pillar"]), {})
        named.setdefault(report["language"], report["title"])
    return [(pillar, _spoken(named)) for (_, pillar), named in sorted(titles.items())]


def _rows(sets: Sequence[Manifest], pillar: str, title: str) -> Iterator[dict[str, Any]]:
    """The pillar's tally at each date, then its targets that had a verdict at any of them."""
    dates = [
        {row["target_id"]: row for row in one.get("verdicts", ()) if row["pillar_id"] == pillar}
        for one in sets
    ]
    counts = [Counter(row["status"] for row in rows.values()) for rows in dates]
    tallies = [[(word, count[word]) for word in STATUSES if count[word]] for count in counts]
    yield {"title": title, "pillar": True, "cells": tallies}
    for target in dict.fromkeys(key for rows in dates for key in rows):
        seen = [rows.get(target) for rows in dates]
        told = [row for row in seen if row]
        if any(row["status"] not in UNJUDGED for row in told):
            named = {language: told[0][f"name_{language}"] for language in languages()}
            yield {"title": _spoken(named), "pillar": False, "cells": seen}
