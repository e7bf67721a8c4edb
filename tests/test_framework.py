"""docs/framework.md is what the product ships: its tables are the first contents of the screens."""

from __future__ import annotations

from pathlib import Path

from django.utils import translation

from channels.defaults import CHANNELS
from crm.models import Stage
from kpi.defaults import default_nodes
from strategy import layers
from strategy.defaults import ROLE_SPLIT
from targeting.defaults import ROLES, STAGES

DOCUMENT = (Path(__file__).resolve().parent.parent / "docs" / "framework.md").read_text()


def table(first_heading: str) -> list[list[str]]:
    """The rows of the first table whose heading row begins with a cell."""
    lines = DOCUMENT.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_layers_bear_the_frameworks_names_and_questions() -> None:
    lines = [line for line in DOCUMENT.splitlines() if line.startswith("| Layer ")]
    with translation.override("ja"):
        for report in layers.reports():
            cells = [cell.strip() for cell in lines[report.number - 1].strip("|").split("|")]
            assert (str(report.name), str(report.question)) == (cells[1], cells[3])
    with translation.override("en"):
        for report in layers.reports():
            cells = [cell.strip() for cell in lines[report.number + 4].strip("|").split("|")]
            assert (str(report.name), str(report.question)) == (cells[1], cells[3])


def test_there_are_five_layers_in_order() -> None:
    assert [report.number for report in layers.reports()] == [1, 2, 3, 4, 5]


def test_role_split() -> None:
    with translation.override("ja"):
        shipped = [[str(row.scope), str(row.marketing_duty), str(row.sales_duty)] for row in ROLE_SPLIT]
    assert shipped == table("貢献範囲")


def test_buying_roles_and_stages() -> None:
    with translation.override("ja"):
        shipped = [[str(role.name), str(role.titles), str(role.concerns), str(role.content_needed)] for role in ROLES]
        stages = [str(stage.name) for stage in STAGES]
    assert shipped == table("役割")
    assert stages == ["認知", "検討", "決定"]


def test_channels() -> None:
    names = {"awareness": "認知", "consideration": "検討", "decision": "決定"}
    with translation.override("ja"):
        shipped = [
            [str(one.name), str(one.role), str(one.effect), "・".join(names[stage] for stage in one.stages)]
            for one in CHANNELS
        ]
    assert shipped == table("チャネル")


def test_kpi_tiers() -> None:
    """Every KPI of the framework's table is a node of the shipped tree, in its tier."""
    expected = {
        "business": {"revenue", "won"},
        "outcome": {"sql", "mql"},
        "rate": {"lead_to_mql", "mql_to_sql", "sql_to_won"},
        "activity": {"lead", "site_visits", "mail_open_rate"},
    }
    nodes = default_nodes(["lead", "mql", "sql", "won"])
    for tier, keys in expected.items():
        assert keys <= {node.key for node in nodes if node.tier == tier}, tier


def test_lifecycle_stages() -> None:
    from nurturing.defaults import STAGES as LIFECYCLE

    with translation.override("ja"):
        shipped = [[str(Stage(row.key).label), str(row.definition), str(row.move_condition)] for row in LIFECYCLE]
    assert shipped == table("ステージ")
