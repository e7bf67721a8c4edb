"""Rules that are in force, and leads over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from nurturing.models import MqlRule, ReturnDestination, ScoreRule, Sla
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from workspaces.models import Workspace

# A Friday at 10:00 in Tokyo; the following Monday is a national holiday (勤労感謝の日).
NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)


def days_ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


@pytest.fixture
def strategy(acme: Workspace) -> Strategy:
    return Strategy.objects.create(
        workspace=acme, name="FY2026 戦略", fiscal_year=2026, starts_on=dt.date(2026, 4, 1), is_current=True
    )


@pytest.fixture
def make_rule(acme: Workspace, strategy: Strategy) -> Callable[..., MqlRule]:
    """A live MQL rule from tuples (axis, key, condition, points, extra fields)."""

    def make(*rules: tuple[Any, ...], live_from: dt.datetime = days_ago(100), **fields: Any) -> MqlRule:
        artefact = artefact_of(acme, strategy, ArtefactKind.MQL_RULE, live_from)
        rule = MqlRule.objects.create(workspace=acme, artefact=artefact, **fields)
        for position, (axis, key, condition, points, *extra) in enumerate(rules):
            ScoreRule.objects.create(
                workspace=acme,
                artefact=artefact,
                axis=axis,
                position=position,
                key=key,
                name=f"条件 {key}",
                condition=condition,
                points=points,
                **(extra[0] if extra else {}),
            )
        return rule

    return make


@pytest.fixture
def make_sla(acme: Workspace, strategy: Strategy) -> Callable[..., Sla]:
    """A live SLA with the given destinations {reason: (destination, days)}."""

    def make(destinations: dict[str, tuple[str, int | None]] | None = None, **fields: Any) -> Sla:
        artefact = artefact_of(acme, strategy, ArtefactKind.SLA, days_ago(100))
        for reason, (destination, days) in (destinations or {}).items():
            ReturnDestination.objects.create(
                workspace=acme, artefact=artefact, reason=reason, destination=destination, revisit_days=days
            )
        return Sla.objects.create(workspace=acme, artefact=artefact, **fields)

    return make


def artefact_of(workspace: Workspace, strategy: Strategy, kind: str, live_from: dt.datetime) -> ArtefactVersion:
    last = ArtefactVersion.objects.for_workspace(workspace).filter(strategy=strategy, kind=kind).first()
    if last:
        ArtefactVersion.objects.filter(pk=last.pk).update(live_until=live_from, status="superseded")
    return ArtefactVersion.objects.create(
        workspace=workspace,
        strategy=strategy,
        kind=kind,
        number=last.number + 1 if last else 1,
        live_from=live_from,
    )


@pytest.fixture
def simple_rule(make_rule: Callable[..., MqlRule]) -> MqlRule:
    """Attributes up to 40, a pricing page 20 (at most 40), a demo request straight to MQL, competitors out."""
    return make_rule(
        ("fit", "role", {"field": "job_title", "op": "contains_any", "value": ["部長"]}, 40),
        ("engagement", "pricing", {"type": "pricing"}, 20, {"per_rule_cap": 40, "decay": STANDARD}),
        ("direct", "demo", {"type": "demo_request"}, 0),
        ("disqualifier", "competitor", {"field": "email", "op": "email_domain_in", "value": ["rival.example"]}, 0),
    )


STANDARD = {"kind": "step", "steps": [[30, 0.5], [90, 0]]}
