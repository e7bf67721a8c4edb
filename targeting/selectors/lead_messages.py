"""What to tell one person: the message of their buying role at the buying stage they have reached."""

from __future__ import annotations

from dataclasses import dataclass

from crm.models import Journey, Lead
from strategy.selectors import current_strategy
from targeting.models import BuyingRole, BuyingStage, LeadRole
from targeting.selectors.adopted import adopted_icp
from targeting.selectors.messages import SaidMessage, message_table
from targeting.selectors.timing import timing_sentences


@dataclass(frozen=True)
class LeadMessage:
    """The role of a person, the buying stage, what is said there with its proof, and how near the right months are."""

    role: BuyingRole
    stage: BuyingStage
    said: SaidMessage
    timing: list[str]


def message_for_lead(lead: Lead, lifecycle_stage: str) -> LeadMessage | None:
    """The message for a lead at a lifecycle stage; None while its role is unknown or nothing is written for it.

    Of several buying stages that go with the lifecycle stage the later one is meant.
    """
    known = LeadRole.objects.for_workspace(lead.workspace_id).filter(lead=lead).first()
    strategy = current_strategy(lead.workspace) if known else None
    artefact = adopted_icp(strategy) if strategy else None
    if known is None or artefact is None:
        return None
    table = message_table(artefact)
    role = next((role for role, _messages in table.rows if role.key == known.role_key), None)
    stages = [line.stage for line in table.lines if not line.is_internal_approval]
    stage = next((one for one in reversed(stages) if lifecycle_stage in one.lifecycle), None)
    if role is None or stage is None:
        return None
    said = table.of(stage.key, role.key)
    if not said:
        return None
    return LeadMessage(role, stage, said, timing_sentences(artefact, today=lead.workspace.today()))


def stage_of_lead(lead: Lead) -> str:
    """The lifecycle stage a lead stands at, "" without a journey."""
    return (
        Journey.objects.for_workspace(lead.workspace_id).filter(lead=lead).values_list("stage", flat=True).first() or ""
    )
