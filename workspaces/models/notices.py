from django.conf import settings
from django.db import models
from django.utils import timezone

from workspaces.models.base import WorkspaceModel


class Notice(WorkspaceModel):
    """Something one person should know, said in their language with the address where it is answered."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=400)
    url = models.CharField(max_length=300, blank=True)
    # What it is about; the same thing is told a person once: "reminder:14:2026-11-27".
    key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person", "key"], condition=~models.Q(key=""), name="one_notice_per_key"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "person"], condition=models.Q(read_at__isnull=True), name="unread_notices"
            )
        ]

    def __str__(self) -> str:
        return self.text
