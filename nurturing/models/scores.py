from __future__ import annotations

from django.db import models

from crm.models import Journey
from strategy.models import ArtefactVersion
from workspaces.models import Workspace, WorkspaceModel


class LeadScore(WorkspaceModel):
    """The cached value of a journey's score: a pure function of attributes, activities, rule version and as-of date.

    Written by the hundred thousand by one statement that joins the tables it points to, so no constraint checks each row
    again; a trigger on the journeys (migration 0003) takes a score away with its journey.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    journey = models.OneToOneField(
        Journey, on_delete=models.CASCADE, primary_key=True, related_name="score", db_constraint=False
    )
    # The rule version it was computed with.
    artefact = models.ForeignKey(
        ArtefactVersion, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    fit = models.FloatField(default=0)
    engagement = models.FloatField(default=0)
    total = models.FloatField(default=0)
    is_disqualified = models.BooleanField(default=False)
    is_direct = models.BooleanField(default=False)
    qualifies = models.BooleanField(default=False)
    # Crossing the threshold fires once. Falling 10 below it, a new cycle or a new rule version arms it again.
    is_armed = models.BooleanField(default=True)
    crossed_cycle = models.PositiveSmallIntegerField(null=True, blank=True)  # the cycle in which it last fired
    newest_evidence_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateField()
    next_change_on = models.DateField(null=True, blank=True)
    computed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-total"], name="score_highest"),
            models.Index(
                fields=["workspace", "next_change_on"],
                condition=models.Q(next_change_on__isnull=False),
                name="score_due_to_change",
            ),
            models.Index(
                fields=["workspace"],
                condition=models.Q(qualifies=True, is_armed=True),
                name="score_about_to_cross",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.total}"
