"""Units: which measure the same thing, how they convert, and how each language writes them."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

INDEX, POINTS = "指数", "百分点"
"""The unit of an index from 100, and that of a difference between two shares."""

MONEY = {"renminbi", "US dollar"}
LADDER = {"元", "万元", "亿元", "万亿元", "美元", "万美元", "亿美元"}
"""The units of money that Chinese counts in, each ten thousand times the one before."""

# A unit: its dimension (count, people, renminbi …; the unit itself where unknown), its size in base
# units, and the unit that English prefers, with its size.
Unit = NamedTuple("Unit", [("dimension", str), ("size", float), ("en", str), ("en_size", float)])


@cache
def units() -> dict[str, Unit]:
    """Return the units of `units.csv` by name."""
    with Path(__file__).with_name("units.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return {name: Unit(of, float(n), en, float(en_n)) for name, of, n, en, en_n in rows}


def unit(name: str) -> Unit:
    """Return a unit; one that the table lacks measures only itself and is written as it stands."""
    return units().get(name) or Unit(name, 1.0, name, 1.0)


def is_rank(name: str) -> bool:
    """Whether a unit counts places in a ranking, of which the first is the best."""
    return unit(name).dimension == "rank"


def convertible(a: str, b: str) -> bool:
    """Whether two units are of one dimension (万元 and 亿元 are; 亿元 and 亿美元 are not)."""
    return unit(a).dimension == unit(b).dimension


def convert(value: float, source: str, target: str) -> float:
    """Return a value in another unit of the same dimension; raises ValueError."""
    if not convertible(source, target):
        raise ValueError(f"{source} does not convert to {target}")
    return value if source == target else value * unit(source).size / unit(target).size


def written(name: str, language: str, size: float = 0.0) -> tuple[str, float]:
    """Return the unit as a language writes it and the factor that takes a value there.

    Money whose largest amount, `size`, has too many digits or none is counted in another unit.

    >>> written("亿元", "en"), written("万元", "zh", 4_310_000), written("万元", "en", 4_310_000)
    (('RMB bn', 0.1), ('亿元', 0.0001), ('RMB bn', 1e-05))
    """
    known, english = unit(name), language == "en"
    label, one = (known.en, known.en_size) if english else (name, known.size)
    worth, step = size * known.size, 1e3 if english else 1e4
    unfit = worth >= step * one or 0 < worth < one
    if unfit and known.dimension in MONEY and (one > 1 or worth >= 1e8):  # an income in yuan
        like = ((n, u) for n, u in units().items() if u.dimension == known.dimension)
        rungs = ((u.en_size, u.en) if english else (u.size, n) for n, u in like if n in LADDER)
        one, label = max(rung for rung in rungs if rung[0] <= worth)
    return label, known.size / one
