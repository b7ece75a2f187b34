"""Learn both tables of forecasts, measure them on series they did not see, print what came of it.

Settings were chosen on half of the families of indicators; where a figure below is of the other
half alone, its title says so. Each family is forecast by a table that it had no part in. The
shipped tables are learnt from all, and with them ships what each word came to. Some ten minutes.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

import bridges
import horizons
import partial
import record
import rivals
import scores
from learning import learn, save
from panel import FOLDER, both, panel
from planpace.analysis import forecast
from planpace.briefings import track_record

SHOWN = [
    "method", "figures", "cases", "cover90", "cover80", "ece", "brier", "pinball", "median_error",
]  # fmt: skip


def main() -> None:
    """Make every table in `data/results/` and the three that ship with the package; print them."""
    pd.set_option("display.width", 200, "display.max_columns", 30, "display.max_rows", 200)
    series, every = panel(), both()
    save(learn(every))
    bridges.save(bridges.learn(every))
    flows = partial.flows()
    partial.save(partial.learn([partial.cases(flows, count) for count in partial.COUNTS]))
    folds, whole = scores.unseen(series, every), scores.unseen(every, every, "")
    far = horizons.cells(horizons.outcomes(scores.unseen(panel("panel_long"), every, "")))
    plain, fitted = scores.measured(folds), scores.measured(folds, fitted=True)
    sayings = record.record(folds)
    words, ranks = record.words(sayings), record.ranking(sayings).reset_index()
    tables = {
        "scores": plain, "fitted": fitted, "reliability": scores.bins_of(folds),
        "failures": scores.failures(folds), "words": words, "ranking": ranks,
        "outlooks": record.honest(words), "bridge": bridges.measured(whole),
        "horizons": far, "partial": partial.measured(flows),
    }  # fmt: skip
    (FOLDER / "results").mkdir(exist_ok=True)
    for name, table in tables.items():
        table.round(4).to_csv(FOLDER / "results" / f"{name}.csv", index=False, lineterminator="\n")
    shipped = words[words.years_gone == 0][[*track_record.Record._fields]].round(4)
    shipped.to_csv(track_record.WORDS, index=False, lineterminator="\n")
    show("Reporting half, all cases", plain[SHOWN])
    ours = plain[plain.method == "planpace"]
    show("Coverage of ours at each horizon", ours.filter(regex="figures|cover.*_"))
    show("The same on a sample, with models fitted one by one", fitted[SHOWN])
    show("What each outlook word came to", tables["outlooks"])
    show("What each word of each method came to", words[words.years_gone == 0])
    show("Area under the ROC curve by years gone", ranks)
    show("A year between known ones", tables["bridge"])
    kept = far[far.group.isin(horizons.MARGIN)]
    show("To fifteen years ahead: cells outside", kept[kept.outside])
    show(
        "Cells in all", kept.groupby(["origin", "group"]).outside.agg(["sum", "size"]).reset_index()
    )
    show(
        "By kind of series",
        far.groupby(["origin", "group"])[["cover90", "cover80", "beyond"]].mean().reset_index(),
    )
    show("A year of which a part is known, by months gone (0: all)", tables["partial"])
    show("Share within the 80% band: worst first", tables["failures"].groupby("by").head(6))
    speed()


def show(title: str, table: pd.DataFrame) -> None:
    """Print a table under its title."""
    print(f"\n{title}\n{table.round(3).to_string(index=False)}", flush=True)


def speed() -> None:
    """Print the time of 100,000 series (8 figures, 5 years, 9 quantiles) and of damped trends."""
    y = 50 + np.cumsum(np.random.default_rng(0).normal(1, 2, (100_000, 8)), axis=1)
    quantiles = np.linspace(0.1, 0.9, 9)
    began = time.perf_counter()
    forecast.fan(y, 5, quantiles)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    rivals.damped_trend(y[:100], 5)
    theirs = (time.perf_counter() - began) * 1000
    print(f"\n100,000 series: {ours:.2f} s; damped trend {theirs:.0f} s: ratio {theirs / ours:.0f}")


if __name__ == "__main__":
    main()
