"""How far: the formulas and METHODS under the one name by which scripts know them, `pp.gap`."""

from planpace.analysis.formulas import (
    band,
    compounded,
    covered,
    elapsed,
    growth,
    growth_observed,
    growth_required,
    log_progress,
    pace_observed,
    pace_required,
    planned_share,
    position,
    progress,
)  # fmt: skip
from planpace.analysis.methods import METHODS

__all__ = [
    "METHODS", "band", "compounded", "covered", "elapsed", "growth", "growth_observed",
    "growth_required", "log_progress", "pace_observed", "pace_required", "planned_share",
    "position", "progress",
]  # fmt: skip
