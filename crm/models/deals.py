from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Deal(WorkspaceModel):
    """A proposal in progress or its end: won, lost, and later perhaps churned."""

    class Outcome(models.TextChoices):
        OPEN = "open", _lazy("進行中")
        WON = "won", _lazy("受注")
        LOST = "lost", _lazy("失注")

    external_id = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=255, blank=True)
    lead = models.ForeignKey("Lead", on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    company = models.ForeignKey("Company", on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    # References as they came, kept until the lead or company comes.
    lead_external_id = models.CharField(max_length=120, blank=True)
    company_external_id = models.CharField(max_length=120, blank=True)
    company_name = models.CharField(max_length=255, blank=True)
    product = models.CharField(max_length=160, blank=True)
    # The owner as named in files; a person only by an e-mail match or a mapping made by hand.
    owner_name = models.CharField(max_length=160, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stage = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.OPEN)
    lost_reason = models.CharField(max_length=255, blank=True)
    churned_on = models.DateField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_deal_per_external_id",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "outcome", "closed_on"], name="deal_by_outcome"),
            models.Index(fields=["workspace", "lead"], name="deal_by_lead"),
            models.Index(fields=["workspace", "company"], name="deal_by_company"),
            models.Index(
                fields=["workspace", "lead_external_id"],
                condition=models.Q(lead__isnull=True) & ~models.Q(lead_external_id=""),
                name="deal_waiting_for_lead",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.company_name or self.external_id
