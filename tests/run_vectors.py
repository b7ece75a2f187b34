"""Run a file of external results, our own by default: `python tests/run_vectors.py [FILE.json]`.

Prints `METHOD: P passed, F failed` for each method; exits 1 on any failure or unknown method.
"""

import json
import math
import sys
from collections import defaultdict
from pathlib import Path

from planpace.analysis.formulas import compounded, geometric_path, growth_required, linear_path
from planpace.analysis.methods import METHODS, open_sdg_aggregate
from planpace.plan.kinds import KINDS

OWN = Path(__file__).with_name("vectors.json")
DIRECTIONS = {"increase": "up", "decrease": "down"}


def series(case):
    """The arguments of a METHODS function from a case's input."""
    return (case["years"], case["values"]), {
        "target": case.get("target"),
        "target_year": case.get("target_year"),
        "direction": DIRECTIONS[case["direction"]],
        "base_year": case.get("base_year_requested", case.get("baseline_year")),
        "limit": case.get("limit"),
    }


def progress(case):
    arguments, options = series(case)
    result = METHODS["open_sdg"](*arguments, **options)
    names = {"base_value": "base", "base_year_used": "base_year", "current_value": "value"}
    names |= {"current_year": "year", "progress_value": "progress"}
    return result | {name: result[ours] for name, ours in names.items()}


def eurostat(case):
    arguments, options = series(case)
    result = METHODS["eurostat"](*arguments, **options)
    return {"progress_value": result["progress"], "target_achieved": result["met"]}


def required_arr(case):
    arguments, options = series(case)
    required = METHODS["log_arr"](*arguments, **options)["required_arr"]
    return {"required_arr": round(required, 10)}  # as WHO publishes it


def projection(case):
    b, t0, last = case["baseline_value"], case["baseline_year"], case["years"][-1]
    reached = b * math.exp(-case["annual_rate_of_reduction"] * (last - t0))
    return {"path_values": list(geometric_path(b, t0, reached, last, case["years"]))}


def gap_closed(case):
    arguments = ([0, 1], [case["start"], case["current"]])
    direction = "up" if case["target"] >= case["start"] else "down"
    result = METHODS["gap_closed"](*arguments, target=case["target"], direction=direction)
    share = result["progress"]
    if case["clamp"]:
        share = min(max(share, 0), 1)
    return {"progress_pct": 100 * share}


def path(draw):
    def drawn(case):
        t0, tT = case["baseline_year"], case["target_year"]
        known = dict(zip(case["years"], case["values"], strict=True))
        years = list(range(t0, tT + 1))
        values = list(draw(known[t0], t0, case["target"], tT, years))
        if case.get("keep_better_observed"):
            values = [max(v, known.get(y, -math.inf)) for y, v in zip(years, values, strict=True)]
        last = {"value_at_target_year": values[-1]}
        return {"path_years": years, "path_values": values} | last

    return drawn


def relative_target(case):
    base = dict(zip(case["years"], case["values"], strict=True))[case["baseline_year"]]
    return {"target_value": KINDS["increase_by"].level(case["percent_change"], base)}


def remaining(case):
    rates = [part.get("cumulative_pct", part.get("annual_pct")) for part in case["achieved"]]
    goal, years = case["cumulative_target_pct"], case.get("remaining_years", 1)
    if case["compounding"] == "additive":
        left = goal - sum(rates)
    else:
        left = growth_required(compounded(rates), 0, compounded([goal]), years)
    return {"required_next_year_pct": left, "required_remaining_pct": left}


def level(case):
    grown = compounded([case["annual_growth_pct"]] * case["n_years"]) / 100
    return {"target_value": case["baseline_value"] * grown}


def aggregate(case):
    return open_sdg_aggregate(case["series_scores_nested"], case["target_achieved_flags"])


RUN = {
    "statcan_opensdg_progress": progress,
    "statcan_opensdg_aggregate": aggregate,
    "cagr_ratio": eurostat,
    "signed_cagr": eurostat,
    "required_log_arr": required_arr,
    "log_arr_projection": projection,
    "percent_of_gap_closed": gap_closed,
    "required_linear_path": path(linear_path),
    "required_growth_path": path(geometric_path),
    "relative_target": relative_target,
    "cumulative_rate_remaining": remaining,
    "annual_growth_to_level": level,
}


def agrees(expected, got, tolerance):
    if isinstance(expected, list):
        return len(expected) == len(got) and all(
            agrees(e, g, tolerance) for e, g in zip(expected, got, strict=True)
        )
    if isinstance(expected, float | int) and not isinstance(expected, bool):
        return got is not None and abs(expected - got) <= tolerance * max(1, abs(expected))
    return expected == got


def passes(case):
    got = RUN[case["method"]](case["input"])
    return all(agrees(v, got[k], case["tolerance"]) for k, v in case["expected"].items())


def main(path=OWN):
    cases = json.loads(Path(path).read_text(encoding="utf-8"))
    cases = cases["cases"] if isinstance(cases, dict) else cases
    tally = defaultdict(lambda: [0, 0])
    for case in cases:
        known = case["method"] in RUN
        good = known and passes(case)
        tally[case["method"]][0 if good else 1] += 1
        if not good:
            print(f"  {case['id']}: {'wrong' if known else 'unknown method'}", file=sys.stderr)
    for method, (passed, failed) in tally.items():
        print(f"{method}: {passed} passed, {failed} failed")
    passed, failed = (sum(column) for column in zip(*tally.values(), strict=True))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
