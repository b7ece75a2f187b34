"""All reports of the zone: planpace, the plain way, and a plain script, in one run.

Plain: papermill's command line, then nbconvert's to HTML, one report after the other. Script: the
same analysis, figures and PDF in one Python file over two processes, without notebooks. Then a run
with nothing changed, and one with one figure changed. Writes its section of docs/performance.md.

    .venv/bin/python benchmarks/reports.py [times]
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from told import section, table

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PLAN, AS_OF = ROOT / "data" / "changzhou-edz-2020", "2024-11-01"
FORMS = "html,pdf,xlsx,ipynb"

SCRIPT = """
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from types import SimpleNamespace as Made

import planpace as pp
from planpace.render.pdf import to_pdf

def one(about):
    plan, pillar, language, as_of, parts = about
    page = pp.briefing(plan, pillar, language, as_of)
    told = [getattr(page, part)._repr_mimebundle_() for part in parts]
    cell = Made(cell_type="code", outputs=[{"data": one} for one in told])
    return len(to_pdf(Made(cells=[cell]), datetime.fromisoformat(as_of + "T00Z")))


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        assert all(pool.map(one, ABOUT))
"""


def reports() -> list[tuple[str, str]]:
    """Return pillar and language of each report, "" for the overview."""
    rows = (PLAN / "pillars.csv").read_text("utf-8").splitlines()[1:]
    pillars = [row.split(",")[0] for row in rows]
    return [(pillar, language) for language in ("zh", "en") for pillar in (*pillars, "")]


def run(*command: str | Path, **more: str) -> None:
    """Run a command quietly; raises where it fails."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "lib")} | more
    subprocess.run([*map(str, command)], check=True, capture_output=True, cwd=ROOT, env=env)


def ours(folder: Path) -> None:
    """Make all reports with planpace, into an empty folder."""
    out = folder / "reports"
    run(BIN / "planpace", "report", PLAN, "--as-of", AS_OF, "--out", out, "--format", FORMS,
        "--jobs", "2", "--quiet")  # fmt: skip


def plain(folder: Path) -> None:
    """Make each notebook with papermill's command line and its HTML with nbconvert's."""
    for pillar, language in reports():
        name = "pillar" if pillar else "overview"
        made = folder / f"{language}-{pillar or name}.ipynb"
        given = ["-p", "plan", PLAN, "-p", "language", language, "-p", "as_of", AS_OF]
        given += ["-p", "pillar", pillar] if pillar else []
        run(BIN / "papermill", ROOT / "notebooks" / f"{name}.ipynb", made, *given)
        run(BIN / "jupyter", "nbconvert", "--to", "html", made)


def script(folder: Path) -> None:
    """Run the plain script."""
    shown = {
        name: re.findall(r"page\.(\w+)", "\n".join(
            line for cell in json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text())["cells"]
            if cell["cell_type"] == "code" for line in cell["source"]))
        for name in ("pillar", "overview")
    }  # fmt: skip
    about = [
        (str(PLAN), pillar, language, AS_OF, shown["pillar" if pillar else "overview"])
        for pillar, language in reports()
    ]
    path = folder / "script.py"
    path.write_text(SCRIPT.replace("ABOUT", repr(about)), "utf-8")
    run(sys.executable, path, OPENBLAS_NUM_THREADS="1")


def timed(way: Callable[[Path], None]) -> float:
    """Return how long a way takes in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        way(Path(folder))
        return time.perf_counter() - began


def again() -> tuple[float, float, list[str]]:
    """Return the seconds with nothing changed, with one figure changed, and what that made."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / PLAN.name
        shutil.copytree(PLAN, plan)
        command = [BIN / "planpace", "report", plan, "--as-of", AS_OF, "--out",
                   Path(folder) / "reports", "--format", FORMS, "--quiet"]  # fmt: skip
        taken = []
        for change in (False, False, True):
            if change:
                figures = plan / "observations.csv"
                figures.write_text(
                    figures.read_text("utf-8").replace("983.26", "983.27", 1), "utf-8"
                )
            began = time.perf_counter()
            run(*command)
            taken.append(time.perf_counter() - began)
        ran = json.loads((Path(folder) / "reports" / "run.json").read_text("utf-8"))
        return taken[1], taken[2], ran["made"]


def main() -> None:
    """Measure all ways in turn, print and write the table."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ways = (ours, plain, script)  # in turn, since a machine is not always as fast
    rounds = [{way.__name__: timed(way) for way in ways} for _ in range(times)]
    middle = {way: statistics.median(one[way] for one in rounds) for way in rounds[0]}
    nothing, figure, made = again()
    rows = [
        ("planpace report, four forms, two processes", middle["ours"], ""),
        ("papermill and nbconvert by command line, HTML alone, one after the other",
         middle["plain"], f"{middle['plain'] / middle['ours']:.1f} times as long"),
        ("a plain script: analysis, figures, PDF, two processes", middle["script"],
         f"planpace takes {middle['ours'] / middle['script']:.2f} times as long"),
        ("planpace report, nothing changed", nothing, ""),
        ("planpace report, one figure changed", figure, f"{len(made)} of {len(reports())} reports"),
    ]  # fmt: skip
    section(
        "All reports of the zone", f"benchmarks/reports.py {times}",
        f"The {len(reports())} reports of {PLAN.name} as of {AS_OF}, the environment ready and the "
        f"folder empty; the median of {times} times.",
        table(["way", "seconds", "ratio"], [(n, f"{t:.2f}", told) for n, t, told in rows]),
    )  # fmt: skip


if __name__ == "__main__":
    main()
