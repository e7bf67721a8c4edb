"""Links what came before its lead: deals and activities keep the reference of their file until the lead is there."""

from __future__ import annotations

from crm.imports.activities import REFUSALS
from crm.imports.journal import change_and_note
from crm.imports.staging import Run

# By the reference of the deal's own file.
DEALS_BY_LEAD_ID = """
UPDATE crm_deal d SET lead_id = l.id
FROM import_match m JOIN crm_lead l ON l.id = m.id
WHERE d.workspace_id = %(ws)s AND d.lead_id IS NULL AND d.lead_external_id <> '' AND d.lead_external_id = l.external_id
"""
# By the lead's own reference to the deal it became; of several leads the first that came is the primary one.
DEALS_BY_DEAL_ID = """
WITH first AS (
    SELECT DISTINCT ON (d.id) d.id AS deal_id, l.id AS lead_id
    FROM crm_lead l JOIN crm_deal d ON d.workspace_id = %(ws)s AND d.external_id = l.deal_external_id
    WHERE l.workspace_id = %(ws)s AND l.deal_external_id <> '' AND d.lead_id IS NULL AND d.lead_external_id = ''
      AND {which}
    ORDER BY d.id, l.created_on NULLS LAST, l.external_id, l.id
)
UPDATE crm_deal d SET lead_id = f.lead_id FROM first f WHERE d.id = f.deal_id
"""
# A deal without a company of its own is with the company of its lead.
COMPANY_OF_LEAD = """
UPDATE crm_deal d SET company_id = l.company_id
FROM crm_lead l WHERE d.workspace_id = %(ws)s AND d.lead_id = l.id AND d.company_id IS NULL AND l.company_id IS NOT NULL
  AND d.company_external_id = '' AND d.company_name = '' AND {which}
"""
LINKED = "WITH linked AS ({update} RETURNING a.lead_id, a.type, a.occurred_at)" + REFUSALS.format(rows="linked")
ACTIVITIES_BY_ID = """
UPDATE crm_activity a SET lead_id = l.id
FROM import_match m JOIN crm_lead l ON l.id = m.id
WHERE a.workspace_id = %(ws)s AND a.lead_id IS NULL AND a.lead_external_id <> '' AND a.lead_external_id = l.external_id
"""
# An address that several leads share names nobody.
ACTIVITIES_BY_EMAIL = """
UPDATE crm_activity a SET lead_id = l.id
FROM import_match m JOIN crm_lead l ON l.id = m.id
WHERE a.workspace_id = %(ws)s AND a.lead_id IS NULL AND a.lead_external_id = '' AND a.lead_email <> ''
  AND l.email <> '' AND a.lead_email = lower(l.email)
  AND NOT EXISTS (SELECT 1 FROM crm_lead o
                  WHERE o.workspace_id = %(ws)s AND lower(o.email) = lower(l.email) AND o.id <> l.id)
"""


def link_to_leads(run: Run) -> None:
    """Link the deals and activities that waited for the leads just matched."""
    change_and_note(run, "crm_deal", DEALS_BY_LEAD_ID, "lead_id")
    of_these = "l.id IN (SELECT id FROM import_match)"
    change_and_note(run, "crm_deal", DEALS_BY_DEAL_ID.format(which=of_these), "lead_id")
    change_and_note(run, "crm_deal", COMPANY_OF_LEAD.format(which=of_these), "company_id")
    if run.value("SELECT exists(SELECT 1 FROM crm_activity WHERE workspace_id = %(ws)s AND lead_id IS NULL)"):
        run.execute(LINKED.format(update=ACTIVITIES_BY_ID))
        run.execute(LINKED.format(update=ACTIVITIES_BY_EMAIL))


def link_from_deals(run: Run) -> None:
    """Link the deals just matched to leads that name them, and to the companies of their leads."""
    of_these = "d.id IN (SELECT id FROM import_match)"
    change_and_note(run, "crm_deal", DEALS_BY_DEAL_ID.format(which=of_these), "lead_id")
    change_and_note(run, "crm_deal", COMPANY_OF_LEAD.format(which=of_these), "company_id")
