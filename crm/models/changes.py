"""What changed and has not been recomputed yet. Writers insert set-based; the recompute claims by DELETE … RETURNING."""

from django.db import models
from django.utils import timezone

from workspaces.models import WorkspaceModel


class ChangedLead(WorkspaceModel):
    """A lead whose attributes, activities or cycle changed since its score was computed. May occur more than once."""

    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "lead"], name="changed_lead")]

    def __str__(self) -> str:
        return str(self.lead_id)


class ChangedDay(WorkspaceModel):
    """A local day on which stage events, deals, hand-offs or series changed since its roll-up. May occur more than once."""

    day = models.DateField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "day"], name="changed_day")]

    def __str__(self) -> str:
        return str(self.day)
