"""Reports made side by side, each in a process of its own: forked warm, ended with the run."""

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
from multiprocessing import connection, get_all_start_methods, get_context
from typing import Any

import numpy as np

from planpace.briefings.track_record import chart
from planpace.press.run import Outcome, Report, make
from planpace.render.charts import svg
from planpace.render.html import whole_page

TRIES, DEATH = 2, 1  # of a report whose process was killed; PR_SET_PDEATHSIG of Linux's prctl


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
            broken = done.exception()
            yield Outcome(waiting[done], 0.0, error=repr(broken)) if broken else done.result()


def _forked(reports: Sequence[Report], jobs: int, limit: float) -> Iterator[Outcome]:
    context, waiting = get_context("fork"), deque((report, 1) for report in reports)
    running = dict[Any, tuple[Report, int, Any, float]]()
    for language in {report.language for report in reports if len(reports) > jobs}:
        whole_page(language, "", svg(chart(language)))  # type, templates and words, once for all
    gc.freeze()  # what is there now is shared by all, and not looked through again
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                report, tries = waiting.popleft()
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


def _received(pipe: Any, report: Report, process: Any) -> Outcome | None:
    """What a process sent; None where it was killed before."""
    with suppress(EOFError):
        files, seconds, error = pipe.recv()
        process.join()
        return Outcome(report, seconds, files, error)
    process.join()
    return None


def _work(report: Report, pipe: Any, parent: int) -> None:
    """One report, in a forked process that dies with its parent, however that ends."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    random.seed()
    np.random.seed()
    done = make(report, within=True)
    pipe.send((done.files, done.seconds, done.error))
