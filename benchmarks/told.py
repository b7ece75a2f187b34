"""Where benchmarks write what they measured: a section each of docs/performance.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
HEAD = (
    "# Performance\n\nEach section is written by the command that it names, on the machine that it "
    "names; `make bench` runs all. The ratios matter: seconds drift.\n"
)


def machine() -> str:
    """Return what measures."""
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", told.read_text()) if told.is_file() else None
    kind = found[1] if found else platform.machine()
    return f"{os.cpu_count()} cores of {kind}, Python {platform.python_version()}, {date.today()}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; all columns but the first are numbers."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def section(title: str, command: str, words: str, found: str) -> None:
    """Print a section and put it where it was on the page, or at the end."""
    told = f"## {title}\n\n{words} Made by `{command}` on {machine()}.\n\n{found}"
    print(told)
    page = PAGE.read_text("utf-8") if PAGE.exists() else HEAD
    parts = [part for part in re.split(r"\n(?=## )", page) if part.startswith("## ")]
    kept = {part.split("\n", 1)[0]: part.rstrip() for part in parts}
    kept[f"## {title}"] = told.rstrip()
    PAGE.write_text("\n".join([HEAD, *(part + "\n" for part in kept.values())]), "utf-8")
