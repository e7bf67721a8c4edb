from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Stage(models.TextChoices):
    """The lifecycle's keys, in order. `customer` is entered by a won deal; a plan calls the same entry `won`."""

    SUBSCRIBER = "subscriber", _lazy("サブスクライバー")
    LEAD = "lead", _lazy("リード")
    MQL = "mql", _lazy("MQL")
    SQL = "sql", _lazy("SQL")
    OPPORTUNITY = "opportunity", _lazy("商談")
    CUSTOMER = "customer", _lazy("顧客")


# The stages a funnel counts, in order; subscribers are never counted in リード数.
CHAIN: list[Stage] = [Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER]


class StageDefinition(WorkspaceModel):
    """What a stage means in this workspace: its definition, the condition to move on, who decides, the way back."""

    key = models.CharField(max_length=20, choices=Stage)
    position = models.PositiveSmallIntegerField()
    definition = models.TextField(blank=True)
    move_condition = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    return_condition = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_definition_per_stage")]

    def __str__(self) -> str:
        return self.get_key_display()


class Journey(WorkspaceModel):
    """A lead's way through the lifecycle for one product line; the current stage is a projection of its events."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="journeys")
    product_line = models.CharField(max_length=60, default="default")
    stage = models.CharField(max_length=20, choices=Stage, blank=True)  # blank: excluded before any entry
    entered_at = models.DateTimeField(null=True, blank=True)
    cycle_number = models.PositiveSmallIntegerField(default=1)
    # Activities before this moment count 0 for the crossing (earlier cycle).
    cycle_started_at = models.DateTimeField(null=True, blank=True)
    is_excluded = models.BooleanField(default=False)
    excluded_reason = models.CharField(max_length=60, blank=True)
    # A date on which somebody looks again (parked); None: nothing planned.
    revisit_on = models.DateField(null=True, blank=True)
    is_date_unknown = models.BooleanField(default=False)  # 日付不明: entered at import for want of any date

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "lead", "product_line"], name="one_journey_per_product_line")
        ]
        indexes = [
            models.Index(fields=["workspace", "stage", "entered_at"], name="journey_by_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.stage}"


class StageEvent(WorkspaceModel):
    """One entry of a journey into a stage, or its way back. Append-only; copies the facts that explain it."""

    class Kind(models.TextChoices):
        ADVANCE = "advance", _lazy("前進")
        RECYCLE = "recycle", _lazy("育成に戻す")
        DISQUALIFY = "disqualify", _lazy("対象外")
        REOPEN = "reopen", _lazy("再開")
        CORRECT = "correct", _lazy("訂正")

    class Origin(models.TextChoices):
        RULE = "rule", _lazy("ルール")
        PERSON = "person", _lazy("担当者")
        IMPORT = "import", _lazy("取り込み")
        API = "api", _lazy("API")
        DEAL = "deal", _lazy("商談の記録")

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="events")
    cycle_number = models.PositiveSmallIntegerField(default=1)
    from_stage = models.CharField(max_length=20, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=20, choices=Stage, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ADVANCE)
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField()  # local date in the workspace's zone, the day every funnel counts it on
    is_backfilled = models.BooleanField(default=False)
    # An event earlier than its predecessor keeps its date but is left out of durations and listed in data quality.
    is_out_of_order = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PERSON)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    rule_version = models.PositiveIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # First entries only: each journey enters a stage once per cycle, so counts add over days.
            models.UniqueConstraint(
                fields=["workspace", "journey", "cycle_number", "to_stage"],
                condition=models.Q(kind="advance"),
                name="one_entry_per_stage_and_cycle",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "to_stage", "occurred_on"], name="stage_event_by_day"),
            models.Index(fields=["workspace", "journey", "occurred_at"], name="stage_event_of_journey"),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage}→{self.to_stage} {self.occurred_on}"
