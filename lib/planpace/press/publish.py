"""A set of reports, published whole: built aside, then put in place of the old set at once."""

import ctypes
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock
from tqdm import tqdm

from planpace.analysis.assess import assessments
from planpace.briefings.speech import ENTITY, Speech
from planpace.press.index import index_page
from planpace.press.run import Outcome, Report, own_folders
from planpace.press.stale import examined
from planpace.press.upkeep import versions
from planpace.press.workers import made

BUILDING, LIMIT = ".building-", 600.0  # seconds that a report may take
Manifest = dict[str, Any]
SET = {"plan", "as_of", "names", "reports"}
LISTED = {"report", "pillar", "place", "language", "title", "status", "outputs"}
"""What a manifest, and each of its reports, must have for the index."""


class CannotPublish(OSError):
    """A folder in which no reports can be put, and why."""


def publish(
    reports: Sequence[Report], out: Path, *, jobs: int = 1, quiet: bool = False,
    force: bool = False, asked: str = "", keep: int = 0,
) -> list[Outcome]:  # fmt: skip
    """Make the reports of one plan and date that are not as they should be, and publish them.

    Returns an outcome for each that was made; with `force` all are. `asked`: the digest of the
    command (`upkeep.request`). `keep`: so many sets of the plan stay, by date, the newest and this
    one among them; 0 for all. Raises CannotPublish where the folder cannot be written to; old set
    and index stay as they were.
    """
    plan, place = reports[0].plan, out / reports[0].plan.id / reports[0].as_of
    tables = [*plan.folder.glob("*.csv"), plan.folder / "datapackage.json"]
    paths = sorted([*tables, *plan.fonts, *{report.notebook for report in reports}])
    inputs = {path.name: sha256(path.read_bytes()).hexdigest() for path in paths}
    if plan.id.startswith(".") or plan.id.lower() == "index.html":
        raise CannotPublish(f"no set of reports can be called {plan.id}: rename the plan's folder")
    with _stage(out, place) as stage:
        if files := [path for path in (place.parent, place) if path.is_file()]:
            raise NotADirectoryError(f"{files[0]} is a file, not a folder")
        sets = {path.parent: _read(path) for path in out.glob("[!.]*/*/manifest.json")}
        old = sets.get(place, {"reports": []})
        found = examined(reports, old["reports"], place)
        stale = [report for report in reports if force or found[report.name][1]]
        outcomes = list(_made(stale, jobs, quiet))
        request = {asked: [*found]} if asked and not any(o.error for o in outcomes) else {}
        sets[place] = _write(reports[0], outcomes, inputs, found, stage, old | {"asked": request})
        gone = _outdated(sets, place, keep) if keep else []
        sets = {path: told for path, told in sets.items() if path not in gone}
        index = stage.with_name("index.html")  # all is written before anything is exchanged
        index.write_text(index_page([*sets.values()]), encoding="utf-8")
        exchange(stage, place)
        index.replace(out / "index.html")
        for number, old_set in enumerate(
            gone
        ):  # out of sight first, so that none is seen half gone
            shutil.rmtree(old_set.rename(stage.with_name(f"gone-{number}")))
        return outcomes


def _outdated(sets: Mapping[Path, Manifest], place: Path, keep: int) -> list[Path]:
    """The oldest sets of the same plan beyond so many; never the one just made."""
    dated = sorted((p for p in sets if p.parent == place.parent and p != place), reverse=True)
    return dated[keep - 1 :]


def put(files: Mapping[str, bytes], out: Path, place: Path) -> None:
    """Put files where a set was, in one step; raises CannotPublish, also for a form in use."""
    with _stage(out) as stage:
        changed = [p for p in place.glob("*.csv") if p.read_bytes() != files.get(p.name)]
        if changed:
            raise FileExistsError(f"{changed[0]} is in use or outdated: move it away first")
        for name, content in files.items():
            (stage / name).write_bytes(content)
        exchange(stage, place)


def _made(reports: Sequence[Report], jobs: int, quiet: bool) -> Iterator[Outcome]:
    tqdm.monitor_interval = 0  # no second thread beside what is forked
    with own_folders():
        done = made(reports, jobs, LIMIT)
        yield from tqdm(done, total=len(reports), unit="report", disable=quiet or None)


def _read(path: Path) -> Manifest:
    try:
        read: Manifest = json.loads(path.read_text(encoding="utf-8"))
        sound = read.keys() >= SET and all(entry.keys() >= LISTED for entry in read["reports"])
    except (ValueError, AttributeError, TypeError):
        sound = False
    if not sound:
        raise OSError(f"{path} is no manifest of reports: mend it or take it away")
    return read


def plan_of_work(reports: Sequence[Report], out: Path) -> dict[str, Sequence[str]]:
    """Return why each report would be made, nothing for those that are as they should be."""
    path = out / reports[0].plan.id / reports[0].as_of / "manifest.json"
    entries = _read(path)["reports"] if path.is_file() else []
    return {name: reasons for name, (_, reasons) in examined(reports, entries, path.parent).items()}


def _write(
    one: Report, done: Sequence[Outcome], inputs: dict[str, str],
    found: Mapping[str, tuple[dict[str, str], Sequence[str]]], stage: Path, old: Manifest,
) -> Manifest:  # fmt: skip
    """Write the new files over a copy of the old set; a report that failed keeps its old files."""
    plan, as_of = one.plan, one.as_of
    entries = {entry["report"]: entry for entry in old["reports"]}
    for outcome in done:
        name = outcome.report.name
        for form, content in outcome.files.items():
            target = stage / f"{name}.{form}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        entries[name] = _entry(outcome, inputs, entries.get(name, {})) | {"parts": found[name][0]}
    verdicts = [  # what the index follows over the dates
        {
            "target_id": one.target.target_id, "pillar_id": one.target.pillar_id,
            **{f"name_{lang}": Speech(plan, lang).name(one.target) for lang in plan.languages},
            "status": one.verdict.status, "early": one.verdict.word == "achieved_early",
        }
        for one in assessments(plan, as_of) if not one.target.reading_of
    ]  # fmt: skip
    manifest = {
        "plan": plan.id, "as_of": as_of,
        "names": {lang: plan.name(lang) for lang in plan.languages},
        "reports": [entries[name] for name in sorted(entries)], "verdicts": verdicts,
        "asked": old["asked"],
    }  # fmt: skip
    written = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (stage / "manifest.json").write_text(written, encoding="utf-8")
    return manifest


def _entry(outcome: Outcome, inputs: dict[str, str], old: dict[str, Any]) -> dict[str, Any]:
    report = outcome.report
    used = {n: d for n, d in inputs.items() if n == report.notebook.name or ".ipynb" not in n}
    made = {f"{report.name}.{form}": sha256(c).hexdigest() for form, c in outcome.files.items()}
    return {
        "report": report.name, "pillar": report.pillar,
        "place": ["", *report.plan.pillar, *map(ENTITY.__add__, report.plan.entity)]
                 .index(report.pillar),
        "language": report.language, "title": report.title,
        "status": "failed" if outcome.error else "ok", "error": outcome.error,
        "parameters": report.parameters,
        "inputs": old.get("inputs", {}) if outcome.error else used,
        "outputs": {**old.get("outputs", {}), **made},
        "versions": versions(),
        "seconds": round(outcome.seconds, 2),
    }  # fmt: skip


@contextmanager
def _stage(out: Path, place: Path | None = None) -> Iterator[Path]:
    """A copy of the set, or an empty one; hidden, gone afterwards; a second run waits.

    What goes wrong with files meanwhile is raised as CannotPublish.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with FileLock(out / ".lock"):
            for left in out.glob(f"{BUILDING}*"):  # by a run that was killed
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=BUILDING, dir=out) as folder:
                stage = Path(folder) / "set"
                stage.mkdir()
                if place and place.is_dir():
                    shutil.copytree(place, stage, dirs_exist_ok=True)
                yield stage
    except OSError as error:
        raise CannotPublish(f"cannot publish in {out}: {error.strerror or error}") from error


def exchange(stage: Path, place: Path) -> None:
    """Put the new set in the old one's place in one step, where the system can (Linux).

    Two renames would leave no set at all to a reader who comes, or a kill that falls, in between.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    libc: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    at_cwd, exchange = -100, 2
    paths = at_cwd, os.fsencode(stage), at_cwd, os.fsencode(place)
    if hasattr(libc, "renameat2") and not libc.renameat2(*paths, exchange):
        return
    if place.exists():
        place.rename(stage.with_name("old"))
    stage.rename(place)
