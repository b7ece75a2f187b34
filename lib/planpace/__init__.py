"""Planpace: how far, where to, how likely and on what figures, for the targets of a public plan."""

from planpace.analysis import forecast, gap
from planpace.analysis.assess import assess
from planpace.analysis.trace import trace
from planpace.analysis.trajectory import Trajectory, trajectory
from planpace.briefings.scope import Scope, scope
from planpace.plan.check import check_plan
from planpace.plan.plan import Plan, load_plan
from planpace.plan.problems import PlanError, Problem

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
