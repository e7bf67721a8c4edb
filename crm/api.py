"""The record end points: lists, and upserts of one object or up to 1,000."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view, inline_serializer
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.imports.problems import ImportProblem
from crm.models import Activity, Company, Deal
from crm.services.bulk import MOST_ITEMS, UnknownField, upsert_records
from workspaces.api_keys import workspace_of

BULK_ANSWER = inline_serializer(
    "BulkAnswer",
    {
        "created": serializers.IntegerField(),
        "updated": serializers.IntegerField(),
        "unchanged": serializers.IntegerField(),
        "refused": serializers.IntegerField(),
        "errors": serializers.ListField(child=serializers.DictField()),
    },
)


class RecordsView(generics.ListAPIView):
    """A list of one kind of record (GET) and its upsert (POST)."""

    entity = ""

    @extend_schema(request=OpenApiTypes.OBJECT, responses=BULK_ANSWER)
    def post(self, request: Request) -> Response:
        """Take one object or a list of at most 1,000; answer with counts and the refused ones by index."""
        items = request.data if isinstance(request.data, list) else [request.data]
        if not all(isinstance(item, dict) for item in items):
            raise ValidationError({"non_field_errors": [_("オブジェクトか、オブジェクトの配列を送ってください")]})
        if len(items) > MOST_ITEMS:
            raise ValidationError({"non_field_errors": [_("一度に送れるのは1,000件までです")]})
        workspace = workspace_of(request)
        try:
            result = upsert_records(workspace=workspace, entity=self.entity, items=items, today=workspace.today())
        except UnknownField as problem:
            raise ValidationError({str(problem): [_("この項目はありません")]}) from problem
        except ImportProblem as problem:
            raise ValidationError({"non_field_errors": [str(problem)]}) from problem
        return Response(result.as_json())


class CompanySerializer(serializers.ModelSerializer):
    class Meta:
        model = Company
        fields = [
            "id",
            "external_id",
            "name",
            "name_kana",
            "domain",
            "corporate_number",
            "industry",
            "employee_count",
            "annual_revenue",
            "region",
            "country",
            "lifetime_value",
            "gross_margin_rate",
            "contract_ends_on",
            "custom",
        ]

    annual_revenue = serializers.DecimalField(source="annual_revenue_amount", max_digits=18, decimal_places=2)
    lifetime_value = serializers.DecimalField(source="lifetime_value_amount", max_digits=18, decimal_places=2)


class DealSerializer(serializers.ModelSerializer):
    class Meta:
        model = Deal
        fields = [
            "id",
            "external_id",
            "lead_external_id",
            "company_external_id",
            "company_name",
            "name",
            "product",
            "owner",
            "stage",
            "amount",
            "opened_on",
            "closed_on",
            "outcome",
            "lost_reason",
            "churned_on",
            "custom",
        ]

    owner = serializers.CharField(source="owner_name")
    lead_external_id = serializers.SerializerMethodField()

    def get_lead_external_id(self, deal: Deal) -> str:
        return deal.lead.external_id if deal.lead else deal.lead_external_id


class ActivitySerializer(serializers.ModelSerializer):
    class Meta:
        model = Activity
        fields = ["id", "external_id", "lead_external_id", "lead_email", "type", "occurred_at", "path", "attributes"]


def _text(name: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR)


@extend_schema_view(get=extend_schema(parameters=[_text("q"), _text("industry")]))
class CompaniesView(RecordsView):
    entity = "companies"
    serializer_class = CompanySerializer

    def get_queryset(self) -> QuerySet[Company]:
        rows = Company.objects.for_workspace(workspace_of(self.request))
        wanted: dict[str, Any] = {"name__icontains": self.request.query_params.get("q")}
        wanted["industry"] = self.request.query_params.get("industry")
        return rows.filter(**{name: value for name, value in wanted.items() if value})


@extend_schema_view(get=extend_schema(parameters=[_text("outcome"), _text("product")]))
class DealsView(RecordsView):
    entity = "deals"
    serializer_class = DealSerializer

    def get_queryset(self) -> QuerySet[Deal]:
        rows = Deal.objects.for_workspace(workspace_of(self.request)).select_related("lead")
        wanted = {name: self.request.query_params.get(name) for name in ("outcome", "product")}
        return rows.filter(**{name: value for name, value in wanted.items() if value})


@extend_schema_view(get=extend_schema(parameters=[_text("type"), _text("lead_external_id")]))
class ActivitiesView(RecordsView):
    entity = "activities"
    serializer_class = ActivitySerializer

    def get_queryset(self) -> QuerySet[Activity]:
        rows = Activity.objects.for_workspace(workspace_of(self.request))
        if type_ := self.request.query_params.get("type"):
            rows = rows.filter(type=type_)
        if lead := self.request.query_params.get("lead_external_id"):
            rows = rows.filter(lead__external_id=lead)
        return rows
