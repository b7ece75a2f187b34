"""A set of reports, published whole: built aside, then put in place of the old set at once."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from tqdm import tqdm

from planpace.analysis.assess import assess
from planpace.plan.plan import Plan, load_plan
from planpace.plan.read import each
from planpace.press.index import index_page
from planpace.press.run import Outcome, Report, make, own_folders
from planpace.words.say import LANGUAGES, named, say

BUILDING = ".building-"
PACKAGES = ("planpace", "papermill", "pandas", "matplotlib", "statsmodels", "typst")


def publish(
    reports: Sequence[Report], out: Path, *, jobs: int = 1, quiet: bool = False
) -> list[Outcome]:
    """Make reports of one plan and date and publish them under `out`; return every outcome."""
    out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        outcomes = list(_made(reports, jobs, quiet))
        first = reports[0]
        place = out / first.plan.resolve().name / first.as_of
        with _building(out, place) as stage:
            _write(outcomes, stage)
            _exchange(stage, place)
        _whole(out / "index.html", index_page(list(_manifests(out))).encode())
    return outcomes


def _made(reports: Sequence[Report], jobs: int, quiet: bool) -> Iterator[Outcome]:
    workers = min(jobs, len(reports))
    with own_folders(), ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool:
        waiting = {pool.submit(make, report): report for report in reports}
        bar = tqdm(as_completed(waiting), total=len(waiting), unit="report", disable=quiet or None)
        for done in bar:
            broken = done.exception()
            yield Outcome(waiting[done], 0.0, error=repr(broken)) if broken else done.result()


def _end_with_parent() -> None:
    """A worker ends when its run is killed: it would hold the lock, and the next run, for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _write(outcomes: Sequence[Outcome], stage: Path) -> None:
    """Write the new files over a copy of the old set; a report that failed keeps its old files."""
    path = stage / "manifest.json"
    entries = {e["report"]: e for e in _entries(path)}
    for outcome in sorted(outcomes, key=lambda o: o.report.name):
        name = outcome.report.name
        for form, content in outcome.files.items():
            target = stage / f"{name}.{form}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        entries[name] = _entry(outcome, entries.get(name, {}))
    plan, as_of = load_plan(outcomes[0].report.plan), outcomes[0].report.as_of
    names = {language: plan.name(language) for language in LANGUAGES}
    reports = [entries[name] for name in sorted(entries)]
    manifest = {
        "plan": plan.id, "names": names, "as_of": as_of, "reports": reports,
        "verdicts": _verdicts(plan, as_of),
    }  # fmt: skip
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _verdicts(plan: Plan, as_of: str) -> list[dict[str, Any]]:
    """Each target that counts with its verdict: what the index follows over the dates."""
    table = assess(plan, as_of)
    columns = ["target_id", "pillar_id", "name_zh", "name_en", "status"]
    early = (table.status == "achieved") & ~table.final
    counted = table[columns].assign(early=early)[table.reading_of == ""]
    return [row._asdict() for row in each(counted)]


def _entries(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["reports"]) if path.is_file() else []


def _entry(outcome: Outcome, old: dict[str, Any]) -> dict[str, Any]:
    report = outcome.report
    outputs = {f"{report.name}.{form}": _sha256(content) for form, content in outcome.files.items()}
    paths = sorted([*report.plan.glob("*.csv"), report.plan / "datapackage.json", report.notebook])
    digests = {path.name: _sha256(path.read_bytes()) for path in paths}
    return {
        "report": report.name,
        "pillar": report.pillar,
        "place": _place(report),
        "language": report.language,
        "title": _title(report),
        "status": "failed" if outcome.error else "ok",
        "error": outcome.error,
        "parameters": report.parameters,
        "inputs": old.get("inputs", {}) if outcome.error else digests,
        "outputs": {**old.get("outputs", {}), **outputs},
        "versions": {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}},
        "seconds": round(outcome.seconds, 2),
    }


def _title(report: Report) -> str:
    """The report's name on the index: its pillar's."""
    if not report.pillar:
        return say("overview", report.language)
    pillars = load_plan(report.plan).pillars.set_index("pillar_id")
    return named(pillars.loc[report.pillar], report.language)


def _place(report: Report) -> int:
    """The report's place on the index: the overview first, then the pillars in the plan's order."""
    pillars = ["", *load_plan(report.plan).pillars.pillar_id]
    return pillars.index(report.pillar)


def _manifests(out: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(out.glob("*/*/manifest.json"), reverse=True):
        yield json.loads(path.read_text(encoding="utf-8"))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """One run at a time under a folder: a second one waits; what a killed one left is removed."""
    with (out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in out.glob(f"{BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def _building(out: Path, place: Path) -> Iterator[Path]:
    """A folder beside the set, filled with a copy of it, gone afterwards whatever happens."""
    with tempfile.TemporaryDirectory(prefix=BUILDING, dir=out) as folder:
        stage = Path(folder) / "set"
        if place.is_dir():
            shutil.copytree(place, stage)
        else:
            stage.mkdir()
        yield stage


def _exchange(stage: Path, place: Path) -> None:
    """Put the new set in the old one's place in one step, where the system can (Linux)."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        stage.rename(place)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    at_cwd, exchange = -100, 2
    if hasattr(libc, "renameat2") and not libc.renameat2(
        at_cwd, os.fsencode(stage), at_cwd, os.fsencode(place), exchange
    ):
        return
    old = stage.with_name("old")
    place.rename(old)
    stage.rename(place)


def _whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, never a part."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
