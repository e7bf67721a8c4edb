from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Journey, Lead
from workspaces.models import WorkspaceModel


class ReturnReason(models.TextChoices):
    """Why sales gives a lead back to marketing; each reason has one destination (see ReturnDestination)."""

    NOT_ICP = "not_icp", _lazy("対象外の企業")
    WRONG_ROLE = "wrong_role", _lazy("役職・部署が対象外")
    BAD_CONTACT = "bad_contact", _lazy("連絡先の不備")
    UNREACHABLE = "unreachable", _lazy("連絡がつかない")
    NO_NEED = "no_need", _lazy("ニーズなし")
    BAD_TIMING = "bad_timing", _lazy("時期が先")
    NO_BUDGET = "no_budget", _lazy("予算・決裁権なし")
    DUPLICATE = "duplicate", _lazy("重複・既存顧客")
    COMPETITOR = "competitor", _lazy("競合・売り込み")
    OTHER = "other", _lazy("その他（記入）")


class HandOff(WorkspaceModel):
    """A lead given to sales: delivered → accepted | returned | withdrawn, accepted → qualified | returned.

    期限超過 is computed from the business clock, and the worker records the moments at which the marks of the ladder were
    passed (however late it comes to it). Silence is never acceptance.
    """

    class State(models.TextChoices):
        DELIVERED = "delivered", _lazy("未対応")
        ACCEPTED = "accepted", _lazy("受領済み")
        RETURNED = "returned", _lazy("マーケに戻した")
        WITHDRAWN = "withdrawn", _lazy("取り下げ")
        QUALIFIED = "qualified", _lazy("SQL")

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="handoffs")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="handoffs")
    cycle_number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DELIVERED)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    delivered_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    response_hours = models.DecimalField(max_digits=5, decimal_places=1, default=4)  # business hours agreed in the SLA
    # Who handed it over; None: the rule did.
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What the rule saw: version, axis scores and the strongest reasons [{"name": …, "points": …}]
    rule_version = models.PositiveIntegerField(null=True, blank=True)
    is_trial = models.BooleanField(default=False)
    fit = models.FloatField(default=0)
    engagement = models.FloatField(default=0)
    total = models.FloatField(default=0)
    reasons = models.JSONField(default=list, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    is_auto_accepted = models.BooleanField(default=False)  # 自動受領, counted apart
    qualified_at = models.DateTimeField(null=True, blank=True)
    need = models.CharField(max_length=255, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=20, choices=ReturnReason, blank=True)
    destination = models.CharField(max_length=20, blank=True)
    revisit_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What the last action replaced, so that it can be undone: {"action": "accept", "by": 3, "at": "…", "before": {…}}
    last_action = models.JSONField(default=dict, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)  # あとで: sorts later, the clock runs on
    reminded_at = models.DateTimeField(null=True, blank=True)  # 75 % of the business time
    breached_at = models.DateTimeField(null=True, blank=True)  # 100 %
    escalated_at = models.DateTimeField(null=True, blank=True)  # 150 %
    head_escalated_at = models.DateTimeField(null=True, blank=True)  # 200 %

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "journey", "cycle_number"],
                condition=~models.Q(state="withdrawn"),
                name="one_handoff_per_cycle",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "due_at"], name="handoff_desk"),
            models.Index(fields=["workspace", "lead"], name="handoff_of_lead"),
            # The worker looks only at those that still run.
            models.Index(fields=["due_at"], condition=models.Q(state="delivered"), name="handoff_running"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.state}"


class HandOffCandidate(WorkspaceModel):
    """A lead over the threshold that is not handed over by itself: 引き渡し候補, for a marketer to decide."""

    class Why(models.TextChoices):
        OLD_EVIDENCE = "old_evidence", _lazy("新しい行動がありません")
        RULE_WENT_LIVE = "rule_went_live", _lazy("基準の開始時に到達済み")
        LIMIT = "limit", _lazy("1日の上限")

    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="handoff_candidate")
    why = models.CharField(max_length=20, choices=Why)
    total = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-total", "id"]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.why}"
