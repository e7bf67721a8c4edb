"""The buying role of every lead: read from its title by the adopted rules, or set by hand, which stays."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from crm.models import Lead
from strategy.selectors import current_strategy
from targeting.calc.titles import TitleRule, pattern_of
from targeting.models import AppliedTitleRules, LeadRole
from targeting.selectors.lead_roles import adopted_title_rules
from workspaces import audit
from workspaces.models import User, Workspace

FOLDED = "translate(normalize({column}, NFKC), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
COLUMNS = {"title": ("t.title",), "department": ("t.department",), "both": ("t.title", "t.department")}
# Titles repeat: each pair of title and department is judged once. Roles set by hand stay.
APPLY = """
WITH wanted AS MATERIALIZED (
    SELECT l.id, l.job_title, l.department FROM crm_lead l WHERE l.workspace_id = %(workspace)s {scope}
), judged AS MATERIALIZED (
    SELECT t.job_title, t.department_name, CASE {cases} END AS role_key
    FROM (SELECT job_title, department AS department_name, {title} AS title, {department} AS department
          FROM (SELECT DISTINCT job_title, department FROM wanted) pair) t
), found AS (
    SELECT w.id, j.role_key FROM wanted w
    JOIN judged j ON j.job_title = w.job_title AND j.department_name = w.department
), gone AS (
    DELETE FROM targeting_leadrole r USING found f
    WHERE r.lead_id = f.id AND r.source = 'auto' AND f.role_key IS NULL
)
INSERT INTO targeting_leadrole AS r (workspace_id, lead_id, role_key, source, updated_at)
SELECT %(workspace)s, f.id, f.role_key, 'auto', %(now)s FROM found f WHERE f.role_key IS NOT NULL
ON CONFLICT (lead_id) DO UPDATE SET role_key = EXCLUDED.role_key, updated_at = EXCLUDED.updated_at
WHERE r.source = 'auto' AND r.role_key <> EXCLUDED.role_key
"""
CHANGED = "AND l.id IN (SELECT c.lead_id FROM crm_changedlead c WHERE c.workspace_id = %(workspace)s)"


@transaction.atomic
def apply_title_rules(workspace: Workspace, *, now: dt.datetime, everybody: bool = False) -> int:
    """Read the roles of the leads that changed; of everybody when the rules changed. The number of roles written.

    Called by the recompute before it claims the changed leads. Without a current strategy nothing is read.
    """
    strategy = current_strategy(workspace)
    if strategy is None:
        return 0
    rules = adopted_title_rules(strategy)
    fingerprint = _fingerprint(rules)
    known = AppliedTitleRules.objects.for_workspace(workspace).first()
    everybody = everybody or known is None or known.fingerprint != fingerprint
    written = _apply(workspace, rules, "" if everybody else CHANGED, now)
    if known is None or known.fingerprint != fingerprint:
        AppliedTitleRules.objects.update_or_create(
            workspace=workspace, defaults={"fingerprint": fingerprint, "applied_at": now}
        )
    return written


def _apply(workspace: Workspace, rules: Sequence[TitleRule], scope: str, now: dt.datetime) -> int:
    cases = "WHEN FALSE THEN NULL"
    values: dict[str, str] = {}
    for place, rule in enumerate(rules):
        holds = " OR ".join(f"{column} ~ %(words{place})s" for column in COLUMNS[rule.scope])
        cases += f" WHEN {holds} THEN %(role{place})s"
        values |= {f"words{place}": pattern_of(rule.words), f"role{place}": rule.role_key}
    statement = APPLY.format(
        scope=scope,
        cases=cases,
        title=FOLDED.format(column="job_title"),
        department=FOLDED.format(column="department"),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"workspace": workspace.pk, "now": now, **values})
        return cursor.rowcount


def _fingerprint(rules: Sequence[TitleRule]) -> str:
    said: list[Any] = [[rule.role_key, rule.scope, list(rule.words)] for rule in rules]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def set_lead_role(*, workspace: Workspace, actor: User, lead: Lead, role_key: str, now: dt.datetime) -> None:
    """Set a lead's role by hand, which no rule overwrites; "" gives it back to the rules."""
    before = LeadRole.objects.for_workspace(workspace).filter(lead=lead).first()
    was = {"role": before.role_key, "source": before.source} if before else {}
    if role_key:
        LeadRole.objects.update_or_create(
            lead=lead,
            defaults={
                "workspace": workspace,
                "role_key": role_key,
                "source": LeadRole.Source.MANUAL,
                "updated_at": now,
            },
        )
    else:
        LeadRole.objects.for_workspace(workspace).filter(lead=lead).delete()
        strategy = current_strategy(workspace)
        if strategy is not None:
            _apply_to(workspace, adopted_title_rules(strategy), lead, now)
    audit.record(
        workspace=workspace,
        actor=actor,
        action="lead.role",
        obj=lead,
        before=was,
        after={"role": role_key, "source": LeadRole.Source.MANUAL if role_key else LeadRole.Source.AUTO},
        label=str(lead.pk),
    )


def _apply_to(workspace: Workspace, rules: Sequence[TitleRule], lead: Lead, now: dt.datetime) -> None:
    _apply(workspace, rules, f"AND l.id = {int(lead.pk)}", now)
