"""What changed and has not been recomputed yet. Writers insert set-based; the recompute claims by DELETE … RETURNING.

Rows live for seconds and come by the hundred thousand: their keys are not checked by the database (nor are the workspaces
of journeys, events and activities, whose leads have checked ones). docs/decisions/0005-import.md has the figures.
"""

from django.db import models
from django.utils import timezone

from workspaces.models import WorkspaceModel


class ChangedLead(WorkspaceModel):
    """A lead whose attributes, activities or cycle changed since its score was computed. May occur more than once."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "lead"], name="changed_lead")]

    def __str__(self) -> str:
        return str(self.lead_id)


class ChangedDay(WorkspaceModel):
    """A local day on which stage events, deals, hand-offs or series changed since its roll-up. May occur more than once."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "day"], name="changed_day")]

    def __str__(self) -> str:
        return str(self.day)
