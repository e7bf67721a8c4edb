from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from nurturing.models.handoffs import ReturnReason
from strategy.models import ArtefactVersion
from workspaces.models import WorkspaceModel


class Sla(WorkspaceModel):
    """Contents of the artefact 「営業SLA」: six fields that print one sentence."""

    artefact = models.OneToOneField(ArtefactVersion, on_delete=models.CASCADE, related_name="sla")
    lead_class = models.CharField(max_length=120, blank=True)  # どのリードを
    response_hours = models.DecimalField(max_digits=5, decimal_places=1, default=4)  # いつまでに（営業時間）
    method = models.CharField(max_length=120, blank=True)  # どうやって
    attempt_count = models.PositiveSmallIntegerField(default=5)  # 何回
    attempt_days = models.PositiveSmallIntegerField(default=10)  # 何営業日で
    feedback = models.CharField(max_length=200, blank=True)  # 何を返すか
    review_on = models.DateField(null=True, blank=True)  # 見直し日
    is_auto_accept_on = models.BooleanField(default=False)
    auto_accept_hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)

    def __str__(self) -> str:
        return str(self.artefact)


class ReturnDestination(WorkspaceModel):
    """Where a lead goes when it is returned for a reason, and when somebody looks at it again."""

    class Destination(models.TextChoices):
        NURTURE = "nurture", _lazy("育成に戻す")
        REVISIT = "revisit", _lazy("日付を決めて再確認")
        FIX_DATA = "fix_data", _lazy("連絡先を確認")
        EXCLUDE = "exclude", _lazy("対象外にする")

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="return_destinations")
    reason = models.CharField(max_length=20, choices=ReturnReason)
    destination = models.CharField(max_length=10, choices=Destination, blank=True)
    revisit_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "reason"], name="one_destination_per_reason")
        ]

    def __str__(self) -> str:
        return f"{self.reason} → {self.destination}"
