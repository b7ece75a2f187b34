"""A briefing's first line, written by rules from the verdicts: the decisive number and its word."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planpace.analysis.standing import COMPARED, PEER
from planpace.briefings.blocks import Lead
from planpace.briefings.notes import trail
from planpace.briefings.scope import UNJUDGED, Scope
from planpace.plan.read import each
from planpace.words.numbers import frequency, number

GRAVITY = ("missed", "off_track", "behind", "on_track", "ahead", "achieved")
"""Which verdict a headline speaks of first."""
BEHIND = ("off_track", "behind")
SHARES = ("%", "百分点")


def headline(scope: Scope) -> Lead:
    """The answer in one sentence: the decisive target, its number and verdict, and how many more.

    Without any verdict it says so, with the lowest odds if there are any.
    """
    row, total = decisive(scope.targets), len(scope.targets)
    if row is not None:
        told = sentence(scope, row)
        return Lead(
            told + _fellows(scope, row), trail(scope, row, "gap", "progress", "elapsed", "position")
        )
    asked = scope.targets[scope.targets.outlook != ""].sort_values("probability", kind="stable")
    if not total:
        return Lead(scope.say("headline.no_targets"))
    if asked.empty:
        return Lead(scope.say("headline.nothing_judged", total=total))
    least = next(each(asked))
    words = {"total": total, "name": least.name, "word": scope.say(f"outlook.{least.outlook}")}
    often = frequency(least.probability, scope.language)
    told = scope.say("headline.odds_alone", often=often, **words)
    return Lead(told, trail(scope, least, "probability"))


def decisive(targets: pd.DataFrame) -> Any:
    """The row a headline speaks of: the gravest verdict, the farthest behind; None without any."""
    return next(iter(each(by_gravity(targets))), None)


def by_gravity(targets: pd.DataFrame) -> pd.DataFrame:
    """The judged rows, gravest verdict first, within one the farthest behind."""
    judged = targets[~targets.status.isin(UNJUDGED)]
    order = judged.assign(gravity=judged.status.map(GRAVITY.index))
    graver = ["gravity", "position", "gap_pct"]
    return order.sort_values(graver, kind="stable").drop(columns="gravity")


def sentence(scope: Scope, row: Any) -> str:
    """One target in one sentence: the number that decides, its verdict, and its outlook."""
    told = scope.say(
        f"headline.{_form(row)}",
        name=row.name_zh if scope.language == "zh" else row.name_en,
        period=scope.when(row.latest_period),
        value=scope.amount(row.latest, row, row.bound),
        target=scope.amount(row.threshold, row),
        gap=_gap(scope, row),
        points=number(abs(row.position), 1),
        status=scope.status(row),
        deadline=scope.when(row.deadline),
    )
    if row.final or not row.outlook:
        return told
    key = "headline.holds" if row.status == "achieved" else "headline.outlook"
    often = frequency(row.probability, scope.language)
    return told + scope.say(key, word=scope.say(f"outlook.{row.outlook}"), often=often)


def _form(row: Any) -> str:
    """Which sentence fits: points only where their sign agrees with the verdict."""
    if row.kind == "milestone" and row.status in {"achieved", "missed"}:
        return f"milestone_{row.status}"
    if row.status == "achieved":
        return "achieved" if row.final else "achieved_early"
    if row.status == "missed":
        differs = row.gap == row.gap and row.gap != 0
        by_amount = differs and row.unit not in {"名", "位"} and row.kind not in COMPARED | PEER
        return "missed_by" if by_amount else "missed"
    if (row.status in BEHIND and row.position < 0) or (row.status == "ahead" and row.position > 0):
        return str(row.status)
    return "moving"


def _gap(scope: Scope, row: Any) -> str:
    """How far off, as an amount: between two shares it is percentage points."""
    if row.gap != row.gap:
        return ""
    if row.unit in SHARES:
        return scope.say("points", points=number(abs(row.gap), 1))
    return scope.amount(abs(row.gap), row)


def _fellows(scope: Scope, row: Any) -> str:
    """How many targets share the gravest verdict, where it is more than the one told of.

    Good news from a few, where most cannot be judged, says how many those are instead.
    """
    total, silent = len(scope.targets), int(scope.targets.status.isin(UNJUDGED).sum())
    if row.status in GRAVITY[3:] and silent > total / 2:
        return scope.say("headline.unjudged", count=silent, total=total)
    same = int((scope.targets.status == row.status).sum())
    if same < 2:
        return ""
    word = scope.say(f"status.{row.status}")
    lower = word if scope.language == "zh" else word[0].lower() + word[1:]
    return scope.say("headline.fellows", count=same, total=total, status=lower)
