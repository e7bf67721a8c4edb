"""The funnel for machines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.calc.periods import add_months
from kpi.calc.periods import DAY, MONTH, WEEK
from kpi.selectors.funnel import MARKS, funnel
from workspaces.api_keys import workspace_of

# So many periods answer in one go: ten years of weeks.
MOST_PERIODS = 520
DAYS_OF = {MONTH: 28, WEEK: 7, DAY: 1}


class FunnelQuery(serializers.Serializer):
    """`grain` month, week or day; `from` and `to` inclusive local dates (default: the last twelve months)."""

    grain = serializers.ChoiceField(choices=[MONTH, WEEK, DAY], default=MONTH)
    to = serializers.DateField(required=False)
    origin = serializers.ChoiceField(choices=MARKS, required=False, default="")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python, so the field is added by its name."""
        return {**super().get_fields(), "from": serializers.DateField(required=False)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        last = attrs.setdefault("to", self.context["today"])
        first = attrs.setdefault("from", add_months(last.replace(day=1), -11))
        if first > last:
            raise serializers.ValidationError({"to": [_("終わりの日は始まりの日以降にしてください")]})
        if (last - first).days // DAYS_OF[attrs["grain"]] > MOST_PERIODS:
            raise serializers.ValidationError({"from": [_("期間が長すぎます。520区切りまでにしてください")]})
        return attrs


class FunnelView(APIView):
    """Entries into the stages and the rates between them, by period."""

    @extend_schema(
        parameters=[
            OpenApiParameter("grain", enum=[MONTH, WEEK, DAY], default=MONTH),
            OpenApiParameter("from", OpenApiTypes.DATE, description="first local day, inclusive"),
            OpenApiParameter("to", OpenApiTypes.DATE, description="last local day, inclusive"),
            OpenApiParameter("origin", enum=MARKS, description="only leads whose source bears this mark"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        workspace = workspace_of(request)
        query = FunnelQuery(data=request.query_params, context={"today": workspace.today()})
        query.is_valid(raise_exception=True)
        wanted: dict[str, Any] = query.validated_data
        return Response(funnel(workspace, wanted["grain"], wanted["from"], wanted["to"], origin=wanted["origin"]))
