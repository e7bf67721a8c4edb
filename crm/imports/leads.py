"""Matches rows to leads (id, then an e-mail that exactly one lead has) and writes them with source, company and consent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from crm.imports.companies import resolve_companies
from crm.imports.history import enter_deal_history, enter_lead_history
from crm.imports.journal import change_and_note, watch
from crm.imports.linking import link_to_leads
from crm.imports.merging import Target, merge
from crm.imports.staging import Run, create_work_tables, waves
from crm.models import ImportRun
from workspaces.models import Workspace

# Looked up row by row through the indexes: the work follows the size of the file, not of what is stored.
MATCH = """
WITH wanted AS MATERIALIZED (
    SELECT row, external_id, email FROM import_row WHERE wave = %(wave)s
), by_id AS MATERIALIZED (
    SELECT w.row, l.id FROM wanted w
    CROSS JOIN LATERAL (
        SELECT id FROM crm_lead WHERE workspace_id = %(ws)s AND external_id = w.external_id AND external_id <> '' LIMIT 1
    ) l
), by_email AS MATERIALIZED (
    SELECT w.email, f.* FROM (SELECT DISTINCT email FROM wanted WHERE email IS NOT NULL) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS hits, min(id) AS id, bool_or(external_id = '') AS is_free FROM crm_lead
        WHERE workspace_id = %(ws)s AND lower(email) = w.email
    ) f
    WHERE f.hits > 0
), decided AS (
    SELECT w.row, w.email, i.id AS own_id, coalesce(e.hits, 0) AS hits,
           CASE WHEN i.id IS NOT NULL THEN i.id
                WHEN e.hits = 1 AND (e.is_free OR w.external_id IS NULL) THEN e.id END AS target,
           i.id IS NULL AND e.hits > 1 AND w.external_id IS NULL AS is_unclear
    FROM wanted w LEFT JOIN by_id i ON i.row = w.row LEFT JOIN by_email e ON e.email = w.email
), once AS (
    SELECT *, row_number() OVER (PARTITION BY target ORDER BY own_id IS NULL, row) AS turn,
           count(*) OVER (PARTITION BY email) AS same_email
    FROM decided
), refused AS (
    INSERT INTO import_refused SELECT row, 'email', 'several_leads', hits FROM once WHERE coalesce(is_unclear, false)
)
INSERT INTO import_match (row, id, is_new, is_duplicate, by_id)
SELECT row, CASE WHEN target IS NULL OR turn > 1 THEN nextval('crm_lead_id_seq') ELSE target END,
       target IS NULL OR turn > 1,
       (target IS NULL OR turn > 1) AND email IS NOT NULL AND (hits > 0 OR same_email > 1), own_id IS NOT NULL
FROM once WHERE NOT coalesce(is_unclear, false)
"""
FLAG = """
UPDATE crm_lead t SET is_duplicate_candidate = true
WHERE t.workspace_id = %(ws)s AND NOT t.is_duplicate_candidate AND lower(t.email) IN (
    SELECT lower(n.email) FROM import_match m JOIN crm_lead n ON n.id = m.id WHERE m.is_duplicate)
"""
NEW_SOURCES = """
INSERT INTO crm_source (workspace_id, name, channel, origin)
SELECT DISTINCT %(ws)s::bigint, source, '', '' FROM import_row WHERE source IS NOT NULL
ON CONFLICT (workspace_id, name) DO NOTHING
"""
NEW_CAMPAIGNS = """
INSERT INTO crm_campaign (workspace_id, name, source_id)
SELECT DISTINCT ON (r.campaign) %(ws)s::bigint, r.campaign, o.id FROM import_row r
LEFT JOIN crm_source o ON o.workspace_id = %(ws)s AND o.name = {source}
WHERE r.campaign IS NOT NULL ORDER BY r.campaign, r.row
ON CONFLICT (workspace_id, name) DO NOTHING
"""
# A day on which a lead was counted under another source is counted anew.
MOVED_DAYS = """
INSERT INTO crm_changedday (workspace_id, day, changed_at)
SELECT DISTINCT %(ws)s::bigint, e.occurred_on, now()
FROM import_match m JOIN crm_journey j ON j.workspace_id = %(ws)s AND j.lead_id = m.id
JOIN crm_stageevent e ON e.workspace_id = %(ws)s AND e.journey_id = j.id
WHERE NOT m.is_new AND m.row IN (SELECT row FROM import_touched)
"""
LEADS_WITH_DEALS = """
SELECT d.lead_id FROM crm_deal d JOIN import_match m ON m.id = d.lead_id WHERE d.workspace_id = %(ws)s
"""
CHANGED_LEADS = """
INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)
SELECT %(ws)s, id, now() FROM import_match WHERE is_new OR row IN (SELECT row FROM import_touched)
"""
TEXTS = (
    *("external_id", "email", "full_name", "family_name", "given_name", "family_name_kana", "given_name_kana"),
    *("job_title", "department", "phone", "company_name", "company_external_id", "deal_external_id"),
)
OWNER = """(SELECT u.id FROM workspaces_user u JOIN workspaces_membership b ON b.user_id = u.id
            WHERE b.workspace_id = %(ws)s AND b.ended_on IS NULL AND lower(u.email) = lower(s.owner))"""

CONSENT = """
WITH given AS (
    SELECT DISTINCT ON (m.id) m.id AS lead_id, m.row, s.consent_basis AS basis, {on} AS obtained_on, {source} AS source_text
    FROM import_row s JOIN import_match m USING (row) WHERE s.consent_basis IS NOT NULL ORDER BY m.id, s.row DESC
), written AS (
    INSERT INTO crm_consent (workspace_id, lead_id, channel, basis, status, source_text, obtained_on, recorded_at)
    SELECT %(ws)s, lead_id, 'mail', basis, CASE WHEN basis IN ('none', 'unknown') THEN 'unknown' ELSE 'ok' END,
           coalesce(source_text, ''), obtained_on, now() FROM given
    ON CONFLICT (workspace_id, lead_id, channel) DO UPDATE
    SET basis = excluded.basis, obtained_on = coalesce(excluded.obtained_on, crm_consent.obtained_on),
        source_text = coalesce(nullif(excluded.source_text, ''), crm_consent.source_text), recorded_at = now(),
        -- Who has refused stays refused, whatever a file says.
        status = CASE WHEN crm_consent.status IN ('refused', 'bounced') THEN crm_consent.status ELSE excluded.status END
    WHERE (crm_consent.basis, crm_consent.obtained_on, crm_consent.source_text) IS DISTINCT FROM
        (excluded.basis, coalesce(excluded.obtained_on, crm_consent.obtained_on),
         coalesce(nullif(excluded.source_text, ''), crm_consent.source_text))
    RETURNING lead_id
)
INSERT INTO import_touched SELECT g.row FROM written w JOIN given g USING (lead_id)
"""


def lead_target(run: Run) -> Target:
    """How a lead row becomes a lead: only what the file holds; source, campaign and day keep their first value."""
    target = Target(
        table="crm_lead",
        label="coalesce(nullif(t.full_name, ''), nullif(t.email, ''), t.external_id)",
        texts={name: f"s.{name}" for name in TEXTS if name in run.staged},
        insert_only={name: "''" for name in TEXTS if name not in run.staged},
        first_kept=frozenset({"source_id", "campaign_id", "created_on"}),
    )
    joins = []
    if "created_on" in run.staged:
        target.others["created_on"] = "s.created_on"
    if "source" in run.staged:
        joins.append("LEFT JOIN crm_source src ON src.workspace_id = %(ws)s AND src.name = s.source")
        target.others["source_id"] = "src.id"
    if "campaign" in run.staged:
        joins.append("LEFT JOIN crm_campaign cmp ON cmp.workspace_id = %(ws)s AND cmp.name = s.campaign")
        target.others["campaign_id"] = "cmp.id"
    if run.has_companies:
        joins.append("LEFT JOIN import_company k ON k.company_key = s.company_key")
        target.others["company_id"] = "k.company_id"
    if "owner" in run.staged:
        target.others["owner_id"] = OWNER
    if "is_test" in run.staged:
        target.others["is_test"] = "coalesce(s.is_test, false)"
    else:
        target.insert_only["is_test"] = "false"
    target.joins = " ".join(joins)
    return target


def write_leads(run: Run) -> None:
    """Match and write the staged rows of a leads file; then consent, what waited for them, and their stage history."""
    if "source" in run.staged:
        run.execute(NEW_SOURCES)
    if "campaign" in run.staged:
        run.execute(NEW_CAMPAIGNS.format(source="r.source" if "source" in run.staged else "NULL::text"))
    run.analyse("import_row")
    resolve_companies(run)
    # The search index takes new entries into a list that vacuum sorts in later, instead of now.
    run.execute("SET LOCAL gin_pending_list_limit = '1GB'")
    for wave in waves(run):
        run.execute(MATCH, wave=wave)
        merge(run, lead_target(run), wave)
    run.analyse("import_match")
    watch(run, "SELECT id FROM import_match WHERE NOT is_new")
    if run.value("SELECT exists(SELECT 1 FROM import_match WHERE is_duplicate)"):
        change_and_note(run, "crm_lead", FLAG, "is_duplicate_candidate", "false")
    if {"source", "campaign", "is_test", "company_name", "company_external_id", "company_domain"} & run.staged:
        run.execute(MOVED_DAYS)
    if "consent_basis" in run.staged:
        run.execute(
            CONSENT.format(
                on="s.consent_on" if "consent_on" in run.staged else "NULL::date",
                source="s.consent_source" if "consent_source" in run.staged else "NULL::text",
            )
        )
    enter_lead_history(run)
    link_to_leads(run)
    enter_deal_history(run, LEADS_WITH_DEALS)
    run.execute(CHANGED_LEADS)
    if undated := run.value("SELECT count(*) FROM new_journey WHERE is_date_unknown"):
        run.warnings.append(
            _("獲得日のないリードが%(count)s件あり、取り込んだ日に入ったものとしました（日付不明）")
            % {"count": undated}
        )


def link_waiting_records(*, workspace: Workspace, lead_ids: Sequence[int], today: dt.date, origin: str) -> None:
    """Link the deals and activities that waited for some leads, and enter what the deals mean for their stages."""
    with connection.cursor() as cursor:
        run = Run(workspace, ImportRun.Entity.LEADS, cursor, today, origin)
        create_work_tables(run)
        run.execute(
            "INSERT INTO import_match (row, id, is_new) SELECT 0, unnest(%(ids)s::bigint[]), true", ids=list(lead_ids)
        )
        link_to_leads(run)
        enter_deal_history(run, LEADS_WITH_DEALS)
