from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from workspaces.models import WorkspaceModel


class Company(WorkspaceModel):
    """A company as typed or imported; `name_key` is the normalised name by which others recognise it."""

    external_id = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=255)
    name_kana = models.CharField(max_length=255, blank=True)
    domain = models.CharField(max_length=255, blank=True)
    corporate_number = models.CharField(max_length=13, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    employee_count = models.PositiveIntegerField(null=True, blank=True)
    annual_revenue_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    region = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=80, blank=True)
    lifetime_value_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    gross_margin_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    contract_ends_on = models.DateField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    is_duplicate_candidate = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_company_per_external_id",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "name_key"], name="company_by_name_key"),
            models.Index(fields=["workspace", "domain"], name="company_by_domain"),
            models.Index(fields=["workspace", "corporate_number"], name="company_by_corporate_number"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="company_name_search"),
        ]

    def __str__(self) -> str:
        return self.name
