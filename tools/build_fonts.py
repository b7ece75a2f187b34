"""Make the two static fonts of lib/planpace/render/fonts from the variable Noto Sans SC.

Kept as a recipe; users never need it. In a throwaway environment:

    python3.11 -m venv /tmp/fonts
    /tmp/fonts/bin/pip install --no-deps fonttools==4.68.0 justmytype-intl-cjk==0.1.0
    /tmp/fonts/bin/python tools/build_fonts.py

The same source and the same fontTools give the same bytes: no time of the build goes in.
"""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

PACKAGE, NAME = "justmytype-intl-cjk", "NotoSansSC[wght].ttf"
SHA256 = "a3041811a78c361b1de50f953c805e0244951c21c5bd412f7232ef0d899af0da"
WEIGHTS = {"Regular": 400, "Bold": 700}
OUT = Path(__file__).parents[1] / "lib" / "planpace" / "render" / "fonts"
BLOCKS = (
    (0x0020, 0x017F),  # Basic Latin, Latin-1, Latin Extended-A
    (0x0370, 0x03FF),  # Greek
    (0x2000, 0x209F),  # punctuation, superscripts and subscripts
    (0x20A0, 0x20CF),  # currency
    (0x2100, 0x218F),  # letterlike signs, fractions, roman numerals
    (0x2190, 0x22FF),  # arrows, mathematical operators
    (0x2460, 0x24FF),  # circled numbers and letters
    (0x2500, 0x27BF),  # lines, blocks, geometric shapes, stars, ticks
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3200, 0x33FF),  # enclosed characters, square units
    (0xFE30, 0xFE4F),  # vertical and wavy forms
    (0xFF00, 0xFFEF),  # fullwidth forms
)
MUST = "●▲△▼▽◆◇■□○★☆≥≤±×÷−–—‰°µ²³…≈≠∏∑→←↑↓✓①Ⅳ€¥￥㎡℃·「」《》、。，；：？！％亿元"


def gb2312() -> set[int]:
    """Every code point of GB2312: 6,763 hanzi and 682 signs."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(char) for pair in cells for char in pair.decode("gb2312", "ignore")}


def wanted() -> set[int]:
    """GB2312 and the blocks above; what the font lacks of it is passed over."""
    return gb2312().union(*(range(first, last + 1) for first, last in BLOCKS))


def source() -> Path:
    """The variable font inside the installed package, checked."""
    path = next(Path(str(f.locate())) for f in files(PACKAGE) or () if f.name == NAME)
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{path} is not the font that this recipe was written for")
    return path


def static(path: Path, weight: int) -> TTFont:
    """One weight of the subset, named so that every program finds it."""
    font = TTFont(path, recalcTimestamp=False)
    options = Options(name_IDs=["*"], notdef_outline=True, glyph_names=False)
    options.drop_tables += ["vhea", "vmtx"]  # nothing here is set vertically
    options.layout_features = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "halt", "palt"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    return instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=True)


def main() -> None:
    """Write both weights and say what they are."""
    path = source()
    for name, weight in WEIGHTS.items():
        font, out = static(path, weight), OUT / f"NotoSansSC-{name}.ttf"
        missing = [char for char in MUST if ord(char) not in font.getBestCmap()]
        if missing:
            sys.exit(f"not in the font: {' '.join(missing)}")
        font.save(out)
        data = out.read_bytes()
        print(hashlib.sha256(data).hexdigest(), out.name, len(data), len(font.getBestCmap()))


if __name__ == "__main__":
    main()
