"""The Chinese type that comes with the package: for charts, for pages, and what it cannot write."""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from unicodedata import category

from fontTools.fontBuilder import FontBuilder
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib import font_manager

FOLDER = Path(__file__).with_name("fonts")
REGULAR, BOLD = FOLDER / "NotoSansSC-Regular.ttf", FOLDER / "NotoSansSC-Bold.ttf"
FAMILY = "Noto Sans SC"

UNSEEN = frozenset("\t\n\r\u200b\u200c\u200d\u2060\ufe0e\ufe0f")
"""What leaves no mark on a page and so needs no glyph; other control characters do not belong."""


class MissingGlyph(ValueError):
    """A character that no font at hand can write, and where it stands."""


def register(extra: Sequence[Path] = ()) -> list[str]:
    """Make the package's fonts (and a plan's own) known to matplotlib; return their families."""
    return list(dict.fromkeys(map(_registered, (REGULAR, BOLD, *extra))))


@cache
def _registered(path: Path) -> str:
    font_manager.fontManager.addfont(path)
    return family(path)


@cache
def _font(path: Path) -> TTFont:
    return TTFont(path, lazy=True)


@cache
def family(path: Path) -> str:
    """Return a font file's family name."""
    return str(_font(path)["name"].getBestFamilyName())


@cache
def _characters(fonts: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(chr(code) for path in fonts for code in _font(path).getBestCmap())


def missing_glyphs(text: str, extra: Sequence[Path] = ()) -> str:
    """Return the characters of a text that neither the package's fonts nor the extra ones hold.

    >>> missing_glyphs("常州经开区 ≥ 1,000亿元 ●▲◆▽▼■○◇")
    ''
    """
    lacking = set(text) - _characters((REGULAR, *extra)) - UNSEEN
    return "".join(sorted(c for c in lacking if category(c) not in {"Zs", "Zl", "Zp"}))


def check_glyphs(texts: Iterable[tuple[str, str]], extra: Sequence[Path] = ()) -> None:
    """Raise MissingGlyph for the first (place, text) that cannot be written, naming both."""
    for place, text in texts:
        if missing := missing_glyphs(text, extra):
            named = ", ".join(f"{_plain(c)} (U+{ord(c):04X})".lstrip() for c in missing)
            at = max(text.index(missing[0]) - 20, 0)
            where = f"{_plain(place)}: “…{_plain(text[at : at + 40])}…”"
            remedy = "put a .ttf or .otf font that can into the plan's folder fonts/"
            if all(category(c)[0] == "C" for c in missing):
                remedy = "it is no character for reading: take it out of the text"
            raise MissingGlyph(f"no font here can write {named} in {where}; {remedy}")


def _plain(text: str) -> str:
    """A text for a message: without control characters, which would garble a terminal."""
    return "".join(c if category(c)[0] != "C" else " " for c in text)


def web_font(path: Path, text: str) -> bytes:
    """Return a font cut down to the characters of a text, as WOFF, the same bytes each time.

    A font of outlines by curves (.otf) takes ten times as long as one by points (.ttf).
    """
    font = _font(path)
    cut = _cut(font, text) if "glyf" in font else _subset(path, text)
    cut.flavor = "woff"
    buffer = io.BytesIO()
    cut.save(buffer)
    return buffer.getvalue()


def _cut(font: TTFont, text: str) -> TTFont:
    """A font of the text's characters and of the parts that they are put together from."""
    held, glyphs, widths, head = font.getBestCmap(), font["glyf"], font["hmtx"], font["hhea"]
    names = {ord(c): held[ord(c)] for c in sorted(set(text)) if ord(c) in held}
    order = [".notdef", *dict.fromkeys(names.values())]
    for name in order:  # grows while it is walked through
        parts = glyphs[name].getComponentNames(glyphs) if glyphs[name].isComposite() else ()
        order += [part for part in parts if part not in order]
    cut = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    cut.setupGlyphOrder(order)
    cut.setupCharacterMap(names)
    cut.setupGlyf({name: glyphs[name] for name in order})
    cut.setupHorizontalMetrics({name: widths[name] for name in order})
    cut.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
    cut.setupNameTable({"familyName": font["name"].getBestFamilyName(), "styleName": "Regular"})
    cut.setupOS2()
    cut.setupPost(keepGlyphNames=False)
    cut.font["head"].created = cut.font["head"].modified = 0
    cut.font.recalcTimestamp = False
    return cut.font


def _subset(path: Path, text: str) -> TTFont:
    font = TTFont(path, recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(Options(layout_features=["kern"], notdef_outline=True, hinting=False))
    subsetter.populate(text=text)
    subsetter.subset(font)
    return font
