"""Exploring in JupyterLab: pick a target, suppose its next figure, its baseline or its number."""

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np

from planpace.analysis.assess import Assessment, assessed
from planpace.analysis.series import usable
from planpace.briefings.blocks import Bullets, Text
from planpace.briefings.speech import Speech
from planpace.plan.periods import same, year_of
from planpace.plan.plan import Plan, load_plan
from planpace.render.page import Part, trajectory
from planpace.words.say import named, say
from planpace.words.units import written

NARROW = {"style": {"description_width": "6em"}, "layout": {"width": "26em"}}
WIDE = {"style": {"description_width": "19em"}, "layout": {"width": "40em"}}

# What is looked at: a plan in a language, a pillar or all (""), a target, as of a date.
Choice = NamedTuple("Choice", [
    ("plan", Plan), ("language", str), ("pillar", str), ("as_of", str), ("target", str),
])  # fmt: skip


def explore(
    plan: str | Path | Plan, target_id: str = "", as_of: str | None = None, language: str = ""
) -> Any:
    """Return widgets to pick a target and suppose its figures, over what then is shown of it."""
    held, box = plan if isinstance(plan, Plan) else load_plan(plan), widgets.VBox()
    _fill(box, Choice(held, language or held.languages[0], "", held.date(as_of), target_id))
    return box


def _fill(box: Any, choice: Choice) -> None:
    """New controls for a choice, and the page; whatever is picked next fills the box again."""
    options, page = _options(choice), widgets.HTML()
    known = [target for _, target in options["target"]]
    choice = choice._replace(target=choice.target if choice.target in known else known[0])
    one, picks = assessed(choice.plan, choice.target, choice.as_of), []
    for name, value in (choice._asdict() | {"plan": choice.plan.folder}).items():
        told = {"description": say(f"explore.{name}", choice.language), **NARROW}
        picks.append(widgets.Dropdown(options=options[name], value=value, **told))
        picks[-1].observe(partial(_picked, box, choice, name), "value")
    sliders = [(s, s.value, name, factor) for s, name, factor in _sliders(choice, one)]

    def show(_: object = None) -> None:  # a slider that stands where it stood supposes nothing
        page.value = _page(
            choice, one, {n: s.value / f for s, at, n, f in sliders if s.value != at}
        )

    show()
    again = widgets.Button(description=say("explore.again", choice.language), layout=WIDE["layout"])
    again.on_click(lambda _: _fill(box, choice))
    for slider, *_ in sliders:
        slider.observe(show, "value")
    right = widgets.VBox([*(slider for slider, *_ in sliders), again])
    box.children = widgets.HBox([widgets.VBox(picks), right]), page


def _picked(box: Any, choice: Choice, name: str, change: dict[str, Any]) -> None:
    try:
        new = choice._replace(**{name: change["new"]})
        if name == "plan":
            plan = load_plan(change["new"])
            spoken = sorted(plan.languages, key=lambda one: one != choice.language)
            new = Choice(plan, spoken[0], "", plan.newest, "")
        _fill(box, new)
    except Exception as error:  # the controls stay, to pick another
        box.children[-1].value = _html(Part(Text(str(error), "finding")))


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


def _next(one: Assessment) -> str:
    """The year after the newest figure, no later than the deadline."""
    own, end = usable(one.case.series, one.case.promise.nature), one.case.promise.end
    year = min(year_of(own[-1].end) + 1 if own else math.inf, year_of(end))
    return str(year) if year < year_of(end) or same(end, year + 1) else one.target.deadline[:7]


def _sliders(choice: Choice, one: Assessment) -> Iterator[tuple[Any, str, float]]:
    """What may be supposed: a slider in the unit in which the language counts, and its factor."""
    target, promise, verdict, label = one.target, one.case.promise, one.verdict, _next(one)
    own = usable(one.case.series, promise.nature)
    levels = () if one.kind.from_nothing else (verdict.threshold, verdict.baseline)
    known = [v for v in (*levels, *(f.value for f in own)) if v == v] or [0.0, 1.0]
    least, most = min(known), max(known)
    room = most - least or abs(most) or 1.0
    low = float(np.nanmax([least - room if least < 0 else max(least - room, 0), promise.lower]))
    limits = low, float(np.nanmin([most + room, promise.upper])), promise.unit
    newest = next((f.value for f in own[::-1] if f.period == label), known[-1])
    asked = [("next", label, newest, *limits)]
    if target.baseline_period:
        based = levels and verdict.baseline_period
        stands = verdict.baseline if based else sum(known) / len(known)
        asked.append(("baseline", target.baseline_period, stands, *limits))
    if "value" in one.kind.needs and promise.nature != "state":
        low, high = sorted((0.0, 2 * target.value or 1.0))
        asked.append(("goal", target.deadline, target.value, low, high, target.unit))
    speech = Speech(choice.plan, choice.language)
    for name, period, value, low, high, unit in asked:
        told, factor = written(unit, choice.language, max(abs(low), abs(high)))
        places = math.floor(math.log10(factor * (high - low) / 100))
        label = speech.say(f"explore.{name}", period=speech.when(period))
        yield widgets.FloatSlider(
            value=factor * value, min=factor * low, max=factor * high, step=10.0**places,
            readout_format=f".{max(-places, 0)}f", continuous_update=False,
            description=label + (speech.say("in_unit", unit=told) if told else ""), **WIDE,
        ), name, factor  # fmt: skip


def _page(choice: Choice, one: Assessment, value: dict[str, float]) -> str:
    """Verdict and odds as published and as supposed, over the target's page as it then is."""
    plan, target = choice.plan, one.target
    if "next" in value:
        about = target.indicator_id, _next(one), value["next"]
        plan = plan.with_figure(*about, entity_id=target.entity_id)
    plan = plan.with_target(choice.target, value.get("goal"), baseline=value.get("baseline"))
    speech, now = Speech(plan, choice.language), assessed(plan, choice.target, choice.as_of)
    told = []
    for key, each in (("published", one), ("supposed", now))[: 1 + bool(value)]:
        words = speech.shaped(each.verdict.status, each.verdict.word), speech.outlook(each.odds)
        told.append(speech.say(f"explore.{key}", told=speech.listed(filter(None, words))))
    shown = trajectory(plan, choice.target, choice.as_of, choice.language).shown
    return _html(Part(Bullets(tuple(told)))) + _html(shown)


def _html(part: Part) -> str:
    return str(part._repr_mimebundle_()["text/html"])
