"""The five layers as later apps report them: a page about all layers reads this list and imports nobody.

Each app registers its report in `apps.py`:

    layers.register(LayerReport(number=2, key="l2", …))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from strategy.models import ArtefactVersion, Strategy

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """A page of a layer: `url_name` takes the slug and the strategy's id; `kind` names the artefact it edits, `scope` the row
    of 役割分担 it belongs to."""

    label: Text
    url_name: str
    kind: str = ""
    scope: str = ""


@dataclass(frozen=True)
class BrokenLink:
    """A joint that does not hold, from → to, with the address of the very field that mends it."""

    from_label: str
    to_label: str
    sentence: str
    action_label: str
    url: str


@dataclass(frozen=True)
class Alert:
    """Something that goes wrong over several layers, as the blueprint prints it: what, on which figures, since when."""

    title: str
    sentence: str
    since: dt.date
    is_red: bool
    url: str


@dataclass(frozen=True)
class AlertPanel:
    """What a later app has to say about a whole strategy; `unknown` counts what could not be judged."""

    title: Text
    url: str
    alerts: list[Alert]
    unknown: int = 0
    looked_at: dt.datetime | None = None


@dataclass(frozen=True)
class ContentAdapter:
    """How the frame copies, hashes and compares the contents of a kind without knowing its tables.

    create(artefact): shipped defaults of a first version · copy(source, target): contents into the next draft ·
    snapshot(artefact) → dict: JSON-safe contents (hash, diff, export) · figures(artefact) → dict: the computed figures
    shown at approval · problems(artefact) → list of sentences that keep it from being agreed.
    """

    kind: str
    create: Callable[[ArtefactVersion], None]
    copy: Callable[[ArtefactVersion, ArtefactVersion], None]
    snapshot: Callable[[ArtefactVersion], dict]
    figures: Callable[[ArtefactVersion], dict] = lambda artefact: {}
    problems: Callable[[ArtefactVersion], list[str]] = lambda artefact: []
    # What does not keep it from being agreed but has to be known by those who settle it.
    cautions: Callable[[ArtefactVersion], list[str]] = lambda artefact: []
    # Labels of snapshot paths for the diff: {"threshold": _lazy("しきい値"), "rules.*.points": _lazy("点数")}; rows of a
    # list are named by their `key`, `name` or `scope`.
    labels: Mapping[str, Text] = field(default_factory=dict)
    # How the row of a table is named: (artefact, "rules", its title in the snapshot) → words.
    title: Callable[[ArtefactVersion, str, str], str] = lambda artefact, table, row: row
    # How a value of a path is printed in the diff and the summary (amounts, rates); None: as it stands.
    display: Callable[[ArtefactVersion, str, object], str | None] = lambda artefact, path, value: None
    # How a draft follows an assumption that changed, by the assumption's kind: {"icp": follow_icp}.
    follow: Mapping[str, Callable[[ArtefactVersion], None]] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerReport:
    """One of the five rows of the blueprint."""

    number: int
    name: Text
    question: Text
    steps: tuple[Step, ...]
    kinds: tuple[str, ...]
    summary: Callable[[Strategy], str]
    broken_links: Callable[[Strategy], list[BrokenLink]] = lambda strategy: []
    # What its contents rest on: has_evidence – figures or reasons of one's own instead of 仮説; is_verified – results
    # that came in after the agreement.
    has_evidence: Callable[[Strategy], bool] = lambda strategy: False
    is_verified: Callable[[Strategy], bool] = lambda strategy: False


_reports: dict[int, LayerReport] = {}
_adapters: dict[str, ContentAdapter] = {}
_panels: list[Callable[[Strategy], AlertPanel]] = []


def register(report: LayerReport, *adapters: ContentAdapter) -> None:
    """Add a layer's report and the content adapters of its kinds; called once, when its app starts."""
    _reports[report.number] = report
    for adapter in adapters:
        _adapters[adapter.kind] = adapter


def reports() -> list[LayerReport]:
    """The layers in order, 1 to 5."""
    return [_reports[number] for number in sorted(_reports)]


def adapter_for(kind: str) -> ContentAdapter:
    return _adapters[kind]


def has_adapter(kind: str) -> bool:
    """Whether the app of a kind has registered its contents."""
    return kind in _adapters


def report_for(number: int) -> LayerReport | None:
    """The report of a layer, None while its app has registered none."""
    return _reports.get(number)


def register_panel(panel: Callable[[Strategy], AlertPanel]) -> None:
    """Add a panel to the blueprint; called once, when its app starts."""
    _panels.append(panel)


def panels(strategy: Strategy) -> list[AlertPanel]:
    """What the later apps have to say about a strategy."""
    return [panel(strategy) for panel in _panels]
