from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class PlanReading(WorkspaceModel):
    """What a plan came to at a moment, by its own rates and by the measured ones, and what had changed since the reading
    before. Written by the worker when an input, the records or the month change something; a log, never edited."""

    class Cause(models.TextChoices):
        FIRST = "first", _lazy("はじめての計算")
        INPUT = "input", _lazy("前提の変更")
        RECORDS = "records", _lazy("記録の取り込み")
        MONTH = "month", _lazy("月の締め")

    strategy = models.ForeignKey("Strategy", on_delete=models.CASCADE, related_name="readings")
    cause = models.CharField(max_length=10, choices=Cause)
    goal_number = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)
    as_of = models.DateField()  # the last closed day of the records
    # {"lead": "5333.333…", "won": "80", "measured_lead": "7565.2…", "rates": {key: {"planned", "measured", "k", "n"}}}
    figures = models.JSONField(default=dict)
    # [{"what": "lead" | "measured_lead" | "won" | rate key, "before": …, "after": …}]
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["-taken_at", "-id"]
        indexes = [models.Index(fields=["workspace", "strategy", "-taken_at"], name="readings_of_strategy")]

    def __str__(self) -> str:
        return f"{self.cause} {self.taken_at:%Y-%m-%d %H:%M}"
