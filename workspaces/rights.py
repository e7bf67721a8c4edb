"""The rights that doors ask for and the roles shipped with them (migration 0002 writes the rows).

A right names what a person may do, never who they are: views ask `membership.may("strategy.edit")`.
"""
# japanese-data

from __future__ import annotations

from dataclasses import dataclass

VIEW_STRATEGY = "strategy.view"
EDIT_STRATEGY = "strategy.edit"
APPROVE = "strategy.approve"  # may be named as approver of a party
VIEW_RECORDS = "records.view"
EDIT_RECORDS = "records.edit"
IMPORT_RECORDS = "records.import"
VIEW_HANDOFFS = "handoffs.view"
WORK_HANDOFFS = "handoffs.work"  # accept, return, qualify what is on one's own desk
MANAGE_HANDOFFS = "handoffs.manage"  # see the team's, reassign, hand over candidates
VIEW_DASHBOARDS = "dashboards.view"
MANAGE_WORKSPACE = "workspace.manage"

_READ = [VIEW_STRATEGY, VIEW_RECORDS, VIEW_DASHBOARDS, VIEW_HANDOFFS]
_EDIT = [EDIT_STRATEGY, EDIT_RECORDS, IMPORT_RECORDS, MANAGE_HANDOFFS]


@dataclass(frozen=True)
class RoleDefinition:
    key: str
    name_ja: str
    name_en: str
    rights: list[str]
    home: str = "kpi:home"


ROLES = [
    RoleDefinition(
        "administrator", "管理者", "Administrator", [*_READ, *_EDIT, APPROVE, WORK_HANDOFFS, MANAGE_WORKSPACE]
    ),
    RoleDefinition("marketer", "マーケティング担当", "Marketer", [*_READ, *_EDIT, APPROVE]),
    RoleDefinition("manager", "責任者", "Manager", [*_READ, *_EDIT, APPROVE, WORK_HANDOFFS]),
    RoleDefinition(
        "sales",
        "営業担当",
        "Sales",
        [VIEW_STRATEGY, VIEW_RECORDS, VIEW_DASHBOARDS, VIEW_HANDOFFS, WORK_HANDOFFS, APPROVE, EDIT_RECORDS],
        home="nurturing:inbox",
    ),
    RoleDefinition("executive", "経営層", "Executive", [*_READ, APPROVE], home="kpi:dashboard-exec"),
    RoleDefinition("viewer", "閲覧のみ", "Viewer", [*_READ]),
]
