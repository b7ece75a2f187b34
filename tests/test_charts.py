"""Charts as they are drawn: no words cut or overprinted, and lines that say what is known."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import combinations, pairwise
from math import nan, sin

import pytest
from markupsafe import escape
from matplotlib.figure import Figure as Canvas
from PIL import Image
from pypdf import PdfReader
from synthetic import figures, notebook_of, write_plan

from planpace import load_plan, trajectory
from planpace.analysis.judge import STATUSES, UNJUDGED
from planpace.briefings.blocks import (
    STATUS_COLOURS,
    STATUS_SHAPES,
    Bullet,
    Cell,
    Column,
    Figure,
    Lead,
    MultiplesChart,
    OddsChart,
    PathChart,
    StripChart,
    Table,
    Title,
)
from planpace.plan.rows import typed
from planpace.render.charts import HALF, WIDTH, Seen, bullet, draw, given, sparkline, style
from planpace.render.fit import SIZE, Words, cut, place, spread, wide
from planpace.render.html import templates, to_html
from planpace.render.page import Part
from planpace.render.pdf import to_pdf, to_png
from planpace.words.say import say

MIDNIGHT = datetime(2022, 6, 30, tzinfo=UTC)
LANGUAGES = ["zh", "en"]


@pytest.fixture
def path(tmp_path):
    """A trajectory of a target of 2022, made from {period: value}."""

    def made(seen, target=None, more=(), **indicator):
        target = {"baseline_period": "", **(target or {})}
        rows = [*figures(seen), *more]
        return trajectory(load_plan(write_plan(tmp_path / "p", [target], rows, [indicator])), "t0")

    return made


def course(n, value=lambda k: 50 + 2 * k + 3 * sin(k)):
    """So many yearly figures up to 2019."""
    return {str(2020 - n + k): round(value(k), 2) for k in range(n)}


def drawn(chart, width=WIDTH, height=1.75):
    """The canvas and axes of a chart, laid out as they are saved."""
    with style():
        canvas = Canvas((width, height), layout="constrained")
        axes = canvas.subplots()
        draw(chart, axes)
        canvas.draw_without_rendering()
    return canvas, axes


def boxes(canvas):
    """The extent of every piece of text on a canvas, by what it says and where."""
    found = {}
    for axes in canvas.axes:
        ticks = [*axes.get_xticklabels(), *axes.get_yticklabels()] if axes.axison else []
        low, high = sorted(axes.get_ylim())
        shown = [t for t in ticks if t not in axes.get_yticklabels() or low <= t._y <= high]
        for text in [*axes.texts, *shown]:
            if text.get_text().strip():
                found[text.get_text(), len(found)] = text.get_window_extent()
    return found


def assert_legible(canvas, pad=0.5):
    found = boxes(canvas)
    for (one, a), (two, b) in combinations(found.items(), 2):
        assert not a.padded(-pad).overlaps(b.padded(-pad)), (one, two)
    for words, box in found.items():
        assert canvas.bbox.padded(1).containsx(box.x0) and canvas.bbox.containsx(box.x1 - 1), words
        assert canvas.bbox.padded(1).containsy(box.y0) and canvas.bbox.containsy(box.y1 - 1), words


def ticks(axes):
    return [label.get_text() for label in axes.get_xticklabels()]


# --- the years of the axis -----------------------------------------------------------------------


@pytest.mark.parametrize("width", [WIDTH, HALF], ids=["full", "half"])
@pytest.mark.parametrize("span", range(3, 41))
def test_years_never_overprint_whatever_the_span(path, span, width):
    seen, language = course(max(span - 3, 1)), LANGUAGES[span % 2]
    begin = str(2023 - span)
    one = path(seen if span > 3 else {"2020": 50}, {"baseline_period": begin, "start": begin,
               "value": "120"})  # fmt: skip
    canvas, axes = drawn(PathChart(one, language, every=width == WIDTH), width)
    assert_legible(canvas)
    shown = ticks(axes)
    assert "2022" in shown and len(shown) >= 2
    gaps = {int(b) - int(a) for a, b in pairwise(shown)}
    assert width == HALF or span > 14 or gaps == {1}
    assert any(
        say("chart.target", language, value=given(120 if language == "zh" else 12)) == text
        for text, _ in boxes(canvas)
    )


@pytest.mark.parametrize("size", [(1.6, 1.5), (3, 2), (12, 3)])
def test_a_chart_on_axes_of_any_size_labels_its_years(path, size):
    one = path(course(20), {"value": "120"})
    with style():
        canvas = Canvas(size, layout="constrained")
        for axes in canvas.subplots(1, 2) if size[0] > 3 else [canvas.subplots()]:
            draw(PathChart(one, "en"), axes)
            assert "2022" in ticks(axes)
    assert_legible(canvas)


# --- words beside marks --------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "width"), [("zh", WIDTH), ("en", HALF)])
@pytest.mark.parametrize("value", [
    lambda k: 50, lambda k: 60 + 0.001 * k, lambda k: 200_000.4 - 3_000 * (k % 5),
    lambda k: 0.0123 * (k + 1), lambda k: -40 + 9 * (k % 4), lambda k: 1e9 * 1.3**k,
], ids=["flat", "nearly flat", "large", "small", "below zero", "steep"])  # fmt: skip
@pytest.mark.parametrize("share", [0.5, 1, 1.01, 3])
def test_no_label_overprints_another_or_is_cut(path, value, language, width, share):
    goal = str(round(share * abs(value(9)), 6))
    one = path(course(10, value), {"value": goal, "baseline_period": "2015", "start": "2016"})
    canvas, axes = drawn(PathChart(one, language, every=width == WIDTH), width)
    assert_legible(canvas)
    assert any(note.get_text().startswith(say("chart.target", language, value=""))
               for note in axes.texts)  # fmt: skip


def test_the_latest_and_the_first_value_are_told_before_the_others(path):
    one = path(course(30), {"value": "150", "baseline_period": "1990", "start": "1991"})
    for every, width in ((True, WIDTH), (False, HALF)):
        canvas, _ = drawn(PathChart(one, "zh", every=every), width)
        words = [text for text, _ in boxes(canvas)]
        assert {given(v) for v in (one.history.value.iloc[0], one.history.value.iloc[-1])} <= {
            *words
        }
        assert every or len([w for w in words if "." in w]) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_newest_figure_is_told_where_the_verdict_rests_on_an_earlier_one(path, language):
    target = {"value": "270", "unit": "家", "baseline_period": "2018", "start": "2019"}
    seen = figures({"2018": 135, "2022": 391}, unit="家")
    seen += figures({"2024": 500}, unit="家", bound="max")
    one = path({}, target, seen, unit="家", nature="stock")
    canvas, _ = drawn(PathChart(one, language, every=False), HALF)
    assert one.verdict.latest_period == "2022"
    assert {"135", "391", "500"} <= {words.strip("≤⩽ ") for words, _ in boxes(canvas)}
    assert_legible(canvas)


def test_decimals_are_those_of_the_figures():
    numbers = [given(v) for v in (55, 55.5, 63.22, 6.322, 6.003, 1000.33, 209385.6, 0.0123, 0, nan)]
    assert numbers == [
        "55", "55.5", "63.22", "6.32", "6", "1,000.33", "209,386", "0.0123", "0", "–",
    ]  # fmt: skip


def test_what_finds_no_room_is_left_out():
    with style():
        canvas = Canvas((2, 1))
        axes = canvas.subplots()
        axes.set_axis_off()
        canvas.draw_without_rendering()
        place(axes, [Words(str(n), (0.5, 0.5)) for n in range(30)])
    assert 2 <= len(axes.texts) < 30 and axes.texts[0].get_text() == "0"
    assert_legible(canvas)


def test_places_keep_apart_and_below_the_top():
    assert spread([0, 0, 0], 2, 100) == [0, 2, 4]
    assert spread([99, 100], 5, 100) == [95, 100]
    assert spread([], 5, 100) == []


@pytest.mark.parametrize(
    "name", ["一般公共预算收入" * 6, "General public budget revenue " * 4, "a" * 99]
)
def test_a_long_name_takes_one_line_and_no_more(name):
    with style():
        line = cut(name, 110)
        assert "\n" not in line and 90 < wide(line) <= 110 and line.endswith("…")
        assert cut("短名", 110) == "短名" and cut("A name", 200) == "A name"


# --- what is joined ------------------------------------------------------------------------------


def segments(axes):
    """The lines between two figures: their ends, and whether they are solid."""
    return [
        (*(round(x) - 1 for x in line.get_xdata()), line.get_linestyle() == "-")
        for line in axes.lines
        if line.get_color() == "#12436D" and line.get_marker() == "None"
        and len(line.get_xdata()) == 2 and line.get_linestyle() in {"-", "--"}
    ]  # fmt: skip


def test_only_exact_figures_of_consecutive_years_are_joined_by_a_solid_line(path):
    bound = figures({"2018": 60}, bound="min")
    one = path({"2013": 50, "2014": 52, "2016": 55, "2017": 57, "2020": 58}, more=bound)
    _, axes = drawn(PathChart(one, "en"))
    assert segments(axes) == [
        (2013, 2014, True), (2014, 2016, False), (2016, 2017, True), (2017, 2020, False),
    ]  # fmt: skip


def test_lines_that_mean_different_things_look_different(path):
    seen = {"2018": 50, "2020": 55, "2021": 57}
    one = path(seen, {"baseline_period": "2018", "start": "2019"})
    _, axes = drawn(PathChart(one, "en"))
    looks = {(line._unscaled_dash_pattern[1], line.get_color()) for line in axes.lines
             if line.get_marker() == "None" and len(line.get_xdata()) < 9}  # fmt: skip
    dashes = [dash for dash, _ in looks]
    assert len(one.needed) and len(one.required) and len({map(str, dashes)}) <= len(looks)
    assert len({str(dash) for dash in dashes}) >= 4  # solid, over a gap, promised, still to go


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spark_holds_its_diamond_and_joins_no_bound(path, language):
    for seen, goal in (({"2017": 90, "2018": 70, "2019": 60, "2021": 55}, "10"),
                       (course(6), "500"), ({"2019": 5}, "5"), ({}, "5")):  # fmt: skip
        one = path(seen, {"value": goal})
        picture = sparkline(one)
        x, y = map(float, re.search(r'<path d="M([\d.]+) ([\d.]+)l', picture).groups())
        assert 3.4 <= x <= 56.6 and 0 <= y <= 9.6  # its top; it is 6 by 6
        exact = [row for row in typed(Seen, one.history) if not row.bound]
        assert picture.count("L") == max(len(exact) - 1, 0)
        assert picture.count("<circle") == min(len(exact), 2)
    one = path({"2017": 1, "2018": 2}, more=figures({"2019": 3}, bound="max"))
    assert sparkline(one).count("L") == 1 and 'fill="white" stroke' in sparkline(one)
    wide_one = sparkline(one, 90, 22)
    assert (
        wide_one.count("<circle") == 2 and wide_one.count("<path") == 4
    )  # level, line, bound, diamond
    assert "l2.4 -4.2h-4.8z" in wide_one  # it points down: at most


def test_a_rank_counts_downwards_in_every_picture(path):
    rank = {"unit": "名", "nature": "rank", "direction": "down"}
    target = {"kind": "rank_within", "value": "20", "unit": "名"}
    seen = figures({"2018": 30, "2019": 12}, unit="名")
    one = path({}, target, seen, **rank)
    first, last = re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', sparkline(one))
    assert float(last) < float(first)
    _, axes = drawn(PathChart(one, "en"))
    assert axes.yaxis_inverted()


# --- bullets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("progress", [-1.2, 0, 0.4, 1, 2.7, nan])
def test_a_bullet_keeps_to_its_track_and_says_when_the_value_is_beyond(status, progress):
    picture = bullet(Bullet(progress, 0.6, status))
    at = re.findall(r"translate\(([\d.]+) 8\)", picture)
    assert at == ([] if progress != progress else [f"{12 + 80 * min(max(progress, 0), 1):.1f}"])
    assert ("M4.5 4" in picture or "M99.5 4" in picture) == (progress < 0 or progress > 1)
    assert 'd="M60.0 1v14"' in picture and "nan" not in picture


def test_every_verdict_has_a_form_of_its_own():
    """Also the one to come, whose half circle the type of the package holds."""
    source = templates().loader.get_source(templates(), "bullet.svg.j2")[0]
    assert all(f'"{shape}"' in source for shape in [*STATUS_SHAPES.values(), "◐"])
    assert len({bullet(Bullet(0.5, 0.5, status)) for status in STATUSES}) == len(STATUSES)


def test_a_bullet_is_a_picture_with_words_on_screen_and_on_paper():
    cell = Cell("18 of 100, time 67", "2021", bullet=Bullet(0.18, 0.67, "off_track"))
    table = Table("T", (Column("a"), Column("b")), ((cell, "1"),))
    shown = Part(table)._repr_mimebundle_()["text/html"]
    assert 'alt="18 of 100, time 67"' in shown and "<img" in shown
    title = Title("en", "A plan", "A pillar", "s")
    pdf = to_pdf(notebook_of(title, Lead("x"), table), MIDNIGHT)
    assert pdf.startswith(b"%PDF") and b"18 of 100" in pdf


# --- scoreboard and small multiples --------------------------------------------------------------


def groups(*counts, name="Pillar {}"):
    return tuple(
        (name.format(k), tuple(STATUSES[n % len(STATUSES)] for n in range(count)))
        for k, count in enumerate(counts)
    )


def printed(figure, language):
    """A figure's page as HTML, the words of its PDF, and its pages, where nothing is cut."""
    notebook = notebook_of(Title(language, "A plan", "A pillar", "s"), Lead("x"), figure)
    pdf = PdfReader(io.BytesIO(to_pdf(notebook, MIDNIGHT)))
    for picture in to_png(notebook, ppi=40):
        page = Image.open(io.BytesIO(picture)).convert("RGB")
        for x in (0, page.width - 24):
            assert page.crop((x, 0, x + 24, page.height)).getcolors() == [(24 * page.height, WHITE)]
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    (shown,) = re.findall(r"<figure.*?</figure>", to_html(notebook), re.S)
    return shown, words


WHITE = (255, 255, 255)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pillars", [
    groups(1), groups(7, 13, 10, 24, 4, 4), groups(200), groups(70, 30, 40, 20, 25, 15),
    groups(0, 3), groups(*range(1, 20), name="A pillar with a long name of several words {}"),
    groups(400), groups(3, 3, name="新一代信息技术与先进制造业融合发展" * 5 + "{}"), (),
    groups(3, name="<script>#panic() $x$ \"{}"),
])  # fmt: skip
def test_a_scoreboard_has_a_square_for_each_target_and_counts_them(pillars, language):
    shown, words = printed(Figure("t", "s", "a", StripChart(pillars, language)), language)
    every = [status for _, statuses in pillars for status in statuses]
    kinds = {*every}
    squares = re.findall(r'inline-block[^>]*background: (#\w+); color: (#\w+)">(.)</span>', shown)
    assert len(squares) == len(every) + len(kinds) and "<svg" not in shown and "<img" not in shown
    for status in kinds:
        count, shape = every.count(status), STATUS_SHAPES[status]
        assert [mark for *_, mark in squares].count(shape) == words.count(shape) == count + 1
        fill = "#EDEDED" if status in UNJUDGED else STATUS_COLOURS[status]
        assert {(back, ink == "#fff") for back, ink, mark in squares if mark == shape} == {
            (fill, status not in UNJUDGED)
        }
        told = f"{say(f'status.{status}', language)} {count}"
        assert f"</span> {told}</span>" in shown and told in words
    for name, statuses in pillars:
        assert (f">{escape(name)}</span>" in shown) == bool(statuses)
        assert not statuses or name.replace(" ", "") in words.replace(" ", "")
        (first, *_) = [*statuses, ""]
        own = f"{say(f'status.{first}', language)} {statuses.count(first)}" if first else ""
        assert own in "".join(re.findall(r'role="img" aria-label="([^"]*)"', shown))


def judged(path, status):
    return replace(path, verdict=replace(path.verdict, status=status, final=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", range(1, 9))
def test_small_multiples_tell_name_verdict_latest_and_target(path, count, language):
    name = (
        "一般公共预算收入与政府性基金收入合计"
        if language == "zh"
        else "General public budget revenue"
    )
    known, dark = path(course(8), {"value": "90"}), path({}, {"value": "1000"})
    paths = tuple((f"{name} {n}" * (1 + n % 2), judged(dark if n == 2 else known, STATUSES[n]))
                  for n in range(count))  # fmt: skip
    shown, words = printed(Figure("t", "s", "a", MultiplesChart(paths, language)), language)
    assert shown.count("<img") == count - (count > 2)
    for told in (unescape(re.sub(r"<[^>]*>", " ", shown)), words):
        assert told.count(say("chart.no_figure", language)) == (count > 2)
        for status in STATUSES[:count]:
            assert say(f"status.{status}", language) in told and STATUS_SHAPES[status] in told
        assert ("→ 90亿元 (2019)" if language == "zh" else "→ 9 RMB bn (2019)") in told
        assert count < 3 or ("1000亿元" if language == "zh" else "100 RMB bn") in told
        assert all(one.replace(" ", "") in told.replace(" ", "") for one, *_ in paths)


def test_a_milestone_has_no_line_from_0_to_1(path):
    state = {"unit": "", "nature": "state"}
    target = {"kind": "milestone", "value": "1", "unit": "", "baseline_period": ""}
    one = path({}, target, figures({"2021": 0}, unit=""), **state)
    chart = MultiplesChart((("Approval", one),), "en")
    shown, words = printed(Figure("t", "s", "a", chart), "en")
    assert "<img" not in shown and "→" not in shown + words and "Approval" in words


# --- odds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 20, 40])
@pytest.mark.parametrize("ends", [(0.5, 0.5), (0.01, 0.99), (0.97, 1)])
def test_names_at_the_ends_of_odds_keep_apart_and_years_end_with_the_data(count, ends):
    lines = tuple((f"A target with a name that is long {n}", ((2020.2, 0.4), (2022.4, ends[n % 2])),
                   "■ Missed" if n % 3 else "") for n in range(count))  # fmt: skip
    canvas, axes = drawn(OddsChart(lines, "Odds"), height=2.8)
    assert_legible(canvas)
    assert len(axes.texts) == count and set(ticks(axes)) <= {"2020", "2021", "2022", "2023"}
    assert axes.get_xlim()[1] < 2023.2
    assert SIZE >= 9


def test_odds_within_a_single_year_have_two_years_on_the_axis():
    _, axes = drawn(OddsChart((("One", ((2021.3, 0.5),), ""),), "Odds"), height=2.8)
    assert ticks(axes) == ["2021", "2022"]
