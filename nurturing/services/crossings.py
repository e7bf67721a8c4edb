"""Over the threshold: who is handed to sales at once, who waits among the candidates, and who was handed over by hand.

A crossing fires once (`LeadScore.is_armed`). With evidence of the last days it makes an MQL and a hand-off; with older
evidence, or when a rule just went live, it makes a candidate for a marketer to decide. Imported stages never cross.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from crm import lifecycle
from crm.models import Stage, StageEvent
from nurturing.calc.handoffs import due_moment
from nurturing.models import HandOff, HandOffCandidate, LeadScore, MqlRule
from nurturing.selectors.explanations import strongest_reasons
from nurturing.selectors.in_force import live_rule, sla_terms
from nurturing.services.assignment import Turns
from nurturing.services.decisions import tell
from workspaces.calendar import calendar_for
from workspaces.models import User, Workspace

Why = HandOffCandidate.Why
_CROSSINGS = 7302  # the namespace of our advisory locks

# Who got beyond リード by another road (imported, by a deal) needs no crossing in this cycle: the list of those about to
# cross stays as short as what there is to do.
PASSED_BY = """
UPDATE nurturing_leadscore s SET is_armed = false, crossed_cycle = j.cycle_number
FROM crm_journey j
WHERE s.workspace_id = %(workspace)s AND s.qualifies AND s.is_armed AND j.id = s.journey_id
  AND j.stage IN ('mql', 'sql', 'opportunity', 'customer')
"""
# Armed leads over the threshold, and candidates that did something new since they became one. Customers, open deals,
# excluded and disqualified people are never handed over; a hand-raise passes the cool-down after a return.
FIND = """
WITH possible AS MATERIALIZED (
    SELECT journey_id FROM nurturing_leadscore WHERE workspace_id = %(workspace)s AND qualifies AND is_armed
    UNION
    SELECT c.journey_id FROM nurturing_handoffcandidate c JOIN nurturing_leadscore s ON s.journey_id = c.journey_id
    WHERE c.workspace_id = %(workspace)s AND s.newest_evidence_at > c.created_at
)
SELECT s.journey_id, j.lead_id, j.cycle_number, s.fit, s.engagement, s.total, s.is_direct, s.newest_evidence_at,
       l.owner_id, l.created_on, l.created_at, c.id IS NOT NULL AS was_candidate
FROM possible p
JOIN nurturing_leadscore s ON s.journey_id = p.journey_id
JOIN crm_journey j ON j.id = s.journey_id
JOIN crm_lead l ON l.id = j.lead_id
LEFT JOIN nurturing_handoffcandidate c ON c.journey_id = j.id
WHERE s.artefact_id = %(artefact)s AND s.qualifies AND NOT s.is_disqualified
  AND j.stage IN ('', 'subscriber', 'lead') AND NOT j.is_excluded AND NOT l.is_test
  AND (j.cycle_number = 1 OR s.is_direct OR j.cycle_started_at <= %(cooled_down)s)
ORDER BY s.is_direct DESC, s.total DESC, s.journey_id
"""
# Who moved on, was excluded or fell under the threshold leaves the list; a fall arms the lead again.
DROP_CANDIDATES = """
WITH dropped AS (
    DELETE FROM nurturing_handoffcandidate c
    USING crm_journey j LEFT JOIN nurturing_leadscore s ON s.journey_id = j.id
    WHERE c.workspace_id = %(workspace)s AND j.id = c.journey_id
      AND (j.stage NOT IN ('', 'subscriber', 'lead') OR j.is_excluded OR NOT coalesce(s.qualifies, false)
           OR s.is_disqualified)
    RETURNING c.journey_id
)
UPDATE nurturing_leadscore s SET is_armed = true FROM dropped WHERE s.journey_id = dropped.journey_id
"""
ADD_CANDIDATES = """
INSERT INTO nurturing_handoffcandidate (workspace_id, journey_id, why, total, created_at) VALUES %s
ON CONFLICT (journey_id) DO UPDATE SET total = excluded.total
"""
FIRED = """
UPDATE nurturing_leadscore s SET is_armed = false, crossed_cycle = j.cycle_number
FROM crm_journey j WHERE j.id = s.journey_id AND s.workspace_id = %s AND s.journey_id = ANY(%s::bigint[])
"""


@dataclass(frozen=True)
class Crossing:
    """A lead over the threshold that has not been handed over in this cycle."""

    journey_id: int
    lead_id: int
    cycle_number: int
    fit: float
    engagement: float
    total: float
    is_direct: bool
    newest_evidence_at: dt.datetime | None
    owner_id: int | None
    created_on: dt.date | None
    created_at: dt.datetime
    was_candidate: bool = False


@transaction.atomic
def deliver_crossings(
    workspace: Workspace, *, now: dt.datetime, rule: MqlRule | None = None, rule_went_live: bool = False
) -> int:
    """Hand over or list as candidates whoever newly stands over the threshold; the number of hand-offs made.

    `rule_went_live`: the scores were just computed with a version that was not in force before, so everybody who was
    there when it went live becomes a candidate. Safe to run twice: what has fired does not fire again. Without a rule in
    force nobody crosses.
    """
    rule = rule or live_rule(workspace, now)
    if rule is None:
        return 0
    _lock(workspace)
    with connection.cursor() as cursor:
        cursor.execute(PASSED_BY, {"workspace": workspace.pk})
        cursor.execute(DROP_CANDIDATES, {"workspace": workspace.pk})
    now_over, later = [], []
    for crossing in _find(workspace, rule, now):
        why = _why_wait(crossing, workspace, rule, now, rule_went_live)
        if not why:
            now_over.append(crossing)
        elif not crossing.was_candidate:
            later.append((crossing, why))
    _add_candidates(workspace, later, now)
    return len(_hand_over(workspace, now_over, rule=rule, now=now, origin=StageEvent.Origin.RULE))


@transaction.atomic
def hand_over_candidates(
    *, workspace: Workspace, candidate_ids: Iterable[int] | None, actor: User, now: dt.datetime, rule: MqlRule | None
) -> int:
    """引き渡す: a marketer hands over some of the candidates (None: all); the number of hand-offs made."""
    _lock(workspace)
    candidates = HandOffCandidate.objects.for_workspace(workspace)
    if candidate_ids is not None:
        candidates = candidates.filter(pk__in=list(candidate_ids))
    crossings = _crossings_of(workspace, list(candidates.values_list("journey", flat=True)))
    made = _hand_over(workspace, crossings, rule=rule, now=now, origin=StageEvent.Origin.PERSON, actor=actor)
    return len(made)


@transaction.atomic
def hand_over_lead(
    *, workspace: Workspace, journey_id: int, actor: User, now: dt.datetime, rule: MqlRule | None
) -> HandOff | None:
    """Hand one lead over by hand, whatever its score; None when it already is with sales in this cycle."""
    _lock(workspace)
    crossings = _crossings_of(workspace, [journey_id])
    made = _hand_over(workspace, crossings, rule=rule, now=now, origin=StageEvent.Origin.PERSON, actor=actor)
    return made[0] if made else None


@transaction.atomic
def dismiss_candidates(*, workspace: Workspace, candidate_ids: Iterable[int]) -> int:
    """Take candidates off the list without handing them over; they come back only after a new crossing."""
    deleted, _by_model = HandOffCandidate.objects.for_workspace(workspace).filter(pk__in=list(candidate_ids)).delete()
    return deleted


def _lock(workspace: Workspace) -> None:
    """Turns are dealt by one transaction at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CROSSINGS, workspace.pk])


def _find(workspace: Workspace, rule: MqlRule, now: dt.datetime) -> list[Crossing]:
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            {
                "workspace": workspace.pk,
                "artefact": rule.artefact_id,
                "cooled_down": now - dt.timedelta(days=rule.cool_down_days),
            },
        )
        return [Crossing(*row) for row in cursor.fetchall()]


def _why_wait(crossing: Crossing, workspace: Workspace, rule: MqlRule, now: dt.datetime, rule_went_live: bool) -> str:
    """Why a crossing is not handed over at once; blank: it is."""
    live_from = rule.artefact.live_from
    if rule_went_live and live_from and crossing.created_at < live_from and not crossing.was_candidate:
        return Why.RULE_WENT_LIVE
    evidence = _newest_evidence_on(crossing, workspace)
    if evidence is None or (workspace.local_date(now) - evidence).days > rule.fresh_days:
        return Why.OLD_EVIDENCE
    return ""


def _newest_evidence_on(crossing: Crossing, workspace: Workspace) -> dt.date | None:
    """The day of the newest activity that counts, or of the lead's creation in its first cycle."""
    days = [crossing.created_on] if crossing.created_on and crossing.cycle_number == 1 else []
    if crossing.newest_evidence_at:
        days.append(workspace.local_date(crossing.newest_evidence_at))
    return max(days, default=None)


def _add_candidates(workspace: Workspace, waiting: Sequence[tuple[Crossing, str]], now: dt.datetime) -> None:
    if not waiting:
        return
    rows = [(workspace.pk, crossing.journey_id, str(why), crossing.total, now) for crossing, why in waiting]
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, ADD_CANDIDATES, rows, page_size=1000)
    _fire(workspace, [crossing.journey_id for crossing, _why in waiting])
    tell(workspace.pk)


def _crossings_of(workspace: Workspace, journey_ids: list[int]) -> list[Crossing]:
    """The same facts for journeys chosen by a person; those who moved on meanwhile are left out."""
    rows = (
        LeadScore.objects.for_workspace(workspace)
        .filter(journey__in=journey_ids, journey__is_excluded=False)
        .filter(journey__stage__in=["", Stage.SUBSCRIBER, Stage.LEAD, Stage.MQL])
        .order_by("-is_direct", "-total", "journey")
        .values_list(
            "journey",
            "journey__lead",
            "journey__cycle_number",
            "fit",
            "engagement",
            "total",
            "is_direct",
            "newest_evidence_at",
            "journey__lead__owner",
            "journey__lead__created_on",
            "journey__lead__created_at",
        )
    )
    return [Crossing(*row) for row in rows]


def _hand_over(
    workspace: Workspace,
    crossings: Sequence[Crossing],
    *,
    rule: MqlRule | None,
    now: dt.datetime,
    origin: str,
    actor: User | None = None,
) -> list[HandOff]:
    """Make MQLs and hand-offs of crossings; the hand-offs that are new."""
    if not crossings:
        return []
    made = _write_handoffs(workspace, crossings, rule=rule, now=now, actor=actor)
    version = rule.artefact.number if rule else None
    lifecycle.enter_stages(
        workspace=workspace,
        origin=origin,
        entries=[
            lifecycle.StageEntry(
                journey_id=crossing.journey_id,
                to_stage=Stage.MQL,
                occurred_at=now,
                rule_version=version,
                score=crossing.total,
                reason="direct" if crossing.is_direct else "threshold",
                actor_id=actor.pk if actor else None,
            )
            for crossing in crossings
        ],
    )
    journeys = [crossing.journey_id for crossing in crossings]
    _fire(workspace, journeys)
    HandOffCandidate.objects.for_workspace(workspace).filter(journey__in=journeys).delete()
    tell(workspace.pk)
    return made


def _write_handoffs(
    workspace: Workspace, crossings: Sequence[Crossing], *, rule: MqlRule | None, now: dt.datetime, actor: User | None
) -> list[HandOff]:
    present = set(
        HandOff.objects.for_workspace(workspace)
        .filter(journey__in=[crossing.journey_id for crossing in crossings])
        .exclude(state=HandOff.State.WITHDRAWN)
        .values_list("journey", "cycle_number")
    )
    fresh = [crossing for crossing in crossings if (crossing.journey_id, crossing.cycle_number) not in present]
    terms, turns = sla_terms(workspace, now), Turns(workspace)
    due_at = due_moment(calendar_for(workspace), now, terms.response_hours)
    reasons = strongest_reasons(workspace, [crossing.lead_id for crossing in fresh], rule=rule, now=now)
    shared: dict[str, Any] = {
        "workspace": workspace,
        "delivered_at": now,
        "due_at": due_at,
        "response_hours": terms.response_hours,
        "handed_over_by": actor,
        "rule_version": rule.artefact.number if rule else None,
        "is_trial": bool(rule and rule.artefact.is_trial),
    }
    return HandOff.objects.bulk_create(
        HandOff(
            **shared,
            journey_id=crossing.journey_id,
            lead_id=crossing.lead_id,
            cycle_number=crossing.cycle_number,
            assigned_to_id=turns.next_for(crossing.owner_id),
            fit=crossing.fit,
            engagement=crossing.engagement,
            total=crossing.total,
            reasons=reasons.get(crossing.lead_id, []),
        )
        for crossing in fresh
    )


def _fire(workspace: Workspace, journey_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIRED, [workspace.pk, journey_ids])
