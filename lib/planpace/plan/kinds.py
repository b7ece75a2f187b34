"""The sixteen kinds of promise, each with all that is particular to it, in one table.

Check, judgement, odds, trails and pages read this table; a kind's words are `promise.<kind>` in
`labels.csv`. A new kind is a row here and, where its figures run on a new course, a function in
`analysis/series.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from typing import Literal

Level = Callable[[float, float], float]
"""(value, baseline) to the level that a promise resolves to, NaN where there is none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of promise.

    `course`: what its figures become (`analysis/series.py`): levels as published, running sums, an
    index compounded from yearly rates, two sides, a state. `sense`: whether more or less is
    promised, or as the indicator's `direction` or the `sign` of the value has it. `relative`: the
    level is a change from the baseline. `amount`: the value is one in the indicator's unit.
    `plain`: the level says all that is promised. `schedule`, `odds`: whether progress over time,
    and a chance, have a meaning. `least`, `most`: what its value cannot exceed.
    """

    name: str
    level: Level = lambda value, baseline: value
    course: Literal["levels", "sums", "index", "sides", "state"] = "levels"
    sense: Literal["more", "less", "direction", "sign"] = "more"
    needs: tuple[str, ...] = ("value",)
    natures: tuple[str, ...] = ()
    relative: bool = False
    amount: bool = False
    plain: bool = False
    schedule: bool = True
    odds: bool = True
    least: float = -inf
    most: float = inf

    @property
    def from_nothing(self) -> bool:
        """Whether its course starts at 0 or 100 by definition, not at a published figure."""
        return self.course in {"sums", "index"}


_PARTS, _AMOUNTS = ("share", "rate"), ("stock", "flow", "index")
_WINDOW = ("value", "start")
KINDS = {kind.name: kind for kind in (
    Kind("at_least", amount=True, plain=True),
    Kind("at_most", sense="less", amount=True, plain=True),
    Kind("cumulative", course="sums", needs=_WINDOW, natures=("flow",), amount=True,
         least=0),
    Kind("increase_by", lambda v, b: b * (1 + v / 100), relative=True, least=0),
    Kind("decrease_by", lambda v, b: b * (1 - v / 100), sense="less", relative=True,
         least=0, most=100),
    Kind("increase_by_points", lambda v, b: b + v, natures=_PARTS, relative=True, least=0),
    Kind("decrease_by_points", lambda v, b: b - v, sense="less", natures=_PARTS, relative=True,
         least=0),
    Kind("multiply_by", lambda v, b: b * v, relative=True, least=0.01),
    Kind("average_growth", course="index", sense="direction", needs=_WINDOW,
         natures=("rate", *_AMOUNTS), least=-99),
    Kind("cumulative_rate", course="index", sense="sign", needs=_WINDOW, natures=("rate",),
         least=-100),
    Kind("within", needs=("value", "value_upper"), amount=True, schedule=False),
    Kind("rank_within", sense="less", natures=("rank",), schedule=False, odds=False,
         least=1),
    Kind("match_peer", lambda v, b: nan, course="sides", sense="direction", needs=("peer_id",)),
    Kind("beat_peer", lambda v, b: nan, course="sides", sense="direction", needs=("peer_id",)),
    Kind("milestone", course="state", natures=("state",), plain=True, schedule=False, odds=False),
    Kind("unknown_value", lambda v, b: nan, needs=()),
)}  # fmt: skip
"""Every kind by name, in the order in which the contract lists them."""
