"""Writes activities: inserted once per id and moment, linked to their leads or kept until those come."""

from __future__ import annotations

from django.utils.translation import ngettext

from crm.imports.staging import Run, custom_object

BY_EMAIL = """
SELECT lower(email) AS email, min(id) AS id FROM crm_lead
WHERE workspace_id = %(ws)s AND email <> '' AND lower(email) IN (SELECT lead_email FROM import_row) GROUP BY 1
HAVING count(*) = 1
"""
# Without an id of its own an activity is known by lead, type, moment and attributes.
OWN_ID = """
encode(sha256(convert_to(concat_ws(chr(31), coalesce(s.lead_external_id, ''), coalesce(s.lead_email, ''), s.type,
    extract(epoch FROM s.occurred_at), coalesce(s.path, ''), {attributes}), 'UTF8')), 'hex')
"""
INSERT = """
WITH inserted AS (
    INSERT INTO crm_activity (workspace_id, external_id, lead_id, lead_external_id, lead_email, type, occurred_at,
        precision, path, attributes)
    SELECT %(ws)s, {external_id}, {lead}, coalesce(s.lead_external_id, ''), coalesce(s.lead_email, ''), s.type,
           s.occurred_at, s.precision, coalesce(s.path, ''), {attributes}
    FROM import_row s {joins}
    ON CONFLICT (workspace_id, external_id, occurred_at) DO NOTHING
    RETURNING id, lead_id, type, occurred_at
), touched AS (
    INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)
    SELECT %(ws)s, lead_id, now() FROM (SELECT DISTINCT lead_id FROM inserted WHERE lead_id IS NOT NULL) AS lead
), refused AS (
    {refusals}
){kept}
SELECT count(*) FROM inserted
"""
# Who unsubscribes is not written to again, whatever basis there was before.
REFUSALS = """
    INSERT INTO crm_consent (workspace_id, lead_id, channel, basis, status, source_text, refused_at, recorded_at)
    SELECT DISTINCT ON (lead_id) %(ws)s::bigint, lead_id, 'mail', 'unknown', 'refused', '', occurred_at, now()
    FROM {rows} WHERE type = 'unsubscribe' AND lead_id IS NOT NULL ORDER BY lead_id, occurred_at
    ON CONFLICT (workspace_id, lead_id, channel) DO UPDATE SET status = 'refused', refused_at = excluded.refused_at
    WHERE crm_consent.status <> 'refused'
"""
KEPT = """, kept AS (
    INSERT INTO crm_importcreation (workspace_id, run_id, "table", ids)
    SELECT %(ws)s, %(run)s, 'crm_activity', array_agg(id) FROM inserted HAVING count(*) > 0
)"""
SECOND_MOMENTS_IN_FILE = """
SELECT count(*) FROM (SELECT 1 FROM import_row WHERE external_id IS NOT NULL
    GROUP BY hashtextextended(external_id, 0) HAVING min(occurred_at) <> max(occurred_at)) AS repeated
"""
SECOND_MOMENTS_BEFORE = """
SELECT count(*) FROM import_row s WHERE EXISTS (
    SELECT 1 FROM crm_activity a WHERE a.workspace_id = %(ws)s AND a.external_id = s.external_id
      AND a.occurred_at <> s.occurred_at)
"""


def write_activities(run: Run) -> None:
    """Insert the staged activities that are not there yet; the rest counts as unchanged."""
    run.analyse("import_row")
    repeated = _second_moments(run)
    attributes = custom_object(run)
    joins, leads = [], []
    if "lead_external_id" in run.staged:
        joins.append(
            "LEFT JOIN crm_lead l ON l.workspace_id = %(ws)s AND l.external_id = s.lead_external_id AND l.external_id <> ''"
        )
        leads.append("l.id")
    if "lead_email" in run.staged:
        joins.append(f"LEFT JOIN ({BY_EMAIL}) e ON e.email = s.lead_email AND s.lead_external_id IS NULL")
        leads.append("e.id")
    own_id = OWN_ID.format(attributes=f"({attributes})::text" if run.custom else "'{}'")
    statement = INSERT.format(
        external_id=f"coalesce(s.external_id, {own_id})" if "external_id" in run.staged else own_id,
        lead=f"coalesce({', '.join(leads)})",
        joins=" ".join(joins),
        attributes=attributes,
        refusals=REFUSALS.format(rows="inserted"),
        kept=KEPT if run.journal_id else "",
    )
    run.created = run.value(statement, run=run.journal_id)
    if repeated:
        run.warnings.append(
            ngettext(
                "同じ外部IDで日時の違う行が%(count)s件あり、別の行動として取り込みました",
                "同じ外部IDで日時の違う行が%(count)s件あり、別の行動として取り込みました",
                repeated,
            )
            % {"count": repeated}
        )


def _second_moments(run: Run) -> int:
    if "external_id" not in run.staged:
        return 0
    count = run.value(SECOND_MOMENTS_IN_FILE)
    if run.value("SELECT exists(SELECT 1 FROM crm_activity WHERE workspace_id = %(ws)s)"):
        count += run.value(SECOND_MOMENTS_BEFORE)
    return count
