"""GET and PUT /api/v1/strategies/…: every design as a document, so that a plan can be kept in version control and restored.

A stale write is refused: what is written names the `etag` of what was read (header `If-Match`, or in the document).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kpi.services.design_documents import TABLES, BadDocument, document_of, etag_of, write_document
from strategy.models import ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from strategy.services.artefacts import NotEditable, StaleDraft
from workspaces.api_keys import HasScope, workspace_of

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="etag of the version that was read")


class EtagMissing(APIException):
    status_code, default_code = 428, "etag_missing"
    default_detail = _lazy("If-Match ヘッダーか、文書の etag が必要です")


class Stale(APIException):
    status_code, default_code = 412, "stale"
    default_detail = _lazy("読み取ったあとに変更されています。もう一度読み取ってください")


class Closed(APIException):
    status_code, default_code = 409, "not_editable"
    default_detail = _lazy("合意待ちか試験運用中のため、書き込めません")


class StrategiesView(APIView):
    """The strategies of the key's workspace."""

    permission_classes = [HasScope]

    @extend_schema(operation_id="strategies_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Name, fiscal year and, per design, number, status and etag of its newest version."""
        rows = Strategy.objects.for_workspace(workspace_of(request)).order_by("-is_current", "-fiscal_year", "pk")
        return Response({"results": [_summary(one) for one in rows]})


class StrategyView(APIView):
    """A whole strategy as one document."""

    permission_classes = [HasScope]

    @extend_schema(operation_id="strategies_retrieve", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, strategy_id: int) -> Response:
        """The newest version of every design, with its contents."""
        strategy = _strategy(request, strategy_id)
        found = {kind: latest_artefact(strategy, kind) for kind in TABLES}
        documents = {kind: document_of(one) for kind, one in found.items() if one is not None}
        return Response({**_head(strategy), "artefacts": documents})

    @extend_schema(operation_id="strategies_update", request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def put(self, request: Request, strategy_id: int) -> Response:
        """Write the designs a document holds into drafts, all or none; each names the etag it was read with."""
        strategy = _strategy(request, strategy_id)
        sent = request.data.get("artefacts") if isinstance(request.data, Mapping) else None
        if not isinstance(sent, Mapping) or not all(isinstance(one, Mapping) for one in sent.values()):
            raise ValidationError({"artefacts": [_lazy("種類ごとの文書を送ってください")]})
        with transaction.atomic():
            for kind, one in sent.items():
                _check(_newest(strategy, kind), str(one.get("etag", "")))
            # What rests on another design may follow it while that is written: its own document has the last word.
            for kind in [kind for kind in TABLES if kind in sent]:
                _write(_newest(strategy, kind), sent[kind], prefix=f"artefacts.{kind}.")
        return self.get(request, strategy_id)


class DesignView(APIView):
    """One design of a strategy: goal, roles, icp, channels, content, mql_rule, sla, kpi."""

    permission_classes = [HasScope]

    @extend_schema(
        operation_id="strategies_design_retrieve",
        responses=OpenApiTypes.OBJECT,
        parameters=[OpenApiParameter("version", int)],
    )
    def get(self, request: Request, strategy_id: int, kind: str) -> Response:
        """The newest version, or the one of `?version=`, agreed ones included."""
        strategy, number = _strategy(request, strategy_id), request.query_params.get("version", "")
        if number:
            rows = ArtefactVersion.objects.for_workspace(strategy.workspace_id).select_related("strategy", "workspace")
            wanted = int(number) if number.isdigit() else 0
            return _answer(get_object_or_404(rows, strategy=strategy, kind=kind, number=wanted))
        return _answer(_newest(strategy, kind))

    @extend_schema(
        operation_id="strategies_design_update",
        request=OpenApiTypes.OBJECT,
        responses=OpenApiTypes.OBJECT,
        parameters=[IF_MATCH],
    )
    def put(self, request: Request, strategy_id: int, kind: str) -> Response:
        """Write a document into the draft; of an agreed version the next draft is begun."""
        sent = request.data
        if not isinstance(sent, Mapping):
            raise ValidationError({"contents": [_lazy("文書を送ってください")]})
        etag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"') or str(sent.get("etag", ""))
        artefact = _newest(_strategy(request, strategy_id), kind)
        _check(artefact, etag)
        return _answer(_write(artefact, sent))


def _check(artefact: ArtefactVersion, etag: str) -> None:
    """Refuse a write by somebody who has not seen what is there."""
    if not etag:
        raise EtagMissing
    if etag != etag_of(artefact):
        raise Stale


def _write(artefact: ArtefactVersion, sent: Mapping[str, Any], prefix: str = "") -> ArtefactVersion:
    contents = sent.get("contents")
    if not isinstance(contents, Mapping):
        raise ValidationError({f"{prefix}contents": [_lazy("contents がありません")]})
    try:
        return write_document(artefact=artefact, contents=contents, actor=None)
    except BadDocument as problem:
        raise ValidationError({f"{prefix}{name}": texts for name, texts in problem.fields.items()}) from problem
    except NotEditable as problem:
        raise Closed from problem
    except StaleDraft as problem:
        raise Stale from problem


def _answer(artefact: ArtefactVersion) -> Response:
    return Response(document_of(artefact), headers={"ETag": f'"{etag_of(artefact)}"'})


def _strategy(request: Request, strategy_id: int) -> Strategy:
    rows = Strategy.objects.for_workspace(workspace_of(request)).select_related("workspace")
    return get_object_or_404(rows, pk=strategy_id)


def _newest(strategy: Strategy, kind: str) -> ArtefactVersion:
    artefact = latest_artefact(strategy, kind) if kind in TABLES else None
    if artefact is None:
        raise Http404
    return artefact


def _head(strategy: Strategy) -> dict[str, Any]:
    return {
        "id": strategy.pk,
        "name": strategy.name,
        "fiscal_year": strategy.fiscal_year,
        "starts_on": strategy.starts_on.isoformat(),
        "is_current": strategy.is_current,
    }


def _summary(strategy: Strategy) -> dict[str, Any]:
    found = [latest_artefact(strategy, kind) for kind in TABLES]
    return {
        **_head(strategy),
        "artefacts": [
            {"kind": one.kind, "number": one.number, "status": one.status, "etag": etag_of(one)}
            for one in found
            if one is not None
        ],
    }
