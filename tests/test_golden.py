"""All verdicts on the Changzhou plan at three dates, reviewed; numbers redone by hand.

`changzhou_verdicts.csv` changes only by hand or by `python tests/test_golden.py`, with a review of
the difference; the column `by_hand` is never made by code.
"""

import csv
from pathlib import Path

import pandas as pd
import pytest

from planpace import assess, load_plan

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"
GOLDEN = Path(__file__).with_name("changzhou_verdicts.csv")
DATES = ("2020-07-31", "2022-03-31", "2024-11-01")
SHOWN = [
    "target_id", "status", "final", "threshold", "baseline", "latest", "latest_period", "bound",
    "position", "pace_required", "met_then_lost", "probability", "outlook",
    "expected_period", "reason", "reason_zh",
]  # fmt: skip
BY_HAND = {  # (date, target): the arithmetic, redone on paper
    ("2020-07-31", "gdp"): "need (1000 - 870) / 3 = 43.33 a year",
    ("2020-07-31", "industrial_sales"): "need (3000 - 2240.7) / 3 = 253.1 a year",
    ("2020-07-31", "industrial_output"): "need (2700 - 2031) / 3 = 223 a year",
    ("2020-07-31", "budget_revenue"): "need (100 - 55) / 3 = 15 a year",
    ("2020-07-31", "tax10m_firms"): "from 2020.58: (150 - 100) / 2.4167 = 20.69 at most",
    ("2020-07-31", "hightech_firms"): "2 x 135 = 270; (270 - 135) / 4 = 33.75 a year",
    ("2020-07-31", "listed_firms"): "need (15 - 8) / 4 = 1.75 a year",
    ("2020-07-31", "neeq_firms"): "need (45 - 12) / 4 = 8.25 a year",
    ("2020-07-31", "provincial_edz_top20"): "9th for 2018, and 9 <= 20",
    ("2020-07-31", "pm25"): "100 x (1 - 0.05) = 95",
    ("2020-07-31", "pm25_yearly"): "100 x (1 - 0.1426) = 85.74; 0.95^3 = 0.857375",
    ("2022-03-31", "gdp"): "130.33 / 130 = 100.25% in 2/3 of the time: +33.59; above 1000",
    ("2022-03-31", "budget_revenue"): "8.22 / 45 = 18.27% in 66.67%: -48.40; need 36.78",
    ("2022-03-31", "services_share"): "one figure without a base; need 42 - 37.63 = 4.37",
    ("2024-11-01", "gdp"): "2021 1000.33 >= 1000; 2023 983.26 < 1000; 2022 unpublished",
    ("2024-11-01", "budget_revenue"): "(52.5 - 55) / 45 = -5.56%, less 100% = -105.56",
    ("2024-11-01", "hightech_firms"): "391 >= 270; 256 / 135 = 189.63%, less 100% = 89.63",
    ("2024-11-01", "national_status"): "0 stated in 2023-12, after the deadline",
    ("2024-11-01", "services_share"): "37.63 and 41.66 < 42; 2022 unpublished",
}


def table():
    plan = load_plan(PLAN)
    parts = []
    for date in DATES:
        rows = assess(plan, date)[SHOWN].round(4)
        rows.insert(0, "as_of", date)
        rows["by_hand"] = [BY_HAND.get((date, target), "") for target in rows.target_id]
        parts.append(rows)
    return pd.concat(parts).to_csv(index=False, lineterminator="\n")


def test_the_verdicts_are_the_reviewed_ones():
    assert table() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", BY_HAND)
def test_hand_work_speaks_of_rows_that_exist(key):
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        assert key in {(row["as_of"], row["target_id"]) for row in csv.DictReader(file)}


if __name__ == "__main__":
    GOLDEN.write_text(table(), encoding="utf-8")
