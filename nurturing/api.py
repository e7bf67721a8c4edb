"""Leads with their stage and score, and the hand-offs, for machines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.api import RecordsView
from crm.models import Journey, Lead
from nurturing.models import HandOff, ReturnReason
from nurturing.services import decisions
from workspaces.api_keys import workspace_of
from workspaces.models import Membership, User, Workspace


class HandOffConflict(APIException):
    """The hand-off has moved on: somebody else decided first."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class ScoreSerializer(serializers.Serializer):
    fit = serializers.FloatField()
    engagement = serializers.FloatField()
    total = serializers.FloatField()
    version = serializers.IntegerField(allow_null=True)
    as_of = serializers.DateField()


class LeadSerializer(serializers.ModelSerializer):
    class Meta:
        model = Lead
        fields = [
            "id",
            "external_id",
            "email",
            "full_name",
            "family_name",
            "given_name",
            "job_title",
            "department",
            "phone",
            "company_name",
            "source",
            "campaign",
            "created_on",
            "stage",
            "score",
            "custom",
        ]

    company_name = serializers.SerializerMethodField()
    stage = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    campaign = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()

    def get_company_name(self, lead: Lead) -> str:
        return lead.company.name if lead.company else lead.company_name

    def get_source(self, lead: Lead) -> str:
        return lead.source.name if lead.source else ""

    def get_campaign(self, lead: Lead) -> str:
        return lead.campaign.name if lead.campaign else ""

    def get_stage(self, lead: Lead) -> str:
        journey = _journey(lead)
        return journey.stage if journey else ""

    @extend_schema_field(ScoreSerializer)
    def get_score(self, lead: Lead) -> dict[str, Any] | None:
        journey = _journey(lead)
        score = getattr(journey, "score", None) if journey else None
        if score is None:
            return None
        return {
            "fit": score.fit,
            "engagement": score.engagement,
            "total": score.total,
            "version": score.artefact.number if score.artefact else None,
            "as_of": score.as_of,
        }


def _journey(lead: Lead) -> Journey | None:
    return next(iter(lead.journeys.all()), None)


FILTERS = [
    OpenApiParameter("q", OpenApiTypes.STR),
    OpenApiParameter("stage", OpenApiTypes.STR),
    OpenApiParameter("min_score", OpenApiTypes.FLOAT),
    OpenApiParameter("source", OpenApiTypes.STR),
    OpenApiParameter("created_from", OpenApiTypes.DATE),
]


@extend_schema_view(get=extend_schema(parameters=FILTERS))
class LeadsView(RecordsView):
    """People with their stage and score."""

    entity = "leads"
    serializer_class = LeadSerializer

    def get_queryset(self) -> QuerySet[Lead]:
        wanted = self.request.query_params
        rows = Lead.objects.for_workspace(workspace_of(self.request)).select_related("company", "source", "campaign")
        if q := wanted.get("q"):
            rows = rows.filter(
                Q(full_name__icontains=q)
                | Q(email__icontains=q)
                | Q(company_name__icontains=q)
                | Q(company__name__icontains=q)
            )
        if stage := wanted.get("stage"):
            rows = rows.filter(journeys__stage=stage)
        if source := wanted.get("source"):
            rows = rows.filter(source__name=source)
        if minimum := _number(wanted.get("min_score"), "min_score"):
            rows = rows.filter(journeys__score__total__gte=minimum)
        if start := _day(wanted.get("created_from"), "created_from"):
            rows = rows.filter(created_on__gte=start)
        return rows.prefetch_related(Prefetch("journeys", Journey.objects.select_related("score__artefact")))


def _number(text: str | None, name: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as problem:
        raise ValidationError({name: [_("数字で指定してください")]}) from problem


def _day(text: str | None, name: str) -> dt.date | None:
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise ValidationError({name: [_("日付は 2026-11-20 の形で指定してください")]})
    return day


class HandOffSerializer(serializers.ModelSerializer):
    class Meta:
        model = HandOff
        fields = [
            "id",
            "lead_id",
            "lead_external_id",
            "state",
            "assigned_to",
            "delivered_at",
            "due_at",
            "is_overdue",
            "total",
            "reasons",
            "accepted_at",
            "qualified_at",
            "returned_at",
            "return_reason",
            "revisit_on",
            "note",
        ]

    lead_external_id = serializers.CharField(source="lead.external_id")
    assigned_to = serializers.SerializerMethodField()
    is_overdue = serializers.SerializerMethodField()

    def get_assigned_to(self, handoff: HandOff) -> str | None:
        return handoff.assigned_to.email if handoff.assigned_to else None

    def get_is_overdue(self, handoff: HandOff) -> bool:
        return handoff.state == HandOff.State.DELIVERED and handoff.due_at <= timezone.now()


def _handoffs(workspace: Workspace) -> QuerySet[HandOff]:
    return HandOff.objects.for_workspace(workspace).select_related("lead", "assigned_to", "journey", "workspace")


@extend_schema_view(get=extend_schema(parameters=[OpenApiParameter("state", OpenApiTypes.STR)]))
class HandOffsView(generics.ListAPIView):
    """Hand-offs, newest first."""

    serializer_class = HandOffSerializer

    def get_queryset(self) -> QuerySet[HandOff]:
        rows = _handoffs(workspace_of(self.request))
        state = self.request.query_params.get("state")
        return rows.filter(state=state) if state else rows


class DecisionSerializer(serializers.Serializer):
    """Who decides (a member's e-mail; without one, the person the hand-off is assigned to)."""

    by = serializers.EmailField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ReturnSerializer(DecisionSerializer):
    reason = serializers.ChoiceField(choices=ReturnReason.choices)
    revisit_on = serializers.DateField(required=False, allow_null=True, default=None)


class QualifySerializer(DecisionSerializer):
    note = serializers.CharField()
    need = serializers.CharField()


class DecisionView(APIView):
    """One decision on one hand-off."""

    serializer_class: type[DecisionSerializer] = DecisionSerializer

    def post(self, request: Request, handoff_id: int) -> Response:
        workspace = workspace_of(request)
        handoff = get_object_or_404(_handoffs(workspace), pk=handoff_id)
        form = self.serializer_class(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        actor = _person(workspace, values.pop("by", ""), handoff)
        try:
            self.decide(handoff, actor, values)
        except decisions.HandOffMoved as problem:
            raise HandOffConflict(_("この引き渡しは、すでに別の状態に進んでいます")) from problem
        except (decisions.ReasonMissing, decisions.NoteMissing, decisions.AttemptsMissing) as problem:
            raise ValidationError({"note": [str(problem) or _("理由と記録を入力してください")]}) from problem
        return Response(HandOffSerializer(_handoffs(workspace).get(pk=handoff_id)).data)

    def decide(self, handoff: HandOff, actor: User, values: dict[str, Any]) -> None:
        raise NotImplementedError


def _person(workspace: Workspace, email: str, handoff: HandOff) -> User:
    """The member in whose name it is done. Raises ValidationError when nobody can be named."""
    if email:
        member = Membership.objects.active().filter(workspace=workspace, user__email__iexact=email).first()
        if member is None:
            raise ValidationError({"by": [_("このワークスペースのメンバーではありません")]})
        return member.user
    if handoff.assigned_to is None:
        raise ValidationError({"by": [_("担当がいないため、メンバーのメールアドレスを指定してください")]})
    return handoff.assigned_to


class AcceptView(DecisionView):
    @extend_schema(request=DecisionSerializer, responses=HandOffSerializer)
    def post(self, request: Request, handoff_id: int) -> Response:
        """Accept: the lead is on sales' desk."""
        return super().post(request, handoff_id)

    def decide(self, handoff: HandOff, actor: User, values: dict[str, Any]) -> None:
        decisions.accept(handoff=handoff, actor=actor, now=timezone.now())


class ReturnView(DecisionView):
    serializer_class = ReturnSerializer

    @extend_schema(request=ReturnSerializer, responses=HandOffSerializer)
    def post(self, request: Request, handoff_id: int) -> Response:
        """Return to marketing, with a reason that decides where the lead goes."""
        return super().post(request, handoff_id)

    def decide(self, handoff: HandOff, actor: User, values: dict[str, Any]) -> None:
        decisions.return_handoff(handoff=handoff, actor=actor, now=timezone.now(), **values)


class QualifyView(DecisionView):
    serializer_class = QualifySerializer

    @extend_schema(request=QualifySerializer, responses=HandOffSerializer)
    def post(self, request: Request, handoff_id: int) -> Response:
        """Qualify: sales judged that it can go to a deal."""
        return super().post(request, handoff_id)

    def decide(self, handoff: HandOff, actor: User, values: dict[str, Any]) -> None:
        decisions.qualify(handoff=handoff, actor=actor, now=timezone.now(), **values)
