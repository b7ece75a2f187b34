"""Kill runs at random moments, fill the disk, take the right to write away; see what readers find.

After each kill with SIGKILL every process of the run is gone, what is published is a whole set, old
or new, byte for byte as a run in peace makes it, and the next run succeeds without help. Then two
runs at once, a full disk, a folder that cannot be written to, no home. Ends with 1 if anything is
not as it should be. A full disk and a read-only one are mounted, which takes root.

    .venv/bin/python tools/torture.py [runs] [seed]
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLAN = ROOT / "data" / "changzhou-edz-2020"
PAGES = ("city", "spirit", "overview")
Tree = dict[str, bytes]


def command(folder: Path, *more: str) -> list[str]:
    """Return the command of a run in a folder that holds `plan` and `out`."""
    pages = [word for page in PAGES for word in ("--pillar", page)]
    return [sys.executable, "-m", "planpace", "report", "plan", "--out", "out", "--jobs", "2",
            "--as-of", "2024-11-01", "--format", "html,pdf,xlsx,ipynb", *pages, *more]  # fmt: skip


def started(folder: Path, *more: str, **env: str) -> subprocess.Popen[str]:
    """Start a run in a session of its own."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "lib")} | env
    return subprocess.Popen(
        command(folder, *more), cwd=folder, env=env,
        text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def run(folder: Path, *more: str, **env: str) -> tuple[int, str]:
    """Run to the end; return the exit status and what was said."""
    process = started(folder, *more, **env)
    return process.wait(300), process.communicate()[1]


def change(folder: Path, version: int) -> None:
    """Give the plan its figures of one version or the other."""
    figures = (PLAN / "observations.csv").read_text("utf-8")
    path = folder / "plan" / "observations.csv"
    path.write_text(re.sub(r"(,)(\d+\.\d)(\d)(,)", rf"\1\g<2>{version}\4", figures), "utf-8")


def published(folder: Path) -> Tree:
    """Return what a reader finds; times, which no two runs share, are taken out."""
    found = {
        path.relative_to(folder / "out").as_posix(): path.read_bytes()
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file() and ".building-" not in path.as_posix() and path.name[0] != "."
    }
    found.pop("run.json", None)
    timed = rb'"(seconds|asked)": ([\d.]+|\{[^}]*\})'
    return {name: re.sub(timed, b"", c) if "manifest" in name else c for name, c in found.items()}


def verified(folder: Path) -> bool:
    """Whether every file of the manifest is there as it says, and no other."""
    (path,) = (folder / "out" / "plan").glob("*/manifest.json")
    listed = [e["outputs"] for e in json.loads(path.read_text("utf-8"))["reports"]]
    told = {name: digest for outputs in listed for name, digest in outputs.items()}
    files = (p for p in path.parent.rglob("*") if p.is_file() and p != path)
    return told == {
        p.relative_to(path.parent).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files
    }


def alive(session: int) -> list[int]:
    """Return the processes of a session that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its) == session and state not in {"Z", "X"}:
            found.append(int(stat.parent.name))
    return found


def clean(folder: Path) -> bool:
    """Whether nothing hidden is left in the folder of reports."""
    return not [*(folder / "out").glob(".*")]


def prepared(folder: Path) -> list[Tree]:
    """Make both versions in peace; return what is published of each, the first left in place."""
    shutil.copytree(PLAN, folder / "plan")
    made = []
    for version in (2, 1):
        change(folder, version)
        shutil.rmtree(folder / "out", ignore_errors=True)
        status, told = run(folder, "--quiet")
        assert status == 0 and verified(folder), told
        made.append(published(folder))
    assert made[0].keys() == made[1].keys() and made[0] != made[1]
    return made[::-1]


def kills(folder: Path, runs: int, dice: random.Random) -> list[str]:
    """Kill so many runs; return what was not as it should be."""
    versions, wrong, seen = prepared(folder), list[str](), Counter[str]()
    change(folder, 2)
    shutil.copytree(folder / "out", folder / "kept")
    began = time.perf_counter()
    run(folder, "--quiet")
    usual = time.perf_counter() - began
    shutil.rmtree(folder / "out")
    (folder / "kept").rename(folder / "out")
    at = killed = 0  # the version that is published; runs that had not ended by themselves
    while killed < runs:
        change(folder, 2 - at)
        process = started(folder, "--quiet")
        time.sleep(usual * dice.uniform(*dice.choice([(0.01, 1), (0.9, 1.05), (0.97, 1.02)])))
        ended = process.poll() is not None
        killed += not ended
        usual *= 0.97 if ended else 1
        process.send_signal(signal.SIGKILL)
        process.wait()
        until = time.monotonic() + 2
        while (left := alive(process.pid)) and time.monotonic() < until:
            time.sleep(0.01)
        assert process.stderr
        process.stderr.close()
        now = published(folder)
        sets = {
            name: tree == {**tree, **{n: c for n, c in now.items() if n != "index.html"}}
            for name, tree in zip(("old", "new"), (versions[at], versions[1 - at]), strict=True)
        }
        which = next((name for name, same in sets.items() if same), "mixed")
        half = ", its index old" if which == "new" and now != versions[1 - at] else ""
        seen["ended before the kill" if ended else which + half] += 1
        marks = [
            (which == "mixed", "a mixed or cut set"), (bool(left), f"{len(left)} processes left"),
            (not verified(folder), "the manifest is not of the files"),
        ]  # fmt: skip
        status, told = run(folder, "--quiet")
        marks += [
            (status != 0, f"the next run ended with {status}: {told}"),
            (published(folder) != versions[1 - at], "the next run made other bytes"),
            (not clean(folder), "something is left behind"),
        ]
        wrong += [f"kill {killed}: {what}" for bad, what in marks if bad]
        at = 1 - at
    print(f"{killed} runs killed, {usual:.1f} s each if left alone; what was found then:",
          ", ".join(f"{count} {name}" for name, count in sorted(seen.items())))  # fmt: skip
    return wrong


def at_once(folder: Path, runs: int) -> list[str]:
    """Start runs side by side for one folder; return what was not as it should be."""
    versions = prepared(folder)
    change(folder, 2)
    processes = [started(folder) for _ in range(runs)]
    told = [(process.communicate(timeout=300)[1], process.returncode) for process in processes]
    waited = sum("another run is writing" in text for text, _ in told)
    print(f"{runs} runs at once: {waited} said for whom they waited, all ended with",
          {status for _, status in told})  # fmt: skip
    sound = published(folder) == versions[1] and verified(folder) and clean(folder)
    failed = [text for text, status in told if status]
    return failed + ([] if sound and waited == runs - 1 else ["not the set of one run in peace"])


def on_disk(folder: Path, spoil: Callable[[Path], None], mend: Callable[[Path], None],
            says: str) -> list[str]:  # fmt: skip
    """Spoil the disk of the reports, run, mend it, run; return what was not as it should be."""
    versions = prepared(folder)
    size = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
    shutil.move(folder / "out", folder / "before")
    (folder / "out").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={int(1.6 * size)}", "tmpfs", str(folder / "out")]
    if subprocess.run(mount, capture_output=True).returncode:
        print(f"{says}: not tried, since nothing can be mounted here")
        return []
    try:
        shutil.copytree(folder / "before", folder / "out", dirs_exist_ok=True)
        change(folder, 2)
        spoil(folder / "out")
        status, told = run(folder, "--quiet")
        print(f"{says}: ended with {status}, said {told.strip()!r}")
        kept = published(folder) == versions[0] and verified(folder)
        wrong = [] if status == 1 and says in told and told.count("\n") == 1 else [told]
        wrong += [] if kept else [f"{says}: the old set is not whole"]
        mend(folder / "out")
        status, told = run(folder, "--quiet")
        sound = status == 0 and published(folder) == versions[1] and clean(folder)
        return wrong + ([] if sound else [f"{says}: the next run: {told}"])
    finally:
        subprocess.run(["umount", folder / "out"], check=True)


def remount(how: str) -> Callable[[Path], None]:
    """Return what mounts a folder's disk anew with an option."""
    return lambda out: void(subprocess.run(["mount", "-o", f"remount,{how}", out], check=True))


def void(_: object) -> None:
    """Let a result go."""


def homeless(folder: Path) -> list[str]:
    """Run without a home, and with one that cannot be written to."""
    versions, wrong = prepared(folder), list[str]()
    for home in ("", "/nonexistent", "/proc"):
        shutil.rmtree(folder / "out")
        status, told = run(folder, "--quiet", HOME=home)
        if status or told or published(folder) != versions[0]:
            wrong.append(f"HOME={home!r}: {status} {told}")
    print("no home, one that is not there, one that cannot be written to:", wrong or "as with one")
    return wrong


def main() -> int:
    """Do it all; print what was found and end with 1 if anything was wrong."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    print(f"seed {seed}", flush=True)
    wrong = list[str]()
    for way in (
        lambda folder: kills(folder, runs, random.Random(seed)),
        lambda folder: at_once(folder, 3),
        lambda folder: on_disk(
            folder, lambda _: None, remount("size=50m"), "No space left on device"
        ),
        lambda folder: on_disk(
            folder, remount("ro"), remount("rw,size=50m"), "Read-only file system"
        ),
        homeless,
    ):
        with tempfile.TemporaryDirectory() as folder:
            wrong += way(Path(folder))
        sys.stdout.flush()
    print("\n".join(wrong) or "all as it should be")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
