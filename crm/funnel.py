"""What a funnel counts: first entries of journeys into a stage within a cycle, by local date.

One definition for the roll-ups, the lists behind every count and the API. People at companies that were customers
before they became leads, and leads marked as test, are not counted; subscribers are no stage of a funnel.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from crm.models import Lead, Source, StageEvent
from workspaces.models import Workspace

# Marks of a source as filters write them: the three marks, `unmarked` for a source nobody has marked and `unknown` for none.
UNMARKED, UNKNOWN = "unmarked", "unknown"

# The journeys that no funnel counts, as text with the parameter `workspace`: lists and roll-ups share it. `OFFSET 0` keeps
# the look-up of a journey's events a look-up by journey, also before the database has gathered statistics.
UNCOUNTED_JOURNEYS = """
    SELECT j.id FROM crm_journey j JOIN crm_lead l ON l.id = j.lead_id
    WHERE j.workspace_id = %(workspace)s AND l.is_test
    UNION
    SELECT j.id
    FROM (SELECT company_id, min(closed_on) AS since FROM crm_deal
          WHERE workspace_id = %(workspace)s AND outcome = 'won' AND company_id IS NOT NULL AND closed_on IS NOT NULL
          GROUP BY company_id) customer
    JOIN crm_lead l ON l.workspace_id = %(workspace)s AND l.company_id = customer.company_id
    JOIN crm_journey j ON j.workspace_id = %(workspace)s AND j.lead_id = l.id
    CROSS JOIN LATERAL (
        SELECT min(own.occurred_on) FILTER (WHERE own.kind = 'advance' AND own.to_stage = 'lead') AS became_lead_on
        FROM (SELECT e.occurred_on, e.kind, e.to_stage FROM crm_stageevent e
              WHERE e.workspace_id = %(workspace)s AND e.journey_id = j.id OFFSET 0) own
    ) first
    WHERE customer.since < first.became_lead_on
"""


def counted_entries(
    workspace: Workspace,
    stage: str,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    origin: str = "",
) -> QuerySet[StageEvent]:
    """The entries into `stage` on local days `start` to `end` (both inclusive) that a funnel counts.

    `origin` narrows to leads whose source bears that mark (`marketing`, `sales`, `other`, `unmarked`, `unknown`).
    """
    entries = StageEvent.objects.for_workspace(workspace).filter(kind=StageEvent.Kind.ADVANCE, to_stage=stage)
    if start:
        entries = entries.filter(occurred_on__gte=start)
    if end:
        entries = entries.filter(occurred_on__lte=end)
    if origin:
        entries = entries.filter(origin_is(origin, "journey__lead__source"))
    return entries.exclude(journey__in=uncounted_journeys(workspace))


def uncounted_journeys(workspace: Workspace) -> RawSQL:
    """Journeys of test leads, and of people whose company had won a deal before their first entry as a lead (ids)."""
    sql = UNCOUNTED_JOURNEYS.replace("%(workspace)s", "%s")
    return RawSQL(sql, [workspace.pk] * sql.count("%s"))


def origin_is(origin: str, path: str) -> Q:
    """The condition that the source at `path` bears a mark; `unknown` means no source at all."""
    if origin == UNKNOWN:
        return Q(**{f"{path}__isnull": True})
    if origin == UNMARKED:
        return Q(**{f"{path}__isnull": False, f"{path}__origin": Source.Origin.UNMARKED})
    return Q(**{f"{path}__origin": origin})


def counted_leads(
    workspace: Workspace,
    stage: str,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    origin: str = "",
) -> QuerySet[Lead]:
    """The leads behind `counted_entries`, one row per entry (a lead that entered again in a later cycle stands twice)."""
    entries = counted_entries(workspace, stage, start=start, end=end, origin=origin)
    return Lead.objects.for_workspace(workspace).filter(journeys__events__in=entries)
