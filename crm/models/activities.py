from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class ActivityType(models.TextChoices):
    """The activity types the product knows by name; others are kept as they come."""

    PAGE_VIEW = "page_view", _lazy("ページ閲覧")
    DOWNLOAD = "download", _lazy("資料ダウンロード")
    CASE_STUDY = "case_study", _lazy("導入事例の閲覧")
    PRICING = "pricing", _lazy("料金ページの閲覧")
    WEBINAR_APPLIED = "webinar_applied", _lazy("セミナー申込み")
    WEBINAR_ATTENDED = "webinar_attended", _lazy("セミナー参加")
    EVENT_CARD = "event_card", _lazy("展示会での名刺交換")
    EVENT_MEETING = "event_meeting", _lazy("展示会での商談メモ")
    EMAIL_OPEN = "email_open", _lazy("メール開封")
    EMAIL_CLICK = "email_click", _lazy("メールのクリック")
    FORM_SUBMIT = "form_submit", _lazy("フォーム送信")
    INQUIRY = "inquiry", _lazy("問い合わせ")
    DEMO_REQUEST = "demo_request", _lazy("デモ依頼")
    ESTIMATE_REQUEST = "estimate_request", _lazy("見積もり依頼")
    CALL = "call", _lazy("電話")
    MEETING = "meeting", _lazy("打ち合わせ")
    UNSUBSCRIBE = "unsubscribe", _lazy("配信停止")


class Activity(WorkspaceModel):
    """Something a person did at a moment. Append-only; unique by workspace, external id and moment (DECISIONS: growth)."""

    class Precision(models.TextChoices):
        MOMENT = "moment"
        DAY = "day"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    # Without one in the source: the SHA-256 of lead, type, moment and attributes.
    external_id = models.CharField(max_length=120)
    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, null=True, blank=True, related_name="activities")
    # References kept until the lead comes.
    lead_external_id = models.CharField(max_length=120, blank=True)
    lead_email = models.CharField(max_length=254, blank=True)
    type = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    precision = models.CharField(max_length=6, choices=Precision, default=Precision.MOMENT)
    path = models.CharField(max_length=500, blank=True)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id", "occurred_at"], name="one_activity_per_id_and_moment"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "lead", "occurred_at"], include=["type", "path"], name="activity_of_lead_in_time"
            ),
            models.Index(
                fields=["workspace", "lead_external_id"],
                condition=models.Q(lead__isnull=True) & ~models.Q(lead_external_id=""),
                name="activity_waiting_for_id",
            ),
            models.Index(
                fields=["workspace", "lead_email"],
                condition=models.Q(lead__isnull=True) & ~models.Q(lead_email=""),
                name="activity_waiting_for_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.occurred_at:%Y-%m-%d %H:%M}"
