"""The track record of words: how often each word of each method came true on real series.

A pseudo-plan promises, five years ahead, a multiple of the recent yearly change of a real series.
With one to four years gone every method says its word; in the end the promise is kept or not.
Odds come from tables that the series' family had no part in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu
from statsmodels.stats.proportion import proportion_confint

from planpace.analysis import forecast
from planpace.analysis.forecast import Array, Cells
from planpace.analysis.methods import METHODS, RATED
from planpace.analysis.odds import OUTLOOKS, outlook

TERM, TRENDS = 5, (0.5, 1.0, 1.5, 2.0)
"""Years of a pseudo-plan, and its target in multiples of the recent mean yearly change."""
SEEN, RECENT = 12, 5
"""Figures that odds may rest on; yearly changes whose mean is the recent one."""
JUDGES = ("schedule", *RATED)
"""The methods that say a word of a pseudo-plan, beside our outlook."""


class Pledge(NamedTuple):
    """One pseudo-plan on one series: its figures up to the deadline, target, and whether kept."""

    values: Array
    goal: float
    direction: str
    share: bool
    kept: bool
    series: int

    @property
    def base(self) -> int:
        """Where the baseline stands among the figures."""
        return len(self.values) - 1 - TERM


def pledges(series: pd.DataFrame) -> list[Pledge]:
    """Return four pseudo-plans for each series that ran on a trend, ending with its last year."""
    found = []
    shares = series.indicator.str.contains("percent")
    rows = series.filter(regex=r"^y\d").to_numpy(float)
    for number, row, share in zip(series.index, rows, shares, strict=True):
        values = row[~np.isnan(row)]
        change = float(np.diff(values[: len(values) - TERM])[-RECENT:].mean())
        for times in TRENDS if change else ():
            goal = float(values[-1 - TERM] + TERM * times * change)
            kept = bool(values[-1] >= goal if change > 0 else values[-1] <= goal)
            way = "up" if change > 0 else "down"
            found.append(Pledge(values, goal, way, bool(share), kept, number))
    return found


def record(folds: Sequence[tuple[pd.DataFrame, pd.DataFrame, dict[int, Cells]]]) -> pd.DataFrame:
    """Return every word said: method, years_gone, word, score (how it ranks), kept, series."""
    rows: list[dict[str, Any]] = []
    for series, _, learnt in folds:
        made = pledges(series)
        for gone in range(1, TERM):
            rows += [{**said, "years_gone": gone} for said in _sayings(made, gone, learnt)]
    return pd.DataFrame(rows)


def _sayings(
    made: Sequence[Pledge], gone: int, learnt: dict[int, Cells]
) -> Iterator[dict[str, Any]]:
    for pledge, chance in zip(made, _chances(made, gone, learnt), strict=True):
        about = {"kept": pledge.kept, "series": pledge.series}
        yield {"method": "outlook", "word": outlook(chance), "score": chance, **about}
        values = pledge.values[pledge.base : pledge.base + gone + 1]
        for name in JUDGES:
            said = METHODS[name](
                range(gone + 1), list(values), target=pledge.goal, target_year=TERM,
                direction=pledge.direction,
            )  # fmt: skip
            met = (
                values[-1] >= pledge.goal if pledge.direction == "up" else values[-1] <= pledge.goal
            )
            score = math.inf if met else said.get("progress", said.get("score"))
            yield {"method": name, "word": said["status"], "score": score, **about}


def _chances(made: Sequence[Pledge], gone: int, learnt: dict[int, Cells]) -> Array:
    """The odds of all pseudo-plans with some years gone."""
    y = np.full((len(made), SEEN), np.nan)
    for row, pledge in zip(y, made, strict=True):
        seen = pledge.values[: pledge.base + gone + 1][-SEEN:]
        row[-len(seen) :] = seen
    result = np.empty(len(made))
    for direction in ("up", "down"):
        for share in (True, False):
            rows = [i for i, p in enumerate(made) if (p.direction, p.share) == (direction, share)]
            if rows:
                goals = [made[i].goal for i in rows]
                nature = "share" if share else "stock"
                result[rows] = forecast.attainment(
                    y[rows], TERM - gone, goals, direction=direction, nature=nature, learnt=learnt
                )
    return result


def words(sayings: pd.DataFrame) -> pd.DataFrame:
    """Return by method, years gone and word: plans, share kept, and its 95% interval.

    The four plans of a series hang together, so the interval (Wilson 1927) counts each series once.
    `years_gone` 0 stands for one to four years together.
    """
    together = pd.concat([sayings, sayings.assign(years_gone=0)])
    groups = together.groupby(["method", "years_gone", "word"])
    table = groups.agg(
        plans=("kept", "size"), kept=("kept", "mean"), series=("series", "nunique")
    ).reset_index()
    low, high = proportion_confint(table.kept * table.series, table.series, method="wilson")
    return table.assign(low=low, high=high)


def ranking(sayings: pd.DataFrame) -> pd.DataFrame:
    """Return the area under the ROC curve by method (rows) and years gone (columns).

    How often a target that was kept had been ranked above one that was not; ties count half.
    """
    table = sayings.groupby(["method", "years_gone"])[["score", "kept"]].apply(_auc)
    return table.unstack()


def _auc(said: pd.DataFrame) -> float:
    scores, kept = said.score.astype(float).fillna(-math.inf), said.kept.astype(bool)
    pairs = int(kept.sum()) * int((~kept).sum())
    return float(mannwhitneyu(scores[kept], scores[~kept], method="asymptotic").statistic) / pairs


def honest(table: pd.DataFrame) -> pd.DataFrame:
    """Return each outlook word with the range that it stands for and how often it came true."""
    found = table[(table.method == "outlook") & (table.years_gone == 0)].set_index("word")
    tops = (1.0, *(least for least, _ in OUTLOOKS))
    rows = [
        {
            "word": word,
            "from": least,
            "to": top,
            "kept": found.kept[word],
            "plans": found.plans[word],
        }
        for (least, word), top in zip(OUTLOOKS, tops, strict=False)
    ]
    return pd.DataFrame(rows)
