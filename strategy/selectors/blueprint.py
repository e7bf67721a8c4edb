"""The blueprint: five rows, what is broken between them, and what to do next."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy import layers
from strategy.models import ArtefactVersion, Strategy, StrategyVersion
from strategy.selectors.owners import expired_links, ownerless_links, voiceless_links
from strategy.selectors.scopes import links_in_scope, scopes_left_out
from strategy.selectors.statuses import (
    AGREED,
    IN_REVIEW,
    LEFT_OUT,
    ArtefactState,
    StatusTag,
    artefact_states,
    layer_status,
)

ACTIONS: dict[str, str | Promise] = {
    "not_started": _lazy("はじめる"),
    "editing": _lazy("続ける"),
    "sent_back": _lazy("対応する"),
    "needs_review": _lazy("見直す"),
    "in_review": _lazy("合意画面"),
    "agreed": "",
    "left_out": "",
}


@dataclass(frozen=True)
class StepMark:
    """A step in a row: done, being worked on, or waiting."""

    label: str
    mark: str
    status: StatusTag | None


EVIDENCE: tuple[str | Promise, ...] = (_lazy("仮説"), _lazy("根拠あり"), _lazy("合意"), _lazy("実績で検証"))


@dataclass(frozen=True)
class Evidence:
    """How far a layer has come from a supposition to a tested fact: 仮説 → 根拠あり → 合意 → 実績で検証."""

    level: int

    @property
    def word(self) -> str:
        return str(EVIDENCE[self.level - 1])

    @property
    def bars(self) -> list[bool]:
        return [step <= self.level for step in range(1, len(EVIDENCE) + 1)]


@dataclass(frozen=True)
class LayerRow:
    """One of the five rows."""

    number: int
    name: str
    question: str
    status: StatusTag
    progress: str
    summary: str
    steps: list[StepMark]
    url: str
    action: str | Promise
    line: str  # joined, cut or waiting: what leads to the next row
    evidence: Evidence
    is_first: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Blueprint:
    """Everything the page shows."""

    rows: list[LayerRow]
    broken: list[layers.BrokenLink]
    states: dict[str, ArtefactState]
    draft: StrategyVersion | None
    agreed: StrategyVersion | None
    last_saved: ArtefactVersion | None
    next_row: LayerRow | None
    changed_kinds: list[ArtefactState] = field(default_factory=list)


def blueprint(strategy: Strategy, begin_with: int = 0) -> Blueprint:
    """The rows of all registered layers, their broken links and the next step of the line.

    `begin_with` is the layer a diagnosis names (0: none was made).
    """
    states = artefact_states(strategy)
    scopes = scopes_left_out(strategy)
    broken_by_layer = {report.number: links_in_scope(strategy, report, scopes) for report in layers.reports()}
    lost = [*ownerless_links(strategy, states), *voiceless_links(strategy), *expired_links(strategy, states)]
    for number, link in lost:
        broken_by_layer.setdefault(number, []).append(link)
    broken = [link for links in broken_by_layer.values() for link in links]
    cut = {_layer_before(link, number) for number, links in broken_by_layer.items() for link in links}
    rows = [_row(strategy, report, states, cut, begin_with) for report in layers.reports()]
    versions = list(StrategyVersion.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy))
    draft = next((version for version in versions if version.status == StrategyVersion.Status.DRAFT), None)
    touched = [state.artefact for state in states.values() if state.artefact.token]
    return Blueprint(
        rows=rows,
        broken=broken,
        states=states,
        draft=draft,
        agreed=next((version for version in versions if version.status == StrategyVersion.Status.AGREED), None),
        last_saved=max(touched, key=_saved_at) if touched else None,
        next_row=_next(rows, begin_with),
        changed_kinds=[state for state in states.values() if state.agreed not in (None, state.artefact)],
    )


def _saved_at(artefact: ArtefactVersion) -> dt.datetime:
    return artefact.updated_at


def _layer_before(link: layers.BrokenLink, reported_by: int) -> int:
    """The row below which the line is cut: the layer named in `from_label` (「L2 …」), else the reporting one."""
    named = re.match(r"\s*L(?:ayer )?(\d)", str(link.from_label))
    return int(named[1]) if named else reported_by


def _row(
    strategy: Strategy,
    report: layers.LayerReport,
    states: dict[str, ArtefactState],
    cut: set[int],
    begin_with: int,
) -> LayerRow:
    own = [states[kind] for kind in report.kinds if kind in states]
    status, done, total = layer_status(own)
    steps = [_step(step, states) for step in report.steps]
    line = "cut" if report.number in cut else "joined" if status == AGREED else "waiting"
    return LayerRow(
        number=report.number,
        name=str(report.name),
        question=str(report.question),
        status=status,
        progress=f"{done}/{total}" if status.key == "editing" and total > 1 else "",
        summary=str(report.summary(strategy)),
        steps=steps,
        url=_address(strategy, report, states, status),
        action=ACTIONS[status.key],
        line=line,
        evidence=_evidence(strategy, report, status),
        is_first=report.number == begin_with and status != AGREED,
        problem=_problem(own),
    )


def _evidence(strategy: Strategy, report: layers.LayerReport, status: StatusTag) -> Evidence:
    """Agreed is more than a reason of one's own; results after the agreement are more than the agreement."""
    if status == AGREED:
        return Evidence(4 if report.is_verified(strategy) else 3)
    return Evidence(2 if report.has_evidence(strategy) else 1)


def _step(step: layers.Step, states: dict[str, ArtefactState]) -> StepMark:
    state = states.get(step.kind)
    if state is None:
        return StepMark(str(step.label), "wait", None)
    mark = {"agreed": "done", "not_started": "wait", "left_out": "wait"}.get(state.status.key, "now")
    return StepMark(str(step.label), mark, None if mark == "done" else state.status)


def _problem(own: list[ArtefactState]) -> str:
    """Who sent something back, and with which words."""
    for state in own:
        if state.status.key == "sent_back" and state.sent_back:
            reason = state.sent_back.reason
            return _("%(artefact)s（%(name)s）「%(reason)s」") % {
                "artefact": state.artefact,
                "name": state.sent_back.decided_by.short_name,
                "reason": f"{reason[:40]}…" if len(reason) > 40 else reason,
            }
    return ""


def _address(
    strategy: Strategy, report: layers.LayerReport, states: dict[str, ArtefactState], status: StatusTag
) -> str:
    """The first step that is still open; where everything waits for answers, the agreement page."""
    slug = strategy.workspace.slug
    if status == IN_REVIEW:
        return reverse("strategy:review", kwargs={"slug": slug, "strategy_id": strategy.pk})
    still_open = [
        step
        for step in report.steps
        if step.kind in states and states[step.kind].status not in (AGREED, IN_REVIEW, LEFT_OUT)
    ]
    for step in [*still_open, *report.steps]:
        try:
            return reverse(step.url_name, kwargs={"slug": slug, "strategy_id": strategy.pk})
        except NoReverseMatch:
            continue
    return ""


def _next(rows: list[LayerRow], begin_with: int) -> LayerRow | None:
    """The row to go on with, None when all have been worked on and only the agreement is left."""
    untouched = [row for row in rows if row.status.key == "not_started"]
    if not untouched:
        return None
    return next((row for row in untouched if row.number == begin_with), untouched[0])
