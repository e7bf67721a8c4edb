from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from workspaces.models import WorkspaceModel


def default_chain() -> list[str]:
    return ["lead", "mql", "sql", "won"]


def equal_months() -> list[Decimal]:
    return [Decimal(1)] * 12


class Goal(WorkspaceModel):
    """Contents of the artefact 「目標と逆算」: the six numbers a strategy begins with, and the shape of its chain.

    Everything is stored as typed (decimal); what follows from it is computed exactly and never stored here.
    `provenance` says per field where a number comes from:
    {"revenue_target_amount": {"kind": "assumed"}, "lead_to_mql": {"kind": "actual", "n": 655, "from": "2025-11", "to": "2026-10"}}
    with kind in template (目安), assumed (仮置き), actual (実績).
    """

    artefact = models.OneToOneField("ArtefactVersion", on_delete=models.CASCADE, related_name="goal")
    revenue_target_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    marketing_share_rate = models.DecimalField(max_digits=12, decimal_places=9, null=True, blank=True)
    average_deal_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    sales_cycle_months = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    stages = ArrayField(models.CharField(max_length=20), default=default_chain)
    # {"lead_to_mql": "0.2", …}: fractions as typed, keyed by <from>_to_<to>
    rates = models.JSONField(default=dict, blank=True)
    month_weights = ArrayField(models.DecimalField(max_digits=9, decimal_places=4), size=12, default=equal_months)
    provenance = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.artefact)


class PlanTarget(WorkspaceModel):
    """The exact target of a stage (or `revenue`) in a month of the plan, rewritten whenever its goal version is computed."""

    artefact = models.ForeignKey("ArtefactVersion", on_delete=models.CASCADE, related_name="targets")
    month = models.DateField()  # first day
    metric = models.CharField(max_length=20)  # lead, mql, sql, opportunity, won, revenue
    value = models.DecimalField(max_digits=38, decimal_places=18)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "metric", "month"], name="one_target_per_month")
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.month}: {self.value}"
