"""What sales write down when a deal is signed: known of won deals only, so that it says nothing of whom to target."""
# japanese-data

from __future__ import annotations

from crm.models import CustomField, Deal, Entity
from workspaces.models import Workspace

CONTRACT_TERM = "contract_term"
TERMS = ("1年", "1年", "3年", "2年")


def write_contracts(workspace: Workspace) -> None:
    """The contract term of every won deal."""
    CustomField.objects.create(workspace=workspace, entity=Entity.DEAL, key=CONTRACT_TERM, label="契約期間")
    won = list(Deal.objects.for_workspace(workspace).filter(outcome=Deal.Outcome.WON).order_by("external_id", "pk"))
    for place, deal in enumerate(won):
        deal.custom = {**deal.custom, CONTRACT_TERM: TERMS[place % len(TERMS)]}
    Deal.objects.bulk_update(won, ["custom"])
