"""Reports made side by side, each in a process of its own: forked warm, ended with the run."""

import atexit
import ctypes
import gc
import os
import random
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import replace
from multiprocessing import connection, get_all_start_methods, get_context
from typing import Any

import numpy as np
import papermill

from planpace.plan.plan import HELD
from planpace.press.run import Outcome, Report, make
from planpace.press.upkeep import notebooks
from planpace.render.html import whole_page
from planpace.render.page import Briefing, briefing

TRIES, DEATH = 2, 1  # of a report whose process was killed; PR_SET_PDEATHSIG of Linux's prctl

atexit.register(gc.freeze)  # what ends looks through nothing once more: saves a fifth of a second


def made(reports: Sequence[Report], jobs: int, limit: float) -> Iterator[Outcome]:
    """Yield the outcome of each report as it is done, `jobs` at a time, `limit` seconds each.

    Without fork: in a pool of processes that start cold, their notebooks in kernels.
    """
    if "fork" in get_all_start_methods():
        yield from _forked(reports, jobs, limit)
        return
    with ProcessPoolExecutor(max(min(jobs, len(reports)), 1)) as pool:
        waiting = {pool.submit(make, report, limit): report for report in reports}
        for done in as_completed(waiting):
            report, broken = waiting[done], done.exception()
            failed = Outcome(report, 0.0, error=repr(broken))
            yield failed if broken else replace(done.result(), report=report)


def _forked(reports: Sequence[Report], jobs: int, limit: float) -> Iterator[Outcome]:
    context, waiting = get_context("fork"), deque((report, 1) for report in reports)
    running = dict[Any, tuple[Report, int, Any, float]]()
    cold = {report.language for report in reports if len(reports) > jobs}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                report, tries = waiting.popleft()
                page = briefing(report.plan, "", report.language, report.as_of)  # judged once
                if report.language in cold:  # while those of other languages are being made
                    cold.remove(report.language)
                    warm(page)
                gc.freeze()  # what is there now is shared by all, and not looked through again
                here, there = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(report, there, os.getpid()))
                process.start()
                there.close()
                running[here] = report, tries, process, time.monotonic() + limit
            soonest = min(end for *_, end in running.values())
            for one in connection.wait(list(running), max(soonest - time.monotonic(), 0)):
                report, tries, process, _ = running.pop(one)
                outcome = _received(one, report, process)
                if outcome is None and tries < TRIES:
                    waiting.append((report, tries + 1))
                    continue
                yield outcome or Outcome(report, 0.0, error="its process was killed twice")
            for one, (report, _, process, end) in list(running.items()):
                if time.monotonic() >= end:
                    process.kill()
                    running.pop(one)
                    yield Outcome(report, limit, error=f"not done within {limit:g} seconds")
    finally:
        for _, _, process, _ in running.values():
            process.kill()
        gc.unfreeze()


def warm(page: Briefing) -> None:
    """Do what reports in a language have in common: type, templates, words, the record."""
    papermill.inspect_notebook(str(notebooks() / "pillar.ipynb"))  # makes the validator
    for shared in (page.track_record, page.finished):
        whole_page(page.scope.language, "", shared._repr_mimebundle_()["text/html"])


def _received(pipe: Any, report: Report, process: Any) -> Outcome | None:
    """What a process sent; None where it was killed before."""
    with suppress(EOFError):
        seconds, *told = pipe.recv()
        process.join()
        return Outcome(report, seconds, *told)
    process.join()
    return None


def mortal(parent: int) -> None:
    """Let this process die with its parent, however that ends, where the system can (Linux)."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _work(report: Report, pipe: Any, parent: int) -> None:
    """One report, in a forked process."""
    mortal(parent)
    HELD[report.plan.folder.resolve()] = report.plan  # all reports tell of one reading
    random.seed()
    np.random.seed()
    done = make(report, within=True)
    pipe.send((done.seconds, done.files, done.error, done.cell))
