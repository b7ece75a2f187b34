"""A set of reports, published whole: built aside, then put in place of the old set at once."""

import ctypes
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from filelock import FileLock
from tqdm import tqdm

from planpace.analysis.assess import assessments
from planpace.briefings.speech import Speech
from planpace.plan.plan import Plan
from planpace.press.index import index_page
from planpace.press.run import Outcome, Report, make, own_folders
from planpace.words.say import languages

BUILDING = ".building-"
PACKAGES = ("planpace", "papermill", "pandas", "matplotlib", "statsmodels", "typst")


class CannotPublish(OSError):
    """A folder in which no reports can be put, and why."""


def publish(
    reports: Sequence[Report], out: Path, *, jobs: int = 1, quiet: bool = False
) -> list[Outcome]:
    """Make reports of one plan and date and publish them under `out`; return every outcome.

    Raises CannotPublish where the folder cannot be written to; the old set then stays as it was.
    """
    inputs, place = _inputs(reports), out / reports[0].plan.id / reports[0].as_of
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _stage(out, place) as stage:
            outcomes = list(_made(reports, jobs, quiet))
            _write(outcomes, inputs, stage)
            _exchange(stage, place)
            paths = sorted(out.glob("*/*/manifest.json"), reverse=True)
            manifests = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
            part = out / ".index.html.part"  # a reader finds the old page or the new, never a part
            part.write_text(index_page(manifests), encoding="utf-8")
            part.replace(out / "index.html")
    except OSError as error:
        raise CannotPublish(f"cannot publish in {out}: {error.strerror or error}") from error
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


def _inputs(reports: Sequence[Report]) -> dict[str, str]:
    """The SHA-256 of all that goes into the reports, taken before they are made."""
    plan, notebooks = reports[0].plan, {report.notebook for report in reports}
    tables = [*plan.folder.glob("*.csv"), plan.folder / "datapackage.json"]
    paths = sorted([*tables, *plan.fonts, *notebooks])
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in paths}


def _write(outcomes: Sequence[Outcome], inputs: Mapping[str, str], stage: Path) -> None:
    """Write the new files over a copy of the old set; a report that failed keeps its old files."""
    path, first = stage / "manifest.json", outcomes[0].report
    old = json.loads(path.read_text(encoding="utf-8"))["reports"] if path.is_file() else []
    entries = {entry["report"]: entry for entry in old}
    for outcome in outcomes:
        name = outcome.report.name
        for form, content in outcome.files.items():
            target = stage / f"{name}.{form}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        entries[name] = _entry(outcome, inputs, entries.get(name, {}))
    manifest = {
        "plan": first.plan.id, "names": {lang: first.plan.name(lang) for lang in languages()},
        "as_of": first.as_of, "reports": [entries[name] for name in sorted(entries)],
        "verdicts": _verdicts(first.plan, first.as_of),
    }  # fmt: skip
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _entry(outcome: Outcome, inputs: Mapping[str, str], old: Mapping[str, Any]) -> dict[str, Any]:
    """What the manifest says of a report."""
    report = outcome.report
    files = {f"{report.name}.{form}": content for form, content in outcome.files.items()}
    outputs = {name: sha256(content).hexdigest() for name, content in files.items()}
    others = {"pillar.ipynb", "overview.ipynb"} - {report.notebook.name}
    used = {name: digest for name, digest in inputs.items() if name not in others}
    return {
        "report": report.name, "pillar": report.pillar, "place": report.place,
        "language": report.language, "title": report.title,
        "status": "failed" if outcome.error else "ok", "error": outcome.error,
        "parameters": report.parameters,
        "inputs": old.get("inputs", {}) if outcome.error else used,
        "outputs": {**old.get("outputs", {}), **outputs},
        "versions": {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}},
        "seconds": round(outcome.seconds, 2),
    }  # fmt: skip


def _verdicts(plan: Plan, as_of: str) -> list[dict[str, Any]]:
    """Each target that counts with its verdict: what the index follows over the dates."""
    return [
        {
            "target_id": one.target.target_id, "pillar_id": one.target.pillar_id,
            **{f"name_{lang}": Speech(plan, lang).name(one.target) for lang in languages()},
            "status": one.verdict.status, "early": one.verdict.word == "achieved_early",
        }
        for one in assessments(plan, as_of)
        if not one.target.reading_of
    ]  # fmt: skip


@contextmanager
def _stage(out: Path, place: Path) -> Iterator[Path]:
    """A copy of the set, hidden beside it and gone afterwards, for one run at a time.

    A second run waits for the first; what a killed one left is removed.
    """
    with FileLock(out / ".lock"):
        for left in out.glob(f"{BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=BUILDING, dir=out) as folder:
            stage = Path(folder) / "set"
            if place.is_dir():
                shutil.copytree(place, stage)
            else:
                stage.mkdir()
            yield stage


def _exchange(stage: Path, place: Path) -> None:
    """Put the new set in the old one's place in one step, where the system can (Linux).

    Two renames would leave no set at all to a reader who comes, or a kill that falls, in between.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        stage.rename(place)
        return
    libc: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    at_cwd, exchange = -100, 2
    paths = at_cwd, os.fsencode(stage), at_cwd, os.fsencode(place)
    if hasattr(libc, "renameat2") and not libc.renameat2(*paths, exchange):
        return
    old = stage.with_name("old")
    place.rename(old)
    stage.rename(place)
