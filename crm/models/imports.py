from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class ImportFile(WorkspaceModel):
    """An uploaded file. It lies in the database so that web and worker may run on different machines."""

    name = models.CharField(max_length=255)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class ImportRun(WorkspaceModel):
    """One reading of a file into records: mapping, progress, counts and refused rows."""

    class Entity(models.TextChoices):
        LEADS = "leads", _lazy("リード")
        COMPANIES = "companies", _lazy("会社")
        DEALS = "deals", _lazy("商談")
        ACTIVITIES = "activities", _lazy("行動")
        SERIES = "series", _lazy("日別の数値")

    class State(models.TextChoices):
        MAPPING = "mapping", _lazy("項目の対応付け中")
        PREVIEWED = "previewed", _lazy("確認待ち")
        QUEUED = "queued", _lazy("順番待ち")
        RUNNING = "running", _lazy("取り込み中")
        DONE = "done", _lazy("完了")
        FAILED = "failed", _lazy("失敗")
        UNDOING = "undoing", _lazy("取り消し中")
        UNDONE = "undone", _lazy("取り消し済み")

    entity = models.CharField(max_length=10, choices=Entity)
    file = models.ForeignKey(ImportFile, on_delete=models.SET_NULL, null=True, related_name="runs")
    file_name = models.CharField(max_length=255, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    is_dry_run = models.BooleanField(default=False)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    read_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    # [{"row": 12, "column": "email", "reason": "…"}], the first 5,000; the file of refused rows is rebuilt from it
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    # The first records that would be made and changed: {"created": [{row, label, values}], "updated": [{row, label, changes}]}
    preview = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    # The moment of the transaction that wrote the records; stage events of the import bear it.
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # What was taken back and what stayed: {"removed": {table: n}, "restored": n, "kept": [{"label", "reason", "url"}]}
    undo_result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.entity} {self.file_name}"
