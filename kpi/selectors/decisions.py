"""決めること: agreements that wait for somebody, drafts that came back, reviews that are due, hand-offs nobody answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nurturing.models import HandOff
from strategy.models import Strategy
from strategy.selectors.reviews import ReviewRow, Voice, review_rows, voices
from strategy.selectors.statuses import ArtefactState, artefact_states
from workspaces.models import Workspace


@dataclass(frozen=True)
class Decision:
    """One thing to decide: what, why it waits, its status key, by when (None: no date), where to do it."""

    title: str
    detail: str
    status: str
    url: str
    due_on: dt.date | None = None
    is_overdue: bool = False
    kind: str = ""


def decisions_of(
    workspace: Workspace, strategy: Strategy | None, *, today: dt.date, now: dt.datetime
) -> list[Decision]:
    """What must be decided, the overdue first, then what came back, what changed under it, what waits for an answer."""
    found = _overdue_handoffs(workspace, now)
    if strategy is not None:
        states = artefact_states(strategy)
        found += agreement_decisions(workspace, strategy, states)
        found += _due_reviews(workspace, strategy, states, today)
    order = {"overdue": 0, "sent_back": 1, "needs_review": 2, "in_review": 3}
    return sorted(found, key=lambda each: (order.get(each.status, 9), each.due_on or dt.date.max))


def agreement_decisions(workspace: Workspace, strategy: Strategy, states: dict[str, ArtefactState]) -> list[Decision]:
    """差し戻し, 要見直し and 合意待ち of a strategy."""
    speakers = voices(strategy)
    page = reverse("strategy:review", kwargs={"slug": workspace.slug, "strategy_id": strategy.pk})
    return [
        Decision(
            title=row.title,
            detail=_detail(row, speakers),
            status=row.state.status.key,
            url=page,
            kind=row.artefact.kind,
        )
        for row in review_rows(states)
        if row.state.status.key in ("sent_back", "needs_review", "in_review")
    ]


def _detail(row: ReviewRow, speakers: list[Voice]) -> str:
    sent_back = row.state.sent_back
    if row.state.status.key == "sent_back" and sent_back:
        reason = sent_back.reason if len(sent_back.reason) <= 40 else f"{sent_back.reason[:40]}…"
        return _("%(party)s %(name)sさん「%(reason)s」") % {
            "party": sent_back.get_party_display(),
            "name": sent_back.decided_by.short_name,
            "reason": reason,
        }
    if row.state.status.key == "needs_review":
        return _("前提が変わりました")
    awaited = {cell.party for cell in row.cells if cell.answer is None}
    names = [
        _("%(party)s %(name)sさん") % {"party": voice.label, "name": voice.approver.short_name}
        for voice in speakers
        if voice.party in awaited
    ]
    return _("%(names)sが未確認") % {"names": _("、").join(names)} if names else _("合意を待っています")


def _due_reviews(
    workspace: Workspace, strategy: Strategy, states: dict[str, ArtefactState], today: dt.date
) -> list[Decision]:
    page = reverse("strategy:blueprint", kwargs={"slug": workspace.slug, "strategy_id": strategy.pk})
    return [
        Decision(
            title=_("%(name)sの見直し") % {"name": state.artefact},
            detail=_("見直し日を過ぎています"),
            status="overdue",
            url=page,
            due_on=state.artefact.review_on,
            is_overdue=True,
        )
        for state in states.values()
        if state.artefact.review_on and state.artefact.review_on < today
    ]


def _overdue_handoffs(workspace: Workspace, now: dt.datetime) -> list[Decision]:
    """Those past 150 % of the agreed time are a matter for the managers."""
    count = (
        HandOff.objects.for_workspace(workspace)
        .filter(state=HandOff.State.DELIVERED, escalated_at__isnull=False, escalated_at__lte=now)
        .count()
    )
    if not count:
        return []
    title = ngettext("期限を大きく過ぎた引き渡し %(n)d件", "期限を大きく過ぎた引き渡し %(n)d件", count) % {"n": count}
    return [
        Decision(
            title=title,
            detail=_("担当の変更か対応を決めます"),
            status="overdue",
            url=f"/w/{workspace.slug}/inbox/",
            is_overdue=True,
        )
    ]
