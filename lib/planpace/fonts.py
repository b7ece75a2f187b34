"""The Chinese type that comes with the package: for charts, for pages, and what it cannot write."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib import font_manager

FOLDER = Path(__file__).with_name("fonts")
REGULAR, BOLD = FOLDER / "NotoSansSC-Regular.ttf", FOLDER / "NotoSansSC-Bold.ttf"
FAMILY = "Noto Sans SC"


class MissingGlyph(ValueError):
    """A character that no font at hand can write, and where it stands."""


def register(extra: Sequence[Path] = ()) -> list[str]:
    """Make the package's fonts (and a plan's own) known to matplotlib; return their families."""
    families = []
    for path in (REGULAR, BOLD, *extra):
        _add(path)
        families.append(family(path))
    return list(dict.fromkeys(families))


@cache
def _add(path: Path) -> None:
    font_manager.fontManager.addfont(path)


@cache
def family(path: Path) -> str:
    """Return a font file's family name."""
    return str(TTFont(path, lazy=True)["name"].getBestFamilyName())


@cache
def _characters(path: Path) -> frozenset[int]:
    return frozenset(TTFont(path, lazy=True).getBestCmap())


def missing_glyphs(text: str, extra: Sequence[Path] = ()) -> str:
    """Return the characters of a text that neither the package's fonts nor the extra ones hold.

    >>> missing_glyphs("常州经开区 ≥ 1,000亿元 ●▲◆▽▼■○◇")
    ''
    """
    held = frozenset[int]().union(*map(_characters, (REGULAR, *extra)))
    return "".join(sorted(c for c in set(text) if c.isprintable() and ord(c) not in held))


def check_glyphs(texts: Iterable[str], extra: Sequence[Path] = ()) -> None:
    """Raise MissingGlyph for the first text that cannot be written, naming character and place."""
    for text in texts:
        missing = missing_glyphs(text, extra)
        if missing:
            named = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
            at = max(text.index(missing[0]) - 20, 0)
            raise MissingGlyph(
                f"no font here can write {named}, in “…{text[at : at + 40]}…”: "
                "put a .ttf or .otf font that can into the plan's folder fonts/"
            )


def web_font(path: Path, text: str) -> bytes:
    """Return a font cut down to the characters of a text, as WOFF, the same bytes each time."""
    options = Options(layout_features=["kern", "tnum"], notdef_outline=True)
    font = TTFont(path, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
