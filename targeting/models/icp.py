from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import ArtefactVersion
from workspaces.models import WorkspaceModel


class Icp(WorkspaceModel):
    """One ideal customer of the artefact 「ICP」: its value statement, for which product, whether it is still a hypothesis.

    The first has number 1; its rules and elements name it by that number, so that versions can be copied and compared.
    """

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="icps")
    number = models.PositiveSmallIntegerField(default=1)
    product_line = models.CharField(max_length=160, blank=True)  # blank: every product
    name = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True)  # 課題
    value = models.TextField(blank=True)  # 得られる価値
    proof = models.TextField(blank=True)  # 根拠
    is_hypothesis = models.BooleanField(default=True)  # 仮説: too few wins, or no evidence attached
    verify_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "artefact", "number"], name="one_icp_per_number")]

    def __str__(self) -> str:
        return self.name or str(self.number)


class Element(models.TextChoices):
    """The eight groups of what is known of an ideal customer."""

    FIRM = "firm", _lazy("企業属性")
    ORGANISATION = "organisation", _lazy("組織")
    TOOLS = "tools", _lazy("利用ツール")
    PROBLEM = "problem", _lazy("課題")
    TRIGGER = "trigger", _lazy("導入のきっかけ")
    BUDGET = "budget", _lazy("予算")
    ECONOMICS = "economics", _lazy("収益性")
    EXCLUSION = "exclusion", _lazy("除外条件")


class IcpElement(WorkspaceModel):
    """What is said of one element group in words; no rule asks for it, but messages, questions and timing use it."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="icp_elements")
    icp_number = models.PositiveSmallIntegerField(default=1)
    element = models.CharField(max_length=20, choices=Element)
    text = models.TextField(blank=True)
    months = models.JSONField(default=list, blank=True)  # of きっかけ and 予算: calendar months 1–12
    evidence = models.TextField(blank=True)  # interview, deal, survey; blank: 仮説
    verify_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "artefact", "icp_number", "element"], name="one_icp_element_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.text}"


class IcpRule(WorkspaceModel):
    """An executable condition on a company (or lead) attribute: it must match, or it excludes.

    Including rules of one `group` must all hold, and one group is enough. Of the excluding rules those of group 0 stand
    alone; those of another group exclude only together.
    """

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
    icp_number = models.PositiveSmallIntegerField(default=1)
    group = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=False)  # 必須: whoever misses it is in no tier
    element = models.CharField(max_length=20, choices=Element, blank=True)  # blank: the attribute's own group
    reason = models.CharField(max_length=255, blank=True)  # why it excludes; of an including rule what it rests on
    # The evidence it was adopted with: {"n": 74, "won": 23, "win_rate": 0.31, "verdict": "strong", "unit": "deal", "as_of": …}
    evidence = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["icp_number", "is_exclusion", "group", "position", "id"]

    @property
    def is_hypothesis(self) -> bool:
        """Neither records nor a word of its own speak for it."""
        return not (self.evidence or self.reason)

    def __str__(self) -> str:
        return f"{self.attribute} {self.operator} {self.values}"
