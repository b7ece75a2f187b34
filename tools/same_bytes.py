"""Make the zone's reports in every way there is and compare them byte for byte.

One after the other, side by side, in kernels as where fork is missing, by a Dask scheduler with two
workers, figure by figure changed and changed back, and by each further Python named: for that the
locked packages are installed in a folder of its own. Ends with 1 if any file differs.

    .venv/bin/python tools/same_bytes.py [python3.12 python3.13 …]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLAN, REPORT = "plan", ["report", "plan", "--as-of", "2024-11-01", "--quiet"]
COLD = (
    "import sys; from planpace.press import workers; from planpace.cli import main; "
    "workers.get_all_start_methods = lambda: ['spawn']; "
    "sys.exit(main(sys.argv[1:]) if __name__ == '__main__' else 0)"
)


def run(folder: Path, *command: str | Path, python: str | Path = sys.executable) -> None:
    """Run Python in a folder; raises where it fails."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "lib")}
    subprocess.run([str(python), *map(str, command)], check=True, cwd=folder, env=env)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every report by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("plan/*/*/*"))
    }


def by_dask(folder: Path, out: Path) -> None:
    """Make the reports with two workers in processes of their own, somewhere else."""
    home = folder / "cluster"
    home.mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT / "lib")}
    dask = [sys.executable, "-m", "distributed.cli.dask_"]

    def start(kind: str, *more: str) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [*dask[:-1], dask[-1] + kind, *more, "--no-dashboard"]
        return subprocess.Popen(command, cwd=home, env=env, **quiet)  # type: ignore[call-overload,no-any-return]

    started = [start("scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", "s")]
    try:
        while not (home / "s").exists() or '"address"' not in (home / "s").read_text():
            time.sleep(0.1)
        found = re.search(r'"address": "([^"]+)"', (home / "s").read_text())
        assert found
        started += [start("worker", found[1], "--nthreads", "1", "--no-nanny") for _ in range(2)]
        run(folder, "-m", "planpace", *REPORT, "--out", out, "--scheduler", found[1])
    finally:
        for process in started[::-1]:
            process.kill()


def in_steps(folder: Path, out: Path) -> None:
    """Change figures one after the other, make what changed, and change them back."""
    path = folder / PLAN / "observations.csv"
    before = path.read_text("utf-8")
    for figure in ("983.26", "41.66", "37.63"):
        assert figure in before
        path.write_text(before.replace(figure, f"{float(figure) + 1:.2f}", 1), "utf-8")
        run(folder, "-m", "planpace", *REPORT, "--out", out)
    path.write_text(before, "utf-8")
    run(folder, "-m", "planpace", *REPORT, "--out", out)


def own(python: str, folder: Path) -> Path:
    """Return another Python with the locked packages."""
    place = folder / "pythons" / Path(python).name
    subprocess.run([python, "-m", "venv", str(place)], check=True)
    its = place / "bin" / "python"
    run(folder, "-m", "pip", "install", "--quiet", "--require-hashes", "-r",
        ROOT / "requirements.lock", python=its)  # fmt: skip
    shutil.copytree(ROOT, folder / "own", ignore=shutil.ignore_patterns(".*", "reports"))
    run(folder, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
        folder / "own", python=its)  # fmt: skip
    shutil.rmtree(folder / "own")
    return its


def main() -> int:
    """Make all, compare, print a line for each way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "data" / "changzhou-edz-2020", folder / PLAN)
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
        made = ["-m", "planpace", *REPORT]
        run(folder, *made, "--out", "first", "--jobs", "2")
        wanted = tree(folder / "first")
        ways = {
            "side by side, once more": lambda o: run(folder, *made, "--out", o, "--jobs", "3"),
            "one after the other": lambda o: run(folder, *made, "--out", o, "--jobs", "1"),
            "in kernels, without fork": lambda o: run(folder, "-c", COLD, *REPORT, "--out", o),
            "by a Dask scheduler": lambda o: by_dask(folder, o),
            "changed in steps and back": lambda o: in_steps(folder, o),
        } | {
            python: lambda o, python=python: run(
                folder, *made, "--out", o, python=own(python, folder)
            )
            for python in sys.argv[1:]
        }  # fmt: skip
        differ = 0
        for number, (way, make) in enumerate(ways.items()):
            began, out = time.perf_counter(), folder / f"out-{number}"
            make(out)
            now, seconds = tree(out), time.perf_counter() - began
            other = sorted({*wanted} ^ {*now} | {n for n in wanted if now.get(n) != wanted[n]})
            told = f"other: {', '.join(other)}" if other else f"the same {len(now)} files"
            print(f"{way}: {told} ({seconds:.1f} s)", flush=True)
            differ += bool(other)
        return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main())
