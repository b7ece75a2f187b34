"""Planpace: how far, where to, how likely and on what figures, for the targets of a public plan."""

from planpace import forecast, gap
from planpace.assessment import assess
from planpace.check import check_plan
from planpace.paths import Trajectory, trajectory
from planpace.plan import Plan, load_plan
from planpace.problems import PlanError, Problem
from planpace.scope import Scope, scope
from planpace.trail import trace

Plan.trace = trace

__version__ = "0.1.0"
__all__ = [
    "Plan",
    "PlanError",
    "Problem",
    "Scope",
    "Trajectory",
    "assess",
    "check_plan",
    "forecast",
    "gap",
    "load_plan",
    "scope",
    "trace",
    "trajectory",
]
