"""The statements of the roll-up. Each query yields (day, metric, source_id, value).

They are written so that they stay fast before the database has gathered statistics (right after an import): nothing
rests on the planner's guess of how many rows a step has, and `OFFSET 0` keeps look-ups by journey look-ups by journey.
"""

from crm.funnel import UNCOUNTED_JOURNEYS

SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off;"

ENTRIES = f"""
    WITH uncounted AS MATERIALIZED ({UNCOUNTED_JOURNEYS}),
    entries AS (
        SELECT e.occurred_on AS day, e.to_stage AS stage, l.source_id,
               count(*) FILTER (WHERE u.id IS NULL) AS counted,
               count(*) FILTER (WHERE u.id IS NULL AND e.is_backfilled) AS backfilled,
               count(u.id) AS uncounted
        FROM crm_stageevent e
        JOIN crm_journey j ON j.id = e.journey_id
        JOIN crm_lead l ON l.id = j.lead_id
        LEFT JOIN uncounted u ON u.id = j.id
        WHERE e.workspace_id = %(workspace)s AND e.kind = 'advance' AND e.to_stage = ANY(%(stages)s)
          AND (%(days)s::date[] IS NULL OR e.occurred_on = ANY(%(days)s::date[]))
        GROUP BY 1, 2, 3
    )
    SELECT day, stage AS metric, source_id, counted::numeric AS value FROM entries WHERE counted > 0
    UNION ALL
    SELECT day, stage || '.backfilled', source_id, backfilled FROM entries WHERE backfilled > 0
    UNION ALL
    SELECT day, stage || '.uncounted', source_id, uncounted FROM entries WHERE uncounted > 0
"""

# Days whose uncounted entries differ from the stored ones: somebody became, or ceased to be, an existing customer.
UNCOUNTED = f"""
    WITH uncounted AS MATERIALIZED ({UNCOUNTED_JOURNEYS}),
    fresh AS (
        SELECT e.occurred_on AS day, e.to_stage || '.uncounted' AS metric, l.source_id, count(*)::numeric AS value
        FROM uncounted u
        CROSS JOIN LATERAL (
            SELECT own.occurred_on, own.to_stage, own.kind FROM crm_stageevent own
            WHERE own.workspace_id = %(workspace)s AND own.journey_id = u.id OFFSET 0
        ) e
        JOIN crm_journey j ON j.id = u.id
        JOIN crm_lead l ON l.id = j.lead_id
        WHERE e.kind = 'advance' AND e.to_stage = ANY(%(stages)s)
        GROUP BY 1, 2, 3
    ),
    stored AS (
        SELECT day, metric, source_id, value FROM kpi_dailyfigure
        WHERE workspace_id = %(workspace)s AND metric = ANY(
            SELECT stage || '.uncounted' FROM unnest(%(stages)s::text[]) AS stage)
    )
    (SELECT day FROM (TABLE fresh EXCEPT TABLE stored) more)
    UNION
    (SELECT day FROM (TABLE stored EXCEPT TABLE fresh) less)
"""

# A won deal counts on its closing day under the first source of its primary lead; without a lead it is 起点不明.
DEALS = """
    SELECT d.closed_on AS day, m.metric, l.source_id,
           CASE m.metric WHEN 'won' THEN count(*) ELSE coalesce(sum(d.amount), 0) END AS value
    FROM crm_deal d
    LEFT JOIN crm_lead l ON l.id = d.lead_id
    CROSS JOIN (VALUES ('won'), ('won_amount')) AS m (metric)
    WHERE d.workspace_id = %(workspace)s AND d.outcome = 'won' AND d.closed_on IS NOT NULL
    GROUP BY 1, 2, 3
"""

HANDOFFS = """
    SELECT (m.moment AT TIME ZONE %(zone)s)::date AS day, m.metric, l.source_id, count(*)::numeric AS value
    FROM nurturing_handoff h
    JOIN crm_lead l ON l.id = h.lead_id
    CROSS JOIN LATERAL (VALUES
        ('handoff_delivered', h.delivered_at),
        ('handoff_accepted', h.accepted_at),
        ('handoff_returned', h.returned_at),
        ('handoff_breached', h.breached_at),
        ('handoff_qualified', h.qualified_at)
    ) AS m (metric, moment)
    WHERE h.workspace_id = %(workspace)s AND h.state <> 'withdrawn' AND m.moment IS NOT NULL AND NOT l.is_test
    GROUP BY 1, 2, 3
"""

# A metric that is the target of another is kept as `<key>.target`. A dimension that names a source belongs to it; the rest of the day (the row for the whole, less what is known by
# source, or else the other dimensions) belongs to none.
SERIES = """
    WITH rows AS (
        SELECT v.day, coalesce(aim.key || '.target', m.key) AS metric, s.id AS source_id,
               v.dimension = '' AS is_whole, v.value
        FROM crm_seriesvalue v
        JOIN crm_seriesmetric m ON m.id = v.metric_id
        LEFT JOIN crm_seriesmetric aim ON aim.id = m.target_of_id
        LEFT JOIN crm_source s ON s.workspace_id = v.workspace_id AND s.name = v.dimension AND v.dimension <> ''
        WHERE v.workspace_id = %(workspace)s AND coalesce(aim.key || '.target', m.key) = ANY(%(metrics)s)
    ),
    days AS (
        SELECT day, metric, bool_or(is_whole) AS has_whole, sum(value) FILTER (WHERE is_whole) AS whole,
               coalesce(sum(value) FILTER (WHERE source_id IS NOT NULL), 0) AS by_source,
               coalesce(sum(value) FILTER (WHERE source_id IS NULL AND NOT is_whole), 0) AS others
        FROM rows GROUP BY 1, 2
    )
    SELECT day, metric, source_id, sum(value) AS value FROM rows WHERE source_id IS NOT NULL GROUP BY 1, 2, 3
    UNION ALL
    SELECT day, metric, NULL, CASE WHEN has_whole THEN whole - by_source ELSE others END FROM days
    WHERE CASE WHEN has_whole THEN whole - by_source ELSE others END <> 0
"""
