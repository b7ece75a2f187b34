"""Units: which measure the same thing, how they convert, and how each language writes them."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

INDEX, POINTS = "指数", "百分点"
"""The unit of an index from 100, and that of a difference between two shares."""


class Unit(NamedTuple):
    """A unit, its dimension, how many base units it holds, and the unit that English prefers."""

    unit: str
    dimension: str
    factor: float
    en: str
    en_factor: float


@cache
def units() -> dict[str, Unit]:
    """Return the units of `units.csv` by name."""
    with Path(__file__).with_name("units.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return {
        name: Unit(name, dimension, float(factor), en, float(en_factor))
        for name, dimension, factor, en, en_factor in rows
    }


def unit(name: str) -> Unit:
    """Return a unit; one that the table lacks measures only itself and is written as it stands."""
    return units().get(name) or Unit(name, name, 1.0, name, 1.0)


def is_rank(name: str) -> bool:
    """Whether a unit counts places in a ranking, of which the first is the best."""
    return unit(name).dimension == "rank"


def convertible(a: str, b: str) -> bool:
    """Whether two units are of one dimension (万元 and 亿元 are; 亿元 and 亿美元 are not)."""
    return unit(a).dimension == unit(b).dimension


def convert(value: float, source: str, target: str) -> float:
    """Return a value in another unit of the same dimension; raises ValueError.

    >>> convert(7456, "万美元", "亿美元")
    0.7456
    """
    if source == target:
        return value
    if not convertible(source, target):
        raise ValueError(f"{source} does not convert to {target}")
    return value * unit(source).factor / unit(target).factor


def written(name: str, language: str) -> tuple[str, float]:
    """Return the unit as a language writes it and the factor that takes a value there.

    >>> written("亿元", "en")
    ('RMB bn', 0.1)
    """
    known = unit(name)
    return (known.en, known.factor / known.en_factor) if language == "en" else (name, 1.0)
