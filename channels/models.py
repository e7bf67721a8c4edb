from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Source
from strategy.models import ArtefactVersion, Strategy
from workspaces.models import WorkspaceModel


class PlannedChannel(WorkspaceModel):
    """A channel of the mix: its role, the buying stages it serves, when it works, what it costs, brings, and leads to."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="planned_channels")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)  # seo, search_ads, whitepaper, mail, webinar, event, social, or own
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=200, blank=True)
    stages = ArrayField(models.CharField(max_length=40), default=list)  # keys of buying stages
    months_to_effect = models.PositiveSmallIntegerField(default=0)
    is_single_event = models.BooleanField(default=False)  # 開催単位
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField(null=True, blank=True)
    monthly_cost_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    monthly_lead_count = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    next_step = models.CharField(max_length=200, blank=True)  # where it sends people next
    choice_reason = models.TextField(blank=True)  # 選定理由: where the ICP's people look
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_planned_channel_per_key")
        ]

    def __str__(self) -> str:
        return self.name


class ContentCell(WorkspaceModel):
    """A cell of the content map (buying stage × buying role): whether it applies, its target and its brief."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="content_cells")
    stage_key = models.SlugField(max_length=40)
    role_key = models.SlugField(max_length=40)
    is_not_applicable = models.BooleanField(default=False)
    not_applicable_reason = models.CharField(max_length=255, blank=True)
    target_count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "artefact", "stage_key", "role_key"], name="one_content_cell_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage_key} × {self.role_key}"


class ContentAsset(WorkspaceModel):
    """A piece of content for one stage and role: published, drafted or planned. A record of the strategy, not a version."""

    class State(models.TextChoices):
        PUBLISHED = "published", _lazy("公開")
        DRAFT = "draft", _lazy("下書き")
        IDEA = "idea", _lazy("企画")

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="content_assets")
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=60, blank=True)  # ブログ記事, 導入事例 …
    stage_key = models.SlugField(max_length=40, blank=True)
    role_key = models.SlugField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    brief = models.TextField(blank=True)  # role, stage, question and message it answers
    next_step = models.CharField(max_length=200, blank=True)
    updated_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["title"]
        indexes = [models.Index(fields=["workspace", "strategy", "stage_key", "role_key"], name="asset_by_cell")]

    def __str__(self) -> str:
        return self.title
