"""Sets of reports, each published whole: built aside, then put in place of the old set at once."""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from planpace.analysis.assess import assessments
from planpace.briefings.speech import ENTITY, Speech
from planpace.press import cluster
from planpace.press.aside import CannotPublish, aside, exchange
from planpace.press.failed import instead
from planpace.press.index import index_page
from planpace.press.run import Outcome, Report, own_folders
from planpace.press.stale import examined
from planpace.press.upkeep import tables, versions
from planpace.press.workers import made

LIMIT = 600.0  # seconds that a report may take
Manifest = dict[str, Any]
Named = Mapping[str, str]
SET = {"plan", "as_of", "names", "reports"}
LISTED = {"report", "pillar", "place", "language", "title", "status", "outputs"}
"""What a manifest, and each of its reports, must have for the index."""
NONE: Named = MappingProxyType({})
OURS = {"index.html", "run.json"}  # beside the plans' folders


@dataclass
class Set:
    """The reports asked for of one plan and date, what is there of them, what came of them."""

    place: Path
    reports: Sequence[Report]
    done: list[Outcome] = field(default_factory=list)

    @cached_property
    def old(self) -> Manifest:
        """The manifest of what is there."""
        path = self.place / "manifest.json"
        return _read(path) if path.is_file() else {"reports": []}

    @cached_property
    def found(self) -> dict[str, tuple[dict[str, str], Sequence[str]]]:
        """By name what each report is made of, and why it has to be made, if it has."""
        return examined(self.reports, self.old["reports"], self.place)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """The digests of the files that the reports are made from."""
        paths = {*tables(self.reports[0].plan.folder), *(r.notebook for r in self.reports)}
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}

    def wanted(self, force: bool) -> list[Report]:
        """Those that have to be made, the longest first, so that no process waits at the end."""
        some = [r for r in self.reports if force or self.found[r.name][1]]
        held = {r: sum(r.pillar in {"", t.pillar_id} for t in r.plan.promises) for r in some}
        return sorted(some, key=lambda report: -held[report])


def sets_of(reports: Sequence[Report], out: Path) -> dict[Path, Set]:
    """Return reports by the place of their plan and date; raises CannotPublish for its name."""
    for name in {report.plan.id for report in reports}:
        if name.startswith(".") or name.lower() in OURS:
            raise CannotPublish(f"no reports can be filed as {name}: rename the plan's folder")
    found = defaultdict[Path, list[Report]](list)
    for report in reports:
        found[out / report.plan.id / report.as_of].append(report)
    return {place: Set(place, some) for place, some in found.items()}


def publish(
    reports: Sequence[Report], out: Path, *, jobs: int = 1, scheduler: str = "",
    force: bool = False, asked: Named = NONE, keep: int = 0, errors: Named = NONE,
    tell: Callable[..., object] = lambda event, **_: None,
) -> dict[str, Any]:  # fmt: skip
    """Make those reports of some plans that are not as they should be; publish each set whole.

    Returns what `run.json` says: what was made, what was as it should be, what failed and why. With
    `force` all are made. `scheduler`: of Dask, whose workers make them. `asked`: by plan the digest
    of the command (`upkeep.request`). `keep`: so many sets of a plan stay, by date, the newest and
    this one among them; 0 for all. `errors`: by plan why it could not be read. `tell` hears of each
    event. Raises CannotPublish where the folder cannot be written to; what is not published by then
    stays as it was.
    """
    began, sets = datetime.now().astimezone(), sets_of(reports, out)
    with aside(out, lambda holder: tell("waits", folder=str(out), holder=holder)) as building:
        told = {path.parent: _read(path) for path in out.glob("[!.]*/*/manifest.json")}
        for plan, why in errors.items():
            tell("unreadable", plan=plan, error=why)
        for one in sets.values():
            _examine(one)
        work = {place: one.wanted(force) for place, one in sets.items()}
        every = [report for some in work.values() for report in some]
        came = dict[str, str]()  # what failed and why, and with no word what did not
        left = {*sets}

        def finish(one: Set) -> None:
            left.remove(one.place)
            told[one.place] = _staged(one, building, asked.get(one.reports[0].plan.id, ""))
            gone = [] if left else _outdated(told, sets, keep)
            if not left:  # all is written before the last set is exchanged
                listed = [manifest for path, manifest in told.items() if path not in gone]
                (building / "index.html").write_text(index_page(listed), encoding="utf-8")
            exchange(building / "set", one.place)
            shutil.rmtree(building / "set", ignore_errors=True)  # the old one
            one.done.clear()  # a whole province is too much to be held
            if not left:
                (building / "index.html").replace(out / "index.html")
            for number, path in enumerate(gone):  # out of sight first: none is seen half gone
                shutil.rmtree(path.rename(building / f"gone-{number}"))

        for place, some in work.items():
            if not some:
                finish(sets[place])
        tell("begun", count=len(every))
        for outcome in _made(every, jobs, scheduler):
            place = out / outcome.report.plan.id / outcome.report.as_of
            sets[place].done.append(outcome)
            name, seconds = _called(outcome.report), round(outcome.seconds, 2)
            came[name] = why = outcome.error
            if why:
                tell("failed", report=name, seconds=seconds, error=why)
            else:
                tell("made", report=name, seconds=seconds)
            if len(sets[place].done) == len(work[place]):
                finish(sets[place])
                tell("published", folder=str(place))
        run: dict[str, Any] = {
            "began": began.isoformat(timespec="seconds"),
            "seconds": round((datetime.now().astimezone() - began).total_seconds(), 2),
            "folder": str(out.resolve()), "errors": {**errors},
            "failed": {name: why for name, why in came.items() if why},
            "made": [name for name, why in came.items() if not why],
            "current": [name for name in map(_called, reports) if name not in came],
        }  # fmt: skip
        tell("ended", **{key: told for key, told in run.items() if key != "current"})
        _write(building / "run.json", run)
        (building / "run.json").replace(out / "run.json")
        return run


def plan_of_work(reports: Sequence[Report], out: Path) -> dict[str, Sequence[str]]:
    """Return why each report would be made, nothing for those that are as they should be."""
    sets = sets_of(reports, out).values()
    return {_called(r): one.found[r.name][1] for one in sets for r in one.reports}


def _called(report: Report) -> str:
    return f"{report.plan.id}/{report.as_of}/{report.name}"


def _examine(one: Set) -> None:
    """Take in what is there before anything is made; raises where no set can be put."""
    if files := [path for path in (one.place.parent, one.place) if path.is_file()]:
        raise NotADirectoryError(f"{files[0]} is a file, not a folder")
    _ = one.old, one.inputs


def _made(reports: Sequence[Report], jobs: int, scheduler: str) -> Iterator[Outcome]:
    with own_folders():
        if scheduler and reports:
            yield from cluster.made(reports, scheduler, LIMIT)
        elif reports:
            yield from made(reports, jobs, LIMIT)


def _outdated(told: Iterable[Path], sets: Iterable[Path], keep: int) -> list[Path]:
    """The oldest sets of the same plans beyond so many, if any; never those of this run."""
    plans, now = {place.parent for place in sets}, {*sets}
    dated = {plan: sorted({p for p in told if p.parent == plan} - now)[::-1] for plan in plans}
    return [path for some in dated.values() for path in some[keep - 1 :]] if keep else []


def _read(path: Path) -> Manifest:
    try:
        read: Manifest = json.loads(path.read_text(encoding="utf-8"))
        sound = read.keys() >= SET and all(entry.keys() >= LISTED for entry in read["reports"])
    except (ValueError, AttributeError, TypeError):
        sound = False
    if not sound:
        raise OSError(f"{path} is no manifest of reports: mend it or take it away")
    return read


def _staged(one: Set, building: Path, asked: str) -> Manifest:
    """Write what was made over a copy of the old set; what failed has its error in its place."""
    plan, as_of, stage = one.reports[0].plan, one.reports[0].as_of, building / "set"
    if one.place.is_dir():
        shutil.copytree(one.place, stage)
    stage.mkdir(exist_ok=True)
    entries = {entry["report"]: entry for entry in one.old["reports"]}
    for outcome in one.done:
        name, parts = outcome.report.name, one.found[outcome.report.name][0]
        files = outcome.files
        if outcome.error:
            files = instead(outcome)
            for path in entries.get(name, {}).get("outputs", ()):
                (stage / path).unlink(missing_ok=True)
        for form, content in files.items():
            target = stage / f"{name}.{form}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        old = {} if outcome.error else entries.get(name, {}).get("outputs", {})
        entries[name] = _entry(outcome, files, one.inputs, old) | {"parts": parts}
    verdicts = [  # what the index follows over the dates
        {
            "target_id": one.target.target_id, "pillar_id": one.target.pillar_id,
            **{f"name_{lang}": Speech(plan, lang).name(one.target) for lang in plan.languages},
            "status": one.verdict.status, "early": one.verdict.word == "achieved_early",
        }
        for one in assessments(plan, as_of) if not one.target.reading_of
    ]  # fmt: skip
    sound = asked and not any(outcome.error for outcome in one.done)
    manifest = {
        "plan": plan.id, "as_of": as_of,
        "names": {lang: plan.name(lang) for lang in plan.languages},
        "reports": [entries[name] for name in sorted(entries)], "verdicts": verdicts,
        "asked": {asked: [*one.found]} if sound else {},
    }  # fmt: skip
    _write(stage / "manifest.json", manifest)
    return manifest


def _entry(
    outcome: Outcome, files: Mapping[str, bytes], inputs: Named, old: Named
) -> dict[str, Any]:
    report = outcome.report
    return {
        "report": report.name, "pillar": report.pillar,
        "place": ["", *report.plan.pillar, *map(ENTITY.__add__, report.plan.entity)]
                 .index(report.pillar),
        "language": report.language, "title": report.title,
        "status": "failed" if outcome.error else "ok", "error": outcome.error,
        "parameters": report.parameters,
        "inputs": {
            n: d for n, d in inputs.items() if n == report.notebook.name or ".ipynb" not in n
        },
        "outputs": {
            **old, **{f"{report.name}.{form}": sha256(c).hexdigest() for form, c in files.items()}
        },
        "versions": versions(),
        "seconds": round(outcome.seconds, 2),
    }  # fmt: skip


def _write(path: Path, told: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
