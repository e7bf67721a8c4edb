from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Lead
from strategy.models import ArtefactVersion
from workspaces.models import Workspace, WorkspaceModel


class TitleRule(WorkspaceModel):
    """Which words in a title (or department) speak for which buying role; the first rule that holds decides."""

    class Scope(models.TextChoices):
        TITLE = "title", _lazy("役職")
        DEPARTMENT = "department", _lazy("部署")
        BOTH = "both", _lazy("役職か部署")

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="title_rules")
    position = models.PositiveSmallIntegerField()
    role_key = models.SlugField(max_length=40)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.TITLE)
    words = models.TextField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.words} → {self.role_key}"


class LeadRole(WorkspaceModel):
    """The buying role of a lead: read from the title by the rules, or set by hand, which no rule overwrites.

    Written by the hundred thousand by one statement, so no constraint checks each row again; a trigger on the leads
    takes it away with its lead.
    """

    class Source(models.TextChoices):
        AUTO = "auto", _lazy("自動")
        MANUAL = "manual", _lazy("手動")

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    lead = models.OneToOneField(
        Lead, on_delete=models.CASCADE, primary_key=True, related_name="buying_role", db_constraint=False
    )
    role_key = models.SlugField(max_length=40, db_index=False)
    source = models.CharField(max_length=8, choices=Source, default=Source.AUTO)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "role_key"], name="lead_role_by_key")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.role_key}"


class AppliedTitleRules(WorkspaceModel):
    """The title rules that all leads of a workspace were last judged by."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    applied_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.fingerprint
