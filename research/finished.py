"""Finished plans replayed: what was said at each year's end, and what came of it: `make record`.

A plan is judged as it would have been at the end of each year from its own to its deadline. Where
the day of each figure is known (`published`), with what was then published; where it is not
(`periods`), with the figures of the years before, as the newest file from before the outcome (or,
where there is none, a later one) has them: such a replay knew revisions that nobody then knew.
`replays.csv` says which, and `kin`, the family of indicators whose series would be near relations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from learning import learn
from panel import both
from planpace.analysis import forecast
from planpace.analysis.assess import Assessment, assessments
from planpace.analysis.judge import UNJUDGED
from planpace.briefings import finished
from planpace.briefings.blocks import Figure, Table, Text
from planpace.briefings.scope import Scope
from planpace.plan.periods import year_of
from planpace.plan.plan import Plan, load_plan
from planpace.render.charts import svg
from planpace.render.html import with_font
from planpace.words.say import named, say

ROOT = Path(__file__).resolve().parents[1]
REPLAYS = ROOT / "research" / "plans" / "replays.csv"
SAID = {"achieved": True, "missed": False}
CERTAIN = 0.9
"""From this chance on a word was as good as a promise: where it was wrong, it is named."""


def plans() -> pd.DataFrame:
    """Return how each finished plan is replayed."""
    return pd.read_csv(REPLAYS).fillna("")


def replayed(how: Any) -> pd.DataFrame:
    """Return what was said of each target of one plan at each year's end, and the outcome.

    One row a target, year and method, `left` years before the deadline. The odds are by a table
    that no series of the family `how.kin` taught.
    """
    if how.kin:
        every = both()
        others, shipped = learn(every[every.family != how.kin]), forecast.table
        table = {forecast.TABLE: others, forecast.BRIDGE: shipped(forecast.BRIDGE)}
        with patch.object(forecast, "table", lambda path=forecast.TABLE: table[path]):
            return replayed(how._replace(kin=""))
    plan = load_plan(ROOT / how.folder)
    ends = {
        one.target.target_id: SAID[one.verdict.status]
        for one in assessments(plan)
        if one.verdict.final and not one.target.reading_of
    }
    rows = []
    for year in range(int(plan.issued[:4]), max(int(t.deadline[:4]) for t in plan.promises) + 1):
        then = plan if how.replay == "published" else as_then(plan, year, how.known)
        date = f"{year}-12-31"
        for one in assessments(then, max(date, plan.issued)):
            if one.target.target_id in ends and not one.verdict.final:
                rows += [
                    {"plan": how.plan, "year": year, **said, "met": ends[one.target.target_id]}
                    for said in _sayings(one)
                ]
    said = pd.DataFrame(rows)
    return said.assign(left=said.deadline - said.year)


def as_then(plan: Plan, year: int, known: str) -> Plan:
    """Return the plan with the figures of the years before, as a file of the day `known` has them.

    Each counts as published at the end of the year after its own, at the latest.
    """
    rows = plan.observations
    newest = rows[rows.published <= known].sort_values("published", kind="stable")
    newest = newest.drop_duplicates(["indicator_id", "entity_id", "period", "basis"], keep="last")
    before = newest[newest.period.str[:4].astype(int) < year]
    return replace(plan, observations=before.assign(published=f"{year}-01-01"))


def _sayings(one: Assessment) -> Iterator[dict[str, Any]]:
    target, verdict = one.target, one.verdict
    about = {
        "target": target.target_id, "binding": target.binding or "unspecified",
        "deadline": year_of(one.case.promise.end), "progress": verdict.progress,
        "chance": one.odds.probability,
    }  # fmt: skip
    yield {**about, "method": "outlook", "word": one.odds.outlook or "none"}
    if verdict.status not in UNJUDGED:
        yield {**about, "method": "schedule", "word": verdict.status}
    for method, word in verdict.opinions.items():
        if method not in {"linear", "geometric"} and word != "not_available":
            yield {**about, "method": method, "word": word}


# --- what it came to ----------------------------------------------------------------------------


def by_plan(said: pd.DataFrame) -> pd.DataFrame:
    """Return targets and how many were met by plan, and of those the binding ones."""
    targets = said.drop_duplicates(["plan", "target"])
    table = targets.groupby("plan", sort=False).met.agg(targets="size", met="sum")
    binding = targets[targets.binding == "binding"].groupby("plan").met.agg(["size", "sum"])
    table[["binding", "binding_met"]] = binding.reindex(table.index, fill_value=0)
    how = plans().set_index("plan")[["name_zh", "name_en", "replay"]]
    return how.join(table).reset_index()


def by_year(said: pd.DataFrame) -> pd.DataFrame:
    """Return by plan and year: targets with odds, mean chance, share met, Brier, the base rate's.

    `base` is the Brier score of always saying the share of these targets that was met in the end,
    which nobody could know; `error` the five-bin calibration error.
    """
    odds = said[(said.method == "outlook") & said.chance.notna()]
    groups = odds.groupby(["plan", "year"], sort=False)
    table = groups.agg(
        left=("left", "median"), asked=("met", "size"), chance=("chance", "mean"),
        met=("met", "mean"), brier=("chance", lambda c: ((c - odds.met[c.index]) ** 2).mean()),
    )  # fmt: skip
    table["base"] = table.met * (1 - table.met)
    error = groups[["chance", "met"]].apply(lambda g: _error(g.chance, g.met))
    return table.assign(error=error).reset_index()


def _error(chance: pd.Series, met: pd.Series) -> float:
    bins = pd.DataFrame({"chance": chance, "met": met}).groupby((chance * 5).astype(int).clip(0, 4))
    told = bins.mean()
    return float((bins.size() * (told.chance - told.met).abs()).sum() / len(chance))


def words(said: pd.DataFrame) -> pd.DataFrame:
    """Return by plan, year, method and word how often it was said and how often it came true.

    Year 0 stands for all years together; plan "" for all plans. The interval (Wilson 1927) counts
    a target once, however often the word was said of it.
    """
    named = said.assign(key=said.plan + " " + said.target)
    every = pd.concat([named, named.assign(year=0), named.assign(year=0, plan="")])
    groups = every.groupby(["plan", "year", "method", "word"], sort=False)
    table = groups.agg(said=("met", "size"), met=("met", "sum"), targets=("key", "nunique"))
    share = table.met / table.said
    low, high = proportion_confint(share * table.targets, table.targets, method="wilson")
    return table.assign(low=low, high=high).reset_index()


def wrong(said: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of which we were as good as sure and wrong: first and last year of it."""
    odds = said[(said.method == "outlook") & said.chance.notna()]
    off = odds[np.where(odds.met, odds.chance < 1 - CERTAIN, odds.chance >= CERTAIN)]
    groups = off.groupby(["plan", "target"], sort=False)
    told = groups.agg(
        first=("year", "min"), last=("year", "max"), years=("year", "size"), met=("met", "first"),
        chance=("chance", lambda c: c.iloc[np.abs(c - 0.5).argmax()]),
    )  # fmt: skip
    why = pd.read_csv(REPLAYS.with_name("why.csv")).set_index(["plan", "target"])
    return told.join(why).reset_index()


def recalibrated(said: pd.DataFrame) -> pd.DataFrame:
    """Return Brier scores of each plan with our odds bent as the other plans' outcomes bend them.

    Logistic recalibration (Cox 1958), met on the log odds said: with one shift for all, and with a
    further one for binding targets, for the distance left at the last figure, or for the time left.
    A target counts once, however many years it was asked in.
    """
    odds = said[(said.method == "outlook") & said.chance.notna()].reset_index(drop=True)
    told = np.log(odds.chance.clip(0.005, 0.995) / (1 - odds.chance.clip(0.005, 0.995)))
    traits = {
        "plain": [], "binding": [(odds.binding == "binding").astype(float)],
        "distance": [odds.progress.fillna(0).clip(-1, 2)], "time": [odds.left.clip(0, 15) / 10],
    }  # fmt: skip
    weight = 1 / odds.groupby(["plan", "target"]).target.transform("size")
    rows = []
    for plan in odds.plan.unique():
        mine = odds.plan == plan
        score = {
            "plan": plan,
            "targets": odds[mine].target.nunique(),
            "as_said": _brier(odds, odds.chance, mine),
        }
        for name, columns in traits.items():
            design = sm.add_constant(np.column_stack([told, *columns]), has_constant="add")
            model = sm.GLM(
                odds.met[~mine].astype(float), design[~mine.to_numpy()],
                family=sm.families.Binomial(), freq_weights=weight[~mine],
            )  # fmt: skip
            score[name] = _brier(odds, pd.Series(model.fit().predict(design)), mine)
        rows.append(score)
    return pd.DataFrame(rows)


def _brier(odds: pd.DataFrame, chance: pd.Series, mine: pd.Series) -> float:
    return float(((chance - odds.met) ** 2)[mine].mean())


def main() -> None:
    """Replay every plan, write the tables that ship, and the record in both languages."""
    said = pd.concat([replayed(how) for how in plans().itertuples()], ignore_index=True)
    shipped = {
        "finished": by_plan(said),
        "year": by_year(said),
        "word": words(said),
        "wrong": wrong(said),
    }
    for name, table in shipped.items():
        path = finished.FOLDER / f"{name}.csv"
        table.round(4).to_csv(path, index=False, lineterminator="\n")
    finished.rows.cache_clear()
    bent = recalibrated(said)
    for language, name in (("en", "record.md"), ("zh", "record.zh-CN.md")):
        (ROOT / "docs" / name).write_text(_page(language, bent), encoding="utf-8")
        picture = with_font(svg(finished.chart(language), ()), ())
        (ROOT / "docs" / f"record-{language}.svg").write_text(picture, encoding="utf-8")
    print(shipped["year"].round(3).to_string(index=False))
    print(bent.round(4).to_string(index=False))


def _page(language: str, bent: pd.DataFrame) -> str:
    """The record as Markdown: the blocks of a briefing's annex, and the tries to bend our odds."""
    parts = [f"# {say('section.finished', language)}", say("finished.made", language)]
    by_year = [finished.words_by_year(plan, language) for plan in finished.rows(finished.Finished)]
    for block in (*finished.blocks(language), *by_year):
        match block:
            case Text():
                parts.append(block.text)
            case Figure():
                parts.append(f"![{block.alt}](record-{language}.svg)\n\n{block.subtitle}")
            case Table():
                parts += [f"## {block.title}", _table(block.frame)]
                parts += [block.note] if block.note else []
    heads = {name: say(f"bent.{name}", language) for name in bent.columns[2:]}
    names = by_name(language)
    shown = bent.assign(plan=bent.plan.map(names)).rename(columns=heads)
    shown = shown.rename(columns={k: say(f"column.{k}", language) for k in ("plan", "targets")})
    parts += [f"## {say('finished.bent.title', language)}", _table(shown.round(3).astype(str))]
    parts += [f"## {say('finished.midterm', language)}", say("finished.midterm.lead", language)]
    parts.append(_table(midterm(language)))
    return "\n\n".join(parts) + "\n"


def midterm(language: str) -> pd.DataFrame:
    """Return the 14th plan's official verdicts of December 2023, ours of that day, the outcomes."""
    official = pd.read_csv(REPLAYS.with_name("china-14fyp-midterm.csv")).fillna("")
    plan = load_plan(ROOT / "data" / "china-14fyp")
    then, now = (
        {one.target.target_id: one for one in assessments(plan, day)}
        for day in ("2023-12-26", None)
    )
    here = Scope(plan, language, "", "2023-12-26")
    rows = []
    for row in official.itertuples():
        mine, end = then[row.target_id], now[row.target_id]
        rows.append((
            here.name(mine.target), row.official_zh if language == "zh" else row.official,
            here.status(mine.verdict.word),
            say(f"outlook.{mine.odds.outlook}", language) if mine.odds.outlook else "–",
            say(f"agrees.{row.agrees.replace(' ', '_')}", language),
            here.status(end.verdict.word), row.why_zh if language == "zh" else row.why,
        ))  # fmt: skip
    heads = ("target", "official", "ours", "outlook", "agrees", "outcome", "why")
    return pd.DataFrame(rows, columns=[say(f"column.{key}", language) for key in heads])


def by_name(language: str) -> dict[str, str]:
    """Return the plans' names by id."""
    return {p.plan: named(p, language) for p in finished.rows(finished.Finished)}


def _table(frame: pd.DataFrame) -> str:
    lines = [[*frame.columns], ["---"] * len(frame.columns), *frame.to_numpy(str).tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
