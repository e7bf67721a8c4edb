"""Contents of an artefact as the frame sees them: a JSON snapshot, its hash, and what it was built on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from strategy import layers
from strategy.dependencies import upstream_of
from strategy.models import ArtefactKind, ArtefactVersion, Strategy

# Where a number comes from may change without changing what rests on it.
NOT_A_GROUND = "provenance"


def registered_kinds() -> list[str]:
    """The kinds whose contents an app has registered, in the order of the layers."""
    return [kind for kind in ArtefactKind.values if layers.has_adapter(kind)]


def snapshot_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """The contents as plain JSON values (decimals and dates as text)."""
    if not layers.has_adapter(artefact.kind):
        return {}
    return _plain(layers.adapter_for(artefact.kind).snapshot(artefact))


def figures_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """The figures computed from the contents now; for a frozen version read `artefact.figures` instead."""
    if not layers.has_adapter(artefact.kind):
        return {}
    return _plain(layers.adapter_for(artefact.kind).figures(artefact))


def problems_of(artefact: ArtefactVersion) -> list[str]:
    """Sentences on what keeps the contents from being agreed; empty when nothing does."""
    if not layers.has_adapter(artefact.kind):
        return []
    return [str(sentence) for sentence in layers.adapter_for(artefact.kind).problems(artefact)]


def cautions_of(artefact: ArtefactVersion) -> list[str]:
    """Sentences on what the contents lack without being kept from the agreement; empty when nothing is lacking."""
    if not layers.has_adapter(artefact.kind):
        return []
    return [str(sentence) for sentence in layers.adapter_for(artefact.kind).cautions(artefact)]


def hash_of(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a snapshot."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ground_of(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The part of a snapshot that others rest on: everything but where the numbers come from."""
    return _without(snapshot, NOT_A_GROUND)


def captured_grounds(strategy: Strategy, kind: str, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a version of `kind` rests on right now: {upstream kind: {id, number, …, snapshot, figures}}.

    `known` holds what was read in the same moment for other kinds, and takes up what is read now.
    """
    known = {} if known is None else known
    for upstream in upstream_of(kind):
        if upstream not in known:
            known[upstream] = _ground_now(_latest(strategy, upstream))
    return {upstream: known[upstream] for upstream in upstream_of(kind) if known[upstream]}


def _ground_now(artefact: ArtefactVersion | None) -> dict[str, Any]:
    """A version as others rest on it, empty where there is none."""
    if artefact is None:
        return {}
    snapshot = ground_of(snapshot_of(artefact))
    return {
        "id": artefact.pk,
        "number": artefact.number,
        "status": artefact.status,
        "content_hash": artefact.content_hash,
        "hash": hash_of(snapshot),
        "snapshot": snapshot,
        "figures": _own(artefact.figures) if artefact.is_frozen else figures_of(artefact),
    }


def _own(figures: dict[str, Any]) -> dict[str, Any]:
    """A version's own figures, without those of what rests on it."""
    return {key: value for key, value in figures.items() if key != "downstream"}


def _latest(strategy: Strategy, kind: str) -> ArtefactVersion | None:
    return (
        ArtefactVersion.objects.for_workspace(strategy.workspace_id)
        .filter(strategy=strategy, kind=kind)
        .order_by("-number")
        .first()
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder, default=str))


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, name) for key, inner in value.items() if key != name}
    if isinstance(value, list):
        return [_without(inner, name) for inner in value]
    return value
