from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from workspaces.models import WorkspaceModel


class Assessment(WorkspaceModel):
    """現状分析 of a strategy: what its buyers are like, what is known today, how far each layer has come.

    `traits` {"buying_period": "months", "decision_makers": ["researcher", "champion"]} with the keys of
    `strategy.traits`; `facts` {"business.goal": {"text": "…", "unknown": false}} with those of
    `strategy.current_state`; `levels` {"l1_backcalc": {"level": 2, "unknown": false, "evidence": "…"}} with those of
    `strategy.questions`. What nobody has answered has no key.
    """

    strategy = models.OneToOneField("Strategy", on_delete=models.CASCADE, related_name="assessment")
    traits = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    levels = models.JSONField(default=dict, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.strategy}: {self.updated_at}"
