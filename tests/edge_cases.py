"""Some forty edge cases on made-up figures, each with the verdict that the rules ask for.

`tools/edge_table.py` prints them into docs/methods.md; `tests/test_edge_cases.py` holds both.
"""

from dataclasses import dataclass, field
from typing import Any

from synthetic import figures

DOWN = {"direction": "down", "nature": "index"}
SHARE = {"nature": "share", "unit": "%"}
RANK = {"nature": "rank", "unit": "名", "direction": "down"}
RATE = {"nature": "rate", "unit": "%"}
STATE = {"nature": "state", "unit": ""}
PEER = {"kind": "match_peer", "peer_id": "peer", "value": "", "baseline_period": ""}
NO_BASE = {"baseline_period": ""}
SUM = {"kind": "cumulative", "value": "300"} | NO_BASE
MILESTONE = {"kind": "milestone", "value": "1", "unit": ""} | NO_BASE
RANKED = {"kind": "rank_within", "value": "20", "unit": "名"} | NO_BASE
PERCENT = {"unit": "%"}
STATED = {"unit": "", "basis": "point"}


@dataclass(frozen=True)
class Case:
    """A case: its name, the target's cells, the figures, the verdict; the deadline is 2022."""

    en: str
    zh: str
    target: dict[str, str]
    seen: list[dict[str, str]]
    status: str
    now: str = "2022-06-30"
    indicator: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    schedule: list[dict[str, str]] = field(default_factory=list)


def ytd(period, value):
    """A year-to-date figure, published the month after."""
    return figures({period: value}, basis="ytd", published="2022-05-01")


def bound(period, value, kind):
    """A figure of which only a bound is known."""
    return figures({period: value}, bound=kind)


def peer(history):
    """The peer's figures."""
    return figures(history, entity_id="peer")


def point(history, **more):
    """Figures at a date or in percent, in the unit given."""
    return figures(history, **more)


AFTER = "2024-12-31"
CASES = [
    Case("zero baseline", "基期为零", {}, figures({"2019": 0, "2021": 63}), "on_track"),
    Case("negative baseline", "基期为负", {}, figures({"2019": -50, "2021": 45}), "on_track"),
    Case("values change sign", "数值变号", {}, figures({"2019": 50, "2021": -10}), "off_track"),
    Case("zero target", "目标为零", {"kind": "at_most", "value": "0"},
         figures({"2019": 30, "2021": 10}), "on_track", indicator=DOWN),
    Case("lower is better, zero reached", "越低越好，已降到零", {"kind": "at_most", "value": "0"},
         figures({"2019": 30, "2021": 0}), "achieved", indicator=DOWN),
    Case("baseline beyond target, held", "基期已超目标，保持", {},
         figures({"2019": 120, "2021": 110}), "achieved"),
    Case("baseline beyond target, not held", "基期已超目标，未保持", {},
         figures({"2019": 120, "2021": 90}), "behind"),
    Case("baseline beyond target, lost at the deadline", "基期已超目标，到期未达", {},
         figures({"2019": 120, "2022": 90}), "missed", AFTER),
    Case("baseline equal to target", "基期等于目标", {},
         figures({"2019": 100, "2021": 100}), "achieved"),
    Case("wrong side of the baseline", "不进反退", {},
         figures({"2019": 90, "2020": 89}), "off_track", "2021-06-30"),
    Case("exactly on the lower band", "正好在下限", {},
         figures({"2019": 70, "2020": 78.5}), "behind", "2021-06-30"),
    Case("exactly on the upper band", "正好在上限", {},
         figures({"2019": 70, "2020": 81.5}), "ahead", "2021-06-30"),
    Case("only the baseline known", "只有基期", {}, figures({"2019": 55}), "no_data"),
    Case("no figure at all", "没有任何数据", {}, [], "no_data"),
    Case("one figure, no baseline", "一个数据，没有基期", NO_BASE,
         figures({"2021": 63}), "not_assessable"),
    Case("two figures, no baseline", "两个数据，没有基期", NO_BASE,
         figures({"2020": 80, "2021": 88}), "behind"),
    Case("no baseline, target met", "没有基期，已达目标", NO_BASE,
         figures({"2021": 101}), "achieved"),
    Case("gap in the years", "中间年份缺数", {}, figures({"2019": 55, "2021": 85}), "on_track"),
    Case("deadline figure missing, neighbours apart", "目标期缺数，前后不一", {},
         figures({"2019": 87, "2021": 101, "2023": 98}), "awaited", AFTER),
    Case("deadline figure missing, nothing later", "目标期缺数，此后无数", {},
         figures({"2019": 87, "2021": 101}), "awaited", AFTER),
    Case("revision across the threshold, before", "修订跨越目标，修订前", {},
         figures({"2019": 55}) + figures({"2022": 101}, published="2023-01-15")
         + figures({"2022": 99}, published="2023-04-01"), "achieved", "2023-02-01"),
    Case("revision across the threshold, after", "修订跨越目标，修订后", {},
         figures({"2019": 55}) + figures({"2022": 101}, published="2023-01-15")
         + figures({"2022": 99}, published="2023-04-01"), "missed", "2023-05-01"),
    Case("target met, then lost", "达到后又失去", {},
         figures({"2019": 80, "2020": 101, "2021": 95}), "ahead"),
    Case("kept at the deadline, lost later", "到期达到，此后失去", {},
         figures({"2019": 80, "2022": 101, "2023": 95}), "achieved", AFTER),
    Case("cumulative on schedule", "累计，按进度", SUM,
         figures({"2020": 100, "2021": 100}), "on_track"),
    Case("cumulative with a hole", "累计，中间缺数", SUM,
         figures({"2020": 90, "2022": 90}), "not_assessable", AFTER),
    Case("cumulative with a hole, met all the same", "累计，缺数而已达标", SUM,
         figures({"2020": 200, "2022": 110}), "achieved", AFTER),
    Case("cumulative, bounds of both kinds", "累计，上下限并存", SUM,
         bound("2020", 100, "min") + bound("2021", 120, "max") + figures({"2022": 150}),
         "not_assessable", AFTER),
    Case("cumulative, at least bounds alone beyond the target", "累计，下限之和已超目标", SUM,
         bound("2020", 160, "min") + bound("2021", 150, "min") + figures({"2022": 10}), "achieved"),
    Case("cumulative with the running year", "累计，含当年累计数", SUM,
         figures({"2020": 90, "2021": 90}) + ytd("2022-03", 30), "behind", "2022-05-15"),
    Case("year to date, then the year", "先有累计数，后有全年数", SUM,
         figures({"2020": 90, "2021": 90, "2022": 130}) + ytd("2022-03", 30), "achieved", AFTER),
    Case("year to date never decides a level", "累计数不判断水平目标", {},
         figures({"2019": 55}) + ytd("2022-03", 150), "no_data", "2022-05-15"),
    Case("peer older than subject", "对标数据较旧", PEER,
         figures({"2020": 90, "2021": 120}) + peer({"2020": 95}), "behind"),
    Case("no period in common with the peer", "与对标没有共同时期", PEER,
         figures({"2021": 90}) + peer({"2019": 95}), "no_data"),
    Case("gap to the peer closing", "与对标差距缩小", PEER | {"baseline_period": "2019"},
         figures({"2019": 70, "2020": 90}) + peer({"2019": 90, "2020": 95}), "ahead"),
    Case("rank lost", "排名退出", RANKED,
         point({"2020": 9, "2021": 25}, unit="名"), "behind", indicator=RANK),
    Case("rank held", "排名保持", RANKED,
         point({"2020": 9, "2021": 12}, unit="名"), "achieved", indicator=RANK),
    Case("at least a bound beyond the target", "下限已超目标", {},
         figures({"2019": 55}) + bound("2021", 100, "min"), "achieved"),
    Case("at least a bound short of the target", "下限未到目标", {},
         figures({"2019": 55}) + bound("2021", 99, "min"), "not_assessable"),
    Case("at most a bound far short", "上限远低于目标", {},
         figures({"2019": 55}) + bound("2021", 56, "max"), "off_track"),
    Case("at most a bound that settles nothing", "上限不能定论", {},
         figures({"2019": 55}) + bound("2021", 99, "max"), "not_assessable"),
    Case("an open bound beside an older figure", "上限不能定论，有较早的数", {},
         figures({"2019": 55, "2020": 70}) + bound("2021", 99, "max"), "on_track"),
    Case("up 8 percent (one reading)", "上升8%（按百分比读）",
         {"kind": "increase_by", "value": "8", "unit": "%"},
         point({"2019": 69.9, "2022": 76.7}, **PERCENT), "achieved", AFTER, SHARE),
    Case("up 8 points (the other reading)", "上升8%（按百分点读）",
         {"kind": "increase_by_points", "value": "8", "unit": "百分点"},
         point({"2019": 69.9, "2022": 76.7}, **PERCENT), "missed", AFTER, SHARE),
    Case("a change of an unknown baseline", "基期未知的变化幅度",
         {"kind": "increase_by", "value": "8", "unit": "%"}, [], "no_data"),
    Case("average growth with a missing year", "年均增速，缺一年",
         {"kind": "average_growth", "value": "7", "unit": "%"} | NO_BASE,
         point({"2020": 7, "2022": 9}, **PERCENT), "not_assessable", AFTER, RATE),
    Case("milestone: not yet, before the deadline", "里程碑：到期前未完成", MILESTONE,
         point({"2021": 0}, **STATED), "not_assessable", indicator=STATE),
    Case("milestone: still not done after the deadline", "里程碑：到期后仍未完成", MILESTONE,
         point({"2023": 0}, **STATED), "missed", AFTER, STATE),
    Case("a number lost in the source", "原文数字缺失", {"kind": "unknown_value", "value": ""},
         figures({"2021": 113}), "not_assessable"),
    Case("every year, broken once", "逐年目标，一年未达",
         {"kind": "at_most", "value": "5.5", "throughout": "yes"} | NO_BASE,
         figures({"2020": 5.6, "2021": 5}), "missed", indicator=DOWN),
    Case("the plan's own steps", "规划自身的年度目标", {}, figures({"2019": 55, "2020": 60}),
         "on_track", "2021-06-30",
         schedule=[{"target_id": "t0", "period": "2020", "value": "60", "source_id": "made_up"}]),
    Case("the plan's own bands", "规划自定的判定界限", {}, figures({"2019": 70, "2020": 81.5}),
         "on_track", "2021-06-30",
         settings={"bands": {"ahead": 20, "behind": -20, "off_track": -40}}),
    Case("an estimate never decides", "估算不作判断", {},
         figures({"2019": 55}) + figures({"2021": 150}, status="estimate"), "no_data"),
    Case("other units of one dimension", "同类单位换算", {},
         figures({"2019": 550000, "2021": 850000}, unit="万元"), "on_track"),
]  # fmt: skip
