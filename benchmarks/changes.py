"""Measure `changes` on a synthetic plan of mixed targets, and the plain way: seconds and ratio.

The plain way asks for the changes of one target after the other, each from the whole plan's tables.
No figure here is anybody's.
"""

from __future__ import annotations

import time

from assess import empty_plan, plan_of

from planpace.analysis.changes import changes

SIZES, PLAIN = (400, 2_000), 40
SINCE, AS_OF = "2019-01-01", "2023-12-31"


def main() -> None:
    """Print one line a size, and the ratio to the plain way."""
    empty = empty_plan()
    print(f"{'targets':>8} {'changes':>8} {'seconds':>8} {'one by one':>11}")
    for size in SIZES:
        plan = plan_of(size, empty)
        began = time.perf_counter()
        found = changes(plan, SINCE, AS_OF)
        took = time.perf_counter() - began
        began = time.perf_counter()
        for name in plan.targets.target_id[:PLAIN]:
            changes(plan.promising({name}), SINCE, AS_OF)
        ratio = (time.perf_counter() - began) / PLAIN * size / took
        print(f"{size:8d} {len(found):8d} {took:8.2f} {ratio:9.0f} x", flush=True)


if __name__ == "__main__":
    main()
