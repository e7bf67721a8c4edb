"""Generated records, the same on every run: made inside PostgreSQL by arithmetic on row numbers."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.utils import timezone

from crm.models import Activity, Company, Journey, Lead, Source, StageEvent
from workspaces.models import Workspace

TYPES = [
    "page_view",
    "pricing",
    "case_study",
    "download",
    "webinar_applied",
    "webinar_attended",
    "event_card",
    "email_open",
    "email_click",
    "inquiry_note",
]
INDUSTRIES = ["製造", "物流", "小売", "金融", "情報通信", "建設", "医療", "公共"]  # japanese-data
TITLES = ["部長", "課長", "主任", "担当", "役員", "代表取締役", "係長", "学生"]  # japanese-data
# A cheap spread of row numbers over 0…1, different for each salt.
SPREAD = "(((i * 2654435761::bigint + {salt} * 40503::bigint) % 4294967296::bigint) / 4294967296.0)"


def spread(salt: int) -> str:
    return SPREAD.format(salt=salt)


def pick(values: list[str], salt: int) -> str:
    """SQL: one of the values by row number."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + floor({spread(salt)} * {len(values)})::int]"


def insert(model: type[models.Model], expressions: dict[str, str], source: str) -> None:
    """INSERT … SELECT into a model's table; columns that are not named get the model's blanks."""
    with connection.cursor() as cursor:
        insert_into(cursor, model, model._meta.db_table, expressions, source)


def insert_into(
    cursor: Any, model: type[models.Model], table: str, expressions: dict[str, str], source: str, conflict: str = ""
) -> None:
    """The same into a table that has the model's shape."""
    columns = {**_blanks(model), **expressions}
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} {source} {conflict}")


def _blanks(model: type[models.Model]) -> dict[str, str]:
    blanks: dict[str, str] = {}
    for field in model._meta.local_concrete_fields:
        if field.primary_key or field.null:
            continue
        blank = _blank_of(field)
        if blank and field.column:
            blanks[field.column] = blank
    return blanks


def _blank_of(field: Any) -> str:
    if isinstance(field, models.JSONField):
        return "'{}'::jsonb"
    if isinstance(field, models.DateTimeField):
        return "now()"
    if isinstance(field, models.BooleanField):
        return "true" if field.default is True else "false"
    if isinstance(field, models.CharField | models.TextField):
        default = field.default if isinstance(field.default, str) else ""
        return f"'{default}'"
    if isinstance(field, models.IntegerField) and isinstance(field.default, int):
        return str(field.default)
    return ""


def make_workspace(slug: str) -> Workspace:
    return Workspace.objects.create(slug=slug, name=slug, is_setup_done=True)


def fill(workspace: Workspace, *, leads: int, activities: int) -> None:
    """Companies, leads with journeys and two years of activities."""
    ws = str(workspace.pk)
    companies = max(1, leads // 4)
    Source.objects.bulk_create(
        Source(workspace=workspace, name=name, origin="marketing", channel=name) for name in ("seo", "event", "webinar")
    )
    insert(
        Company,
        {
            "workspace_id": ws,
            "external_id": "'C' || i",
            "name": "'会社' || i",
            "name_key": "'会社' || i",
            "industry": pick(INDUSTRIES, 1),
            "employee_count": f"(10 ^ (1 + {spread(2)} * 3))::int",
            "region": pick(["東京", "大阪", "愛知", "福岡"], 3),
        },
        f"FROM generate_series(1, {companies}) AS i",
    )
    first_company = Company.objects.for_workspace(workspace).order_by("pk").values_list("pk", flat=True)[0]
    first_source = Source.objects.for_workspace(workspace).order_by("pk").values_list("pk", flat=True)[0]
    insert(
        Lead,
        {
            "workspace_id": ws,
            "external_id": "'L' || i",
            "email": "'person' || i || '@company' || (i / 4) || '.example'",
            "full_name": "'人' || i",
            "job_title": pick(TITLES, 4),
            "department": pick(["営業部", "情報システム部", "総務部", "製造部"], 5),
            "company_id": f"{first_company} + (i % {companies})",
            "source_id": f"{first_source} + (i % 3)",
            "created_on": f"current_date - (1 + {spread(6)} * 720)::int",
            "custom": f"jsonb_build_object('plan', {pick(['A', 'B', 'C'], 7)}, 'seats', ({spread(8)} * 500)::int)",
        },
        f"FROM generate_series(1, {leads}) AS i",
    )
    _journeys(workspace, ws)
    _activities(workspace, ws, leads, activities)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _journeys(workspace: Workspace, ws: str) -> None:
    insert(
        Journey,
        {
            "workspace_id": ws,
            "lead_id": "l.id",
            "product_line": "'default'",
            "stage": "'lead'",
            "entered_at": "l.created_on",
        },
        f"FROM crm_lead l WHERE l.workspace_id = {ws}",
    )
    event = {
        "workspace_id": ws,
        "journey_id": "j.id",
        "kind": "'advance'",
        "origin": "'import'",
        "occurred_at": "j.entered_at",
        "occurred_on": "j.entered_at::date",
    }
    own = f"FROM crm_journey j WHERE j.workspace_id = {ws}"
    insert(StageEvent, {**event, "to_stage": "'lead'"}, own)
    insert(StageEvent, {**event, "from_stage": "'lead'", "to_stage": "'mql'"}, f"{own} AND j.id % 6 = 0")
    insert(StageEvent, {**event, "from_stage": "'mql'", "to_stage": "'sql'"}, f"{own} AND j.id % 18 = 0")


def _activities(workspace: Workspace, ws: str, leads: int, activities: int) -> None:
    first_lead = Lead.objects.for_workspace(workspace).order_by("pk").values_list("pk", flat=True)[0]
    # Some people are far busier than others.
    busy = f"{first_lead} + floor(power({spread(11)}, 2) * {leads})::int"
    insert(
        Activity,
        {
            "workspace_id": ws,
            "external_id": "'A' || i",
            "lead_id": busy,
            "type": pick(TYPES, 12),
            "occurred_at": f"now() - ({spread(13)} * 720) * interval '1 day'",
            "precision": "'moment'",
        },
        f"FROM generate_series(1, {activities}) AS i",
    )


def touch(workspace: Workspace, count: int, salt: int) -> None:
    """`count` new activities of as many people, noted as changed."""
    ws = str(workspace.pk)
    first, total = _range_of(workspace)
    moment = f"now() - ({spread(14)} * 60) * interval '1 day'"
    insert(
        Activity,
        {
            "workspace_id": ws,
            "external_id": f"'T{salt}-' || i",
            "lead_id": f"{first} + ((i * 7919 + {salt} * 104729) % {total})",
            "type": pick(TYPES, 15 + salt),
            "occurred_at": moment,
            "precision": "'moment'",
        },
        f"FROM generate_series(1, {count}) AS i",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)"
            f" SELECT %s, {first} + ((i * 7919 + {salt} * 104729) %% {total}), now() FROM generate_series(1, %s) AS i",
            [workspace.pk, count],
        )


def _range_of(workspace: Workspace) -> tuple[int, int]:
    found = Lead.objects.for_workspace(workspace).aggregate(first=models.Min("pk"), total=models.Count("pk"))
    return found["first"], found["total"]


def today() -> Any:
    return timezone.localdate()
