"""Exploring in JupyterLab: pick a target, suppose its next figure, its baseline or its number."""

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets

from planpace.analysis.assess import Assessment, assessed
from planpace.analysis.series import usable
from planpace.briefings.blocks import Bullets, Text
from planpace.briefings.speech import Speech
from planpace.plan.periods import same, year_of
from planpace.plan.plan import Plan, load_plan
from planpace.plan.problems import PlanError
from planpace.render.page import trajectory
from planpace.render.show import Part
from planpace.words.say import named, say
from planpace.words.units import written

LOOK = {"style": {"description_width": "13em"}, "layout": {"width": "34em"}}


class Choice(NamedTuple):
    """What is looked at: a plan in a language, a pillar or all (""), a target, as of a date."""

    plan: Plan
    language: str
    pillar: str
    as_of: str
    target: str


class Asked(NamedTuple):
    """A number that may be supposed: as it stands, how low and high, its unit and period."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    period: str


def explore(
    plan: str | Path | Plan, target_id: str = "", as_of: str | None = None, language: str = ""
) -> Any:
    """Return widgets to pick a target and suppose its figures, over what then is shown of it."""
    held, box = plan if isinstance(plan, Plan) else load_plan(plan), widgets.VBox()
    _fill(box, Choice(held, language or held.languages[0], "", held.date(as_of), target_id))
    return box


def _fill(box: Any, choice: Choice) -> None:
    """New controls for a choice, and the page; whatever is picked next fills the box again."""
    options, picks = _options(choice), []
    if choice.target not in (known := [target for _, target in options["target"]]):
        choice = choice._replace(target=known[0])
    for name, value in (choice._asdict() | {"plan": choice.plan.folder}).items():
        told = {"description": say(f"explore.{name}", choice.language), "value": value}
        picks.append(widgets.Dropdown(options=options[name], **told, **LOOK))
        picks[-1].observe(partial(_picked, box, choice, name), "value")
    one, page = assessed(choice.plan, choice.target, choice.as_of), widgets.HTML()
    asked = [*_asked(one)]
    sliders = [_slider(choice, number) for number in asked]
    starts = [slider.value for slider in sliders]

    def show(_: object = None) -> None:
        """A slider that stands where it stood first supposes nothing."""
        each = zip(asked, sliders, starts, strict=True)
        moved = {a: s.value / _scale(choice, a)[1] for a, s, start in each if s.value != start}
        page.value = _page(choice, one, moved)

    for slider in sliders:
        slider.observe(show, "value")
    again = widgets.Button(description=say("explore.again", choice.language), layout=LOOK["layout"])
    again.on_click(lambda _: _fill(box, choice))
    show()
    box.children = (widgets.HBox([widgets.VBox(picks), widgets.VBox([*sliders, again])]), page)


def _picked(box: Any, choice: Choice, name: str, change: dict[str, Any]) -> None:
    try:
        new = choice._replace(**{name: change["new"]})
        if name == "plan":
            plan = load_plan(change["new"])
            spoken = {*plan.languages} & {choice.language} or {plan.languages[0]}
            new = Choice(plan, spoken.pop(), "", plan.newest, "")
        _fill(box, new)
    except (PlanError, ValueError) as error:  # the controls stay, to pick another
        box.children[-1].value = Part(Text(str(error), "finding"))._repr_html_()


def _options(choice: Choice) -> dict[str, list[tuple[str, Any]]]:
    """What can be picked, as it is called in the language; of plans those beside this one."""
    plan, spoken, here = choice.plan, choice.language, choice.plan.folder.resolve()
    near = {*(path.parent for path in here.parent.glob("*/datapackage.json")), here}
    days = {plan.newest, choice.as_of, *(f.published for f in plan.figures)}
    targets = [t for t in plan.promises if choice.pillar in {"", t.pillar_id}] or plan.promises
    pillars = [(named(pillar, spoken), name) for name, pillar in plan.pillar.items()]
    return {
        "plan": [(p.name, plan.folder if p == here else p) for p in sorted(near)],
        "language": [(say("explore.name", one), one) for one in plan.languages],
        "pillar": [(say("overview", spoken), ""), *pillars],
        "as_of": [(day, day) for day in sorted(days, reverse=True) if day >= plan.issued],
        "target": [(Speech(plan, spoken).reading(t), t.target_id) for t in targets],
    }


def _asked(one: Assessment) -> Iterator[Asked]:
    """A target's next figure, no later than its deadline, its baseline, and its own number."""
    target, promise, verdict, end = one.target, one.case.promise, one.verdict, one.case.promise.end
    own = usable(one.case.series, promise.nature)
    year = min(year_of(own[-1].end) + 1 if own else math.inf, year_of(end))
    label = str(year) if year < year_of(end) or same(end, year + 1) else promise.deadline[:7]
    levels = () if one.kind.from_nothing else (verdict.threshold, verdict.baseline)
    known = [v for v in (*levels, *(f.value for f in own)) if v == v] or [0.0, 1.0]
    least, most, middle = min(known), max(known), sum(known) / len(known)
    room, least_ever = most - least or abs(most) or 1.0, 0.0 if least >= 0 else -math.inf
    low = max(least - room, least_ever if math.isnan(promise.lower) else promise.lower)
    high = min(most + room, math.inf if math.isnan(promise.upper) else promise.upper)
    newest = next((f.value for f in own[::-1] if f.period == label), known[-1])
    yield Asked("next", newest, low, high, promise.unit, label)
    if target.baseline_period:
        stands = verdict.baseline if levels and verdict.baseline_period else middle
        yield Asked("baseline", stands, low, high, promise.unit, target.baseline_period)
    if "value" in one.kind.needs and promise.nature != "state":
        low, high = sorted((0.0, 2 * target.value or 1.0))
        yield Asked("goal", target.value, low, high, target.unit, target.deadline)


def _scale(choice: Choice, asked: Asked) -> tuple[str, float]:
    """The unit in which the language counts it, and the factor that takes a value there."""
    return written(asked.unit, choice.language, max(abs(asked.low), abs(asked.high)))


def _slider(choice: Choice, asked: Asked) -> Any:
    unit, factor = _scale(choice, asked)
    speech = Speech(choice.plan, choice.language)
    label = speech.say(f"explore.{asked.name}", period=speech.when(asked.period))
    places = math.floor(math.log10(factor * (asked.high - asked.low) / 100))
    return widgets.FloatSlider(
        value=factor * asked.value, min=factor * asked.low, max=factor * asked.high,
        step=10.0**places, readout_format=f".{max(-places, 0)}f", continuous_update=False,
        description=label + (speech.say("in_unit", unit=unit) if unit else ""), **LOOK,
    )  # fmt: skip


def _page(choice: Choice, one: Assessment, moved: dict[Asked, float]) -> str:
    """Verdict and odds as published and as supposed, over the target's page as it then is."""
    plan, value = choice.plan, {asked.name: number for asked, number in moved.items()}
    for period in (asked.period for asked in moved if asked.name == "next"):
        about = one.target.indicator_id, period, value["next"]
        plan = plan.with_figure(*about, entity_id=one.target.entity_id)
    plan = plan.with_target(choice.target, value.get("goal"), baseline=value.get("baseline"))
    then, speech = assessed(plan, choice.target, choice.as_of), Speech(plan, choice.language)
    compared = {"published": one, "supposed": then} if moved else {"published": one}
    told = []
    for key, each in compared.items():
        word, odds = (
            speech.shaped(each.verdict.status, each.verdict.word),
            speech.outlook(each.odds),
        )
        told.append(speech.say(f"explore.{key}", told=speech.listed(filter(None, (word, odds)))))
    shown = trajectory(plan, choice.target, choice.as_of, choice.language).shown
    return Part(Bullets(tuple(told)))._repr_html_() + shown._repr_html_()
