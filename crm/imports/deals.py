"""Matches rows to deals by id, finds their leads and companies, and lets their dates move the leads through the stages."""

from __future__ import annotations

from crm.imports.companies import resolve_companies
from crm.imports.history import enter_deal_history
from crm.imports.linking import link_from_deals
from crm.imports.merging import Target, merge
from crm.imports.staging import Run, waves

MATCH = """
INSERT INTO import_match (row, id, is_new)
SELECT s.row, coalesce(d.id, nextval('crm_deal_id_seq')), d.id IS NULL
FROM import_row s
LEFT JOIN crm_deal d ON d.workspace_id = %(ws)s AND d.external_id = s.external_id AND d.external_id <> ''
WHERE s.wave = %(wave)s
"""
# Whom a changed deal moves: its lead now, and nobody else.
MOVED_LEADS = """
SELECT d.lead_id FROM crm_deal d JOIN import_match m ON m.id = d.id WHERE d.lead_id IS NOT NULL
"""
CHANGED_LEADS = """
INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)
SELECT DISTINCT %(ws)s::bigint, d.lead_id, now() FROM crm_deal d JOIN import_match m ON m.id = d.id
WHERE d.lead_id IS NOT NULL AND (m.is_new OR m.row IN (SELECT row FROM import_touched))
"""
CHANGED_DAYS = """
INSERT INTO crm_changedday (workspace_id, day, changed_at)
SELECT DISTINCT %(ws)s::bigint, day, now() FROM crm_deal d JOIN import_match m ON m.id = d.id
CROSS JOIN LATERAL (VALUES (d.opened_on), (d.closed_on)) AS v(day)
WHERE day IS NOT NULL AND (m.is_new OR m.row IN (SELECT row FROM import_touched))
"""
# An owner in a file is a text; it is a person where it is a member's e-mail address.
OWNER = """(SELECT u.id FROM workspaces_user u JOIN workspaces_membership b ON b.user_id = u.id
            WHERE b.workspace_id = %(ws)s AND b.ended_on IS NULL AND lower(u.email) = lower(s.owner))"""
TEXTS = (
    *("external_id", "lead_external_id", "company_external_id", "company_name", "name", "product", "stage"),
    "lost_reason",
)
OTHERS = ("amount", "opened_on", "closed_on", "churned_on")


def deal_target(run: Run) -> Target:
    """How a deal row becomes a deal; without a word about it the deal is open."""
    texts = {name: f"s.{name}" for name in TEXTS if name in run.staged}
    insert_only = {name: "''" for name in TEXTS if name not in run.staged}
    others = {name: f"s.{name}" for name in OTHERS if name in run.staged}
    joins = []
    if "owner" in run.staged:
        texts["owner_name"] = "s.owner"
        others["owner_id"] = OWNER
    else:
        insert_only["owner_name"] = "''"
    if "outcome" not in run.staged:
        insert_only["outcome"] = "'open'"
    if "lead_external_id" in run.staged:
        joins.append(
            "LEFT JOIN crm_lead ld ON ld.workspace_id = %(ws)s AND ld.external_id = s.lead_external_id"
            " AND ld.external_id <> ''"
        )
        others["lead_id"] = "ld.id"
    if run.has_companies:
        joins.append("LEFT JOIN import_company k ON k.company_key = s.company_key")
        others["company_id"] = "k.company_id"
    target = Target(
        table="crm_deal",
        label="coalesce(nullif(t.name, ''), nullif(t.company_name, ''), t.external_id)",
        texts=texts,
        others=others,
        insert_only=insert_only,
        joins=" ".join(joins),
        marks_duplicates=False,
    )
    if "outcome" in run.staged:
        # A blank cell keeps what is known and is 進行中 for a new deal.
        run.execute(
            "UPDATE import_row s SET outcome = 'open' WHERE outcome IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM crm_deal d WHERE d.workspace_id = %(ws)s AND d.external_id = s.external_id)"
        )
        target.others["outcome"] = "s.outcome"
    return target


def write_deals(run: Run) -> None:
    """Match and write the staged rows of a deals file, link them, and enter what they mean for their leads' stages."""
    run.analyse("import_row")
    resolve_companies(run)
    target = deal_target(run)
    for wave in waves(run):
        run.execute(MATCH, wave=wave)
        merge(run, target, wave)
    run.analyse("import_match")
    link_from_deals(run)
    enter_deal_history(run, MOVED_LEADS)
    run.execute(CHANGED_LEADS)
    run.execute(CHANGED_DAYS)
