"""The analysis as tidy tables, for the prompt and the command line: `assess`, `changes`, `trace`.

`tables.csv` lists each table's columns, with the path to their value in what a row is about and
their rank among those that show `first`; without a path, the cells are worded.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from operator import attrgetter

import pandas as pd

from planpace.analysis import changes as compare
from planpace.analysis.assess import Assessment, assessed, assessments
from planpace.analysis.trace import trail
from planpace.briefings.blocks import columns
from planpace.briefings.speech import Speech
from planpace.plan.plan import Plan
from planpace.words.units import written

WORDED = ("name_", "reason", "how_")  # columns that are empty in a language not declared
Rows = Iterable[tuple[object, Mapping[str, object]]]
"""What each row is about, and the words for it by column."""


class Frame(pd.DataFrame):
    """A DataFrame that shows in JupyterLab what is wanted first (`attrs`), its texts whole."""

    def _repr_html_(self) -> str:
        filled = self.columns[(self.notna() & (self != "")).any()]
        shown = [name for name in self.attrs["first"] if name in filled]
        rest = ", ".join(str(name) for name in self.columns if name not in shown)
        texts = {name: self[name].str.len().max() for name in shown if self[name].dtype == "str"}
        room = {name: f"{min(0.8 * longest, 20)}em" for name, longest in texts.items()}
        with pd.option_context("display.max_colwidth", None, "display.precision", 4):
            told = self[shown].to_html(index=False, na_rep="–", max_rows=100, col_space=room)
        return f"{told}<p>+ {escape(rest)}</p>"


def tabled(table: str, rows: Rows, more: Iterable[str] = ()) -> pd.DataFrame:
    """Return rows under the columns of a table, and under `more` that are worded."""
    listed = columns(table)
    paths = {key: attrgetter(column["path"]) for key, column in listed.items() if column["path"]}
    blank = {key: "" for key in listed if key.startswith(WORDED)}
    cells = [{**blank, **{k: path(row) for k, path in paths.items()}, **told} for row, told in rows]
    made = Frame(cells, columns=list(dict.fromkeys([*listed, *more])))
    ranked = sorted((int(column["first"] or 0), key) for key, column in listed.items())
    made.attrs["first"] = [key for rank, key in ranked if rank]
    return made


@lru_cache(maxsize=1)
def speeches(plan: Plan) -> list[Speech]:
    """Return the languages of a plan, in which its tables are worded."""
    return [Speech(plan, language) for language in plan.languages]


def told_unit(plan: Plan, unit: str) -> str:
    """Return a unit as a plan's own language writes it, where that counts in the same unit."""
    label, factor = written(unit, plan.languages[0])
    return label if factor == 1 else unit


def _reasons(plan: Plan, one: Assessment) -> dict[str, str]:
    """The reasons of an assessment: `reason` in English where the plan speaks it."""
    told = {here.language: here.why(one) for here in speeches(plan)}
    return {"reason": told.get("en") or told[plan.languages[0]], "reason_zh": told.get("zh", "")}


def assess(plan: Plan, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target as of a date (`docs/methods.md` explains the columns)."""
    return frame(plan, assessments(plan, as_of))


def frame(plan: Plan, found: list[Assessment]) -> pd.DataFrame:
    """Return assessments as a table with the columns of `assess`."""
    rows = []
    for one in found:
        opinions = ", ".join(f"{name}={word}" for name, word in one.verdict.opinions.items())
        names = {f"name_{here.language}": here.name(one.target) for here in speeches(plan)}
        told = {"verdict_range": opinions or one.verdict.status, "unit": told_unit(plan, one.unit)}
        rows.append((one, names | _reasons(plan, one) | told))
    made, sure = tabled("assess", rows), ["final", "met_then_lost"]
    made[sure] = made[sure].astype(bool)
    return made


def changes(plan: Plan, since: str, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target and cause between two dates; raises ValueError out of order."""
    return changed_frame(plan, compare.changes(plan, since, as_of))


def changed_frame(plan: Plan, news: list[compare.Change]) -> pd.DataFrame:
    """Return changes as a table with the columns of `changes`: before and after, and why."""
    rows = []
    for change in news:
        before, after = (state.word == "achieved_early" for state in (change.was, change.now))
        early = {"early_before": before, "early_after": after}
        rows.append((change, early | _reasons(plan, change.found)))
    return tabled("changes", rows)


def trace(plan: Plan, target_id: str = "", as_of: str | None = None) -> pd.DataFrame:
    """Return one row per number behind a target, or all; raises KeyError that lists the known."""
    found = [assessed(plan, target_id, as_of)] if target_id else assessments(plan, as_of)
    rows, here = [], speeches(plan)[0]
    for one in found:
        for step in trail(one, here.source(one.target.source_id).published):
            how = {f"how_{each.language}": each.how(step.how) for each in speeches(plan)}
            told = {**here.source(step.source_id)._asdict(), "unit": told_unit(plan, step.unit)}
            rows.append((step, told | how))
    return tabled("trace", rows)
