"""POST /api/v1/backcalc/: the same calculation as the page and the command, with the same names."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from strategy.calc.funnel import DEFAULT_STAGES, Plan, PlanError, as_json, back_calculate
from strategy.layer import issue_sentence
from workspaces.api_keys import READ
from workspaces.calc.display import currency_digits
from workspaces.models import ApiKey


class AmountField(serializers.DecimalField):
    """Money in the workspace's currency."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=20, decimal_places=2, **kwargs)


class FractionField(serializers.DecimalField):
    """A share or a rate: 0.2, never 20."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=24, decimal_places=12, **kwargs)


class MayRead(BasePermission):
    """Nothing is stored, so a key that may read may calculate."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and READ in request.auth.scopes


class BackcalcSerializer(serializers.Serializer):
    """What a planner types: money in the workspace's currency, shares and rates as fractions of 1."""

    revenue_target = AmountField()
    marketing_share = FractionField()
    average_deal_size = AmountField()
    rates = serializers.DictField(child=FractionField())
    stages = serializers.ListField(child=serializers.CharField(max_length=20), required=False)
    weights = serializers.ListField(
        child=serializers.DecimalField(max_digits=13, decimal_places=4), min_length=12, max_length=12, required=False
    )

    def plan(self) -> Plan:
        """The validated numbers as the calculation takes them."""
        values = self.validated_data
        return Plan(
            revenue_target=values["revenue_target"],
            marketing_share=values["marketing_share"],
            average_deal_size=values["average_deal_size"],
            rates=values["rates"],
            stages=tuple(values.get("stages", DEFAULT_STAGES)),
            month_weights=tuple(values.get("weights", (1,) * 12)),
        )


class BackcalcView(APIView):
    """From a revenue target to the leads it needs."""

    permission_classes = [MayRead]

    @extend_schema(request=BackcalcSerializer, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request) -> Response:
        """Stages (won first) with exact, printed and rounded-up needs, the forward check, and twelve months."""
        serializer = BackcalcSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        plan = serializer.plan()
        try:
            result = back_calculate(plan)
        except PlanError as problem:
            raise serializers.ValidationError(_fields(problem, plan)) from problem
        return Response(as_json(result, minor_digits=currency_digits(key_of(request).workspace.currency)))


def _fields(problem: PlanError, plan: Plan) -> dict[str, Any]:
    """{"rates.lead_to_mql": [sentence]}: under the names the caller sent."""
    own = {"revenue_target", "marketing_share", "average_deal_size", "stages"}
    fields: dict[str, Any] = {}
    for issue in problem.issues:
        name = (
            "weights"
            if issue.field == "month_weights"
            else issue.field
            if issue.field in own
            else f"rates.{issue.field}"
        )
        fields.setdefault(name, []).append(issue_sentence(issue, plan))
    return fields


def key_of(request: Request) -> ApiKey:
    """The key of a request that a permission has let in."""
    assert isinstance(request.auth, ApiKey)  # the permission has let nothing else in
    return request.auth
