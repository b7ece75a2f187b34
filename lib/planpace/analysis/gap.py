"""How far: the formulas and METHODS under the one name by which scripts know them, `pp.gap`."""

from planpace.analysis.formulas import *  # noqa: F403
from planpace.analysis.methods import METHODS as METHODS
