from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Entity(models.TextChoices):
    COMPANY = "company", _lazy("会社")
    LEAD = "lead", _lazy("リード")
    DEAL = "deal", _lazy("商談")
    ACTIVITY = "activity", _lazy("行動")


class CustomField(WorkspaceModel):
    """A field this workspace added to companies, leads, deals or activities; values lie in the record's `custom`."""

    class DataType(models.TextChoices):
        INTEGER = "integer", _lazy("整数")
        DECIMAL = "decimal", _lazy("小数")
        DATE = "date", _lazy("日付")
        BOOLEAN = "boolean", _lazy("はい・いいえ")
        TEXT = "text", _lazy("文字")

    entity = models.CharField(max_length=10, choices=Entity)
    key = models.CharField(max_length=80)
    label = models.CharField(max_length=160)
    data_type = models.CharField(max_length=10, choices=DataType, default=DataType.TEXT)

    class Meta:
        ordering = ["entity", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "entity", "key"], name="one_custom_field_per_key")]

    def __str__(self) -> str:
        return self.label
