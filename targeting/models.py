from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import ArtefactVersion
from workspaces.models import WorkspaceModel


class Icp(WorkspaceModel):
    """Contents of the artefact 「ICP」: the value statement and the marks of hypothesis; rules, roles and stages hang from it."""

    artefact = models.OneToOneField(ArtefactVersion, on_delete=models.CASCADE, related_name="icp")
    name = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True)  # 課題
    value = models.TextField(blank=True)  # 得られる価値
    proof = models.TextField(blank=True)  # 根拠
    is_hypothesis = models.BooleanField(default=True)  # 仮説: too few wins, or no evidence attached
    verify_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.artefact)


class IcpRule(WorkspaceModel):
    """An executable condition on a company (or lead) attribute: it must match, or it excludes."""

    class Operator(models.TextChoices):
        IN = "in", _lazy("いずれか")
        BETWEEN = "between", _lazy("範囲")
        AT_LEAST = "gte", _lazy("以上")
        AT_MOST = "lte", _lazy("以下")
        CONTAINS = "contains", _lazy("含む")

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="icp_rules")
    position = models.PositiveSmallIntegerField(default=0)
    # company.industry, company.employee_count, lead.source, deal.product, company.custom.<key> …
    attribute = models.CharField(max_length=120)
    operator = models.CharField(max_length=10, choices=Operator, default=Operator.IN)
    values = models.JSONField(default=list)
    is_exclusion = models.BooleanField(default=False)
    reason = models.CharField(max_length=255, blank=True)
    # The evidence it was adopted with: {"n": 74, "won": 23, "win_rate": 0.31, "verdict": "strong", "unit": "deal", "as_of": …}
    evidence = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["is_exclusion", "position", "id"]

    def __str__(self) -> str:
        return f"{self.attribute} {self.operator} {self.values}"


class BuyingRole(WorkspaceModel):
    """One of the people in a purchase: what they care about, what holds them back, what they need, our message to them."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="buying_roles")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    titles = models.TextField(blank=True)
    concerns = models.TextField(blank=True)
    objections = models.TextField(blank=True)
    content_needed = models.TextField(blank=True)
    key_message = models.TextField(blank=True)
    # How much a missing piece of content for this role counts in the priority of gaps.
    weight = models.DecimalField(max_digits=3, decimal_places=1, default=Decimal("1"))

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_buying_role_per_key")]

    def __str__(self) -> str:
        return self.name


class BuyingStage(WorkspaceModel):
    """A step of the purchase: the state of mind, the questions, what is needed, how we notice, when it ends."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="buying_stages")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    state_of_mind = models.TextField(blank=True)
    questions = models.TextField(blank=True)
    information_needed = models.TextField(blank=True)
    content_needed = models.TextField(blank=True)
    signals = models.TextField(blank=True)
    exit_condition = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_buying_stage_per_key")
        ]

    def __str__(self) -> str:
        return self.name
