"""Looking for failure patterns and remembering them: first seen, gone again, set aside with a reason until a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.db import transaction

from kpi.calc.detectors import Verdict
from kpi.models import DetectorRun, Finding
from kpi.selectors.detectors import verdicts_of
from strategy.models import Strategy
from workspaces import audit
from workspaces.models import User

LONGEST_DISMISSAL_DAYS = 180


class ReasonNeeded(Exception):
    """Setting a finding aside needs words."""


class BadExpiry(Exception):
    """The day must lie ahead, at most half a year."""


@transaction.atomic
def look(*, strategy: Strategy, now: dt.datetime) -> DetectorRun:
    """Judge the strategy now: open, renew and close findings. Safe to run twice; one look at a time."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    today, verdicts = strategy.workspace.local_date(now), verdicts_of(strategy, now=now)
    open_findings = {
        finding.pattern: finding
        for finding in Finding.objects.for_workspace(strategy.workspace_id).filter(
            strategy=strategy, closed_on__isnull=True
        )
    }
    for verdict in verdicts:
        _remember(strategy, verdict, open_findings.get(verdict.pattern), today)
    run, _is_new = DetectorRun.objects.update_or_create(
        strategy=strategy,
        defaults={
            "workspace": strategy.workspace,
            "looked_at": now,
            "verdicts": {
                verdict.pattern: {"state": verdict.state, "lacks": [asdict(lack) for lack in verdict.lacks]}
                for verdict in verdicts
            },
        },
    )
    return run


def _remember(strategy: Strategy, verdict: Verdict, finding: Finding | None, today: dt.date) -> None:
    if verdict.state != "found":
        # Without data nothing is called cured.
        if finding is not None and verdict.state == "clear":
            finding.closed_on = today
            finding.save(update_fields=["closed_on"])
        return
    finding = finding or Finding(
        workspace=strategy.workspace, strategy=strategy, pattern=verdict.pattern, first_seen_on=today
    )
    finding.last_seen_on = today
    finding.signals = [{"key": signal.key, "values": signal.values} for signal in verdict.signals]
    finding.is_red = verdict.is_red
    finding.save()


@transaction.atomic
def dismiss(*, finding: Finding, actor: User, reason: str, until: dt.date, today: dt.date) -> Finding:
    """「該当しない」: set aside with a reason until a day, when it is shown again. Raises ReasonNeeded, BadExpiry."""
    if not reason.strip():
        raise ReasonNeeded
    if not today < until <= today + dt.timedelta(days=LONGEST_DISMISSAL_DAYS):
        raise BadExpiry
    finding.dismissed_by, finding.dismissed_reason, finding.dismissed_until = actor, reason.strip(), until
    finding.save(update_fields=["dismissed_by", "dismissed_reason", "dismissed_until"])
    audit.record(
        workspace=finding.workspace,
        actor=actor,
        action="finding.dismiss",
        obj=finding,
        after={"until": until},
        reason=reason.strip(),
    )
    return finding


@transaction.atomic
def show_again(*, finding: Finding, actor: User) -> Finding:
    """Take a dismissal back."""
    finding.dismissed_by, finding.dismissed_reason, finding.dismissed_until = None, "", None
    finding.save(update_fields=["dismissed_by", "dismissed_reason", "dismissed_until"])
    audit.record(workspace=finding.workspace, actor=actor, action="finding.show_again", obj=finding)
    return finding
