"""Keeping stored scores equal to what the rule in force says: for changed leads, for all, and as time passes.

The database computes and writes; only rows that differ are written, so a second identical run writes nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from crm.models import ChangedLead, Journey
from nurturing.models import HandOffCandidate, LeadScore, MqlRule
from nurturing.scoring_sql import ScoringQuery, scoring_query
from nurturing.selectors.in_force import live_rule
from nurturing.selectors.rule_models import model_of
from nurturing.services.crossings import deliver_crossings
from nurturing.services.journeys import sync_handoffs_with_journeys
from workspaces.models import Workspace

# Falling this far below the threshold arms a crossing again.
REARM = 10
# From so many leads on, one pass over everything is cheaper than looking them up one by one.
MANY = 20_000

# For one pass over everybody. 64 MB keeps the plan on aggregates and hashes that fit; compiling costs more than it saves
# here; tables that were just filled have no statistics yet, and a nested loop over everybody would never end. The other
# two let the reading and folding of attributes be shared among workers, which the planner's defaults think too dear.
SETTINGS = {
    "work_mem": "64MB",
    "jit": "off",
    "enable_nestloop": "off",
    "parallel_tuple_cost": "0.01",
    "parallel_setup_cost": "100",
}
# A table of its own lets the database compute the scores with parallel workers; an INSERT … SELECT would not.
STAGE = "CREATE TEMP TABLE fresh_score ON COMMIT DROP AS {query}"
WRITE = """
INSERT INTO nurturing_leadscore (workspace_id, journey_id, artefact_id, fit, engagement, total, is_disqualified,
    is_direct, qualifies, is_armed, newest_evidence_at, as_of, next_change_on, computed_at)
SELECT %(workspace)s, n.journey_id, %(artefact)s, n.fit, n.engagement, n.total, n.is_disqualified, n.is_direct,
       n.qualifies, n.is_armed, n.newest_evidence_at, %(as_of)s, n.next_change_on, %(now)s
FROM (
    -- A new version arms everybody. Within a cycle a deep fall arms for the next time; in a new cycle any fall under the
    -- threshold does, and so does something new the lead did.
    SELECT f.*, o, o.artefact_id IS DISTINCT FROM %(artefact)s OR o.is_armed OR (NOT f.qualifies AND f.total < %(rearm)s)
               OR (o.crossed_cycle IS DISTINCT FROM f.cycle_number
                   AND (NOT f.qualifies OR f.newest_evidence_at IS NOT NULL)) AS is_armed
    FROM {fresh} f LEFT JOIN {stored}
) n
WHERE ((n.o).artefact_id, (n.o).fit, (n.o).engagement, (n.o).total, (n.o).is_disqualified, (n.o).is_direct,
       (n.o).qualifies, (n.o).is_armed, (n.o).newest_evidence_at, (n.o).next_change_on)
    IS DISTINCT FROM
      (%(artefact)s::bigint, n.fit, n.engagement, n.total, n.is_disqualified, n.is_direct, n.qualifies, n.is_armed,
       n.newest_evidence_at, n.next_change_on)
ON CONFLICT (journey_id) DO UPDATE SET artefact_id = excluded.artefact_id, fit = excluded.fit,
    engagement = excluded.engagement, total = excluded.total, is_disqualified = excluded.is_disqualified,
    is_direct = excluded.is_direct, qualifies = excluded.qualifies, is_armed = excluded.is_armed,
    newest_evidence_at = excluded.newest_evidence_at, as_of = excluded.as_of, next_change_on = excluded.next_change_on,
    computed_at = excluded.computed_at
"""

# How the stored scores are found: by hash for everybody, one by one for some.
ALL_STORED = "nurturing_leadscore o ON o.journey_id = f.journey_id"
EACH_STORED = "LATERAL (SELECT * FROM nurturing_leadscore s WHERE s.journey_id = f.journey_id OFFSET 0) o ON true"


@dataclass(frozen=True)
class RescoreResult:
    """`scored` leads looked at, `written` rows that differed, `crossed` hand-offs made."""

    scored: int = 0
    written: int = 0
    crossed: int = 0


@transaction.atomic
def rescore_changed(workspace: Workspace, *, as_of: dt.date, now: dt.datetime) -> RescoreResult:
    """Score the leads noted as changed (all of them when another rule version went live), then hand over who crossed.

    The notes are claimed by deleting them in this transaction: a crash leaves them, a second run finds none.
    """
    changed = _claim_changed(workspace)
    rule = live_rule(workspace, now)
    sync_handoffs_with_journeys(workspace, now=now)
    if rule is None:
        _forget_scores(workspace)
        return RescoreResult()
    rule_went_live = _stored_version(workspace) != rule.artefact_id
    chosen = None if rule_went_live else changed
    result = _score(workspace, rule, lead_ids=chosen, as_of=as_of, now=now)
    crossed = deliver_crossings(workspace, rule=rule, now=now, rule_went_live=rule_went_live)
    return RescoreResult(result.scored, result.written, crossed)


@transaction.atomic
def rescore_all(workspace: Workspace, *, as_of: dt.date, now: dt.datetime) -> RescoreResult:
    """Score every lead of the workspace with the rule in force; hands over nobody. Nothing changed: nothing written."""
    rule = live_rule(workspace, now)
    return RescoreResult() if rule is None else _score(workspace, rule, lead_ids=None, as_of=as_of, now=now)


@transaction.atomic
def age_scores(workspace: Workspace, *, as_of: dt.date, now: dt.datetime) -> RescoreResult:
    """Score the leads whose points change by the passing of time up to `as_of`; reads only their activities.

    Also hands over who may be handed over by now (a cool-down that ended, a dated activity).
    """
    rule = live_rule(workspace, now)
    if rule is None:
        return RescoreResult()
    due = LeadScore.objects.for_workspace(workspace).filter(next_change_on__lte=as_of)
    lead_ids = list(due.values_list("journey__lead", flat=True))
    result = _score(workspace, rule, lead_ids=lead_ids, as_of=as_of, now=now)
    crossed = deliver_crossings(workspace, rule=rule, now=now)
    return RescoreResult(result.scored, result.written, crossed)


def query_for(
    workspace: Workspace, rule: MqlRule, *, as_of: dt.date, lead_ids: Sequence[int] | None = None
) -> ScoringQuery:
    """The scoring statement of a rule version for this workspace on a local date."""
    has_cycles = (
        lead_ids is not None or Journey.objects.for_workspace(workspace).filter(cycle_started_at__isnull=False).exists()
    )
    return scoring_query(
        model_of(rule),
        workspace_id=workspace.pk,
        as_of=as_of,
        zone=workspace.time_zone,
        midnight=workspace.local_midnight,
        lead_ids=lead_ids,
        has_cycles=has_cycles,
    )


def _score(
    workspace: Workspace, rule: MqlRule, *, lead_ids: Sequence[int] | None, as_of: dt.date, now: dt.datetime
) -> RescoreResult:
    if lead_ids is not None and not lead_ids:
        return RescoreResult()
    is_whole = lead_ids is None or len(lead_ids) > MANY
    query = query_for(workspace, rule, as_of=as_of, lead_ids=None if is_whole else lead_ids)
    values: dict[str, Any] = {
        "workspace": workspace.pk,
        "artefact": rule.artefact_id,
        "as_of": as_of,
        "now": now,
        "rearm": rule.threshold - REARM,
    }
    with connection.cursor() as cursor:
        if is_whole:
            return _write_all(cursor, query, values)
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(WRITE.format(fresh=f"({query.sql})", stored=EACH_STORED), {**query.values, **values})
        return RescoreResult(len(set(lead_ids or ())), cursor.rowcount)


def _write_all(cursor: CursorWrapper, query: ScoringQuery, values: dict[str, Any]) -> RescoreResult:
    with _settings(cursor):
        cursor.execute("DROP TABLE IF EXISTS fresh_score")
        cursor.execute(STAGE.format(query=query.sql), query.values)
        scored = cursor.rowcount
        cursor.execute(WRITE.format(fresh="fresh_score", stored=ALL_STORED), values)
        return RescoreResult(scored, cursor.rowcount)


@contextlib.contextmanager
def _settings(cursor: CursorWrapper) -> Iterator[None]:
    """The planner's settings for one pass over everybody; what follows in the transaction gets the old ones back."""
    names = list(SETTINGS)
    cursor.execute("SELECT current_setting(name) FROM unnest(%s::text[]) AS name", [names])
    before = [value for (value,) in cursor.fetchall()]
    change = "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS s (name, value)"
    cursor.execute(change, [names, list(SETTINGS.values())])
    yield
    cursor.execute(change, [names, before])


def _claim_changed(workspace: Workspace) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH claimed AS (DELETE FROM {ChangedLead._meta.db_table} WHERE workspace_id = %s RETURNING lead_id)"
            " SELECT DISTINCT lead_id FROM claimed",
            [workspace.pk],
        )
        return [lead_id for (lead_id,) in cursor.fetchall()]


def _stored_version(workspace: Workspace) -> int | None:
    """The rule version the stored scores were computed with; they are all of one version. None: there are none yet."""
    highest = LeadScore.objects.for_workspace(workspace).order_by("-total")
    return highest.values_list("artefact", flat=True).first()


def _forget_scores(workspace: Workspace) -> None:
    """Without a rule in force there is no score to show, and nobody is over a threshold."""
    LeadScore.objects.for_workspace(workspace).delete()
    HandOffCandidate.objects.for_workspace(workspace).delete()
