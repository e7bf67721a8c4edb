from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from workspaces.models import WorkspaceModel


class Lead(WorkspaceModel):
    """A person with contact data. What stage they are in is the journey's to say, what they score the score's."""

    # Every index of this table begins with the workspace, so none is needed for it alone.
    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    full_name = models.CharField(max_length=160, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name_kana = models.CharField(max_length=80, blank=True)
    given_name_kana = models.CharField(max_length=80, blank=True)
    job_title = models.CharField(max_length=255, blank=True)
    department = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    company = models.ForeignKey("Company", on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    # References as they came, kept until (and after) the company is known.
    company_name = models.CharField(max_length=255, blank=True)
    company_external_id = models.CharField(max_length=120, blank=True)
    # The deal this lead became, as named by the lead's own file (Salesforce's ConvertedOpportunityId).
    deal_external_id = models.CharField(max_length=120, blank=True)
    source = models.ForeignKey("Source", on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    campaign = models.ForeignKey(
        "Campaign", on_delete=models.SET_NULL, null=True, blank=True, related_name="leads", db_index=False
    )
    created_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_test = models.BooleanField(default=False)
    is_duplicate_candidate = models.BooleanField(default=False)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_lead_per_external_id",
            ),
            models.CheckConstraint(condition=~models.Q(external_id="", email=""), name="lead_has_external_id_or_email"),
        ]
        indexes = [
            models.Index("workspace", Lower("email"), name="lead_by_email"),
            models.Index(fields=["workspace", "company"], name="lead_by_company"),
            models.Index(fields=["workspace", "-created_on", "-id"], name="lead_newest"),
            models.Index(
                fields=["workspace", "deal_external_id"],
                condition=~models.Q(deal_external_id=""),
                name="lead_by_deal_reference",
            ),
            GinIndex(fields=["full_name", "email", "company_name"], opclasses=["gin_trgm_ops"] * 3, name="lead_search"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.external_id
