"""Writes daily figures: one value per day, metric and dimension; a metric may be the target of another."""
# japanese-data

from __future__ import annotations

from crm.imports.staging import Run
from crm.imports.vocabulary import METRIC_NAMES
from crm.models import SeriesMetric
from workspaces.models import Workspace

MONEY_WORDS = ("cost", "費", "金額", "円", "コスト", "spend", "budget", "予算")

REPEATED = """
INSERT INTO import_refused
SELECT row, 'date', 'repeated_day', 0 FROM (
    SELECT row, row_number() OVER (PARTITION BY date, metric, coalesce(target_of, ''), coalesce(dimension, '') ORDER BY row)
        AS turn FROM import_row) AS numbered
WHERE turn > 1
"""
WRITE = """
WITH given AS (
    SELECT s.row, k.id AS metric_id, s.date AS day, coalesce(s.dimension, '') AS dimension, s.value
    FROM import_row s JOIN series_key k ON k.metric = s.metric AND k.target_of = coalesce(s.target_of, '')
    WHERE s.row NOT IN (SELECT row FROM import_refused)
), written AS (
    INSERT INTO crm_seriesvalue (workspace_id, metric_id, day, dimension, value)
    SELECT %(ws)s, metric_id, day, dimension, value FROM given
    ON CONFLICT (workspace_id, metric_id, day, dimension) DO UPDATE SET value = excluded.value
    WHERE crm_seriesvalue.value <> excluded.value
    RETURNING id, day, value, xmax = 0 AS is_new
), days AS (
    INSERT INTO crm_changedday (workspace_id, day, changed_at) SELECT DISTINCT %(ws)s::bigint, day, now() FROM written
){kept}
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
"""

# A statement sees its tables as they were before it: that is the value an update takes away.
KEPT = """, made AS (
    INSERT INTO crm_importcreation (workspace_id, run_id, "table", ids)
    SELECT %(ws)s, %(run)s, 'crm_seriesvalue', array_agg(id) FROM written WHERE is_new HAVING count(*) > 0
), kept AS (
    INSERT INTO crm_importchange (workspace_id, run_id, "table", record_id, before, after)
    SELECT %(ws)s, %(run)s, 'crm_seriesvalue', w.id, jsonb_build_object('value', v.value),
           jsonb_build_object('value', w.value)
    FROM written w JOIN crm_seriesvalue v ON v.id = w.id WHERE NOT w.is_new
)"""


def write_series(run: Run) -> None:
    """Upsert the staged daily figures; metrics that are not known yet are made."""
    run.execute(REPEATED)
    run.execute("DROP TABLE IF EXISTS series_key")
    run.execute("CREATE TEMP TABLE series_key (metric text, target_of text, id bigint) ON COMMIT DROP")
    for metric, target_of in run.rows("SELECT DISTINCT metric, coalesce(target_of, '') FROM import_row"):
        found = metric_named(workspace=run.workspace, name=metric, target_of=target_of)
        run.execute(
            "INSERT INTO series_key VALUES (%(metric)s, %(target)s, %(id)s)",
            metric=metric,
            target=target_of,
            id=found.pk,
        )
    statement = WRITE.format(kept=KEPT if run.journal_id else "")
    run.created, run.updated = run.rows(statement, run=run.journal_id)[0]


def metric_named(*, workspace: Workspace, name: str, target_of: str = "") -> SeriesMetric:
    """The daily figure of that key or name, made when new; `target_of` names the figure whose target it is."""
    base = metric_named(workspace=workspace, name=target_of) if target_of else None
    key = f"{name}.target" if base and name == target_of else name
    is_money = any(word in key.lower() for word in MONEY_WORDS) or (base is not None and base.unit == "money")
    metric, is_new = SeriesMetric.objects.get_or_create(
        workspace=workspace,
        key=key[:60],
        defaults={
            "name": METRIC_NAMES.get(key, key)[:120],
            "unit": SeriesMetric.Unit.MONEY if is_money else SeriesMetric.Unit.COUNT,
            "target_of": base,
        },
    )
    if base and not is_new and metric.target_of_id != base.pk:
        metric.target_of = base
        metric.save(update_fields=["target_of"])
    return metric
