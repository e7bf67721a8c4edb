"""Who speaks for the three parties of a strategy."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from strategy.models import Party, Strategy, StrategyParty
from workspaces import audit, rights
from workspaces.models import Membership, Side, User


class CannotApprove(Exception):
    """Viewers and external partners may not speak for a party."""


def possible_approvers(strategy: Strategy) -> QuerySet[Membership]:
    """The members who may be named: every active one whose role may approve, oldest first."""
    return (
        Membership.objects.active()
        .filter(workspace=strategy.workspace_id, role__rights__contains=[rights.APPROVE])
        .select_related("user", "role")
        .order_by("started_at", "id")
    )


def create_default_parties(*, strategy: Strategy, creator: User | None) -> None:
    """マーケ: the creator; 営業: the first member on the sales side (a manager before a representative), the next one as
    deputy; 経営: the first executive.

    Where nobody fits, the creator speaks for that party too (兼任), so that one person alone can begin.
    """
    members = list(possible_approvers(strategy))
    fallback = creator or (members[0].user if members else None)
    if fallback is None:
        return
    sales = [member for member in members if member.is_sales_side]
    sales.sort(key=lambda member: member.side != Side.SALES)
    executives = [member for member in members if member.role_id == "executive"]
    chosen = {
        Party.EXECUTIVE: executives[0].user if executives else fallback,
        Party.SALES: sales[0].user if sales else fallback,
        Party.MARKETING: fallback,
    }
    deputies = {Party.SALES: sales[1].user if len(sales) > 1 else None}
    StrategyParty.objects.bulk_create(
        [
            StrategyParty(
                workspace_id=strategy.workspace_id,
                strategy=strategy,
                party=party,
                approver=user,
                deputy=deputies.get(party),
            )
            for party, user in chosen.items()
        ]
    )


@transaction.atomic
def name_party(*, strategy: Strategy, party: str, approver: User, deputy: User | None, actor: User) -> StrategyParty:
    """Name who speaks for a party and who stands in. Raises CannotApprove for somebody who may not approve."""
    named = {approver.pk} | ({deputy.pk} if deputy else set())
    allowed = set(possible_approvers(strategy).filter(user__in=named).values_list("user_id", flat=True))
    if named - allowed:
        raise CannotApprove
    before = StrategyParty.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy, party=party).first()
    row, _created = StrategyParty.objects.update_or_create(
        workspace_id=strategy.workspace_id,
        strategy=strategy,
        party=party,
        defaults={"approver": approver, "deputy": deputy},
    )
    audit.record(
        workspace=strategy.workspace,
        actor=actor,
        action="strategy.name_party",
        obj=row,
        before={"approver": str(before.approver), "deputy": str(before.deputy or "")} if before else {},
        after={"approver": str(approver), "deputy": str(deputy or "")},
    )
    return row
