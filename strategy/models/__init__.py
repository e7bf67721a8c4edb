from strategy.models.agreement import Approval, KeptAsIs, Party, StrategyParty
from strategy.models.artefacts import ArtefactKind, ArtefactStatus, ArtefactVersion
from strategy.models.goals import Goal, PlanTarget, RoleSplitRow
from strategy.models.strategies import Strategy, StrategyVersion, StrategyVersionPointer

__all__ = [
    "Approval",
    "ArtefactKind",
    "ArtefactStatus",
    "ArtefactVersion",
    "Goal",
    "KeptAsIs",
    "Party",
    "PlanTarget",
    "RoleSplitRow",
    "Strategy",
    "StrategyParty",
    "StrategyVersion",
    "StrategyVersionPointer",
]
