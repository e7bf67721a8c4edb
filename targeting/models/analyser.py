from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from strategy.models import Strategy
from targeting.calc.evidence import MINIMUM_CASES
from workspaces.models import WorkspaceModel


class AnalyserSettings(WorkspaceModel):
    """How a strategy reads its past deals: bands of numbers, the fewest cases, where the later half begins.

    Not a part of any version: it changes what is looked at, never what was agreed.
    """

    strategy = models.OneToOneField(Strategy, on_delete=models.CASCADE, related_name="analyser_settings")
    # {"company.employee_count": ["100", "500"]}: each edge begins a band; an attribute that is missing is cut by itself
    bands = models.JSONField(default=dict, blank=True)
    # Attributes compared although the leakage guard names them.
    compared_anyway = models.JSONField(default=list, blank=True)
    minimum_cases = models.PositiveSmallIntegerField(
        default=MINIMUM_CASES, validators=[MinValueValidator(10), MaxValueValidator(500)]
    )
    split_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.strategy)

    @property
    def is_in_use(self) -> bool:
        """Whether somebody chose anything here."""
        return bool(self.bands or self.compared_anyway or self.split_on or self.minimum_cases != MINIMUM_CASES)
