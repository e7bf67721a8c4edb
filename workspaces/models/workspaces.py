from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models.base import WorkspaceModel


def monday_to_friday() -> list[int]:
    return [0, 1, 2, 3, 4]


class Workspace(models.Model):
    """One company's own space: its people, records and strategies."""

    class Language(models.TextChoices):
        JAPANESE = "ja", _lazy("日本語")
        ENGLISH = "en", _lazy("英語")

    slug = models.SlugField(unique=True, max_length=50, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language, default=Language.JAPANESE)
    time_zone = models.CharField(max_length=50, default="Asia/Tokyo")
    currency = models.CharField(max_length=3, default="JPY")
    fiscal_year_first_month = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    working_hours_start = models.TimeField(default=dt.time(9, 0))
    working_hours_end = models.TimeField(default=dt.time(18, 0))
    working_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=monday_to_friday)
    closes_on_national_holidays = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    is_setup_done = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_year_first_month__range=(1, 12)), name="workspace_first_month_is_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(working_hours_start__lt=models.F("working_hours_end")),
                name="workspace_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local_date(self, moment: dt.datetime) -> dt.date:
        """The day on which an aware moment falls in this workspace's time zone."""
        return moment.astimezone(self.zone).date()

    def local_midnight(self, day: dt.date) -> dt.datetime:
        """The aware moment at which a local day begins."""
        return dt.datetime.combine(day, dt.time.min, tzinfo=self.zone)

    def today(self) -> dt.date:
        """Today in this workspace; called by views, tasks and commands only."""
        return self.local_date(timezone.now())


class ClosingDay(WorkspaceModel):
    """A day on which this company is closed beyond weekends and national holidays."""

    day = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["workspace", "day"], name="one_closing_day_per_date")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
