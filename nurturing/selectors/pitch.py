"""What sales should say to a lead: the message that Layer 2 has written for the person's role at the deciding stage."""

from __future__ import annotations

from dataclasses import dataclass

from crm.models import Lead
from strategy.selectors import current_strategy
from targeting.models import LeadRole
from targeting.selectors.messages import DECISION, messages_of


@dataclass(frozen=True)
class Pitch:
    """A role, what it should hear and what proves it (blank when nobody has written it)."""

    role_name: str
    text: str
    proof: str


def pitch_for(lead: Lead) -> Pitch | None:
    """The message for a lead's buying role at 決定, else at the last stage that has one; None while role or text is unknown."""
    known = LeadRole.objects.filter(workspace=lead.workspace_id, lead=lead).first()
    strategy = current_strategy(lead.workspace) if known else None
    if known is None or strategy is None:
        return None
    for role, messages in messages_of(strategy).rows:
        written = [message for message in messages if message]
        if role.key == known.role_key and written:
            best = next((message for message in written if message.stage_key == DECISION), written[-1])
            return Pitch(role.name, best.text, best.proof)
    return None
