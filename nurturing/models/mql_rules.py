from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import ArtefactVersion
from workspaces.models import WorkspaceModel


class MqlRule(WorkspaceModel):
    """Contents of the artefact 「MQL基準」: the threshold and the caps; the scored conditions hang from it."""

    class Comparison(models.TextChoices):
        AT_LEAST = "gte", _lazy("以上")
        ABOVE = "gt", _lazy("より大きい")

    artefact = models.OneToOneField(ArtefactVersion, on_delete=models.CASCADE, related_name="mql_rule")
    threshold = models.FloatField(default=60)
    comparison = models.CharField(max_length=3, choices=Comparison, default=Comparison.AT_LEAST)
    fit_cap = models.FloatField(default=50)
    engagement_cap = models.FloatField(default=50)
    fit_minimum = models.FloatField(null=True, blank=True)
    engagement_minimum = models.FloatField(null=True, blank=True)
    # A crossing whose newest evidence is older waits among the candidates.
    fresh_days = models.PositiveSmallIntegerField(default=14)
    cool_down_days = models.PositiveSmallIntegerField(default=30)
    # The most that the conditions of a group give together, by the group's name.
    group_caps = models.JSONField(default=dict, blank=True)
    # What the ICP asked when its conditions were last taken over or left aside, by key: a row that says the same is untouched.
    icp_seen = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.artefact)


class ScoreRule(WorkspaceModel):
    """A condition and its points. The shape of `condition` and `decay` is specified in docs/calculations.md."""

    class Axis(models.TextChoices):
        FIT = "fit", _lazy("属性")
        ENGAGEMENT = "engagement", _lazy("行動")
        DISQUALIFIER = "disqualifier", _lazy("対象外")
        DIRECT = "direct", _lazy("直接MQL")

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="score_rules")
    axis = models.CharField(max_length=12, choices=Axis)
    position = models.PositiveSmallIntegerField(default=0)
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    condition = models.JSONField(default=dict)
    points = models.FloatField(default=0)
    per_rule_cap = models.FloatField(null=True, blank=True)
    per_day_cap = models.FloatField(null=True, blank=True)
    # {"kind": "none"} · {"kind": "step", "steps": [[30, 0.5], [90, 0]]} · {"kind": "linear", "days": 90} · {"kind": "half_life", "days": 30}
    decay = models.JSONField(default=dict, blank=True)
    # Only activities of the last so many days count; None: all of them.
    window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    group = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["axis", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_score_rule_per_key")]

    def __str__(self) -> str:
        return self.name
