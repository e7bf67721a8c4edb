"""Reading strategies, their versions and the plan in force."""

from strategy.selectors.artefacts import (
    agreed_artefact,
    current_strategy,
    latest_artefact,
    live_artefact,
    open_artefact,
)
from strategy.selectors.plans import PlanInForce, calculation_of, plan_in_force, plan_of

__all__ = [
    "PlanInForce",
    "agreed_artefact",
    "calculation_of",
    "current_strategy",
    "latest_artefact",
    "live_artefact",
    "open_artefact",
    "plan_in_force",
    "plan_of",
]
