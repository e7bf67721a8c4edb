from __future__ import annotations

from decimal import Decimal

from django.db import models

from strategy.models import ArtefactVersion
from workspaces.models import WorkspaceModel


class BuyingRole(WorkspaceModel):
    """One of the people in a purchase: what they care about, what holds them back, what they need, our message to them."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="buying_roles")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    titles = models.TextField(blank=True)
    concerns = models.TextField(blank=True)
    objections = models.TextField(blank=True)
    content_needed = models.TextField(blank=True)
    key_message = models.TextField(blank=True)
    # How much a missing piece of content for this role counts in the priority of gaps.
    weight = models.DecimalField(max_digits=3, decimal_places=1, default=Decimal("1"))
    # Whether a purchase is only complete with this role reached (「必要な役割」).
    is_required = models.BooleanField(default=True)
    evidence = models.TextField(blank=True)  # blank: 仮説
    verify_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_buying_role_per_key")]

    def __str__(self) -> str:
        return self.name


class BuyingStage(WorkspaceModel):
    """A step of the purchase: the state of mind, the questions, what is needed, how we notice, when it ends."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="buying_stages")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    state_of_mind = models.TextField(blank=True)
    questions = models.TextField(blank=True)
    information_needed = models.TextField(blank=True)
    content_needed = models.TextField(blank=True)
    signals = models.TextField(blank=True)
    exit_condition = models.TextField(blank=True)
    lifecycle = models.JSONField(default=list, blank=True)  # keys of the lifecycle stages that usually go with it
    internal_approval = models.TextField(blank=True)  # 社内稟議, a line of its own inside 決定
    evidence = models.TextField(blank=True)  # blank: 仮説
    verify_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_buying_stage_per_key")
        ]

    def __str__(self) -> str:
        return self.name


# 社内稟議 stands beside the stages where messages are kept by stage.
INTERNAL_APPROVAL = "ringi"


class Message(WorkspaceModel):
    """What one role is told at one stage (or for 社内稟議), and what proves it."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="messages")
    role_key = models.SlugField(max_length=40)
    stage_key = models.SlugField(max_length=40)
    text = models.TextField(blank=True)
    proof = models.TextField(blank=True)  # blank: 仮説
    verify_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "artefact", "role_key", "stage_key"], name="one_message_per_role_and_stage"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Persona(WorkspaceModel):
    """A typical person behind a role, limited to what channels, content and scenarios use."""

    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="personas")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    role_key = models.SlugField(max_length=40, blank=True)
    goals = models.TextField(blank=True)
    questions = models.TextField(blank=True)
    objections = models.TextField(blank=True)
    sources = models.JSONField(default=dict, blank=True)  # channel key → 0–5: how much they rely on it
    evidence = models.TextField(blank=True)  # blank: 仮説
    verify_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "artefact", "key"], name="one_persona_per_key")]

    def __str__(self) -> str:
        return self.name
