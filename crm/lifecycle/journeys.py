from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from workspaces.models import Workspace


def ensure_journeys(workspace: Workspace, lead_ids: Iterable[int]) -> None:
    """Give every named lead its journey of the product line `default`; leads that have one are left alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm_journey (workspace_id, lead_id, product_line, stage, cycle_number, is_excluded,"
            "  excluded_reason, is_date_unknown)"
            " SELECT workspace_id, id, 'default', '', 1, false, '', false FROM crm_lead"
            " WHERE workspace_id = %s AND id = ANY(%s::bigint[])"
            " ON CONFLICT (workspace_id, lead_id, product_line) DO NOTHING",
            [workspace.pk, list(lead_ids)],
        )
