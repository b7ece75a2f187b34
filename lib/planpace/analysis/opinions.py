"""What each method says of one target: our schedule on two paths, and other institutions'.

None but the schedule decides the verdict; a reader sees when the method does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from planpace.analysis import gap
from planpace.analysis.series import Point
from planpace.analysis.standing import COMPARED, PEER, Standing, sense
from planpace.plan.periods import DAY

FAVOURABLE = {
    "achieved", "ahead", "on_track", "met", "significant", "substantial_progress",
    "target_achieved",
}  # fmt: skip
MIDDLE = {
    "behind", "limited_progress", "insufficient", "moderate", "moderate_progress",
    "moderately_improving", "stagnating",
}  # fmt: skip
ADVERSE = {
    "off_track", "missed", "away", "deterioration", "decreasing", "stagnation_or_regression",
}  # fmt: skip

RATED = ("open_sdg", "eurostat", "un_desa", "sdsn", "log_arr")
"""The methods of `gap.METHODS` that give a word, beside our own schedule."""


def opinions(s: Standing, point: Point) -> dict[str, str]:
    """Return {method: its word}; empty where there is no baseline, threshold or exact figure."""
    base, goal = s.course.baseline, s.goal(point)
    unsuited = s.promise.kind in PEER | COMPARED or point.bound or s.course.hole
    if unsuited or math.isnan(base) or math.isnan(goal):
        return {}
    known = [p for p in s.course.recent if p.end < point.end + DAY and not p.bound]
    years, values = [s.course.begin, *(p.end for p in known)], [base, *(p.value for p in known)]
    direction = {1: "up", -1: "down"}[sense(s.promise)]
    said = {"linear": s.word(point), "geometric": _geometric(s, point)}
    for name in RATED:
        rated = gap.METHODS[name](
            years, values, target=goal, target_year=s.promise.end, direction=direction
        )
        said[name] = rated["status"]
    return said


def _geometric(s: Standing, point: Point) -> str:
    """Our schedule on a path of constant growth; silent where that path has no meaning."""
    plain = s.word(point)
    if plain in {"achieved", "missed"} or s.held(point):
        return plain
    done = gap.log_progress(s.course.baseline, point.value, s.goal(point))
    share = gap.elapsed(s.course.begin, point.end, s.promise.end)
    if math.isnan(done) or math.isnan(share):
        return "not_available"
    return "off_track" if done < 0 else gap.band(gap.position(done, share), s.bands)


def written(said: dict[str, str]) -> str:
    """Return the opinions as `assess` shows them: `linear=behind, open_sdg=moderate_progress`."""
    return ", ".join(f"{name}={word}" for name, word in said.items())


def read(text: str) -> dict[str, str]:
    """Return the opinions that a `verdict_range` holds; none where it is a single word.

    >>> read("linear=behind, sdsn=stagnating")
    {'linear': 'behind', 'sdsn': 'stagnating'}
    """
    return dict(part.split("=") for part in text.split(", ")) if "=" in text else {}


def tally(words: Iterable[str]) -> tuple[int, int, int]:
    """Return how many words are favourable, in between, and adverse; the silent ones left out.

    >>> tally(["on_track", "moderate", "away", "not_available"])
    (1, 1, 1)
    """
    said = list(words)
    good, middle, bad = (
        sum(word in kind for word in said) for kind in (FAVOURABLE, MIDDLE, ADVERSE)
    )
    return good, middle, bad
