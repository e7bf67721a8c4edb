"""The artefact 役割分担 as the frame sees it: the framework's table, its copy, its diff, what keeps it from being agreed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy import layers
from strategy.defaults import ROLE_SPLIT
from strategy.models import ArtefactVersion, Party, RoleSplitRow

LABELS = {
    "rows.*.marketing_level": _lazy("マーケティング"),
    "rows.*.marketing_duty": _lazy("マーケティングの内容"),
    "rows.*.sales_level": _lazy("営業"),
    "rows.*.sales_duty": _lazy("営業の内容"),
    "rows.*.responsible": _lazy("実行する人"),
    "rows.*.accountable": _lazy("最終責任者"),
    "rows.*.consulted": _lazy("相談する部門"),
    "rows.*.informed": _lazy("共有する部門"),
}
PLAIN = ("key", "scope", "marketing_level", "marketing_duty", "sales_level", "sales_duty", "consulted", "informed")


def create(artefact: ArtefactVersion) -> None:
    """The framework's 4 × 2 table."""
    RoleSplitRow.objects.bulk_create(
        [
            RoleSplitRow(
                workspace=artefact.workspace,
                artefact=artefact,
                position=position,
                key=row.key,
                scope=str(row.scope),
                marketing_level=row.marketing_level,
                marketing_duty=str(row.marketing_duty),
                sales_level=row.sales_level,
                sales_duty=str(row.sales_duty),
            )
            for position, row in enumerate(ROLE_SPLIT)
        ]
    )


def copy(source: ArtefactVersion, target: ArtefactVersion) -> None:
    rows = list(RoleSplitRow.objects.filter(artefact=source))
    for row in rows:
        row.pk, row.artefact = None, target
    RoleSplitRow.objects.bulk_create(rows)


def snapshot(artefact: ArtefactVersion) -> dict[str, Any]:
    rows = RoleSplitRow.objects.filter(artefact=artefact).select_related("responsible", "accountable")
    return {
        "rows": [
            {
                **{name: getattr(row, name) for name in PLAIN},
                "responsible": row.responsible.email if row.responsible else "",
                "accountable": row.accountable.email if row.accountable else "",
            }
            for row in rows
        ]
    }


def problems(artefact: ArtefactVersion) -> list[str]:
    """No empty cell may be agreed."""
    rows = RoleSplitRow.objects.filter(artefact=artefact)
    empty = [row.scope for row in rows if is_cell_empty(row.marketing_level, row.marketing_duty)]
    empty += [row.scope for row in rows if is_cell_empty(row.sales_level, row.sales_duty)]
    return [
        _("「%(scope)s」の担当が空欄です。内容を書くか「しない」を選んでください") % {"scope": scope} for scope in empty
    ]


def is_cell_empty(level: str, duty: str) -> bool:
    return level != RoleSplitRow.Level.NOT and not duty.strip()


def display(artefact: ArtefactVersion, path: str, value: object) -> str | None:
    """Levels and departments in words."""
    if path.endswith("_level") and value in RoleSplitRow.Level.values:
        return str(RoleSplitRow.Level(value).label)
    if path.endswith((".consulted", ".informed")) and isinstance(value, list):
        return "・".join(str(Party(party).label) for party in value) or _("なし")
    return None


ADAPTER = layers.ContentAdapter(
    kind="roles", create=create, copy=copy, snapshot=snapshot, problems=problems, labels=LABELS, display=display
)
