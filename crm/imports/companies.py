"""Matches rows to companies (id, 法人番号, domain, then the name alone when nothing contradicts) and writes them.

A file of companies and the companies that leads and deals name take the same road; the latter are hints, which make new
companies and fill blanks but never overwrite, and which stay unlinked where several companies would do.
"""

from __future__ import annotations

from crm.imports.journal import change_and_note
from crm.imports.merging import Target, merge
from crm.imports.staging import Run, create_staging, waves

# Looked up row by row through the indexes: the work follows the size of the file, not of what is stored.
# For each row the number of companies that share an identity with it, and the one it means when there is one.
# A stronger identity decides alone: a row whose 法人番号 is known is never looked up by its domain or name.
MATCH = """
WITH wanted AS MATERIALIZED (
    SELECT row, external_id, corporate_number, domain, name_key FROM {table} WHERE wave = %(wave)s
), by_id AS MATERIALIZED (
    SELECT w.row, c.id FROM wanted w
    CROSS JOIN LATERAL (
        SELECT id FROM crm_company WHERE workspace_id = %(ws)s AND external_id = w.external_id AND external_id <> '' LIMIT 1
    ) c
), by_number AS MATERIALIZED (
    SELECT w.corporate_number, f.* FROM (SELECT DISTINCT corporate_number FROM wanted WHERE corporate_number IS NOT NULL) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS hits, min(id) AS id FROM crm_company
        WHERE workspace_id = %(ws)s AND corporate_number = w.corporate_number
    ) f
    WHERE f.hits > 0
), by_domain AS MATERIALIZED (
    SELECT w.domain, f.* FROM (SELECT DISTINCT domain FROM wanted WHERE domain IS NOT NULL) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS hits, min(id) AS id, bool_and(corporate_number <> '') AS all_numbered FROM crm_company
        WHERE workspace_id = %(ws)s AND domain = w.domain
    ) f
    WHERE f.hits > 0
), by_name AS MATERIALIZED (
    SELECT w.name_key, f.* FROM (SELECT DISTINCT name_key FROM wanted WHERE name_key IS NOT NULL) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS hits, min(id) AS id, bool_and(corporate_number <> '') AS all_numbered FROM crm_company
        WHERE workspace_id = %(ws)s AND name_key = w.name_key
    ) f
    WHERE f.hits > 0
), found AS (
    SELECT w.*, i.id AS own_id, coalesce(n.id, d.id, k.id) AS other_id, coalesce(n.hits, d.hits, k.hits, 0) AS hits,
           CASE WHEN n.id IS NOT NULL THEN 'corporate_number' WHEN d.id IS NOT NULL THEN 'domain' ELSE 'name' END AS how,
           n.id IS NULL AND w.corporate_number IS NOT NULL AND coalesce(d.all_numbered, k.all_numbered) AS is_another
    FROM wanted w
    LEFT JOIN by_id i ON i.row = w.row
    LEFT JOIN by_number n ON n.corporate_number = w.corporate_number
    LEFT JOIN by_domain d ON d.domain = w.domain
    LEFT JOIN by_name k ON k.name_key = w.name_key
), judged AS (
    SELECT f.*, c.id IS NOT NULL AND (c.external_id = '' OR f.external_id IS NULL)
           AND (how = 'corporate_number' OR c.corporate_number = '' OR f.corporate_number IS NULL)
           AND (how <> 'name' OR c.domain = '' OR f.domain IS NULL OR c.domain = f.domain) AS fits
    FROM found f LEFT JOIN crm_company c ON c.id = f.other_id AND f.hits = 1
), decided AS (
    SELECT *, CASE WHEN own_id IS NOT NULL THEN own_id WHEN hits = 1 AND fits THEN other_id END AS target,
           own_id IS NULL AND hits > 1 AND external_id IS NULL
               AND (how <> 'name' OR (corporate_number IS NULL AND domain IS NULL)) AS is_unclear
    FROM judged
), once AS (
    -- Two rows of one wave cannot both be the same company by a weak identity: the first one is.
    SELECT *, row_number() OVER (PARTITION BY target ORDER BY own_id IS NULL, row) AS turn FROM decided
), refused AS (
    INSERT INTO import_refused SELECT row, how, 'several_companies', hits FROM once WHERE is_unclear
)
INSERT INTO import_match (row, id, is_new, is_duplicate, by_id)
SELECT row, CASE WHEN target IS NULL OR turn > 1 THEN nextval('crm_company_id_seq') ELSE target END,
       target IS NULL OR turn > 1,
       own_id IS NULL AND (target IS NULL OR turn > 1) AND hits > 0 AND NOT coalesce(is_another, false),
       own_id IS NOT NULL
FROM once WHERE NOT is_unclear
"""

# Companies that share a name and are not told apart by their 法人番号 are shown to people as possible duplicates.
FLAG = """
UPDATE crm_company t SET is_duplicate_candidate = true WHERE t.id IN (
    SELECT alike.id FROM import_match m
    JOIN LATERAL (SELECT name_key, id FROM crm_company WHERE id = m.id LIMIT 1) n ON true
    CROSS JOIN LATERAL (
        SELECT t.id FROM crm_company t
        WHERE t.workspace_id = %(ws)s AND t.name_key = n.name_key AND NOT t.is_duplicate_candidate AND EXISTS (
            SELECT 1 FROM crm_company o WHERE o.workspace_id = %(ws)s AND o.name_key = t.name_key AND o.id <> t.id
              AND (o.corporate_number = '' OR t.corporate_number = '' OR o.corporate_number = t.corporate_number))
        OFFSET 0
    ) alike
    WHERE m.is_new)
"""

LINK_LEADS = """
UPDATE crm_lead l SET company_id = c.id
FROM crm_company c JOIN import_match m ON m.id = c.id
WHERE l.workspace_id = %(ws)s AND c.external_id <> '' AND l.company_external_id = c.external_id AND l.company_id IS NULL
"""
LINK_DEALS = """
UPDATE crm_deal d SET company_id = c.id
FROM crm_company c JOIN import_match m ON m.id = c.id
WHERE d.workspace_id = %(ws)s AND c.external_id <> '' AND d.company_external_id = c.external_id AND d.company_id IS NULL
"""

# Rule scores look at the company too, so a changed company makes its people due.
CHANGED_LEADS = """
INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)
SELECT DISTINCT %(ws)s, l.id, now() FROM crm_lead l JOIN import_match m ON m.id = l.company_id
WHERE l.workspace_id = %(ws)s AND (m.is_new OR m.row IN (SELECT row FROM import_touched))
"""

TEXTS = ("external_id", "name", "name_key", "name_kana", "domain", "corporate_number", "industry", "region", "country")
OTHERS = {
    "employee_count": "employee_count",
    "annual_revenue_amount": "annual_revenue",
    "lifetime_value_amount": "lifetime_value",
    "gross_margin_rate": "gross_margin_rate",
    "contract_ends_on": "contract_ends_on",
}


def company_target(staging: str = "import_row") -> Target:
    """How a company row becomes a company; a row without a name takes its domain or 法人番号 for one."""
    texts = {name: f"s.{name}" for name in TEXTS}
    return Target(
        table="crm_company",
        label="t.name",
        texts=texts,
        others={column: f"s.{name}" for column, name in OTHERS.items()},
        staging=staging,
        fills_only=staging != "import_row",
    )


def write_companies(run: Run) -> None:
    """Match and write the staged rows of a companies file, then link the leads and deals that waited for them."""
    run.execute("UPDATE import_row SET name = coalesce(domain, corporate_number) WHERE name IS NULL")
    run.execute("UPDATE import_row SET name_key = lower(name) WHERE name_key IS NULL")
    run.analyse("import_row")
    for wave in waves(run):
        run.execute(MATCH.format(table="import_row"), wave=wave)
        merge(run, company_target(), wave)
    change_and_note(run, "crm_company", FLAG, "is_duplicate_candidate", "false")
    change_and_note(run, "crm_lead", LINK_LEADS, "company_id")
    change_and_note(run, "crm_deal", LINK_DEALS, "company_id")
    run.execute(CHANGED_LEADS)


# ------------------------------------------------------------------ companies named by leads and deals

HINTS = {
    "external_id": "company_external_id",
    "corporate_number": "corporate_number",
    "domain": "company_domain",
    "name": "company_name",
    "name_key": "name_key",
    "industry": "company_industry",
    "employee_count": "company_employee_count",
    "region": "company_region",
}
HINT_WAVE = """
CASE WHEN company_external_id IS NOT NULL THEN 0 WHEN corporate_number IS NOT NULL THEN 1
     WHEN company_domain IS NOT NULL THEN 2 ELSE 3 END
"""


def resolve_companies(run: Run) -> None:
    """Find or make the company of every staged lead or deal, into `import_company` (company_key → company_id).

    A company known only by an external id is not made: its leads and deals wait for it.
    """
    hints = {name: column for name, column in HINTS.items() if column in run.staged}
    if not hints:
        return
    create_staging(run, "company_hint", "companies")
    run.execute("ALTER TABLE company_hint ADD COLUMN company_key text")
    run.execute(
        f"INSERT INTO company_hint (row, wave, company_key, {', '.join(hints)})"
        f" SELECT DISTINCT ON (company_key) row, {HINT_WAVE}, company_key, {', '.join(hints.values())}"
        " FROM import_row WHERE company_key IS NOT NULL ORDER BY company_key, row"
    )
    run.execute("UPDATE company_hint SET name = coalesce(domain, corporate_number) WHERE name IS NULL")
    run.execute("UPDATE company_hint SET name_key = lower(name) WHERE name_key IS NULL AND name IS NOT NULL")
    run.analyse("company_hint")
    for wave in waves(run, "company_hint"):
        run.execute(MATCH.format(table="company_hint"), wave=wave)
        run.execute(
            "DELETE FROM import_match m USING company_hint s WHERE s.row = m.row AND s.name IS NULL AND m.is_new"
        )
        merge(run, company_target("company_hint"), wave)
    change_and_note(run, "crm_company", FLAG, "is_duplicate_candidate", "false")
    run.execute(
        "INSERT INTO import_company SELECT s.company_key, m.id FROM company_hint s JOIN import_match m USING (row)"
    )
    run.execute("TRUNCATE import_match, import_refused")
    run.analyse("import_company")
