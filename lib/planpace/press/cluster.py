"""Reports made by the workers of a Dask cluster, which share no disk with us.

What a worker needs goes to it as bytes: the plan's files, the notebooks, what to make. Beside
itself it keeps one warm process of a single thread, which makes reports as this machine would.
"""

import os
import pickle
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, NamedTuple, cast

from planpace.briefings.scope import place
from planpace.plan.plan import load_plan
from planpace.press import workers
from planpace.press.run import Outcome, Report, own_folders
from planpace.press.upkeep import code

SENT = {".csv", ".json", ".txt", ".ttf", ".otf"}  # files of a plan that a report may need
Sent = tuple[float, dict[str, bytes], str, str]


class Parcel(NamedTuple):
    """The reports of a plan in one language, with all that they are made from.

    `code`: the digest of the program that is to make them. `place`: the plan's folder as notebooks
    name it, which leads to the `files` that lie in it. `about`: what each report is.
    """

    code: str
    place: str
    files: dict[str, bytes]
    about: list[tuple[str, str, str, tuple[str, ...]]]
    limit: float


def made(reports: Sequence[Report], address: str, limit: float) -> Iterator[Outcome]:
    """Yield the outcome of each report; a worker that dies costs another try, not a report.

    Raises OSError where no scheduler answers at the address.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise OSError("--scheduler needs Dask: pip install 'planpace[cluster]'") from error
    parcels = defaultdict[tuple[str, str, str], list[Report]](list)
    for report in reports:
        parcels[report.plan.id, report.as_of, report.language].append(report)
    with Client(address) as client:  # type: ignore[no-untyped-call]
        sent = {client.submit(work, _packed(some, limit), pure=False, retries=1): some
                for some in parcels.values()}  # fmt: skip
        for future in as_completed(sent):  # type: ignore[no-untyped-call]
            some = sent.pop(future)
            if future.status == "finished":
                for report, told in zip(some, future.result(), strict=True):
                    yield Outcome(report, *told)
            else:
                lost = future.status != "error"
                why = "the scheduler lost it" if lost else f"{future.exception()}"
                yield from (Outcome(one, 0.0, error=why) for one in some)
            future.release()


def _packed(reports: Sequence[Report], limit: float) -> Parcel:
    plan, where = reports[0].plan, place(reports[0].plan)
    paths = (path for path in plan.folder.rglob("*") if path.is_file() and path.suffix in SENT)
    files = {f"{where}/{p.relative_to(plan.folder).as_posix()}": p.read_bytes() for p in paths}
    files |= {f"notebooks/{r.notebook.name}": r.notebook.read_bytes() for r in reports}
    about = [(r.pillar, r.language, r.as_of, r.formats) for r in reports]
    return Parcel(code(), where, files, about, limit)


_helper: list[subprocess.Popen[bytes]] = []
_one_at_a_time = Lock()


def work(parcel: Parcel) -> list[Sent]:
    """Make what a parcel asks for, in a process beside a Dask worker; raises OSError."""
    with _one_at_a_time:
        for last in (False, True):
            if not _helper or _helper[0].poll() is not None:
                serving = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
                _helper[:] = [subprocess.Popen(serving, stdin=PIPE, stdout=PIPE)]
            ask, told = _helper[0].stdin, _helper[0].stdout
            assert ask and told
            try:
                pickle.dump(parcel, ask)
                ask.flush()
                answer = pickle.load(told)
            except (EOFError, BrokenPipeError, pickle.UnpicklingError):  # it was killed
                _helper[0].kill()
                if last:
                    raise
                continue
            if isinstance(answer, Exception):
                raise answer
            return cast(list[Sent], answer)
    raise AssertionError


def serve() -> None:
    """Answer parcel after parcel, from standard input to standard output, until none comes."""
    workers.mortal(os.getppid())
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a notebook prints is no answer
        while True:
            try:
                parcel = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            try:
                answer: Any = unpacked(parcel)
            except Exception as error:
                answer = OSError(f"{type(error).__name__}: {error}")
            pickle.dump(answer, answers)
            answers.flush()


def unpacked(parcel: Parcel) -> list[Sent]:
    """Make what a parcel asks for, in a folder from which its plan has the name that it had."""
    if parcel.code != code():
        raise OSError("a worker has another Planpace, or other versions of what it needs")
    before = Path.cwd()
    with own_folders(), TemporaryDirectory() as root:
        here = Path(root, *"w" * (1 + parcel.place.count("../")))
        here.mkdir(parents=True)
        os.chdir(here)
        try:
            for name, content in parcel.files.items():
                path = Path(name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            plan = load_plan(parcel.place)
            reports = [Report(plan, *about) for about in parcel.about]
            done = {o.report: o for o in workers.made(reports, 1, parcel.limit)}
            outcomes = [done[report] for report in reports]
            return [(o.seconds, {**o.files}, o.error, o.cell) for o in outcomes]
        finally:
            os.chdir(before)
