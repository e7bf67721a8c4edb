from __future__ import annotations

from django.db import models

from workspaces.models import WorkspaceModel


class PlanDetail(WorkspaceModel):
    """詳細設定 of a goal: what its plan says beyond the six numbers. Nothing stored means that all defaults are in force.

    `document` holds what was typed, by the names of the plan's schema:
    {"lags": {"3": "20", …}, "ranges": {"lead_to_mql": ["0.12", "0.26"]}, "cost_per_lead": "10000",
     "gross_margin": "0.6", "limits": {"icp_companies": "3000", …}}
    """

    artefact = models.OneToOneField("ArtefactVersion", on_delete=models.CASCADE, related_name="plan_detail")
    document = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.artefact)
