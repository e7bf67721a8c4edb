from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel, WorkspaceQuerySet


class ArtefactKind(models.TextChoices):
    """What is designed, versioned and agreed; each kind's contents live in the app of its layer."""

    GOAL = "goal", _lazy("目標と逆算")
    ROLES = "roles", _lazy("役割分担")
    ICP = "icp", _lazy("ICP")
    CHANNELS = "channels", _lazy("チャネル")
    CONTENT = "content", _lazy("コンテンツマップ")
    MQL_RULE = "mql_rule", _lazy("MQL基準")
    SLA = "sla", _lazy("営業SLA")
    KPI = "kpi", _lazy("KPIツリー")


class ArtefactStatus(models.TextChoices):
    DRAFT = "draft", _lazy("下書き")
    IN_REVIEW = "in_review", _lazy("合意待ち")
    AGREED = "agreed", _lazy("合意済み")
    SUPERSEDED = "superseded", _lazy("旧版")


class ArtefactQuerySet(WorkspaceQuerySet):
    def live_at(self, moment: object) -> ArtefactQuerySet:
        """In force at a moment (agreed and switched on, or running as a trial)."""
        return self.filter(live_from__lte=moment).filter(
            models.Q(live_until__isnull=True) | models.Q(live_until__gt=moment)
        )


class ArtefactVersion(WorkspaceModel):
    """One numbered version of one kind of artefact: the row that is drafted, reviewed, agreed, frozen and hashed.

    「未着手」「入力中」「要見直し」「差し戻し」 are computed, never stored. Going live is a fact of its own.
    """

    strategy = models.ForeignKey("Strategy", on_delete=models.CASCADE, related_name="artefacts")
    kind = models.CharField(max_length=12, choices=ArtefactKind)
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=ArtefactStatus, default=ArtefactStatus.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    # The upstream versions it was built on: {"goal": {"id": 3, "number": 2, "summary": {…}}}
    based_on = models.JSONField(default=dict, blank=True)
    # The computed figures shown at approval, stored with it.
    figures = models.JSONField(default=dict, blank=True)
    # Counts saves; a form carries the token it was opened with, and a stale one is refused.
    token = models.PositiveIntegerField(default=0)
    is_touched = models.BooleanField(default=False)  # somebody entered something: 未着手 → 入力中
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)  # last day on which the agreement holds; None: no end
    due_on = models.DateField(null=True, blank=True)  # by when the parties are asked to answer
    reminded_at = models.DateTimeField(null=True, blank=True)  # one reminder, not one a day
    escalated_at = models.DateTimeField(null=True, blank=True)  # told those who proposed it
    live_from = models.DateTimeField(null=True, blank=True)
    live_until = models.DateTimeField(null=True, blank=True)
    is_trial = models.BooleanField(default=False)  # 試験運用

    objects = ArtefactQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "strategy", "kind", "number"], name="one_artefact_number"),
            models.UniqueConstraint(
                fields=["workspace", "strategy", "kind"],
                condition=models.Q(status__in=["draft", "in_review"]),
                name="one_open_artefact_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.status in (ArtefactStatus.AGREED, ArtefactStatus.SUPERSEDED)

    @property
    def is_editable(self) -> bool:
        return self.status == ArtefactStatus.DRAFT
