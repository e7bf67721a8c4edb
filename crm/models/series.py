from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class SeriesMetric(WorkspaceModel):
    """A figure per day that belongs to no single lead: site visits, mails sent and opened, cost."""

    class Unit(models.TextChoices):
        COUNT = "count", _lazy("件数")
        MONEY = "money", _lazy("金額")

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=6, choices=Unit, default=Unit.COUNT)
    target_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="targets")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_series_metric_per_key")]

    def __str__(self) -> str:
        return self.name


class SeriesValue(WorkspaceModel):
    """The value of a metric on a day, for a channel or page (blank: the whole)."""

    metric = models.ForeignKey(SeriesMetric, on_delete=models.CASCADE, related_name="values")
    day = models.DateField()
    dimension = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "metric", "day", "dimension"], name="one_series_value_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.metric_id} {self.day}: {self.value}"
