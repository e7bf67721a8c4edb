from django.db import models
from django.utils import timezone

from workspaces.models.base import WorkspaceModel


class AuditEntry(WorkspaceModel):
    """Who changed which definition when, with the values before and after. Append-only (a trigger refuses more)."""

    actor = models.ForeignKey("User", on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    object_label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="audit_newest"),
            models.Index(fields=["workspace", "object_type", "object_id"], name="audit_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"
