from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Source(WorkspaceModel):
    """Where leads come from, under the name files use for it; its mark says whose work it counts as."""

    class Origin(models.TextChoices):
        MARKETING = "marketing", _lazy("マーケ起点")
        SALES = "sales", _lazy("営業起点")
        OTHER = "other", _lazy("その他")
        UNMARKED = "", _lazy("未設定")

    name = models.CharField(max_length=120)
    # One of the framework's channels (`seo`, `search_ads`, `whitepaper`, `mail`, `webinar`, `event`, `social`) or blank.
    channel = models.CharField(max_length=30, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, blank=True, default=Origin.UNMARKED)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_source_per_name")]

    def __str__(self) -> str:
        return self.name


class Campaign(WorkspaceModel):
    """One named effort within a source: a fair, an ad campaign, a webinar."""

    name = models.CharField(max_length=160)
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="campaigns")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_campaign_per_name")]

    def __str__(self) -> str:
        return self.name
