"""The won-deal analyser: every attribute of 100,000 closed deals, in one page view."""
# japanese-data

from __future__ import annotations

from bench.data import INDUSTRIES, TITLES, insert
from bench.measure import Figure, Report, median_seconds
from crm.models import Company, CustomField, Deal, Entity, Lead, Source
from targeting.selectors.evidence import evidence_for
from workspaces.models import Workspace

DEALS = 100_000
# With the nine attributes that are filled here: thirty.
TEXT_FIELDS, NUMBER_FIELDS = 15, 6
ATTRIBUTES = 9 + TEXT_FIELDS + NUMBER_FIELDS
RUNS, LIMIT_SECONDS = 5, 3.0
PRODUCTS, BEST = ["基本", "標準", "上位"], "上位"


def spread(salt: int) -> str:
    """SQL: 0…1 by row number, independent of every other salt (the spread of bench.data is one sequence, shifted)."""
    return f"((hashint8extended(i::bigint, {salt}) & 1073741823) / 1073741824.0)"


def pick(values: list[str], salt: int) -> str:
    """SQL: one of the values by row number."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + floor({spread(salt)} * {len(values)})::int]"


def measure(workspace: Workspace, report: Report) -> None:
    """The analyser over every attribute; the limit is one of time."""
    fill(workspace)
    found = evidence_for(workspace)
    compared = {row.attribute.key for row in found.evidence.rows}
    assert (found.evidence.n, len(compared)) == (DEALS, ATTRIBUTES), (found.evidence.n, len(compared))
    best = found.row_for("deal.product", BEST)
    assert best is not None and best.is_recommended
    seconds = median_seconds(lambda: evidence_for(workspace), RUNS)
    name = f"analyser: {DEALS:,} deals × {ATTRIBUTES} attributes"
    report.add(Figure.within(name, seconds, LIMIT_SECONDS, report.loop_seconds))


def fill(workspace: Workspace, deals: int = DEALS) -> None:
    """Closed deals of five years with companies, leads and custom fields on all three; one product wins more often."""
    ws = str(workspace.pk)
    _declare_fields(workspace)
    Source.objects.bulk_create(Source(workspace=workspace, name=f"流入元{number}") for number in range(8))
    first_source = Source.objects.for_workspace(workspace).order_by("pk").values_list("pk", flat=True)[0]
    people = max(1, deals // 4)
    company = {
        "external_id": "'C' || i",
        "name": "'会社' || i",
        "name_key": "'会社' || i",
        "industry": pick(INDUSTRIES, 1),
        "employee_count": f"(10 ^ (1 + {spread(2)} * 3))::int",
        "annual_revenue_amount": f"(10 ^ (7 + {spread(3)} * 4))::bigint",
        "region": pick(["東京", "大阪", "愛知", "福岡"], 4),
        "country": pick(["日本", "米国"], 5),
        "custom": _custom(20),
    }
    insert(Company, {"workspace_id": ws, **company}, f"FROM generate_series(1, {people}) AS i")
    first_company = Company.objects.for_workspace(workspace).order_by("pk").values_list("pk", flat=True)[0]
    lead = {
        "external_id": "'L' || i",
        "job_title": pick(TITLES, 6),
        "department": pick(["営業部", "情報システム部", "総務部", "製造部"], 7),
        "company_id": f"{first_company} + (i % {people})",
        "source_id": f"{first_source} + (i % 8)",
        "created_on": "current_date - 1900",
        "custom": _custom(40),
    }
    insert(Lead, {"workspace_id": ws, **lead}, f"FROM generate_series(1, {people}) AS i")
    first_lead = Lead.objects.for_workspace(workspace).order_by("pk").values_list("pk", flat=True)[0]
    deal = {
        "external_id": "'D' || i",
        "lead_id": f"{first_lead} + (i % {people})",
        "company_id": f"{first_company} + (i % {people})",
        "product": pick(PRODUCTS, 8),
        "amount": f"(500000 + {spread(9)} * 5000000)::bigint",
        "outcome": f"CASE WHEN {spread(10)} < 0.2 + 0.15 * ({pick(PRODUCTS, 8)} = '{BEST}')::int THEN 'won' ELSE 'lost' END",
        "opened_on": f"current_date - (90 + {spread(11)} * 1800)::int",
        "closed_on": f"current_date - ({spread(11)} * 1800)::int",
        "custom": _custom(60),
    }
    insert(Deal, {"workspace_id": ws, **deal}, f"FROM generate_series(1, {deals}) AS i")


def _declare_fields(workspace: Workspace) -> None:
    entities = [Entity.COMPANY, Entity.LEAD, Entity.DEAL]
    text, number = CustomField.DataType.TEXT, CustomField.DataType.INTEGER
    kinds = [
        *((f"t{place}", text) for place in range(TEXT_FIELDS // 3)),
        *((f"n{place}", number) for place in range(NUMBER_FIELDS // 3)),
    ]
    CustomField.objects.bulk_create(
        CustomField(workspace=workspace, entity=entity, key=key, label=key, data_type=kind)
        for entity in entities
        for key, kind in kinds
    )


def _custom(salt: int) -> str:
    texts = [f"'t{place}', {pick(list('ABCDEFGH')[: 2 + place], salt + place)}" for place in range(TEXT_FIELDS // 3)]
    numbers = [f"'n{place}', ({spread(salt + 10 + place)} * 1000)::int" for place in range(NUMBER_FIELDS // 3)]
    return f"jsonb_build_object({', '.join([*texts, *numbers])})"
