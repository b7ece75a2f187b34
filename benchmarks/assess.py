"""Measure `assess` on synthetic plans of mixed targets: seconds, growth, memory, and the plain way.

The plain way judges one target after the other and looks its figures up in the whole table.
No figure here is anybody's.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from planpace import assess
from planpace.plan.plan import Plan, load_plan

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from synthetic import write_plan
from told import section, table

SIZES = (1_000, 10_000, 100_000)
PLAIN = 200
AS_OF = "2022-06-30"
KINDS = (
    "at_least", "at_most", "cumulative", "increase_by", "decrease_by", "increase_by_points",
    "multiply_by", "average_growth", "within", "rank_within", "beat_peer", "milestone",
    "unknown_value",
)  # fmt: skip
NATURES = {
    "average_growth": "rate", "rank_within": "rank", "milestone": "state",
    "increase_by_points": "share", "at_most": "share",
}  # fmt: skip
VALUES = {
    "at_most": 40.0, "increase_by_points": 5.0, "multiply_by": 2.0, "average_growth": 6.0,
    "rank_within": 20.0, "milestone": np.nan, "beat_peer": np.nan, "unknown_value": np.nan,
}  # fmt: skip


def empty_plan() -> Plan:
    """A plan with one target and a peer, no figures: what the plans of a size are made from."""
    peer = {"entity_id": "peer", "name_zh": "邻区", "name_en": "Peer", "role": "peer"}
    with TemporaryDirectory() as folder:
        return load_plan(write_plan(folder, entities=[peer]))


def plan_of(size: int, empty: Plan) -> Plan:
    """A plan of `size` targets of every kind in turn, with none to seven yearly figures each."""
    random = np.random.default_rng(size)
    kinds = [KINDS[i % len(KINDS)] for i in range(size)]
    ids = [f"i{i}" for i in range(size)]
    natures = [NATURES.get(kind, "flow") for kind in kinds]
    indicators = pd.DataFrame({"indicator_id": ids, "name_zh": ids, "name_en": ids})
    indicators = indicators.assign(
        unit=["%" if n in {"share", "rate"} else "亿元" for n in natures], nature=natures,
        direction="up", lower=np.nan, upper=np.nan, note_zh="", note_en="",
    )  # fmt: skip
    targets = pd.concat([empty.targets] * size, ignore_index=True).assign(
        target_id=[f"t{i}" for i in range(size)], indicator_id=ids, kind=kinds,
        value=[VALUES.get(kind, 120.0) for kind in kinds], unit=indicators.unit,
        value_upper=[130.0 if kind == "within" else np.nan for kind in kinds],
        peer_id=["peer" if kind == "beat_peer" else "" for kind in kinds],
    )  # fmt: skip
    rows = [
        (ids[i], entity, str(2022 - years + k), value, f"{2023 - years + k}-03-01")
        for i, years in enumerate(random.integers(0, 8, size))
        for entity in (("zone", "peer") if kinds[i] == "beat_peer" else ("zone",))
        for k, value in enumerate(random.uniform(1, 100, years).round(2))
    ]
    seen = pd.DataFrame(rows, columns=["indicator_id", "entity_id", "period", "value", "published"])
    unit = dict(zip(ids, indicators.unit, strict=True))
    observations = seen.assign(
        basis="annual", unit=seen.indicator_id.map(unit), bound="", status="official",
        source_id="made_up", quote="", note="",
    )  # fmt: skip
    return replace(empty, indicators=indicators, targets=targets, observations=observations)


def plainly(plan: Plan, count: int) -> float:
    """Seconds a target when each is assessed by itself, its figures sought in the whole table."""
    began = time.perf_counter()
    for i in range(count):
        wanted = plan.targets.indicator_id[i]
        one = replace(
            plan,
            targets=plan.targets[plan.targets.indicator_id == wanted],
            indicators=plan.indicators[plan.indicators.indicator_id == wanted],
            observations=plan.observations[plan.observations.indicator_id == wanted],
        )
        assess(one, AS_OF)
    return (time.perf_counter() - began) / count


def main() -> None:
    """Measure each size, and the plain way on the largest."""
    empty, rows = empty_plan(), []
    for size in SIZES:
        plan = plan_of(size, empty)
        began = time.perf_counter()
        assess(plan, AS_OF)
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append((f"{size:,}", f"{took:.2f}", f"{1e6 * took / size:.0f}", f"{peak:.0f}"))
    ratio = plainly(plan, PLAIN) / (took / size)
    section(
        "Judging targets",
        "benchmarks/assess.py",
        "Made-up targets of every kind, with none to seven yearly figures each, judged together; "
        f"one by one, figures sought in the whole table, each of {SIZES[-1]:,} takes {ratio:.0f} "
        "times as long.",
        table(["targets", "seconds", "µs each", "most memory, MB"], rows),
    )


if __name__ == "__main__":
    main()
