from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Strategy(WorkspaceModel):
    """The marketing strategy of one fiscal year. At most one per workspace is current: targets come from it."""

    class Industry(models.TextChoices):
        SAAS = "saas", _lazy("SaaS")
        MANUFACTURING = "manufacturing", _lazy("製造")
        IT_SERVICES = "it_services", _lazy("受託開発・ITサービス")
        STAFFING = "staffing", _lazy("人材")
        PROFESSIONAL = "professional", _lazy("専門サービス")

    name = models.CharField(max_length=120)
    fiscal_year = models.PositiveSmallIntegerField()
    starts_on = models.DateField()  # first day of the fiscal year
    industry = models.CharField(max_length=20, choices=Industry, blank=True)
    is_current = models.BooleanField(default=False)
    # Five yes/no answers of the start page: {"l1": true, …}
    diagnosis = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-fiscal_year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(is_current=True), name="one_current_strategy"
            )
        ]

    def __str__(self) -> str:
        return self.name


class StrategyVersion(WorkspaceModel):
    """A list of pointers kind → artefact version. The first complete agreement is v1.0, later ones v1.1, v1.2 …"""

    class Status(models.TextChoices):
        DRAFT = "draft", _lazy("下書き")
        AGREED = "agreed", _lazy("合意済み")
        SUPERSEDED = "superseded", _lazy("旧版")

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="versions")
    major = models.PositiveSmallIntegerField(default=1)
    minor = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-major", "-minor"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "strategy", "major", "minor"], name="one_strategy_version"),
            models.UniqueConstraint(
                fields=["workspace", "strategy"],
                condition=models.Q(status="draft"),
                name="one_draft_strategy_version",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"v{self.major}.{self.minor}"


class StrategyVersionPointer(WorkspaceModel):
    """Which artefact version a strategy version holds for a kind."""

    strategy_version = models.ForeignKey(StrategyVersion, on_delete=models.CASCADE, related_name="pointers")
    kind = models.CharField(max_length=12)
    artefact = models.ForeignKey("ArtefactVersion", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "strategy_version", "kind"], name="one_pointer_per_kind")
        ]

    def __str__(self) -> str:
        return self.kind
