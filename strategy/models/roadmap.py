from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Roadmap(WorkspaceModel):
    """The way from the first look at today to the first three months of operation, for one strategy."""

    class Size(models.TextChoices):
        SMALL = "small", _lazy("小さめ（期間 0.8倍）")
        STANDARD = "standard", _lazy("標準")
        LARGE = "large", _lazy("大きめ（期間 1.5倍）")

    strategy = models.OneToOneField("Strategy", on_delete=models.CASCADE, related_name="roadmap")
    starts_on = models.DateField()
    size = models.CharField(max_length=10, choices=Size, default=Size.STANDARD)
    # Where a small team begins with one or two layers: their numbers; empty means all five.
    layers = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.strategy} {self.starts_on}"


class RoadmapTask(WorkspaceModel):
    """A phase of the roadmap with its dates, or a piece of work inside one."""

    class Kind(models.TextChoices):
        PHASE = "phase", _lazy("工程")
        SETTING = "setting", _lazy("設定")
        FOCUS = "focus", _lazy("最初の3か月")
        ACTION = "action", _lazy("次の一手")
        OWN = "own", _lazy("自社のタスク")

    class Track(models.TextChoices):
        NONE = "", _lazy("どちらでもない")
        QUICK = "quick", _lazy("早い成果（1〜3か月）")
        BASE = "base", _lazy("成長の土台（6〜12か月）")

    class Doer(models.TextChoices):
        IN_HOUSE = "in_house", _lazy("社内")
        PARTNER = "partner", _lazy("パートナー")

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="tasks")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OWN)
    phase_key = models.SlugField(max_length=40, blank=True)  # the phase a piece of work belongs to
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    track = models.CharField(max_length=5, choices=Track, blank=True, default=Track.NONE)
    doer = models.CharField(max_length=8, choices=Doer, default=Doer.IN_HOUSE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField()
    due_on = models.DateField()
    # Phases that come before, each with the days for which both may run side by side: {"l1": 14}
    after = models.JSONField(default=dict, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "roadmap", "key"], name="one_roadmap_task_per_key"),
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("due_on")), name="roadmap_task_starts_before_it_is_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title
