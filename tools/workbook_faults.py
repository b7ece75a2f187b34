"""Faults to plant into a workbook that `planpace export` wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random


class Sheets:
    """A workbook to be spoilt."""

    def __init__(self, path: Path) -> None:
        self.path = path


WORKBOOK_FAULTS: dict[str, Callable[[Random, Sheets], str]] = {}
