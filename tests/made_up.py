"""Made-up plans for the tests: every name says so, and no figure in them is anybody's.

`PLANS`: {name: (writer, dates)}. A writer takes a folder, writes a plan into it and returns it; the
dates are those at which its reports are worth reading: before a deadline, after it, while the last
figures come. `made(name, folder)` writes one of them. Each is sound: `check_plan` finds nothing.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

from synthetic import write_plan

Writer = Callable[[Path], Path]
PLANS: dict[str, tuple[Writer, tuple[str, ...]]] = {}


def plan(*dates: str) -> Callable[[Writer], Writer]:
    """Register a writer under its name, with the dates at which its reports are read."""

    def registered(writer: Writer) -> Writer:
        PLANS[writer.__name__] = (writer, dates)
        return writer

    return registered


def made(name: str, folder: Path) -> Path:
    """Write a made-up plan into a folder, which is given the plan's name, and return it."""
    writer, _ = PLANS[name]
    return writer(Path(folder) / f"made-up-{name}")


# --- rows --------------------------------------------------------------------------------------


def source(name, published, publisher="Made-up Office", title=""):
    title = title or f"Made-up document {name}"
    return {"source_id": name, "publisher": publisher, "title": title, "published": published}


def pillar(name, zh, en):
    return {"pillar_id": name, "name_zh": f"编造的{zh}", "name_en": f"Made-up {en}"}


def indicator(name, zh, en, unit, nature="flow", direction="up", **more):
    names = {"name_zh": f"{zh}（编造）", "name_en": f"{en} (made up)"}
    given = {"indicator_id": name, "unit": unit, "nature": nature, "direction": direction}
    return given | names | more


def promise(name, group, kind, value="", unit="%", *, of="", **more):
    """A target; the quote says what a plan might, and that nobody did."""
    given = {
        "target_id": name, "pillar_id": group, "indicator_id": of or name, "kind": kind,
        "value": str(value), "unit": unit, "quote": f"made up: {name} {kind} {value}".strip(),
        "source_id": "the_plan", "note_zh": "编造", "note_en": "made up",
    }  # fmt: skip
    return given | more


def seen(name, values, unit, document="", published="{year}-04-15", **more):
    """Figures of one indicator from {period: value}; `{year}` is the year after the period's."""
    rows = []
    for period, value in values.items():
        after = str(int(period[:4]) + 1)
        rows.append({
            "indicator_id": name, "period": period, "value": str(value), "unit": unit,
            "published": published.format(year=after),
            "source_id": document or f"report_{after}",
        } | more)  # fmt: skip
    return rows


def yearly(first, *values):
    return {str(first + n): value for n, value in enumerate(values)}


def reports(first, last, publisher="Made-up Bureau of Figures", day="04-15"):
    """A yearly report as a document, `report_2010` and so on."""
    return [source(f"report_{year}", f"{year}-{day}", publisher) for year in range(first, last + 1)]


def named(zh, en, **more):
    return {"name_zh": f"编造的{zh}", "name_en": f"Made-up {en}"} | more


def publisher(zh, en):
    return {"zh": f"编造的{zh}", "en": f"Made-up {en}"}


# --- the plans ---------------------------------------------------------------------------------


@plan("2020-12-24", "2021-01-07", "2021-04-15")
def ministry(folder: Path) -> Path:
    """An English-speaking ministry: 15 targets in three pillars, twelve yearly figures each.

    On 2021-04-15 one figure of 2020 has come, and fourteen are awaited.
    """
    late = {"deadline": "2020", "start": "2010"}
    given = [
        # name, pillar, zh, en, unit, nature, direction, kind, value, target's cells, figures 2009-
        ("employment", "jobs", "就业率", "Employment rate, ages 20 to 64", "%", "share", "up",
         "at_least", 75, {}, (67.1, 65.5, 64.6, 64.5, 66.1, 67.9, 69.8, 71.2, 73.0, 74.1, 75.1)),
        ("jobs_filled", "jobs", "新增就业", "People helped into work", "people", "flow", "up",
         "increase_by", 25, {}, (174488, 171020, 180312, 188840, 195123, 199875, 204410, 209385.6,
                                 214020, 219230, 221870)),
        ("long_term", "jobs", "长期失业率", "Long-term unemployment", "%", "share", "down",
         "decrease_by_points", 2.5, {}, (3.9, 6.8, 8.7, 9.2, 8.1, 6.7, 5.4, 4.2, 3.0, 2.1, 1.6)),
        ("exports", "jobs", "出口额", "Exports", "EUR m", "flow", "up", "at_least", 310000,
         {}, (142300, 157100, 166800, 176400, 184900, 208300, 281200, 290100, 308800, 331100,
              360400)),
        ("research", "jobs", "研发强度", "Research spending", "%", "share", "up", "at_least", 2.5,
         {}, (1.59, 1.57, 1.55, 1.55, 1.56, 1.51, 1.18, 1.17, 1.22, 1.17, 1.23)),
        ("emissions", "climate", "温室气体排放", "Greenhouse gas emissions", "kt CO2e", "flow",
         "down", "decrease_by", 20, {"binding": "binding"},
         (62310, 61470, 57690, 58020, 57990, 57510, 59710, 61610, 60940, 61180, 59780)),
        ("renewables", "climate", "可再生能源占比", "Share of renewable energy", "%", "share", "up",
         "at_least", 16, {}, (5.2, 5.8, 6.6, 7.1, 7.6, 8.6, 9.1, 9.3, 10.6, 11.0, 12.0)),
        ("energy", "climate", "能源强度指数", "Index of energy intensity", "index", "index", "down",
         "at_most", 70, {}, (100, 101.5, 93.2, 92.8, 91.1, 84.0, 70.6, 71.3, 66.9, 64.1, 62.5)),
        ("forest", "climate", "森林面积", "Forest", "公顷", "stock", "up", "increase_by", 6, {},
         (697000, 709000, 716000, 722000, 728000, 734000, 741000, 747000, 753000, 758000, 763000)),
        ("bathing", "climate", "优良水质占比", "Good bathing waters", "%", "share", "up", "within",
         95, {"value_upper": "100", "baseline_period": ""},
         (93.1, 90.1, 91.8, 96.8, 97.4, 93.6, 93.4, 92.9, 93.1, 94.4, 95.0)),
        ("poverty", "people", "贫困率", "Consistent poverty rate", "%", "share", "down", "at_most",
         2, {}, (5.5, 6.3, 6.9, 8.5, 9.1, 8.8, 8.5, 8.2, 6.7, 5.6, 5.5)),
        ("leavers", "people", "早退学率", "Early school leavers", "%", "share", "down", "at_most",
         8, {}, (11.8, 11.9, 11.1, 9.9, 8.7, 6.7, 6.8, 6.0, 5.0, 5.0, 5.1)),
        ("graduates", "people", "高等教育占比", "People with a degree", "%", "share", "up",
         "increase_by_points", 12, {}, (48.9, 50.1, 49.7, 51.1, 52.6, 52.2, 52.3, 52.5, 53.4, 56.3,
                                        55.4)),
        ("deaths", "people", "道路死亡", "Road deaths", "deaths", "flow", "down", "decrease_by", 40,
         {}, (238, 212, 186, 163, 188, 192, 162, 182, 155, 138, 140)),
        ("hospital", "people", "候诊人数", "People who wait for hospital care", "people", "stock",
         "down", "at_most", 400000, {}, (361200, 374400, 369800, 383900, 391500, 409700, 415500,
                                         441200, 501700, 515300, 553400)),
    ]  # fmt: skip
    indicators, targets, figures = [], [], []
    for name, group, zh, en, unit, nature, way, kind, value, cells, values in given:
        base = {"baseline_period": "2010" if kind in {"at_least", "at_most"} else "2009"}
        relative = {"increase_by", "decrease_by"}
        in_unit = "%" if kind in relative else unit
        indicators.append(indicator(name, zh, en, unit, nature, way))
        targets.append(promise(name, group, kind, value, in_unit, **late, **(base | cells)))
        point = {"basis": "point"} if nature == "stock" else {}
        figures += seen(name, yearly(2009, *values), unit, **point)
    figures += seen("employment", {"2020": 72.1}, "%")
    text = ["the plan makes up that services are better", "made up: a network of advice"]
    return write_plan(
        folder, targets, figures, indicators,
        [{"entity_id": "abroad", "name_zh": "编造的邻国", "name_en": "Made-up neighbour",
          "role": "context"}],
        pillars=[pillar("jobs", "就业与企业", "jobs and firms"),
                 pillar("climate", "气候与能源", "climate and energy"),
                 pillar("people", "民生", "people")],
        commitments=[
            {"commitment_id": f"c{n}", "pillar_id": "people", "text_zh": f"编造的承诺{n}",
             "text_en": told, "source_id": "the_plan"} for n, told in enumerate(text)
        ],
        sources=[source("the_plan", "2010-11-30", "Made-up Ministry", "A made-up programme"),
                 *reports(2010, 2021)],
        settings=named("国家改革计划2020", "national reform programme 2020", published="2010-11-30",
                       publishers={
                           "employment": publisher("统计局", "Statistics Office"),
                           "hospital": publisher("医院购买基金", "Purchase Fund for care"),
                       }),
    )  # fmt: skip


@plan("2023-06-30", "2025-12-31", "2026-03-20")
def bureau(folder: Path) -> Path:
    """A Chinese 发改委: 12 targets, millions of 万元, 件, 岁, steps of its own, binding first."""
    window = {"start": "2021", "deadline": "2025", "baseline_period": "2020"}
    binding = {"binding": "binding"}
    expected = {"binding": "expected"}
    rows = [
        promise("gdp", "economy", "average_growth", 6, of="gdp_growth", **window, **expected),
        promise("revenue", "economy", "at_least", 4310000, "万元", **window, **expected),
        promise("invest", "economy", "cumulative", 25000000, "万元", **(
            window | {"baseline_period": ""}), **expected),
        promise("patents", "economy", "at_least", 12, "件", **window, **expected),
        promise("urban", "economy", "increase_by_points", 4, "个百分点", **window, **expected),
        promise("farmland", "green", "at_least", 812, "万亩", **window, **binding),
        promise("intensity", "green", "decrease_by", 14, "%", **window, **binding),
        promise("air", "green", "at_least", 85, "%", **window, **binding),
        promise("forest", "green", "at_least", 24.1, "%", **window, **binding),
        promise("life", "people", "at_least", 79.5, "岁", **window, **expected),
        promise("school", "people", "at_least", 11.3, "年", **window, **binding),
        promise("jobless", "people", "at_most", 5.5, "%", throughout="yes", **window, **expected),
    ]  # fmt: skip
    indicators = [
        indicator("gdp_growth", "生产总值增速", "Growth of output", "%", "rate"),
        indicator("revenue", "财政收入", "Revenue", "万元"),
        indicator("invest", "固定资产投资", "Investment", "万元"),
        indicator("patents", "每万人发明专利", "Patents per ten thousand", "件", "stock"),
        indicator("urban", "城镇化率", "Urban share", "%", "share"),
        indicator("farmland", "耕地保有量", "Farmland", "万亩", "stock"),
        indicator("intensity", "单位产值能耗", "Energy per output", "吨标准煤/万元", "index",
                  "down"),
        indicator("air", "优良天数比率", "Good air", "%", "share"),
        indicator("forest", "森林覆盖率", "Forest cover", "%", "share"),
        indicator("life", "人均预期寿命", "Life expectancy", "岁", "index"),
        indicator("school", "平均受教育年限", "Years of schooling", "年", "index"),
        indicator("jobless", "调查失业率", "Unemployment", "%", "share", "down"),
    ]  # fmt: skip
    spring = {"published": "{year}-03-20"}
    point = {"basis": "point"}
    figures = [
        *seen("gdp_growth", yearly(2019, 7.1, 3.4, 8.2, 4.1, 5.6), "%", **spring),
        *seen("revenue", yearly(2016, 2714300, 2835600, 3011200, 3120900, 3052100, 3341800,
                                3290400, 3502700, 3610500), "万元", **spring),
        *seen("invest", {"2021": 4613300, "2022": 4890100, "2024": 5220000}, "万元", **spring),
        *seen("patents", yearly(2018, 5.1, 6.0, 7.2, 8.4, 9.3, 10.1), "件", **spring, **point),
        *seen("urban", yearly(2017, 58.2, 59.6, 61.0, 62.3, 63.1, 63.9, 64.8), "%", **spring),
        *seen("farmland", {"2020": 815.2, "2021": 814.9, "2022": 813.0, "2023": 811.4}, "万亩",
              **spring, **point),
        *seen("intensity", yearly(2018, .512, .498, .483, .471, .463, .452), "吨标准煤/万元",
              **spring),
        *seen("air", yearly(2018, 76.2, 78.9, 82.5, 83.1, 81.6, 86.0), "%", **spring),
        *seen("forest", {"2020": 23.4}, "%", **spring),
        *seen("life", yearly(2018, 77.9, 78.2, 78.4, 78.6, 78.5, 79.0), "岁", **spring),
        *seen("school", {"2020": 10.6, "2022": 10.9}, "年", **spring),
        *seen("jobless", yearly(2020, 5.6, 5.1, 5.4, 5.2), "%", **spring),
        # three of the last year: the rest is awaited
        *seen("gdp_growth", {"2024": 5.1, "2025": 5.3}, "%", **spring),
        *seen("air", {"2024": 84.4, "2025": 85.6}, "%", **spring),
        *seen("revenue", {"2025": 3705100}, "万元", **spring, status="provisional"),
    ]  # fmt: skip
    steps = {"revenue": {"2021": 3300000, "2022": 3500000, "2023": 3750000, "2024": 4020000},
             "urban": {"2023": 64.3}}  # fmt: skip
    return write_plan(
        folder, rows, figures, indicators,
        pillars=[pillar("economy", "经济发展", "economy"), pillar("green", "绿色生态", "nature"),
                 pillar("people", "民生福祉", "wellbeing")],
        sources=[source("the_plan", "2021-02-26", "编造的发改委", "编造的五年规划纲要"),
                 *reports(2017, 2026, "编造的统计局", "03-20")],
        schedule=[
            {"target_id": name, "period": period, "value": str(value), "source_id": "the_plan"}
            for name, path in steps.items() for period, value in path.items()
        ],
        settings=named("市五年规划", "city's five-year plan", published="2021-02-26", publishers={
            name: publisher(zh, en) for name, zh, en in (
                ("forest", "林业局", "Forestry Bureau"), ("school", "教育局", "Education Bureau"),
                ("invest", "统计局、财政局", "Statistics Bureau; Made-up Finance Bureau"),
            )
        }),
    )  # fmt: skip


@plan("2021-06-30", "2022-12-31", "2024-03-01")
def one(folder: Path) -> Path:
    """One target only; its deadline's figure comes at last, derived by somebody."""
    figures = [
        *seen("visits", yearly(2018, 41.2, 44.0, 21.5, 30.9), "万人"),
        *seen("visits", {"2022": 47.75}, "万人", document="report_2024", published="2024-03-01",
              status="derived", note="57.3 / (1 + 20/100): made up"),
        *seen("visits", {"2023": 57.3}, "万人", document="report_2024", published="2024-03-01"),
    ]  # fmt: skip
    window = {"start": "2020", "deadline": "2022", "baseline_period": "2019"}
    return write_plan(
        folder, [promise("visits", "all", "at_least", 50, "万人", **window)], figures,
        [indicator("visits", "游客", "Visitors", "万人")], pillars=[pillar("all", "全部", "whole")],
        sources=[source("the_plan", "2020-02-29"), *reports(2019, 2023),
                 source("report_2024", "2024-03-01", "Made-up Bureau of Figures")],
        settings=named("旅游计划", "plan for visitors", published="2020-02-29"),
    )  # fmt: skip


@plan("2021-05-01", "2023-01-15")
def silent(folder: Path) -> Path:
    """A pillar without any figure, with more offices than a page lists, and one without targets."""
    quiet = [(f"quiet{n}", f"静默{n}", f"Quiet {n}") for n in range(1, 10)]
    names = (
        ("教育局", "Schools Office"),
        ("卫生局", "Health Office"),
        ("水利局", "Water Office"),
        ("住建局", "Housing Office"),
        ("文化局", "Arts Office"),
        ("体育局", "Sports Office"),
    )
    window = {"start": "2020", "deadline": "2022", "baseline_period": "2019"}
    figures = seen("heard", yearly(2017, 61.0, 63.5, 66.1, 69.0, 71.2), "%")
    return write_plan(
        folder,
        [promise("heard", "heard", "at_least", 75, "%", **window),
         *(promise(name, "quiet", "at_least", 90 + n, "%", **window,
                   clarity="distorted" if n > 3 else "clear")
           for n, (name, *_) in enumerate(quiet))],
        figures,
        [indicator("heard", "有声", "Heard", "%", "share"),
         *(indicator(name, zh, en, "%", "share") for name, zh, en in quiet)],
        pillars=[pillar("heard", "有声", "heard part"), pillar("quiet", "静默", "quiet part"),
                 pillar("empty", "空板块", "empty part")],
        commitments=[{"commitment_id": "c1", "pillar_id": "empty", "text_zh": "编造的承诺",
                      "text_en": "A made-up promise", "source_id": "the_plan"}],
        sources=[source("the_plan", "2020-05-20"), *reports(2018, 2022)],
        searched=[
            {"searched": day, "place": "made-up search tool", "query": f"编造的检索{name}",
             "indicator_id": name, "found": found}
            for day, name, found in (("2021-03-01", "quiet1", ""), ("2021-03-01", "heard",
                                     "report_2021"), ("2022-09-09", "quiet2", ""),
                                     ("2022-09-09", "", ""))
        ],
        settings=named("静默规划", "silent plan", published="2020-05-20", publishers={
            quiet[n][0]: publisher(*name) for n, name in enumerate(names)}),
    )  # fmt: skip


@plan("2021-09-01", "2022-12-31", "2023-05-01")
def peers(folder: Path) -> Path:
    """Beside a peer whose figures are missing, come later, or are of the same period."""
    window = {
        "start": "2020",
        "deadline": "2022",
        "baseline_period": "2019",
        "value": "",
        "peer_id": "rival",
    }
    theirs = {"entity_id": "rival"}
    figures = [
        *seen("none", yearly(2018, 40.1, 42.7, 43.0, 45.9), "亿元"),  # the peer: nothing
        *seen("later", yearly(2018, 50.5, 52.2, 55.1, 58.8, 61.0), "亿元"),
        *seen("later", yearly(2018, 55.0, 57.0), "亿元", **theirs),  # the peer's stop, then come
        *seen("later", {"2022": 63.5}, "亿元", published="2023-04-28", document="rival_2023",
              **theirs),
        *seen("same", yearly(2018, 30.0, 32.0, 35.0, 39.0), "亿元"),
        *seen("same", yearly(2018, 33.0, 34.0, 36.0, 38.0), "亿元", **theirs),
        *seen("own_none", yearly(2018, 12.0, 12.5, 13.1, 13.4, 13.9), "%", **theirs),
    ]  # fmt: skip
    return write_plan(
        folder,
        [promise("none", "p", "match_peer", unit="亿元", **window),
         promise("later", "p", "match_peer", unit="亿元", **window),
         promise("same", "p", "beat_peer", unit="亿元", **window),
         promise("own_none", "p", "beat_peer", unit="%", **window)],
        figures,
        [indicator("none", "对方无数据", "Rival silent", "亿元"),
         indicator("later", "对方较晚", "Rival later", "亿元"),
         indicator("same", "同期", "Side by side", "亿元"),
         indicator("own_none", "本区无数据", "Own silent", "%", "share")],
        [{"entity_id": "rival", "role": "peer", **named("对手", "rival")}],
        pillars=[pillar("p", "对标", "rivalry")],
        sources=[source("the_plan", "2020-03-01"), *reports(2019, 2023),
                 source("rival_2023", "2023-04-28", "Made-up rival's office")],
        settings=named("对标规划", "plan beside a rival", published="2020-03-01", publishers={
            **{name: publisher("本区统计局", "own office") for name in
               ("none", "later", "same", "own_none")},
            "rival": publisher("对手统计局", "rival's office")}),
    )  # fmt: skip


@plan("2022-05-15", "2022-11-10", "2023-02-20")
def quarters(folder: Path) -> Path:
    """Quarterly and year-to-date figures, revisions, derived ones, estimates, bounds."""
    window = {"start": "2020", "deadline": "2022", "baseline_period": "2019"}
    ytd, point = {"basis": "ytd"}, {"basis": "point"}
    figures = [
        *seen("output", yearly(2018, 801.5, 870.0, 905.2), "亿元"),
        *seen("output", {"2021": 990.0}, "亿元", published="2022-01-20", document="early",
              status="provisional"),
        *seen("output", {"2021": 1003.4}, "亿元", published="2022-04-15"),
        *seen("output", {"2021": 996.1}, "亿元", published="2022-10-20", document="revised",
              note="a revision"),
        *seen("output", {"2021Q1": 231.0, "2021Q2": 484.4, "2021Q3": 741.0}, "亿元",
              published="{year}-01-31", document="early", **ytd),
        *seen("output", {"2022Q1": 240.7}, "亿元", "months", "2022-04-30", **ytd),
        *seen("output", {"2022Q3": 760.3}, "亿元", "autumn", "2022-10-28", **ytd),
        *seen("sales", {"2021Q1": 51.0, "2021Q2": 55.5, "2021Q3": 54.1, "2021Q4": 60.2}, "亿元",
              document="months", published="2022-02-01", basis="quarter"),
        *seen("firms", {"2019": 120}, "家", **point),
        *seen("firms", {"2021": 200}, "家", **point, bound="min"),
        *seen("firms", {"2022-10": 260}, "家", "autumn", "2022-11-01", bound="max", **point),
        *seen("taxed", yearly(2019, 44.0, 47.1), "亿元"),
        *seen("taxed", {"2021": 49.3}, "亿元", status="derived", note="53.2 / (1 + 8/100)"),
        *seen("taxed", {"2022": 51.0}, "亿元", published="2023-02-01", document="guess",
              status="estimate", note="a made-up estimate: by the share of spring"),
        *seen("jobs", {"2020": 1.2, "2021": 1.4}, "万人"),
        *seen("jobs", {"2022Q3": 1.1}, "万人", published="2022-10-28", document="autumn", **ytd),
    ]  # fmt: skip
    return write_plan(
        folder,
        [promise("output", "p", "at_least", 1000, "亿元", **window),
         promise("sales", "p", "at_least", 240, "亿元", **window),
         promise("firms", "p", "multiply_by", 2, "家", **window),
         promise("taxed", "p", "at_least", 50, "亿元", **window),
         promise("jobs", "p", "cumulative", 3.5, "万人", **(window | {"baseline_period": ""}))],
        figures,
        [indicator("output", "产值", "Output", "亿元"), indicator("sales", "销售", "Sales", "亿元"),
         indicator("firms", "企业", "Firms", "家", "stock"),
         indicator("taxed", "税收", "Taxes", "亿元"),
         indicator("jobs", "新增就业", "New jobs", "万人")],
        pillars=[pillar("p", "季度", "quarters")],
        sources=[source("the_plan", "2020-01-15"), *reports(2019, 2022),
                 source("early", "2022-01-20"), source("revised", "2022-10-20"),
                 source("months", "2022-04-30"), source("autumn", "2022-10-28"),
                 source("guess", "2023-02-01", "Made-up think tank")],
        settings=named("季度规划", "plan of quarters", published="2020-01-15"),
    )  # fmt: skip


@plan("2023-07-01", "2024-02-29", "2024-07-15")
def edges(folder: Path) -> Path:
    """What stands at the edges: strict counts, parts, readings, lost words, days as deadlines."""
    window = {"start": "2021", "deadline": "2024-06-30", "baseline_period": "2020"}
    bare = window | {"baseline_period": ""}
    point = {"basis": "point"}
    day = {"published": "{year}-02-10"}
    figures = [
        *seen("listed", {"2020": 8, "2022": 15}, "家", **day, **point),  # 15 where more is asked
        *seen("tech", {"2022": 11, "2023": 12}, "家", **day, **point),
        *seen("station", {"2022-09": 0}, "", published="2022-09-30", document="news", **point),
        *seen("station", {"2024-02-29": 1}, "", published="2024-02-29", document="leap", **point),
        *seen("charter", {"2023": 0}, "", **day, **point),
        *seen("standing", {"2021": 1, "2022": 1}, "名", **day),
        *seen("lostword", {"2021": 113, "2022": 121}, "家", **day, **point),
        *seen("ranked", {"2020": 31, "2021": 18, "2022": 24}, "名", **day),
        *seen("clean", yearly(2020, 5.9, 5.2, 5.6, 5.1), "%", **day),
        *seen("double", {"2020": 135, "2021": 190, "2022": 262, "2023": 281}, "家", **day, **point),
        *seen("lost", yearly(2020, 80.0, 92.0, 101.0, 97.5), "亿元", **day),
        *seen("lost", {"2022": 101.0}, "亿元", "leap", "2024-02-29"),  # as before
    ]  # fmt: skip
    return write_plan(
        folder,
        [promise("listed", "counts", "at_least", 15, "家", strict="yes", **window),
         promise("tech", "counts", "at_least", 10, "家", strict="yes", **bare),
         promise("whole", "counts", "at_least", 11, "家", of="whole_firms", **bare),
         promise("double", "counts", "multiply_by", 2, "家", **window),
         promise("double_19", "counts", "multiply_by", 2, "家", of="double", reading_of="double",
                 **(window | {"baseline_period": "2019"})),
         promise("lost", "counts", "at_least", 100, "亿元", **(window | {"deadline": "2024"})),
         promise("station", "words", "milestone", 1, "", **bare),
         promise("charter", "words", "milestone", 1, "", **(bare | {"deadline": "2024-02-29"})),
         promise("standing", "words", "unknown_value", unit="名", clarity="ambiguous", **bare),
         promise("lostword", "words", "unknown_value", unit="家", clarity="lost", **bare),
         promise("ranked", "words", "rank_within", 20, "名", **window),
         promise("clean", "words", "at_most", 5.5, "%", throughout="yes", **(
             window | {"deadline": "2024"}))],
        figures,
        [indicator("listed", "上市企业", "Listed firms", "家", "stock"),
         indicator("whole_firms", "科技企业总数", "Technology firms, all", "家", "stock"),
         indicator("tech", "上市科技企业", "Listed technology firms", "家", "stock",
                   part_of="whole_firms"),
         indicator("double", "高新企业", "Advanced firms", "家", "stock"),
         indicator("lost", "先达后失", "Gained and lost", "亿元"),
         indicator("station", "车站", "Station opened", "", "state"),
         indicator("charter", "批复", "Charter granted", "", "state"),
         indicator("standing", "前列", "Standing among the first", "名", "rank", "down"),
         indicator("lostword", "残缺", "Number lost", "家", "stock"),
         indicator("ranked", "位次", "Rank in the country", "名", "rank", "down"),
         indicator("clean", "失业率", "Unemployed", "%", "share", "down")],
        pillars=[pillar("counts", "计数", "counts"), pillar("words", "措辞", "words")],
        sources=[source("the_plan", "2020-12-01"), *reports(2021, 2024, day="02-10"),
                 source("news", "2022-09-30", "Made-up News"),
                 source("leap", "2024-02-29", "Made-up News")],
        settings=named("边界规划", "plan at the edges", published="2020-12-01"),
    )  # fmt: skip


@plan("2021-12-01")
def crowd(folder: Path) -> Path:
    """More targets in one pillar than page one has room for, with figures and without."""
    window = {"start": "2020", "deadline": "2022", "baseline_period": "2019"}
    loud = [(f"loud{n}", f"响亮{n}", f"Loud {n}") for n in range(1, 13)]
    still = [(f"still{n}", f"沉默{n}", f"Still {n}") for n in range(1, 25)]
    figures = []
    for n, (name, *_) in enumerate(loud, start=1):
        figures += seen(name, yearly(2017, 50 + n, 51 + n, 52.5 + n, 52 + 1.5 * n), "%")
    rows = [
        promise(name, "p", "at_least", 66 + n, "%", **window) for n, (name, *_) in enumerate(loud)
    ]
    rows += [promise(name, "p", "at_least", 90, "%", **window) for name, *_ in still]
    other = window | {"baseline_period": "2018"}
    rows.append(promise("still1_read", "p", "at_least", 95, "%", of="still1", reading_of="still1",
                        **other))  # fmt: skip
    return write_plan(
        folder, rows, figures,
        [indicator(name, zh, en, "%", "share") for name, zh, en in (*loud, *still)],
        pillars=[pillar("p", "人群", "crowd")],
        sources=[source("the_plan", "2020-03-10"), *reports(2018, 2021)],
        settings=named("拥挤规划", "crowded plan", published="2020-03-10"),
    )  # fmt: skip


@plan("2020-12-31", "2022-05-01")
def league(folder: Path, size=16, years=12, *, alone=False) -> Path:
    """Many lands and one indicator: a league; unless `alone`, a second one among other targets.

    Of every sixteen lands one has no figure, one a single figure, one a figure that fell.
    """
    chance, window = Random(7), {"start": "2011", "deadline": "2021", "baseline_period": "2010"}
    lands = [f"land{n:03}" for n in range(1, size)]
    figures, rows = [], []
    for n, land in enumerate(["zone", *lands]):
        value, series = chance.uniform(12, 40), {}
        goal = round(value + chance.uniform(2, 9), 1)
        for year in range(2021 - years, 2022 if n % 3 else 2021):
            series[str(year)] = round(value, chance.choice((1, 1, 2)))
            value += chance.uniform(-0.3, 1.2) if n % 16 != 5 else -0.4
        series = {} if n % 16 == 3 else yearly(2015, 20.5) if n % 16 == 4 else series
        figures += seen("clean", series, "%", entity_id=land)
        base = window | ({"baseline_period": ""} if n % 16 == 4 else {})
        rows.append(promise(f"clean_{land}", "energy", "at_least", goal, of="clean",
                            entity_id=land, **base))  # fmt: skip
    few = [] if alone else ["zone", *lands[:8]]
    for n, land in enumerate(few):
        figures += seen("work", yearly(2010, *(60 + n + 0.7 * k for k in range(10))), "%",
                        entity_id=land)  # fmt: skip
        rows.append(promise(f"work_{land}", "jobs", "at_least", 70, of="work", entity_id=land,
                            **window))  # fmt: skip
    if few:
        figures += seen("roads", yearly(2010, *range(900, 820, -9)), "km", entity_id=lands[0])
        rows.append(promise("roads", "jobs", "at_most", 800, "km", entity_id=lands[0], **window))
    listed = [indicator("clean", "清洁能源占比", "Share of clean energy", "%", "share"),
              indicator("work", "就业率", "Employment rate", "%", "share"),
              indicator("roads", "碎石路", "Gravel roads", "km", "stock", "down")]  # fmt: skip
    pillars = [pillar("energy", "能源", "energy"), pillar("jobs", "就业", "jobs")]
    return write_plan(
        folder, rows, figures, listed[:1] if alone else listed,
        [{"entity_id": land, "name_zh": f"编造国{land[4:]}", "name_en": f"Made-up Land {land[4:]}",
          "role": "part"} for land in lands],
        pillars=pillars[:1] if alone else pillars,
        sources=[source("the_plan", "2011-01-10", "Made-up Union", "A made-up directive"),
                 *reports(2022 - years, 2022)],
        settings=named("多国规划", "plan of many lands", published="2011-01-10"),
    )  # fmt: skip


def cities(folder: Path, count: int) -> list[Path]:
    """A province: plans of five pillars, each with four targets of nine yearly figures."""
    chance, window = Random(11), {"start": "2021", "deadline": "2025", "baseline_period": "2020"}
    made = []
    for number in range(count):
        groups = [pillar(f"p{n}", f"板块{n}", f"pillar {n}") for n in range(5)]
        listed, rows, figures = [], [], []
        for n in range(20):
            value, step = chance.uniform(40, 400), chance.uniform(0.99, 1.09)
            series = {}
            for year in range(2015, 2024):
                series[str(year)] = round(value, 2)
                value *= step * chance.uniform(0.97, 1.03)
            goal = round(series["2020"] * chance.uniform(1, 1.4), 1)
            listed.append(indicator(f"i{n}", f"指标{n}", f"indicator {n}", "亿元"))
            rows.append(promise(f"i{n}", f"p{n // 4}", "at_least", goal, "亿元", **window))
            figures += seen(f"i{n}", series, "亿元")
        made.append(write_plan(
            folder / f"city-{number:03}", rows, figures, listed, pillars=groups,
            sources=[source("the_plan", "2021-01-10"), *reports(2016, 2024)],
            settings=named(f"城市{number}", f"city {number}", published="2021-01-10"),
        ))  # fmt: skip
    return made
