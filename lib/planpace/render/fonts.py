"""The Chinese type that comes with the package: for charts, for pages, and what it cannot write."""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from unicodedata import category

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from matplotlib import font_manager

FOLDER = Path(__file__).with_name("fonts")
REGULAR, BOLD = FOLDER / "NotoSansSC-Regular.ttf", FOLDER / "NotoSansSC-Bold.ttf"

UNSEEN = frozenset("\t\n\r\u200b\u200c\u200d\u2060\ufe0e\ufe0f")
"""What leaves no mark on a page and so needs no glyph; other control characters do not belong."""
BOUNDS = "min", "max", "xM", "yM", "advanceWidthMax"  # what a font tells of its largest glyphs


class MissingGlyph(ValueError):
    """A character that no font at hand can write, and where it stands."""


def register(extra: Sequence[Path] = ()) -> list[str]:
    """Make the package's fonts (and a plan's own) known to matplotlib; return their families."""
    return list(dict.fromkeys(map(family, (REGULAR, BOLD, *extra))))


@cache
def _font(path: Path) -> TTFont:
    try:
        font_manager.fontManager.addfont(path)
        return TTFont(path, lazy=True)
    except Exception as error:  # of either library, by what is broken
        raise ValueError(f"fonts/{path.name} cannot be used as a font: {error}") from error


def family(path: Path) -> str:
    """Return a font file's family name."""
    return str(_font(path)["name"].getBestFamilyName())


def missing_glyphs(text: str, extra: Sequence[Path] = ()) -> str:
    """Return the characters of a text that neither the package's fonts nor the extra ones hold.

    >>> missing_glyphs("常州经开区 ≥ 1,000亿元 ●▲◆▽▼■○◇")
    ''
    """
    return "".join(sorted(c for c in set(text) - _writable(*extra) if category(c)[0] != "Z"))


@cache
def _writable(*extra: Path) -> frozenset[str]:
    """The characters that need no glyph or have one in the package's fonts or the extra ones."""
    return UNSEEN.union(*(map(chr, _font(path).getBestCmap()) for path in (REGULAR, *extra)))


def check_glyphs(texts: Iterable[tuple[str, str]], extra: Sequence[Path] = ()) -> None:
    """Raise MissingGlyph for the first (place, text) that cannot be written, naming both."""
    texts = [*texts]
    if not missing_glyphs("".join(text for _, text in texts), extra):
        return
    for place, text in texts:
        if missing := missing_glyphs(text, extra):
            named = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
            at = max(text.index(missing[0]) - 20, 0)
            remedy = "put a .ttf or .otf font that can into the plan's folder fonts/"
            if all(category(c)[0] == "C" for c in missing):
                remedy = "it is no character for reading: take it out of the text"
            told = f"no font here can write {named} in {place}: “…{text[at : at + 40]}…”; {remedy}"
            seen = "".join(c if c.isprintable() else " " for c in told)  # no terminal is garbled
            raise MissingGlyph(" ".join(seen.split()))


def web_font(path: Path, text: str) -> bytes:
    """Return a font cut down to the characters of a text, as WOFF, the same bytes each time."""
    cut = _font(path)
    if "glyf" in cut:
        cut = _cut(cut, text)
    else:  # outlines by curves (.otf) take ten times as long as those by points (.ttf)
        from fontTools.subset import Options, Subsetter

        cut = TTFont(path, recalcTimestamp=False, lazy=True)
        only = Subsetter(Options(layout_features=["kern"], notdef_outline=True, hinting=False))
        only.populate(text=text)
        only.subset(cut)
    cut.flavor = "woff"
    buffer = io.BytesIO()
    cut.save(buffer)
    return buffer.getvalue()


def _cut(font: TTFont, text: str) -> TTFont:
    """A font of the text's characters and of the parts that they are put together from.

    Outlines are taken over as they are written, since nothing takes longer than to unfold them.
    """
    held, table, widths, lines = font.getBestCmap(), font["glyf"], font["hmtx"], font["hhea"]
    names = {ord(c): held[ord(c)] for c in sorted(set(text)) if ord(c) in held}
    order = [".notdef", *dict.fromkeys(names.values())]
    for name in order:  # grows while it is walked through
        if table.glyphs[name].isComposite():  # it knows its parts by their numbers in this font
            parts = table[name].getComponentNames(table)
            order += [part for part in parts if part not in order]
    cut = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    cut.setupGlyphOrder(order)
    cut.setupCharacterMap(names)
    cut.setupGlyf({})
    cut.font["glyf"].glyphs = {name: table.glyphs[name] for name in order}
    cut.setupHorizontalMetrics({name: widths[name] for name in order})
    cut.setupHorizontalHeader(ascent=lines.ascent, descent=lines.descent)
    cut.setupNameTable({"familyName": font["name"].getBestFamilyName(), "styleName": "Regular"})
    cut.setupOS2()
    cut.setupPost(keepGlyphNames=False)
    for name in ("head", "hhea", "maxp"):
        bounds = ((key, told) for key, told in vars(font[name]).items() if key.startswith(BOUNDS))
        vars(cut.font[name]).update(bounds)
    cut.font["head"].created = cut.font["head"].modified = 0
    cut.font.recalcTimestamp = cut.font.recalcBBoxes = False
    return cut.font
