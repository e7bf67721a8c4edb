from strategy.models.agreement import Approval, KeptAsIs, Party, StrategyParty
from strategy.models.artefacts import ArtefactKind, ArtefactStatus, ArtefactVersion
from strategy.models.assessment import Assessment
from strategy.models.goals import Goal, PlanTarget
from strategy.models.plan_details import PlanDetail
from strategy.models.readings import PlanReading
from strategy.models.roadmap import Roadmap, RoadmapTask
from strategy.models.roles import RoleSplitRow
from strategy.models.strategies import Strategy, StrategyVersion, StrategyVersionPointer

__all__ = [
    "Approval",
    "ArtefactKind",
    "ArtefactStatus",
    "ArtefactVersion",
    "Assessment",
    "Goal",
    "KeptAsIs",
    "Party",
    "PlanDetail",
    "PlanReading",
    "PlanTarget",
    "Roadmap",
    "RoadmapTask",
    "RoleSplitRow",
    "Strategy",
    "StrategyParty",
    "StrategyVersion",
    "StrategyVersionPointer",
]
