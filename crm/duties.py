from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from crm.models import Deal, Lead
from workspaces import audit, duties
from workspaces.duties import Duty
from workspaces.models import User, Workspace

LEADS, DEALS = "leads", "deals"


def register_duties() -> None:
    """Leads and open deals with an owner, for the page about people; called once, when the app starts."""
    duties.register(duties.DutySource("records", _lazy("リード・商談の担当"), find_records, move_records))


def _rows(workspace: Workspace, person: User):  # type: ignore[no-untyped-def]
    return {
        LEADS: Lead.objects.for_workspace(workspace).filter(owner=person),
        DEALS: Deal.objects.for_workspace(workspace).filter(owner=person, outcome=Deal.Outcome.OPEN),
    }


def find_records(workspace: Workspace, person: User) -> list[Duty]:
    """Told as two counts: there may be thousands."""
    counts = {key: rows.count() for key, rows in _rows(workspace, person).items()}
    words = {
        LEADS: ngettext("リード %(n)d件", "リード %(n)d件", counts[LEADS]) % {"n": counts[LEADS]},
        DEALS: ngettext("進行中の商談 %(n)d件", "進行中の商談 %(n)d件", counts[DEALS]) % {"n": counts[DEALS]},
    }
    pages = {LEADS: f"/w/{workspace.slug}/leads/", DEALS: f"/w/{workspace.slug}/deals/"}
    source = str(_("リード・商談の担当"))
    return [Duty(key, source, words[key], url=pages[key]) for key, count in counts.items() if count]


def move_records(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    moved = {key: rows.update(owner=successor) for key, rows in _rows(workspace, person).items() if key in keys}
    if any(moved.values()):
        values = {**moved, "from": str(person), "to": str(successor)}
        audit.record(workspace=workspace, actor=actor, action="records.hand_on", obj=None, after=values)
    return sum(moved.values())
