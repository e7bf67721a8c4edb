from django.db import models

from crm.models import Journey
from strategy.models import ArtefactVersion
from workspaces.models import WorkspaceModel


class LeadScore(WorkspaceModel):
    """The cached value of a journey's score: a pure function of attributes, activities, rule version and as-of date."""

    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="score")
    artefact = models.ForeignKey(ArtefactVersion, on_delete=models.CASCADE, related_name="+")  # the rule version
    fit = models.FloatField(default=0)
    engagement = models.FloatField(default=0)
    total = models.FloatField(default=0)
    is_disqualified = models.BooleanField(default=False)
    is_direct = models.BooleanField(default=False)
    qualifies = models.BooleanField(default=False)
    # Crossing at the threshold fires once; falling 10 below re-arms it for the next cycle.
    is_armed = models.BooleanField(default=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.total}"
