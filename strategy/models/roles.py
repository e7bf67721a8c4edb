from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from strategy.models.agreement import Party
from workspaces.models import WorkspaceModel


class RoleSplitRow(WorkspaceModel):
    """One row of 役割分担: a scope of contribution, the duty of each department, and who answers for it (RACI).

    `key` names the framework's own scopes, blank for rows that people added; KPIs and design steps belong to a key.
    """

    class Level(models.TextChoices):
        DOES = "does", _lazy("担当する")
        PARTLY = "partly", _lazy("一部")
        NOT = "not", _lazy("しない")

    class Key(models.TextChoices):
        ACQUISITION = "acquisition", _lazy("リード獲得")
        NURTURING = "nurturing", _lazy("リード育成")
        OPPORTUNITY = "opportunity", _lazy("商談創出")
        RETENTION = "retention", _lazy("顧客維持")

    artefact = models.ForeignKey("ArtefactVersion", on_delete=models.CASCADE, related_name="role_rows")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=12, choices=Key, blank=True)
    scope = models.CharField(max_length=120)
    marketing_level = models.CharField(max_length=6, choices=Level, default=Level.DOES)
    marketing_duty = models.TextField(blank=True)
    sales_level = models.CharField(max_length=6, choices=Level, default=Level.DOES)
    sales_duty = models.TextField(blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accountable = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    consulted = ArrayField(models.CharField(max_length=10, choices=Party), default=list, blank=True)
    informed = ArrayField(models.CharField(max_length=10, choices=Party), default=list, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.scope
