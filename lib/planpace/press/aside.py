"""Files made aside and put in place whole: one run at a time in a folder, old or new to a reader.

A run that is killed leaves a hidden folder and the lock's file, which the next one takes away.
"""

import ctypes
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

BUILDING, LOCK = ".building-", ".lock"


class CannotPublish(OSError):
    """A folder in which no reports can be put, and why."""


@contextmanager
def aside(out: Path, waits: Callable[[str], object] = str) -> Iterator[Path]:
    """Give a hidden folder on the same disk to build in, gone afterwards, to one run at a time.

    `waits` is told who holds the folder, where somebody does, before it is waited for. What goes
    wrong with files meanwhile is raised as CannotPublish.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _held(out / LOCK, waits):
            _sweep(out)
            with tempfile.TemporaryDirectory(prefix=BUILDING, dir=out) as folder:
                yield Path(folder)
    except shutil.Error as error:  # a list of what could not be copied
        why = str(error.args[0][0][-1]).partition(": '")[0].rpartition("] ")[2]
        raise CannotPublish(f"cannot publish in {out}: {why}") from error
    except OSError as error:
        raise CannotPublish(f"cannot publish in {out}: {error.strerror or error}") from error


@contextmanager
def _held(path: Path, waits: Callable[[str], object]) -> Iterator[None]:
    """Hold a lock that the system gives up when its holder dies; its file says who holds it."""
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        with suppress(OSError):
            waits(path.read_text("utf-8").strip() or "?")
        lock.acquire()
    try:
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        path.write_text(f"{os.getpid()} @ {socket.gethostname()}, {since}\n", "utf-8")
        yield
    finally:
        with suppress(OSError):
            path.unlink()  # before it is given up: who waits for a file that is gone makes his own
        lock.release()


def clear(out: Path) -> None:
    """Take away what a killed run left, unless somebody is at work."""
    if any(out.glob(f"{BUILDING}*")) or (out / LOCK).exists():
        lock = FileLock(out / LOCK, timeout=0)
        with suppress(Timeout, OSError), lock:
            _sweep(out)
            (out / LOCK).unlink()


def _sweep(out: Path) -> None:
    for left in out.glob(f"{BUILDING}*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)


def put(files: Mapping[str, bytes], out: Path, place: Path) -> None:
    """Put files where a set was, in one step; raises CannotPublish, also for a form in use."""
    with aside(out) as building:
        changed = [p for p in place.glob("*.csv") if p.read_bytes() != files.get(p.name)]
        if changed:
            raise FileExistsError(f"{changed[0]} is in use or outdated: move it away first")
        stage = building / "set"
        stage.mkdir()
        for name, content in files.items():
            (stage / name).write_bytes(content)
        exchange(stage, place)


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
    old = stage.with_name("old")
    if place.exists():
        place.rename(old)
    stage.rename(place)
    shutil.rmtree(old, ignore_errors=True)
