"""Why: what stands behind a verdict and behind every number that is missing, as keys and values.

Nothing here is a sentence: `briefings/speech.py` finds the words (`reason.<key>` in `labels.csv`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from planpace.plan.vintages import Figure


class Amount(NamedTuple):
    """A value inside a reason, in `unit` or else in the target's own."""

    value: float
    bound: str = ""
    unit: str | None = None


class When(NamedTuple):
    """A period inside a reason; `ytd` where the figure covers the year up to its end."""

    label: str
    ytd: bool = False


class Number(NamedTuple):
    """A plain number inside a reason, with so many decimals, or as many as it has up to two."""

    value: float
    decimals: int | None = None


class Label(NamedTuple):
    """A word inside a reason, by its key."""

    key: str


Value = int | str | Amount | Number | Label | When | tuple[When, ...]


class Reason(NamedTuple):
    """A key of `labels.csv` (`reason.<key>`) and what fills its words."""

    key: str
    told: Mapping[str, Value] = {}


Reasons = tuple[Reason, ...]


def percent(share: float) -> Number:
    """Return a share as a number in percent with one decimal."""
    return Number(100 * share, 1)


def dated(key: str, period: str, value: Amount | None = None) -> Reason:
    """Return a reason that names a period, and perhaps the value that it had."""
    told: dict[str, Value] = {"period": When(period)}
    return Reason(key, told if value is None else {**told, "value": value})


def unused(figure: Figure, unit: str) -> Reason:
    """Return why a figure is shown and may not be judged."""
    value = Amount(figure.value, figure.bound, unit)
    if figure.status == "estimate":
        return dated("estimate_not_used", figure.period, value)
    if figure.basis == "ytd":
        return Reason("ytd_not_used", {"ytd": When(figure.period, ytd=True), "value": value})
    return dated("part_not_used", figure.period, value)
