from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Source
from strategy.models import ArtefactVersion, Strategy
from workspaces.models import User, WorkspaceModel


class PlannedChannel(WorkspaceModel):
    """A channel of the mix: its role, the buying stages it serves, when it works, what it costs, brings, and leads to."""

    class Basis(models.TextChoices):
        """選定理由: what the choice of the channel rests on."""

        INTERVIEW = "interview", _lazy("顧客への聞き取り")
        SURVEY = "survey", _lazy("アンケート")
        WON_DEALS = "won_deals", _lazy("過去の商談の流入元")
        HYPOTHESIS = "hypothesis", _lazy("仮説")

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="planned_channels")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)  # seo, search_ads, whitepaper, mail, webinar, event, social, or own
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=200, blank=True)
    stages = ArrayField(models.CharField(max_length=40), default=list)  # keys of buying stages
    months_to_effect = models.PositiveSmallIntegerField(default=0)
    is_single_event = models.BooleanField(default=False)  # 開催単位
    is_active = models.BooleanField(default=True)
    is_lasting = models.BooleanField(default=False)  # 資産になる施策, else 費用が続く施策
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # The ramp: its first month with leads and the first full one, the month of the start being 1; empty: as usual.
    ramp_from = models.PositiveSmallIntegerField(null=True, blank=True)
    ramp_full = models.PositiveSmallIntegerField(null=True, blank=True)
    # An event: what one of them costs and brings; the amounts a month follow from it.
    event_cost_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    event_lead_count = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    events_per_year = models.PositiveSmallIntegerField(null=True, blank=True)
    # [["600000", "15000"], …]: up to this cost a month, this much a lead.
    cost_bands = models.JSONField(default=list, blank=True)
    monthly_cost_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    monthly_lead_count = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    next_step = models.CharField(max_length=200, blank=True)  # where it sends people next
    next_how = models.CharField(max_length=200, blank=True)  # by what: a link under the article, a mail of thanks
    is_next_example = models.BooleanField(default=False)  # 目安: the framework's example, not yet one's own
    choice_basis = models.CharField(max_length=12, choices=Basis, blank=True)
    choice_reason = models.TextField(blank=True)  # 選定理由: where the ICP's people look
    audience_scores = models.JSONField(default=dict, blank=True)  # role key: 0–3, how much the role looks there
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_planned_channel_per_key")
        ]

    def __str__(self) -> str:
        return self.name


class PathStep(WorkspaceModel):
    """A joint of a path after a channel's own next step: from a form, a piece of content or a scenario to what follows."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="path_steps")
    position = models.PositiveSmallIntegerField()
    from_name = models.CharField(max_length=200)
    to_name = models.CharField(max_length=200)
    how = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "position"], name="one_path_step_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.from_name} → {self.to_name}"


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


class ContentStageTarget(WorkspaceModel):
    """The part of all content that a buying stage should have; without rows the usual parts are in force."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="content_stage_targets")
    stage_key = models.SlugField(max_length=40)
    target_share = models.DecimalField(max_digits=5, decimal_places=4)  # 0–1

    class Meta:
        ordering = ["stage_key"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "stage_key"], name="one_target_per_content_stage"),
            models.CheckConstraint(
                condition=models.Q(target_share__gte=0, target_share__lte=1), name="content_stage_target_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.stage_key


class ContentAsset(WorkspaceModel):
    """A piece of content for one stage and role: published, drafted or planned. A record of the strategy, not a version."""

    class State(models.TextChoices):
        PUBLISHED = "published", _lazy("公開")
        DRAFT = "draft", _lazy("下書き")
        IDEA = "idea", _lazy("企画")

    class Gate(models.TextChoices):
        OPEN = "open", _lazy("だれでも読める")
        FORM = "form", _lazy("フォーム入力後")

    class SalesUse(models.TextChoices):
        USED = "used", _lazy("使っている")
        UNUSED = "unused", _lazy("使っていない")

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="content_assets")
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=60, blank=True)  # ブログ記事, 導入事例 …
    stage_key = models.SlugField(max_length=40, blank=True)
    role_key = models.SlugField(max_length=40, blank=True)
    more_stages = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # further stages it serves
    segment = models.CharField(max_length=120, blank=True)  # the ICP it is written for; blank: all
    gate = models.CharField(max_length=5, choices=Gate, blank=True)
    sales_use = models.CharField(max_length=6, choices=SalesUse, blank=True)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)  # when a planned piece is wanted
    cta = models.CharField(max_length=200, blank=True)
    next_asset = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
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
