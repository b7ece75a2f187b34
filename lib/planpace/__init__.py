"""Planpace: how far, where to, how likely and on what figures, for the targets of a public plan."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planpace.analysis import forecast, gap
    from planpace.briefings.frames import assess, changes, trace
    from planpace.plan.check import check_plan
    from planpace.plan.plan import Plan, load_plan
    from planpace.plan.problems import PlanError, Problem
    from planpace.render.explore import explore
    from planpace.render.page import Briefing, Trajectory, briefing, trajectory

__version__ = "0.1.0"
__all__ = [
    "Briefing", "Plan", "PlanError", "Problem", "Trajectory", "assess", "briefing", "changes",
    "check_plan", "explore", "forecast", "gap", "load_plan", "trace", "trajectory",
]  # fmt: skip

_HOME = {
    "forecast": "analysis", "gap": "analysis",
    "assess": "briefings.frames", "changes": "briefings.frames", "trace": "briefings.frames",
    "check_plan": "plan.check", "Plan": "plan.plan", "load_plan": "plan.plan",
    "PlanError": "plan.problems", "Problem": "plan.problems",
    "explore": "render.explore",
    "briefing": "render.page", "Briefing": "render.page",
    "trajectory": "render.page", "Trajectory": "render.page",
}  # fmt: skip
"""Where each name lives; it is imported when it is first asked for, so that `check` is quick."""


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'planpace' has no attribute {name!r}")
    home = import_module(f"planpace.{_HOME[name]}")
    return getattr(home, name, None) or import_module(f"{home.__name__}.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
