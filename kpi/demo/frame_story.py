"""What the frame knows of the sample: failure patterns seen since the running month began, an answer that is due, and
what people were told about it."""

from __future__ import annotations

import datetime as dt

from crm.calc.periods import add_months
from kpi.demo.months import CLOSED, Timeline
from kpi.models import Finding
from kpi.services import detectors
from strategy.models import ArtefactStatus, ArtefactVersion, Strategy
from strategy.selectors.statuses import artefact_states
from strategy.services import notices
from workspaces.models import Workspace


def find_patterns(workspace: Workspace, timeline: Timeline) -> None:
    """Judge the sample as of its day; what is seen has been seen since the last month was closed."""
    strategy = Strategy.objects.for_workspace(workspace).get(is_current=True)
    detectors.look(strategy=strategy, now=timeline.now)
    since = min(timeline.first_day(CLOSED), timeline.as_of)
    Finding.objects.for_workspace(workspace).update(first_seen_on=since)


def tell_people(workspace: Workspace, timeline: Timeline) -> None:
    """The SLA waits for two parties until after tomorrow, the rule came back; agreements hold until the year ends."""
    strategy = Strategy.objects.for_workspace(workspace).select_related("workspace").get(is_current=True)
    last_day = add_months(strategy.starts_on, 12) - dt.timedelta(days=1)
    artefacts = ArtefactVersion.objects.for_workspace(workspace).filter(strategy=strategy)
    artefacts.filter(status=ArtefactStatus.AGREED).update(valid_until=last_day)
    due_on = timeline.as_of + dt.timedelta(days=2)
    artefacts.filter(status=ArtefactStatus.IN_REVIEW).update(due_on=due_on)
    for state in artefact_states(strategy).values():
        if state.artefact.status == ArtefactStatus.IN_REVIEW:
            notices.ask_parties(state.artefact)
        elif state.sent_back:
            notices.tell_sent_back(state.artefact, by=state.sent_back.decided_by, reason=state.sent_back.reason)
