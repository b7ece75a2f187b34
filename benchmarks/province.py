"""A made-up province: so many plans, six reports each in two languages, on one and two workers.

Reports a second, what a second worker adds, and the most memory of the process that publishes and
of any that makes reports; with `--scheduler` of Dask also by workers of a cluster on this machine.
Writes its section of docs/performance.md.

    .venv/bin/python benchmarks/province.py [plans]
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "lib")]

import made_up  # noqa: E402
from told import section, table  # noqa: E402

FORMS = "html,pdf,xlsx,ipynb"
ENV = {**os.environ, "PYTHONPATH": str(ROOT / "lib"), "PYTHONUNBUFFERED": "1"}


def started(folder: Path, *command: str) -> subprocess.Popen[Any]:
    """Start a Python command in a folder, its words kept in a file."""
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, env=ENV, stdout=log, stderr=log
        )


def memory(process: int) -> tuple[int, int]:
    """Return the kilobytes of a process, and of the largest of those under it."""
    held = {process: 0}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = dict(re.findall(r"^(PPid|Pid|VmRSS):\s+(\d+)", status.read_text(), re.M))
        except OSError:
            continue
        if {int(told["Pid"]), int(told["PPid"])} & {process}:
            held[int(told["Pid"])] = int(told.get("VmRSS", 0))
    return held.pop(process), max(held.values(), default=0)


def measured(folder: Path, plans: list[Path], *how: str) -> dict[str, float]:
    """Make all reports; return seconds, reports a second and memory in MB."""
    out, most = folder / "-".join(("out", *how)).replace("/", "_"), [0, 0]
    names = [str(path) for path in plans]
    began = time.perf_counter()
    process = started(folder, "planpace", "report", *names, "--out", str(out), "--format", FORMS,
                      "--quiet", *how)  # fmt: skip
    while process.poll() is None:
        most = [max(pair) for pair in zip(most, memory(process.pid), strict=True)]
        time.sleep(0.5)
    seconds = time.perf_counter() - began
    ran = json.loads((out / "run.json").read_text("utf-8"))
    assert process.returncode == 0 and not ran["failed"] and len(ran["made"]) == 12 * len(plans)
    return {"reports": len(ran["made"]), "seconds": seconds, "rate": len(ran["made"]) / seconds,
            "own": most[0] / 1024, "of one": most[1] / 1024}  # fmt: skip


def cluster(folder: Path, workers: int) -> tuple[str, list[subprocess.Popen[Any]]]:
    """Start a scheduler with so many workers; return its address and all processes."""
    told, common = folder / f"scheduler-{workers}", ["--no-dashboard"]
    processes = [started(folder, "distributed.cli.dask_scheduler", "--port", "0", "--host",
                         "127.0.0.1", "--scheduler-file", str(told), *common)]  # fmt: skip
    while not told.exists() or '"address"' not in told.read_text():
        time.sleep(0.1)
    address = json.loads(told.read_text())["address"]
    processes += [
        started(folder, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
                "--local-directory", str(folder / f"worker-{workers}-{n}"), *common)
        for n in range(workers)
    ]  # fmt: skip
    return address, processes


def main() -> None:
    """Measure all ways in turn, print and write the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plans = made_up.cities(folder / "plans", count)
        for workers, some in ((1, plans[: count // 10]), (2, plans)):
            rows.append((f"`--jobs {workers}`", workers,
                         measured(folder, some, "--jobs", str(workers))))  # fmt: skip
        for workers, some in ((1, plans[: count // 16]), (2, plans[: count // 8])):
            address, processes = cluster(folder, workers)
            rows.append((f"`--scheduler`, {workers} {'worker' if workers == 1 else 'workers'}",
                         workers, measured(folder, some, "--scheduler", address)))  # fmt: skip
            for process in processes[::-1]:
                process.kill()
    lines = []
    for number, (way, workers, one) in enumerate(rows):
        alone = rows[number - workers + 1][2]["rate"]
        share = "" if workers == 1 else f"{one['rate'] / alone / workers:.0%}"
        child = f"{one['of one']:.0f} MB" if "jobs" in way else ""
        numbers = f"{one['reports']:,.0f}", f"{one['seconds']:.0f}", f"{one['rate']:.2f}"
        lines.append((way, *numbers, share, f"{one['own']:.0f} MB", child))
    section(
        "A province",
        f"benchmarks/province.py {count}",
        f"{count} made-up plans of 20 targets with nine figures each, six reports in two languages "
        f"for each, {12 * count} in all, as HTML, PDF, workbook and notebook; but for `--jobs 2` "
        "only as many plans as give the rate. Efficiency: what two "
        "workers make a second, against twice what one makes; the cluster's scheduler and the run "
        "itself share the machine with its workers. Memory: the most that the run's own process "
        "held, and any process that made a report, which shares most of it with the run.",
        table(
            ["way", "reports", "seconds", "reports a second", "efficiency", "the run", "a report"],
            lines,
        ),
    )


if __name__ == "__main__":
    main()
