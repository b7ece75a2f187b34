"""Measure `changes` on a synthetic plan of mixed targets, and the plain way: seconds and ratio.

The plain way asks for the changes of one target after the other, each from the whole plan's tables.
No figure here is anybody's.
"""

from __future__ import annotations

import time

from assess import empty_plan, plan_of
from told import section, table

from planpace.analysis.changes import changes

SIZES, PLAIN = (400, 2_000), 40
SINCE, AS_OF = "2019-01-01", "2023-12-31"


def main() -> None:
    """Measure each size, and the ratio to the plain way."""
    empty, rows = empty_plan(), []
    for size in SIZES:
        plan = plan_of(size, empty)
        began = time.perf_counter()
        found = changes(plan, SINCE, AS_OF)
        took = time.perf_counter() - began
        began = time.perf_counter()
        for name in plan.targets.target_id[:PLAIN]:
            changes(plan.promising({name}), SINCE, AS_OF)
        ratio = (time.perf_counter() - began) / PLAIN * size / took
        rows.append((f"{size:,}", f"{len(found):,}", f"{took:.2f}", f"{ratio:.0f}"))
    section(
        "What changed between two dates",
        "benchmarks/changes.py",
        f"Made-up plans from {SINCE} to {AS_OF}, all targets together, against one by one.",
        table(["targets", "changes", "seconds", "one by one, times as long"], rows),
    )


if __name__ == "__main__":
    main()
