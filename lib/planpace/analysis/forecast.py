"""Where a series is heading: its fan and the chance that it meets a threshold.

What happened next to real series that looked alike. A history is put on a scale by its nature and
told in four numbers: how many figures n, its typical yearly step s, how steadily it goes one way,
|m|/s from 0 to 1 (m is the mean change; recent years weigh more in both), and its last step in the
direction of m, in typical steps. A table holds, for each n, horizon h and class of the other three,
the quantiles u of the change that followed in the direction of m, in units of s^0.9, since series
that take large steps turn back sooner; the forecast is z ± s^0.9·u. `research/learning.py` makes
the table; that of `bridge` holds how far a year between known ones lay from their middle.

Source of the idea: empirical prediction intervals (Williams & Goodman 1971; Lee & Scholtes 2014).
"""

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planpace.analysis.formulas import NAN, Array

QUANTILES = np.array([5, 25, 50, *range(100, 1000, 100), 950, 975, 995]) / 1000
COUNTS, HORIZONS = (2, 3, 4, 5, 6, 8, 12, 20), (1, 2, 3, 5, 8, 10, 12, 15)
FEWEST, FARTHEST = 3, 50.0  # figures that odds need (a fan: 2); how far a fan may go
FADING, FLOOR = 0.8, 0.0005  # weight of a step against the next newer one; smallest typical step
POWER, PIVOT = 0.9, 0.05  # the unit of change is s^POWER, and s itself where s is PIVOT
NO_ODDS = {"rank", "state"}
NATURES = {"stock", "flow", "share", "index", "rate"} | NO_ODDS
RAW, LOG, FOLDED, TINY = 0, 1, 2, 1e-300
ROOT = 0.25  # of the folded root p^ROOT − (1 − p)^ROOT of a share p (Tukey 1977)
SHARES = np.concatenate([[0], np.geomspace(1e-12, 0.5, 2000)])
SHARES = np.concatenate([SHARES, 1 - SHARES[-2::-1]])  # where its way back is tabled
TABLE = Path(__file__).with_name("forecast.csv")
PARTIAL = Path(__file__).with_name("partial.csv")
BRIDGE, EVEN = Path(__file__).with_name("bridge.csv"), 0.00003  # its table, the least unevenness
WIDTHS, KNOWN = (2, 3, 4), (3, 4, 5, 6, 7, 9, 12)  # years between neighbours, figures about them

Traits = tuple[Array, ...]  # steadiness, last step, ln step; of a gap bend, unevenness, and its ln

# What a table is entered with, one row a series: where it starts, the unit of change, its sign.
Shape = NamedTuple("Shape", [
    ("start", Array), ("unit", Array), ("way", Array), ("traits", Traits),
])  # fmt: skip

# What followed histories of one count, by the middles of the classes of each trait: `changes`
# (horizons, a class of each trait …, quantiles) in units of change.
Cells = NamedTuple("Cells", [("middles", Traits), ("changes", Array)])

# A way to the scale on which changes are compared, and back; the bounds (n_series, 1).
Scale = NamedTuple("Scale", [
    ("forth", Callable[[Array], Array]), ("back", Callable[[Array], Array]), ("low", Array),
    ("high", Array),
])  # fmt: skip

# Series that share a scale and a pattern of gaps; `age`: years since their last figure.
Alike = NamedTuple("Alike", [
    ("rows", npt.NDArray[np.intp]), ("scale", Scale), ("shape", Shape), ("figures", int),
    ("age", int),
])  # fmt: skip
Bridges = Mapping[tuple[int, int, int], Cells]  # by sides told of, width and figures
Gaps = Iterator[tuple[Alike, int, int]]  # with sides told of, and width


def fan(
    y: npt.ArrayLike, horizon: int, quantiles: npt.ArrayLike, *, nature: str = "stock",
    lower: float | None = None, upper: float | None = None, mean: bool = False,
    learnt: Mapping[int, Cells] | None = None,
) -> Array:  # fmt: skip
    """Return the quantiles of the coming years, (n_series, horizon, n_quantiles), in units of y.

    `y` (n_series, n_obs) is yearly, oldest first, NaN a gap; years count from its last column. A
    quantile beyond 0.005 or 0.995 is given as that one. `mean` asks for the mean of the years up to
    each, `learnt` is another table than the shipped one. NaN with fewer than two figures, for a
    rank or a state; raises ValueError for a horizon, quantile or nature without a meaning.

    >>> fan([[100, 104, 110, 113, 119]], 2, [0.1, 0.5, 0.9]).round().tolist()
    [[[119.0, 124.0, 127.0], [119.0, 129.0, 134.0]]]
    """
    wanted, rows = np.asarray(quantiles, dtype=float), np.atleast_2d(np.asarray(y, dtype=float))
    if horizon < 1:
        raise ValueError(f"horizon {horizon}: a fan needs one of 1 or more")
    result = np.full((len(rows), horizon, len(wanted)), NAN)
    for group in alike(rows, nature, lower, upper):
        for h in range(1, horizon + 1):
            result[group.rows, h - 1] = _values(group, _changes(group, h, mean, learnt), wanted)
    return result


def attainment(
    y: npt.ArrayLike, horizon: float, threshold: npt.ArrayLike, *, direction: str = "up",
    nature: str = "stock", lower: float | None = None, upper: float | None = None,
    mean: bool = False, learnt: Mapping[int, Cells] | None = None,
) -> Array:  # fmt: skip
    """Return the probability, (n_series,), that y meets a threshold `horizon` years ahead.

    Read off the quantiles of `fan`, so between 0.005 and 0.995 unless a bound settles it.
    `direction` "down" asks for y at or below the threshold, `mean` for the mean (and so the sum) of
    the years up to the horizon. NaN with fewer than three figures; raises ValueError as `fan` does.

    >>> attainment([[100, 104, 110, 113, 119]] * 2, 3, [119, 140]).round(2).tolist()
    [0.9, 0.17]
    """
    if not horizon > 0:
        raise ValueError(f"horizon {horizon}: it lies above 0")
    rows = np.atleast_2d(np.asarray(y, dtype=float))
    told = ((g, _changes(g, horizon, mean, learnt)) for g in alike(rows, nature, lower, upper))
    return _odds(told, len(rows), threshold, direction)


def bridge(
    y: npt.ArrayLike, at: int, quantiles: npt.ArrayLike, *, nature: str = "stock",
    lower: float | None = None, upper: float | None = None, learnt: Bridges | None = None,
) -> Array:  # fmt: skip
    """Return the quantiles of a year between known ones, (n_series, n_quantiles), in units of y.

    Column `at` is that year's, and what stands there is not looked at. NaN with fewer than three
    figures besides or none on one side; all else as for `fan`.
    """
    wanted, rows = np.asarray(quantiles, dtype=float), np.atleast_2d(np.asarray(y, dtype=float))
    result = np.full((len(rows), len(wanted)), NAN)
    for group, changes in _bridged(gaps(rows, at, nature, lower, upper), learnt):
        result[group.rows] = _values(group, changes, wanted)
    return result


def between(
    y: npt.ArrayLike, at: int, threshold: npt.ArrayLike, *, direction: str = "up",
    nature: str = "stock", lower: float | None = None, upper: float | None = None,
    learnt: Bridges | None = None,
) -> Array:  # fmt: skip
    """Return the probability, (n_series,), that y met a threshold in a year between known ones."""
    rows = np.atleast_2d(np.asarray(y, dtype=float))
    told = _bridged(gaps(rows, at, nature, lower, upper), learnt)
    return _odds(told, len(rows), threshold, direction)


@cache
def table(path: Path = TABLE) -> Mapping[Any, Cells]:
    """Return a shipped table by count of figures; that of the bridge by sides and width too."""
    frame, columns, cells = pd.read_csv(path), [f"q{q:g}" for q in QUANTILES], {}
    for key, rows in frame.groupby([k for k in ("sides", "width", "figures") if k in frame]):
        middles = tuple(rows[trait].unique() for trait in frame.columns[-len(columns) - 3 :][:3])
        changes = rows[columns].to_numpy(float).reshape(-1, *map(len, middles), len(columns))
        cells[key if len(key) > 1 else key[0]] = Cells(middles, changes)
    return cells


def partial(
    fan: Array, carried: Array, gone: npt.ArrayLike, learnt: pd.DataFrame | None = None
) -> Array:
    """Return the quantiles (n, n_quantiles) of a year of which a share is gone, in logarithms.

    `fan`: its quantiles by the full years alone, as changes from the last of them; `carried`: the
    growth so far. How far it is carried and how sure that is: `research/partial.py`.
    """
    shares = np.broadcast_to(np.asarray(gone, dtype=float), carried.shape)
    rows = (_partial() if learnt is None else learnt).to_numpy(float)
    weight, *spread = (np.interp(shares, rows[:, 0], column) for column in rows[:, 1:].T)
    off, unit = surprise(fan, carried, shares)
    middle = fan[:, len(QUANTILES) // 2] + weight * off
    told: Array = middle[:, None] + unit[:, None] * np.column_stack(spread)
    return told


def begun(
    y: npt.ArrayLike, horizon: int, carried: npt.ArrayLike, gone: npt.ArrayLike, *,
    nature: str = "flow", lower: float | None = None, upper: float | None = None,
) -> Array:  # fmt: skip
    """Return the quantiles (n_series, horizon, n) at `QUANTILES` of years of which one has begun.

    `y` holds full years of positive amounts, its last column the year before; `carried` is the
    begun year's amount if growth so far went on, a share `gone` of it known. Later years start
    from its median, each quantile as far off as its own.
    """
    rows, places = np.atleast_2d(np.asarray(y, dtype=float)), [len(QUANTILES) // 2]
    drawn = functools.partial(fan, quantiles=QUANTILES, nature=nature, lower=lower, upper=upper)
    last = rows[:, -1:]
    alone = np.log(drawn(rows, 1)[:, 0] / last)
    first = partial(alone, np.log(np.asarray(carried, dtype=float) / last[:, 0]), gone)
    off, result = np.exp(first - first[:, places]), [last * np.exp(first)]
    if horizon > 1:
        later = drawn(np.hstack([rows, last * np.exp(first[:, places])]), horizon - 1)
        result += [*(later * off[:, None]).transpose(1, 0, 2)]
    low = 0.0 if lower is None or math.isnan(lower) else lower
    high = math.inf if upper is None or math.isnan(upper) else upper
    held: Array = np.clip(np.stack(result, axis=1), low, high)
    return held


def reached(quantiles: Array, threshold: Array, direction: str = "up") -> Array:
    """Return the probability that positive amounts with such quantiles meet a threshold."""
    with np.errstate(divide="ignore"):
        return chance(np.log(quantiles), np.log(np.maximum(threshold, 0)), direction == "up")


def surprise(fan: Array, carried: Array, gone: Array) -> tuple[Array, Array]:
    """How far growth so far lies off a fan's median, and the unit of what is still unsure."""
    low, middle, high = fan[:, [3, len(QUANTILES) // 2, -4]].T
    off = carried - middle
    return off, (1 - gone) * np.hypot((high - low) / 2, off / math.sqrt(2))


@cache
def _partial() -> pd.DataFrame:
    return pd.read_csv(PARTIAL)


def _values(group: Alike, changes: Array, wanted: Array) -> Array:
    if not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueError("quantiles lie between 0 and 1")
    at, share = _place(QUANTILES, np.clip(wanted, QUANTILES[0], QUANTILES[-1]))
    read = changes[:, at[0]] * (1 - share.T) + changes[:, at[1]] * share.T
    ways = np.clip(group.shape.unit[:, None] * read, -FARTHEST, FARTHEST)
    values = group.scale.back(group.shape.start[:, None] + ways)
    return np.clip(values, group.scale.low, group.scale.high)


def _odds(
    told: Iterable[tuple[Alike, Array]], count: int, threshold: npt.ArrayLike, direction: str
) -> Array:
    """The chance (n_series,) to meet a threshold, from groups with the changes of each."""
    if direction not in {"up", "down"}:
        raise ValueError(f"direction {direction!r}: write up or down")
    goals = np.broadcast_to(np.asarray(threshold, dtype=float), count)
    result, up = np.full(count, NAN), direction == "up"
    for group, changes in (one for one in told if one[0].figures >= FEWEST):
        goal, low, high = goals[group.rows], group.scale.low[:, 0], group.scale.high[:, 0]
        with np.errstate(over="ignore"):
            way = group.scale.forth(goal[:, None])[:, 0] - group.shape.start
            odds = chance(changes, way / group.shape.unit, up)
        sure, never = (goal <= low, goal > high) if up else (goal >= high, goal < low)
        result[group.rows] = np.select([np.isnan(goal), sure, never], [NAN, 1.0, 0.0], odds)
    return result


def gaps(rows: Array, at: int, nature: str, *bounds: float | None) -> Gaps:
    """Yield groups of series with three figures or more about a column, on both sides of it.

    Unevenness: how far known years lie from the line between their neighbours, a and b years away,
    in √(ab/(a + b)), a random walk's measure, beside the typical step. The shape is: the
    middle of the gap, the typical distance, in it the bend of parabolas with a figure beyond, and
    unevenness in typical steps and in itself, as logarithms. What is nearer weighs more.
    """
    rows = np.where(np.arange(rows.shape[1]) == at, NAN, rows)
    for group in alike(rows, nature, *bounds):
        columns = np.flatnonzero(np.isfinite(rows[group.rows[0]]))
        years, i = columns - at, int(np.searchsorted(columns, at))
        if group.figures < FEWEST or not 0 < i < len(years):
            continue
        z, apart = group.scale.forth(rows[np.ix_(group.rows, columns)]), np.diff(years)
        a, b, wide, slopes = -years[i - 1], years[i], apart[1:] + apart[:-1], np.diff(z) / apart
        curves = -np.diff(slopes) / wide
        near = _weights((years[1:] + years[:-1]) / 2), _weights(years[1:-1])
        step = np.sqrt((slopes**2 * apart) @ near[0] + EVEN**2)
        uneven = np.sqrt((curves**2 * wide * apart[1:] * apart[:-1]) @ near[1] + EVEN**2)
        beyond, spread = curves[:, max(i - 2, 0) : i], uneven * math.sqrt(a * b / (a + b))
        bend = beyond.mean(axis=1) * a * b / spread
        middle = z[:, i - 1] + slopes[:, i - 1] * a
        traits = bend, np.log(uneven / step), np.log(uneven)
        shape = Shape(middle, spread, np.ones(len(z)), traits)
        yield group._replace(shape=shape), beyond.shape[1], min(a + b, WIDTHS[-1])


def _bridged(found: Gaps, learnt: Bridges | None) -> Iterator[tuple[Alike, Array]]:
    for group, sides, width in found:
        key = sides, width, max(known for known in KNOWN if known <= group.figures)
        yield group, _read((learnt or table(BRIDGE))[key], group.shape, 1)


def _changes(group: Alike, ahead: float, mean: bool, learnt: Mapping[int, Cells] | None) -> Array:
    """The quantiles (n_series, n_quantiles) of the change to come, in units of change.

    Between two counts or horizons of the table in between; behind its last horizon the median goes
    on as between the last two, and the spread about it grows as that of a random walk. The mean of
    the years up to a horizon H, with steps as dependent as they were, is centred on year
    (H + 1)/2, and in a random walk its variance is (2H + 1)/(3H) of that year's.
    """
    cells, years, middle = learnt or table(), ahead + group.age, [len(QUANTILES) // 2]
    horizon = (years + 1) / 2 if mean else years
    fewer, more, share = _around(COUNTS, group.figures)
    before, last = HORIZONS[-2:]

    def read(at: float) -> Array:
        few = _read(cells[fewer], group.shape, at)
        return few + share * (_read(cells[more], group.shape, at) - few) if share else few

    changes = read(horizon)
    median, beyond = changes[:, middle], horizon - last
    spread = max(horizon / last, 1.0) * ((2 * years + 1) / (3 * years) if mean else 1.0)
    onward = (median - read(before)[:, middle]) / (last - before) * beyond if beyond > 0 else 0.0
    told: Array = median + onward + (changes - median) * math.sqrt(spread)
    return np.where(group.shape.way[:, None] < 0, -told[:, ::-1], told)


def _read(cells: Cells, shape: Shape, horizon: float) -> Array:
    grids = dict(zip(HORIZONS, cells.changes, strict=False)) | {0: np.zeros_like(cells.changes[0])}
    before, after, share = _around((0, *HORIZONS), horizon)
    grid = (1 - share) * grids[before] + share * grids[after]
    found = [_place(knots, x) for knots, x in zip(cells.middles, shape.traits, strict=True)]
    told = np.zeros((len(shape.start), len(QUANTILES)))
    for corner in product((0, 1), repeat=len(found)):
        sides = list(zip(corner, found, strict=True))
        weight = math.prod(part if side else 1 - part for side, (_, part) in sides)
        told += weight * grid[tuple(at[side] for side, (at, _) in sides)]
    return told


def _around(knots: Sequence[int], x: float) -> tuple[int, int, float]:
    """The knots on either side of a place and the share of the way; the last one behind it."""
    low = max(knot for knot in knots if knot <= x)
    high = min((knot for knot in knots if knot >= x), default=low)
    return low, high, (x - low) / (high - low) if high > low else 0.0


def _place(knots: Array, x: Array) -> tuple[npt.NDArray[np.intp], Array]:
    """The knots (2, n) on either side of each place, and the share of the way (n, 1)."""
    low = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, max(len(knots) - 2, 0))
    high = np.minimum(low + 1, len(knots) - 1)
    apart = np.where(high > low, knots[high] - knots[low], 1.0)
    return np.array([low, high]), np.clip((x - knots[low]) / apart, 0, 1)[:, None]


def chance(values: Array, x: Array, up: bool) -> Array:
    """The probability (n_series,) of a change of x or more, else of x or less, in table's ends."""
    below = values < x[:, None] if up else values <= x[:, None]
    at = np.clip(below.sum(axis=1) - 1, 0, values.shape[1] - 2)
    rows = np.arange(len(x))
    low, high = values[rows, at], values[rows, at + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(np.clip((x - low) / (high - low), 0, 1))
    under: Array = QUANTILES[at] + share * (QUANTILES[at + 1] - QUANTILES[at])
    return 1 - under if up else under


def alike(
    rows: Array, nature: str, lower: float | None = None, upper: float | None = None
) -> Iterator[Alike]:
    """Yield groups of series (n_series, n_obs) of a nature; what is not finite is a gap."""
    if nature not in NATURES:
        raise ValueError(f"nature {nature!r}: one of {', '.join(sorted(NATURES))}")
    rows = np.where(np.isfinite(rows), rows, NAN)
    known, share = ~np.isnan(rows), nature == "share"  # 0 to 100, unless figures have left that
    low = _bound(lower, np.where(share & ~(rows < 0).any(axis=1), 0.0, -math.inf))
    high = _bound(upper, np.where(share & ~(rows > 100).any(axis=1), 100.0, math.inf))
    inside = np.isfinite(high - low)[:, 0] & ~((rows < low) | (rows > high)).any(axis=1)
    positive = ~(rows <= 0).any(axis=1) & (nature != "rate")
    kinds = np.select([inside, positive], [FOLDED, LOG], RAW)
    patterns = np.concatenate([kinds[:, None], known], axis=1)
    for pattern in np.unique(patterns, axis=0):
        columns = np.flatnonzero(pattern[1:])
        if len(columns) < 2 or nature in NO_ODDS:
            continue
        chosen = np.flatnonzero((patterns == pattern).all(axis=1))
        figures = rows[np.ix_(chosen, columns)]
        scale = _scale(int(pattern[0]), figures, low[chosen], high[chosen])
        shape = shape_of(scale.forth(figures), columns)
        yield Alike(chosen, scale, shape, len(columns), rows.shape[1] - 1 - int(columns[-1]))


def _bound(given: float | None, own: Array) -> Array:
    return (own if given is None or math.isnan(given) else np.full(len(own), given))[:, None]


def _scale(kind: int, figures: Array, low: Array, high: Array) -> Scale:
    """A folded root between two bounds, logarithm for positive amounts, else the values."""
    if kind == FOLDED:
        return Scale(
            lambda v: folded((v - low) / (high - low)),
            lambda z: low + (high - low) * unfolded(z), low, high,
        )  # fmt: skip
    if kind == LOG:
        return Scale(_log, lambda z: np.exp(np.minimum(z, 700)), low, high)
    size = np.abs(figures).mean(axis=1, keepdims=True)
    size = np.where(size > 0, size, TINY)  # zeros alone have no scale: they stay zeros
    return Scale(lambda v: v / size, lambda z: z * size, low, high)


def folded(shares: Array) -> Array:
    """Return the folded root of shares from 0 to 1 (Tukey 1977): steeper towards both ends."""
    p = np.clip(shares, 0, 1)
    values: Array = (p**ROOT - (1 - p) ** ROOT) / ROOT
    return values


def unfolded(values: Array) -> Array:
    """Return the shares of folded roots, read between tabled ones."""
    shares: Array = np.interp(values, folded(SHARES), SHARES)
    return shares


def _log(values: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(values, 0))


def shape_of(z: Array, columns: npt.ArrayLike | None = None) -> Shape:
    """Return what the forecast table is entered with for series (n_series, n_obs), on their scale.

    `columns`: the years of the figures; a step over g years counts as a mean change of Δ/g and a
    squared yearly step of Δ²/g, as in a random walk.
    """
    years = np.arange(z.shape[1]) if columns is None else np.asarray(columns)
    gaps, changes, weights = np.diff(years), np.diff(z, axis=1), _weights(years[-1] - years[1:])
    change, step = (changes / gaps) @ weights, np.sqrt((changes**2 / gaps) @ weights + FLOOR**2)
    way = np.where(change < 0, -1.0, 1.0)
    latest = way * changes[:, -1] / math.sqrt(gaps[-1]) / step
    traits = abs(change) / step, latest, np.log(step)
    return Shape(z[:, -1], step**POWER * PIVOT ** (1 - POWER), way, traits)


def _weights(away: npt.ArrayLike) -> Array:
    """Weights that fade with the years away, and sum to 1."""
    weights = FADING ** np.abs(np.asarray(away, dtype=float))
    shares: Array = weights / weights.sum()
    return shares
