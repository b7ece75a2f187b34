"""Words on a chart that neither overprint each other nor are cut: measured, then placed."""

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Annotation
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox

SIZE = 9  # of words in points; Chinese is not read below it
LINE = 1.35 * SIZE  # from line to line
# Keeps words legible where a line runs through them, and text for a reader who selects it.
HALO: dict[str, object] = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.75}
STEPS = (1, 2, 5, 10, 20, 50, 100)  # years from label to label

# Where words stand beside their point: offset in points, alignment.
Side = tuple[float, float, str, str]
CORNERS: tuple[Side, ...] = ((-5, -3, "right", "top"), (5, -3, "left", "top"),
                             (-5, 3, "right", "bottom"), (5, 3, "left", "bottom"))  # fmt: skip
ABOVE, BELOW = (0, 6, "center", "bottom"), (0, -6, "center", "top")
BESIDE = (7, 0, "left", "center"), (-7, 0, "right", "center")
AROUND, GOAL = (ABOVE, BELOW, *CORNERS[::-1], *BESIDE), (*CORNERS, ABOVE, BELOW, *BESIDE)


class Words(NamedTuple):
    """Words beside a point of the data, and the sides on which they may stand, the best first."""

    text: str
    at: tuple[float, float]
    sides: tuple[Side, ...] = AROUND


def canvas_of(axes: Axes) -> Figure:
    """Return the whole figure that axes stand in."""
    canvas = axes.get_figure(root=True)
    assert canvas is not None
    return canvas


def laid_out(axes: Axes) -> tuple[float, float]:
    """Settle the layout; return the width and height of the axes in points."""
    canvas = canvas_of(axes)
    if engine := canvas.get_layout_engine():
        engine.execute(canvas)
    return axes.bbox.width * 72 / canvas.dpi, axes.bbox.height * 72 / canvas.dpi


def place(axes: Axes, words: Sequence[Words]) -> None:
    """Write words, the most important first, where fewest lines run; leave out what has no room.

    The layout must be settled and the limits set.
    """
    lines, marks = _drawn(axes)
    room, taken = axes.bbox.padded(1), list[Bbox]()
    for text, at, sides in words:
        note = axes.annotate(text, at, (0, 0), "data", "offset points", fontsize=SIZE, bbox=HALO)
        note.set_in_layout(False)
        crossed, best = 12.0 if len(taken) > 4 else 45 if taken else math.inf, None
        for rank, side in enumerate(sides):
            box = _moved(note, side)
            within = room.contains(box.x0, box.y0) and room.contains(box.x1, box.y1)
            here = rank + box.count_contains(lines) + 30 * box.count_contains(marks)
            if within and not box.count_overlaps(taken) and here < crossed:
                crossed, best = here, side
        if best:
            taken.append(_moved(note, best))
        else:
            note.remove()


def _moved(note: Annotation, side: Side) -> Bbox:
    note.set(position=side[:2], ha=side[2], va=side[3])
    return note.get_window_extent().padded(1)


def _drawn(axes: Axes) -> tuple[np.ndarray, np.ndarray]:
    """Points every two pixels along all lines, and the middles of all marks."""
    lines, marks = [np.empty((0, 2))], [np.empty((0, 2))]
    for line in axes.lines:
        points = line.get_transform().transform(line.get_xydata())
        if line.get_marker() != "None":
            marks.append(points)
        if line.get_linestyle() != "None":
            for a, b in pairwise(points):
                steps = np.linspace(0, 1, 2 + int(np.hypot(*(b - a)) / 2))[:, None]
                lines.append(a + steps * (b - a))
    return np.vstack(lines), np.vstack(marks)


def years(
    axes: Axes, ends: Sequence[int], first: Sequence[int] = (),
    right: float = 0, less: int = 1,
) -> None:  # fmt: skip
    """Label the years that end at `ends`, as many as fit, those of `first` before all others.

    `right`: points to be kept free behind the last; `less`: 0 where `ends` are beginnings.
    """
    axes.set_xticks([ends[-1]], [str(ends[-1] - less)])
    width, left = laid_out(axes)[0], 14.0
    label = axes.get_xticklabels()[0].get_window_extent().width * width / axes.bbox.width
    unit = max(width - left - max(right, left), width / 3) / max(ends[-1] - ends[0], 1)
    step = next((step for step in STEPS if step * unit >= label + 5), STEPS[-1])
    round_ = (end for end in ends if ((end - less) if step > 2 else (ends[-1] - end)) % step == 0)
    told = list[int]()
    for end in (*first, *round_):
        if all(abs(end - other) * unit >= label + 5 for other in told):
            told.append(end)
    axes.set_xticks(sorted(told), [str(end - less) for end in sorted(told)])
    axes.tick_params(axis="x", length=3)
    axes.set_xlim(ends[0] - left / unit, ends[-1] + max(right, left) / unit)


def wide(text: str) -> float:
    """Return how many points wide a line of text is in the current type."""
    return text_to_path.get_text_width_height_descent(text, FontProperties(size=SIZE), False)[0]


def cut(text: str, width: float) -> str:
    """Return a text in so many points; one that is too long ends in …."""
    while wide(text) > width:
        text = text.rstrip("… ")[:-1].rstrip() + "…"
    return text


def spread(wanted: Iterable[float], gap: float, top: float) -> list[float]:
    """Return places at least `gap` apart and at most `top`, in order, each near where it is wanted.

    >>> spread([1, 1, 9], 2, 10), spread([9, 10], 5, 10)
    ([1, 3, 9], [5, 10])
    """
    upward = [*accumulate(wanted, lambda last, one: max(one, last + gap))]
    downward = accumulate([top + gap, *upward[::-1]], lambda last, one: min(one, last - gap))
    return [*downward][:0:-1]
