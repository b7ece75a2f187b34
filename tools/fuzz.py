"""Spoilt plans and workbooks, seeded: nothing of them may crash, or pass in silence.

Every plan gets one to four faults in places that are known, every workbook one. A child process
with limits of time and memory checks it as a user would; a fault that must be named and is not, a
traceback, a wrong exit status, another value than the plan's, or anything written on failure is a
miss. `python tools/fuzz.py [--plans N] [--workbooks N] [--seed N] [--only N]`; exit 1 on any miss.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import itertools
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MPLBACKEND="agg")
ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "lib")]

import made_up  # noqa: E402
import pandas as pd  # noqa: E402

from plan_faults import FAULTS, Draft, Fault  # noqa: E402
from planpace import assess, briefing, check_plan, cli, load_plan  # noqa: E402
from planpace.plan.plan import Plan  # noqa: E402
from planpace.plan.problems import Problem  # noqa: E402
from planpace.render.page import Briefing  # noqa: E402
from workbook_faults import WORKBOOK_FAULTS, Sheets  # noqa: E402

SECONDS, HANGS, MEMORY = 10.0, 60, 1 << 30  # of the processor; of the clock; bytes
PAGES = 0.02  # of the plans without an error: a whole page is made too
REAL = ("changzhou-edz-2020", "china-14fyp", "eu-renewables-2020")
WITH = {"cell": {"cell", "rows", "plan"}, "rows": {"cell", "rows", "plan"},
        "plan": {"cell", "rows"}, "file": {"cell"}, "alone": set()}  # fmt: skip
"""What may stand beside a fault of each reach without hiding it."""


class Outcome(NamedTuple):
    """What became of one spoilt plan or workbook: the kinds of its faults, each with `named`,
    `warned`, `same`, `alive` or `missed`; what was missed in words; seconds and megabytes.
    """

    number: str
    kinds: list[tuple[str, str]]
    misses: list[str]
    seconds: float
    memory: float  # fmt: skip


class TooLong(BaseException):
    """The clock ran out; no handler of the library's may catch it."""


# --- the plans that are spoilt -----------------------------------------------------------------


@cache
def bases(folder: Path) -> dict[str, tuple[Draft, set[Problem], dict[str, pd.DataFrame]]]:
    """Each sound plan: as a draft, what is told of it as it stands, its frames."""
    for name in REAL:
        shutil.copytree(ROOT / "data" / name, folder / name)
    for name in made_up.PLANS:
        made_up.made(name, folder)
    english = Draft.of(made_up.made("one", folder / "english"))
    english.meta["planpace"] = {"languages": ["en"], "name_en": "Made-up plan in English"}
    for header, rows in english.tables.values():
        for at in [n for n, name in enumerate(header) if name.endswith("_zh")][::-1]:
            for cells in (header, *rows):
                cells.pop(at)
    del english.tables["commitments"]
    english.write(folder / "made-up-english")
    shutil.rmtree(folder / "english")
    return {
        path.name: (Draft.of(path), {*check_plan(path, warnings=True)}, frames(load_plan(path)))
        for path in sorted(folder.iterdir())
    }


def frames(plan: Plan) -> dict[str, pd.DataFrame]:
    """A plan's tables."""
    return {name: table for name, table in vars(plan).items() if isinstance(table, pd.DataFrame)}


def spoilt(number: int, seed: str, folder: Path) -> tuple[str, Draft, list[Fault]]:
    """A plan with one to four faults; the first kind goes round, so that every kind comes up."""
    rng, known = random.Random(f"{seed} {number}"), bases(folder)
    kinds = [*FAULTS]
    for shift in itertools.count():
        name = rng.choice([*known])
        draft = known[name][0].copy()
        first = kinds[(number + shift // 12) % len(kinds)]
        reach = FAULTS[first][0]
        if not (fault := plant(first, rng, draft)):
            continue
        planted, beside = [fault], set(WITH[reach])
        for _ in range(rng.choice([0, 0, 1, 2, 3]) if beside else 0):
            others = [k for k, (r, _) in FAULTS.items() if r in beside and k != first]
            kind = rng.choice(others or [first])
            tried = draft.copy()
            if reach == "file":  # what stands in a spoilt file is not seen
                tables = dict(tried.tables)
                hidden = tried.tables.pop(fault.file.removesuffix(".csv"), None)
                more = plant(kind, rng, tried) if len(tables) > 2 else None
                if hidden:
                    tried.tables = {t: tried.tables.get(t, hidden) for t in tables}
            else:
                more = plant(kind, rng, tried)
            if more and not any((more.file, more.row, more.column) == p[1:4] for p in planted):
                draft = tried
                planted.append(more)
        return name, draft, planted
    raise AssertionError


def plant(kind: str, rng: random.Random, draft: Draft) -> Fault | None:
    """Plant a fault; None where the plan has nothing to plant it into, or has lost that already."""
    try:
        return FAULTS[kind][1](rng, draft)
    except (IndexError, KeyError, ValueError):
        return None


# --- one run -------------------------------------------------------------------------------------


@contextmanager
def limits() -> Iterator[None]:
    """Stop what takes too long by the clock, whatever it waits for."""

    def stop(*_: Any) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(HANGS)
    faulthandler.dump_traceback_later(2 * HANGS, exit=True)
    try:
        yield
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()


def commanded(*arguments: str) -> tuple[int, str, str]:
    """Run a command: its exit status and what it printed, to streams as strict as a terminal's."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        status = cli.main(arguments)
    for stream in (out, err):
        stream.flush()
    told = (s.buffer.getvalue().decode() for s in (out, err))  # type: ignore[attr-defined]
    return status, *told


def ran(number: str, kinds: list[str], job: Callable[[], list[tuple[str, str]]]) -> Outcome:
    """Run a job within the limits; what it returns are kinds with their outcome or a miss."""
    begun, misses, found = time.process_time(), [], list[tuple[str, str]]()
    try:
        with limits():
            found = job()
    except TooLong:
        misses.append(f"took more than {HANGS} s by the clock")
    except BaseException as error:  # of whatever kind: that is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-4:]
        where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(last))
        misses.append(f"{type(error).__name__}: {str(error)[:160]} ({where})")
    seconds = time.process_time() - begun
    if seconds > SECONDS:
        misses.append(f"took {seconds:.1f} s")
    told = [(kind, what) for kind, what in found if what in {"named", "warned", "same", "alive"}]
    misses += [f"{kind}: {what}" for kind, what in found if (kind, what) not in told]
    if misses and not found:
        told = [(kind, "missed") for kind in kinds]
    else:
        told += [(kind, "missed") for kind, what in found if (kind, what) not in told]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Outcome(number, told, misses, seconds, memory)


def plan_run(number: int, seed: str, folder: Path) -> Outcome:
    """Spoil one plan and check it; load, assess and now and then draw one without an error."""
    name, draft, planted = spoilt(number, seed, folder)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        at = draft.write(Path(scratch) / name)
        title = f"plan {number} ({name}; {'; '.join(f'{f.kind} at {f[1:4]}' for f in planted)})"
        return ran(title, [f.kind for f in planted],
                   lambda: _checked(at, name, planted, number, seed, folder))  # fmt: skip


def _checked(
    at: Path, name: str, planted: list[Fault], number: int, seed: str, folder: Path
) -> list[tuple[str, str]]:
    _, before, original = bases(folder)[name]
    problems = check_plan(at, warnings=True)
    errors = [p for p in problems if p.severity == "error"]
    found = [(f.kind, _outcome(f, [p for p in problems if p not in before])) for f in planted]
    spoken = [["--lang", "zh"], ["--lang", "en"], ["--json"], []][number % 4]
    status, out, _ = commanded("check", str(at), *spoken)
    if status != bool(errors):
        found.append(("exit status", f"check ends with {status}"))
    if not out.strip():
        found.append(("silence", "check prints nothing"))
    if not errors:
        plan = load_plan(at)
        if all(f.demand == "same" for f in planted):
            found += _other(original, frames(plan), planted)
        if plan.observations.empty:
            return found
        assess(plan)
        status, out, err = commanded("assess", str(at), "--format", ["csv", "json"][number % 2])
        if status or not out.strip():
            found.append(("exit status", f"assess ends with {status}: {err[:80]}"))
        rng = random.Random(f"page {seed} {number}")
        if rng.random() < PAGES:
            pillar = rng.choice([*plan.pillar, ""])
            drawn(briefing(plan, pillar, rng.choice(plan.languages)))
    return [(k, "named" if w == "same" and errors else w) for k, w in found]


def _outcome(fault: Fault, problems: list[Problem]) -> str:
    """Whether a fault is told in its place, and how."""
    fault = fault._replace(column=fault.column.encode("utf-8", "backslashreplace").decode())
    at = [p for p in problems if p.file == fault.file
          and (fault.row is None or p.row == fault.row)
          and (not fault.column or fault.demand == "same" or p.column in {fault.column, ""}
               or fault.column in p.column.split(", "))]  # fmt: skip
    if any(p.severity == "error" for p in at):
        return "named"
    if fault.demand == "named":
        near = sorted({p.place for p in problems if p.file == fault.file})[:3]
        return "warned" if at else f"not named at {fault[1:4]}, only {near}"
    if fault.demand == "same" and any(p.severity == "error" for p in problems):
        return "named" if at else f"errors elsewhere, none in {fault.file}"
    return fault.demand


def _other(
    original: dict[str, pd.DataFrame], loaded: dict[str, pd.DataFrame], planted: list[Fault]
) -> list[tuple[str, str]]:
    """What was loaded to other values than the plan's."""
    wrong = [
        f"{table}.{column}: {(a[column].tolist(), b[column].tolist())!s:.200}"
        for table, a in original.items() for b in [loaded[table]] for column in a
        if len(a) != len(b) or not a[column].equals(b[column])
    ]  # fmt: skip
    return [(planted[0].kind, f"loaded to other values: {wrong[0]}")] if wrong else []


def drawn(page: Briefing) -> int:
    """Draw every part of a page; return how many."""
    names = [n for n, p in vars(type(page)).items() if isinstance(p, cached_property)]
    return sum(bool(getattr(page, name)._repr_mimebundle_()) for name in names)


# --- workbooks -----------------------------------------------------------------------------------


def workbook_run(number: int, seed: str, folder: Path) -> Outcome:
    """Spoil an exported workbook and import it over a plan: all of it, or nothing and said why."""
    rng = random.Random(f"workbook {seed} {number}")
    kind = [*WORKBOOK_FAULTS][number % len(WORKBOOK_FAULTS)]
    name = rng.choice([n for n in bases(folder) if n != "eu-renewables-2020" or not number % 10])
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        at = bases(folder)[name][0].write(Path(scratch) / name)
        book = Path(scratch) / "book.xlsx"
        book.write_bytes(exported(name, folder))
        demand = WORKBOOK_FAULTS[kind](rng, Sheets(book))
        title = f"workbook {number} ({name}; {kind}{': ' + demand if demand else ''})"
        return ran(title, [kind], lambda: _imported(at, book, name, kind, demand, folder))


@cache
def exported(name: str, folder: Path) -> bytes:
    """A plan as a workbook."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        status, _, err = commanded("export", str(folder / name), str(path))
        if status:
            raise RuntimeError(err)
        return path.read_bytes()


def held(folder: Path) -> dict[str, bytes | None]:
    """All that a folder holds, and stands beside it."""
    return {str(p): p.read_bytes() if p.is_file() else None
            for p in folder.parent.rglob("*") if p.name != "book.xlsx"}  # fmt: skip


def _imported(
    at: Path, book: Path, name: str, kind: str, demand: str, folder: Path
) -> list[tuple[str, str]]:
    before = held(at)
    dry = commanded("import", str(book), "--plan", str(at), "--dry-run")
    found = [] if held(at) == before else [(kind, "a preview wrote something")]
    status, out, err = commanded("import", str(book), "--plan", str(at))
    told = out + err
    if status not in {0, 1} or dry[0] != status:
        found.append((kind, f"import ends with {status}, its preview with {dry[0]}: {err[:200]}"))
    if status:
        if held(at) != before:
            found.append((kind, "written though it failed"))
        if not told.strip():
            found.append((kind, "failed in silence"))
        if demand.startswith("same!"):
            found.append((kind, f"refused: {told[:300]}"))
        elif demand.startswith("at ") and demand[3:] not in told:
            found.append((kind, f"not named {demand}: {told[:300]}"))
        return found or [(kind, "named")]
    if demand.startswith("at ") and demand[3:] in told:
        found.append((kind, "warned"))
    elif demand == "refused" or demand.startswith("at "):
        found.append((kind, f"taken, though it should be {demand or 'refused'}"))
    elif demand.startswith("same"):
        original, same = bases(folder)[name][2], Fault(kind, "", None, "", "same")
        found += _other(original, frames(load_plan(at)), [same])
    return found or [(kind, "same" if demand.startswith("same") else "alive")]


# --- all of them ---------------------------------------------------------------------------------


def _begin(folder: Path) -> None:
    """So much memory on top of what a fork takes over from the process that asks."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
    bases(folder)


def fuzz(
    plans: int, workbooks: int, seed: str, jobs: int, only: int | None = None
) -> list[Outcome]:  # fmt: skip
    """Run all, in child processes; every outcome in order."""
    numbers = [only] if only is not None else range(plans)
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="fuzz-bases-") as folder:
        base = Path(folder)
        bases(base)
        work = [(plan_run, n) for n in numbers] if plans else []
        if workbooks and "import" not in cli.planpace.commands:
            print("!!! WORKBOOKS SKIPPED: this planpace has no `import` !!!", file=sys.stderr)
        elif workbooks:
            work += [(workbook_run, n) for n in ([only] if only is not None else range(workbooks))]
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, context, _begin, (base,)) as pool:
            running = {pool.submit(run, n, seed, base): (run.__name__, n) for run, n in work}
            for done in as_completed(running):
                try:
                    outcomes.append(done.result())
                except BrokenProcessPool as error:
                    name = "{} {}".format(*running[done])
                    outcomes.append(Outcome(name, [], [f"killed its process: {error}"], 0, 0))
                    break
                except Exception as error:
                    name = "{} {}".format(*running[done])
                    outcomes.append(Outcome(name, [], [f"the tool itself: {error!r}"], 0, 0))
    return outcomes


def report(outcomes: list[Outcome]) -> str:
    """Counts by kind, the slowest, the largest, every miss."""
    counts = Counter(pair for one in outcomes for pair in one.kinds)
    ways = ("named", "warned", "same", "alive", "missed")
    lines = [f"{'kind':44s}" + "".join(f"{way:>8s}" for way in ways)]
    for kind in sorted({kind for kind, _ in counts}):
        lines.append(f"{kind:44s}" + "".join(f"{counts[kind, way] or '':>8}" for way in ways))
    sums = [sum(n for (_, way), n in counts.items() if way == w) for w in ways]
    lines.append(f"{'all ' + str(sum(sums)) + ' faults':44s}" + "".join(f"{n:8d}" for n in sums))
    missed = [one for one in outcomes if one.misses]
    lines += [f"MISSED {one.number}: {'; '.join(one.misses)}" for one in missed]
    slowest = max(outcomes, key=lambda one: one.seconds)
    largest = max(one.memory for one in outcomes)
    lines.append(
        f"{len(outcomes)} runs, {len(missed)} missed; slowest {slowest.seconds:.1f} s "
        f"({slowest.number[:100]}); largest memory {largest:.0f} MB"
    )
    return "\n".join(lines)


def main() -> int:
    """Read the options, run, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=1500)
    parser.add_argument("--workbooks", type=int, default=300)
    parser.add_argument("--seed", default="13")
    parser.add_argument("--only", type=int, help="the number of one plan and workbook")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kind", help="only faults of this kind")
    given = parser.parse_args()
    if given.kind:
        for kind in {*FAULTS} - {given.kind}:
            del FAULTS[kind]
    outcomes = fuzz(given.plans, given.workbooks, given.seed, given.jobs, given.only)
    print(report(outcomes))
    return int(any(one.misses for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
