"""POST /api/v1/plans/compute/: a detailed plan; the same schema as `./run manage plan_compute FILE.json`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from strategy.api import MayRead, key_of
from strategy.calc.plan.computing import compute_plan
from strategy.calc.plan.document import as_document
from strategy.calc.plan.reading import PlanInputError, read_plan
from strategy.plan_examples import EXAMPLE
from strategy.plan_pages.sentences import problem_sentence

NUMBER = "A number above 0, or {value, low, high, kind, n, from, to}: with its plausible range and where it comes from."
MONTHS = "Months from lead to won: a number, {months: share, …}, {shares, fitted}, or {steps: {lead_to_mql: …}}."


class NumberOrRange(serializers.JSONField):
    """A number, or a number with its range and provenance."""


class ChannelSerializer(serializers.Serializer):
    """A channel: its share of the leads, its own rates, what it costs, how it grows."""

    key = serializers.CharField()
    name = serializers.CharField(required=False)
    lead_share = serializers.DecimalField(max_digits=24, decimal_places=12, help_text="All channels make 1.")
    rates = serializers.DictField(child=NumberOrRange(), required=False, help_text="Only those that differ.")
    cost_per_lead = NumberOrRange(required=False, help_text=NUMBER)
    fixed_cost = serializers.DecimalField(max_digits=20, decimal_places=2, required=False, help_text="Per year.")
    other_cost = serializers.DecimalField(
        max_digits=20, decimal_places=2, required=False, help_text="Labour and tools per year."
    )
    ramp = serializers.JSONField(
        required=False,
        help_text="{starts, begins, full}: the plan's month it starts in, its first month with leads, at full yield.",
    )
    is_form = serializers.BooleanField(required=False)
    contents = serializers.IntegerField(required=False)
    leads_per_content = serializers.DecimalField(max_digits=20, decimal_places=4, required=False)


class ChainSerializer(serializers.Serializer):
    """What a segment has of its own; at the top of the plan it is the default of every segment."""

    revenue_target = NumberOrRange(required=False, help_text=NUMBER)
    marketing_share = NumberOrRange(required=False, help_text=NUMBER)
    share_of = serializers.ChoiceField(choices=["revenue", "won"], required=False)
    average_deal_size = NumberOrRange(required=False, help_text=NUMBER)
    average_deal_size_all = serializers.DecimalField(max_digits=20, decimal_places=2, required=False)
    rates = serializers.DictField(child=NumberOrRange(), required=False, help_text="{lead_to_mql: 0.2, …}")
    lags = serializers.JSONField(required=False, help_text=MONTHS)
    season = serializers.JSONField(
        required=False, help_text="Twelve weights of the target, or {revenue: [12], leads: [12]}."
    )
    channels = ChannelSerializer(many=True, required=False)
    split = serializers.JSONField(
        required=False,
        help_text="{renewal, upsell} as amounts, or {existing_revenue, renewal_rate, upsell_rate}: not new business.",
    )
    gross_margin = serializers.DecimalField(max_digits=24, decimal_places=12, required=False)
    contract_months = serializers.DecimalField(max_digits=10, decimal_places=2, required=False)
    lifetime_months = serializers.DecimalField(max_digits=10, decimal_places=2, required=False)
    annual_churn = serializers.DecimalField(max_digits=24, decimal_places=12, required=False)
    sales_cost = serializers.DecimalField(max_digits=20, decimal_places=2, required=False)
    carry_in_wins = serializers.DecimalField(max_digits=20, decimal_places=4, required=False)


class SegmentSerializer(ChainSerializer):
    """A segment: its key, its part of the target, and what differs from the top."""

    key = serializers.CharField()
    name = serializers.CharField(required=False)
    revenue_share = serializers.DecimalField(max_digits=24, decimal_places=12, required=False)


class PlanSerializer(ChainSerializer):
    """A plan: money in the workspace's currency, shares and rates as fractions of 1."""

    currency = serializers.CharField(required=False)
    starts_on = serializers.CharField(required=False, help_text="The first month: 2026-04.")
    stages = serializers.ListField(child=serializers.CharField(), required=False)
    segments = SegmentSerializer(many=True, required=False)
    years = serializers.JSONField(
        required=False, help_text="A number of years, or a list with {growth, …} per year (the first is this one)."
    )
    scenarios = serializers.JSONField(required=False, help_text="At most four {name, overrides, is_agreed}.")
    limits = serializers.JSONField(
        required=False,
        help_text="{icp_companies, leads_per_company, sales_reps, attempts_per_mql, attempts_per_rep_month, "
        "mqls_per_rep_month, budget, visits_per_month, visit_to_lead_rate}",
    )
    questions = serializers.JSONField(
        required=False, help_text="{leads, budget, mqls_per_month, solve: {rate, leads}}: the plan asked backwards."
    )
    actuals = serializers.JSONField(
        required=False, help_text="[{month, lead, mql, sql, won, revenue}]: months that are over."
    )
    monte_carlo = serializers.JSONField(required=False, help_text="{draws, seed}; 10,000 draws of seed 1 by default.")
    target_roi = serializers.DecimalField(max_digits=20, decimal_places=6, required=False)


class PlanComputeView(APIView):
    """A plan with segments, channels, lead times, ranges and limits, computed in exact fractions; nothing is stored."""

    permission_classes = [MayRead]

    @extend_schema(
        request=PlanSerializer,
        responses=OpenApiTypes.OBJECT,
        examples=[OpenApiExample("Two segments, two channels", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """chain, split, segments, channels, months, years, lag, money, tornado, sensitivity, probability, scenarios,
        feasibility, inverse, feedback."""
        body: Any = request.data
        if isinstance(body, dict) and "currency" not in body:
            body = {**body, "currency": key_of(request).workspace.currency}
        try:
            plan = read_plan(body)
        except PlanInputError as error:
            raise serializers.ValidationError(_fields(error)) from error
        return Response(as_document(compute_plan(plan)))


def _fields(error: PlanInputError) -> dict[str, list[str]]:
    """{"segments.0.rates.lead_to_mql": [sentence]}: under the names the caller sent."""
    fields: dict[str, list[str]] = {}
    for problem in error.problems:
        fields.setdefault(problem.path or "non_field_errors", []).append(problem_sentence(problem))
    return fields
