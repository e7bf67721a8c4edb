from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import ArtefactVersion
from workspaces.models import WorkspaceModel


class KpiNode(WorkspaceModel):
    """Contents of the artefact 「KPIツリー」: one indicator with its tier, parent, owner and rhythm."""

    class Tier(models.TextChoices):
        BUSINESS = "business", _lazy("事業KPI")
        OUTCOME = "outcome", _lazy("成果KPI")
        RATE = "rate", _lazy("転換率KPI")
        ACTIVITY = "activity", _lazy("活動KPI")

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _lazy("月次")
        WEEKLY = "weekly", _lazy("週次")
        WEEKLY_MONTHLY = "weekly_monthly", _lazy("週次・月次")

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="kpi_nodes")
    key = models.SlugField(max_length=60)  # revenue, won, opportunity, sql, mql, lead, lead_to_mql, site_visits …
    name = models.CharField(max_length=120)
    tier = models.CharField(max_length=10, choices=Tier)
    position = models.PositiveSmallIntegerField()
    parent_key = models.CharField(max_length=60, blank=True)
    frequency = models.CharField(max_length=20, choices=Frequency, default=Frequency.MONTHLY)
    responsible = models.CharField(max_length=120, blank=True)  # 経営・マーケ・営業
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_higher_better = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_kpi_node_per_key")]

    def __str__(self) -> str:
        return self.name


class DailyFigure(WorkspaceModel):
    """The roll-up that dashboards read: one metric on one local day, by source (None: no known source).

    Metrics: entries into `lead`, `mql`, `sql`, `opportunity`, `customer` (and `<stage>.backfilled`); `won` and
    `won_amount` of deals by closing day; `handoff_delivered`, `handoff_accepted`, `handoff_returned`,
    `handoff_breached`, `handoff_qualified`; origin is the mark of the source at the time of the roll-up.
    """

    day = models.DateField()
    metric = models.CharField(max_length=40)
    source = models.ForeignKey("crm.Source", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "day", "metric", "source"],
                name="one_daily_figure",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "metric", "day"], include=["value"], name="daily_figure_by_metric")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.metric}: {self.value}"


class FunnelSnapshot(WorkspaceModel):
    """The bottleneck and step figures of a grain as last computed from the stage history."""

    class Grain(models.TextChoices):
        MONTH = "month", _lazy("月")
        WEEK = "week", _lazy("週")
        DAY = "day", _lazy("日")

    grain = models.CharField(max_length=5, choices=Grain)
    as_of = models.DateField()
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "grain"], name="one_funnel_snapshot_per_grain")]

    def __str__(self) -> str:
        return f"{self.grain} {self.as_of}"


class RecomputeRun(WorkspaceModel):
    """One recompute of a workspace, L1 → L5. A run found started after a crash is wiped and redone."""

    class State(models.TextChoices):
        QUEUED = "queued", _lazy("順番待ち")
        STARTED = "started", _lazy("計算中")
        DONE = "done", _lazy("完了")
        FAILED = "failed", _lazy("失敗")

    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    reasons = models.JSONField(default=list)  # what changed: ["records", "rule", …]
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    leads_scored = models.PositiveIntegerField(default=0)
    scores_written = models.PositiveIntegerField(default=0)
    handoffs_created = models.PositiveIntegerField(default=0)
    days_rolled_up = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(state="queued"), name="one_queued_recompute"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.queued_at:%Y-%m-%d %H:%M}"


class Finding(WorkspaceModel):
    """A failure pattern (F1–F5) that a strategy shows: since when, on which figures; closed when it no longer does."""

    strategy = models.ForeignKey("strategy.Strategy", on_delete=models.CASCADE, related_name="findings")
    pattern = models.CharField(max_length=2)
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    # The signals that fired with their figures: [{"key": "few_conditions", "values": {"count": 2}}]
    signals = models.JSONField(default=list)
    is_red = models.BooleanField(default=False)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dismissed_reason = models.TextField(blank=True)
    dismissed_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pattern", "-first_seen_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "strategy", "pattern"],
                condition=models.Q(closed_on__isnull=True),
                name="one_open_finding_per_pattern",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pattern} {self.first_seen_on}"


class DetectorRun(WorkspaceModel):
    """The newest look at a strategy for failure patterns, also at those that could not be judged (データ不足)."""

    strategy = models.OneToOneField("strategy.Strategy", on_delete=models.CASCADE, related_name="detector_run")
    looked_at = models.DateTimeField()
    # {"F3": {"verdict": "unknown", "have": 12, "needed": 30}, …}
    verdicts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.looked_at:%Y-%m-%d %H:%M}"
