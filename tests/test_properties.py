"""What must hold for any plan of this kind, on synthetic figures that Hypothesis makes up."""

import math
import tempfile

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import figures, write_plan

from planpace import assess, load_plan
from planpace.analysis.judge import STATUSES

ORDER = ("off_track", "behind", "on_track", "ahead", "achieved")
"""From worst to best, before the deadline."""

amounts = st.integers(1, 100_000).map(lambda n: n / 10)
signed = st.integers(-100_000, 100_000).map(lambda n: n / 10)
years = st.sampled_from(range(2015, 2024))
histories = st.dictionaries(years.map(str), signed, max_size=7)
LEVELS = ("at_least", "at_most", "increase_by", "decrease_by", "multiply_by")
KINDS = (*LEVELS, "cumulative", "within", "unknown_value")
NUMBERS = ("threshold", "baseline", "latest", "gap", "progress", "elapsed", "position")


def judged(target, history, now="2022-06-30", indicator=None, **more):
    with tempfile.TemporaryDirectory() as folder:
        seen = figures(history, **more)
        plan = load_plan(write_plan(folder, [target], seen, [indicator or {}]))
        return assess(plan, now).iloc[0]


def target(kind, value, **more):
    upper = str(value + 10) if kind == "within" else ""
    amount = "" if kind == "unknown_value" else str(value)
    return {"kind": kind, "value": amount, "value_upper": upper} | more


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), signed, histories, st.sampled_from(["2019", "2018", ""]))
def test_nothing_raises_and_every_verdict_has_its_reason(kind, value, history, baseline):
    for now in ("2019-06-30", "2021-06-30", "2024-12-31"):
        row = judged(target(kind, value, baseline_period=baseline), history, now)
        assert row.status in STATUSES
        assert row.reason and row.reason_zh
        missing = [name for name in NUMBERS if pd.isna(row[name])]
        assert not missing or row.reason.count(".") >= 1
        assert not any(isinstance(row[name], float) and math.isinf(row[name]) for name in NUMBERS)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LEVELS[:2]), amounts, st.dictionaries(years.map(str), amounts, max_size=7))
def test_a_change_of_unit_never_changes_a_verdict(kind, value, history):
    plain = judged(target(kind, value), history)
    tenths = {period: v * 10_000 for period, v in history.items()}
    other = judged(target(kind, value), tenths, unit="万元")
    assert (plain.status, plain.final) == (other.status, other.final)
    both = judged(target(kind, value * 10_000, unit="万元"), tenths, unit="万元")
    assert (plain.status, plain.final) == (both.status, both.final)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), amounts, histories, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_a_verdict(kind, value, history, random):
    shuffled = list(history.items())
    random.shuffle(shuffled)
    one = judged(target(kind, value), dict(sorted(history.items())))
    other = judged(target(kind, value), dict(shuffled))
    pd.testing.assert_series_equal(one, other)


@settings(max_examples=60, deadline=None)
@given(amounts, amounts, amounts, st.integers(0, 5_000).map(lambda n: n / 10))
def test_a_better_latest_figure_never_worsens_the_verdict(base, goal, latest, more):
    one = judged(target("at_least", goal), {"2019": base, "2021": latest})
    better = judged(target("at_least", goal), {"2019": base, "2021": latest + more})
    assert ORDER.index(better.status) >= ORDER.index(one.status)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), amounts, histories)
def test_a_date_shows_only_what_was_published_by_then(kind, value, history):
    now = "2021-06-30"
    published = {p: v for p, v in history.items() if int(p) + 1 <= 2021}
    full = judged(target(kind, value), history, now)
    cut = judged(target(kind, value), published, now)
    pd.testing.assert_series_equal(full, cut)
