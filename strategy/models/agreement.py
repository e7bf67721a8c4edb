from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Party(models.TextChoices):
    """The three who agree."""

    EXECUTIVE = "executive", _lazy("経営")
    SALES = "sales", _lazy("営業")
    MARKETING = "marketing", _lazy("マーケ")


class StrategyParty(WorkspaceModel):
    """Who speaks for a party in a strategy: one approver and an optional deputy; one person may speak for two (兼任)."""

    strategy = models.ForeignKey("Strategy", on_delete=models.CASCADE, related_name="parties")
    party = models.CharField(max_length=10, choices=Party)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "strategy", "party"], name="one_row_per_party")]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.approver}"


class Approval(WorkspaceModel):
    """What a party answered to an artefact version: approved, sent back with a reason, or asked."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _lazy("承認")
        SENT_BACK = "sent_back", _lazy("差し戻し")
        ASKED = "asked", _lazy("質問")

    artefact = models.ForeignKey("ArtefactVersion", on_delete=models.CASCADE, related_name="approvals")
    party = models.CharField(max_length=10, choices=Party)
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_by_deputy = models.BooleanField(default=False)
    # The draft's save count when it was decided: an answer counts only for what the person saw.
    token = models.PositiveIntegerField(default=0)
    is_withdrawn = models.BooleanField(default=False)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at", "id"]

    def __str__(self) -> str:
        return f"{self.party}: {self.decision}"


class KeptAsIs(WorkspaceModel):
    """Somebody looked at a changed ground under an agreed version and answered 「このまま」: the version stands."""

    artefact = models.ForeignKey("ArtefactVersion", on_delete=models.CASCADE, related_name="kept_as_is")
    upstream_kind = models.CharField(max_length=12)
    upstream_hash = models.CharField(max_length=64)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "artefact", "upstream_kind", "upstream_hash"], name="kept_as_is_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.artefact_id} {self.upstream_kind}"


class FieldComment(WorkspaceModel):
    """Something said about one field of a version; an answer hangs from the first comment of its thread."""

    artefact = models.ForeignKey("ArtefactVersion", on_delete=models.CASCADE, related_name="comments")
    path = models.CharField(max_length=200)  # as in the diff: threshold, rules.*.points
    row = models.CharField(max_length=200, blank=True)  # title of the table row, empty for a single value
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class DefinitionOwner(WorkspaceModel):
    """Who looks after a definition (goal, ICP, MQL rule …) of a strategy; nobody, or somebody who left, is a gap."""

    strategy = models.ForeignKey("Strategy", on_delete=models.CASCADE, related_name="definition_owners")
    kind = models.CharField(max_length=12)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "strategy", "kind"], name="one_owner_per_definition")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.owner}"
