"""The failure patterns of a strategy as its pages show them: found, set aside, not judged, clear, and since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kpi import detector_wording as words
from kpi.calc.detectors import PATTERNS
from kpi.models import DetectorRun, Finding
from strategy.models import Strategy

FOUND, DISMISSED, UNKNOWN, CLEAR = "found", "dismissed", "unknown", "clear"


@dataclass(frozen=True)
class PatternRow:
    """One pattern: its state, the sentences with their figures, and what helps."""

    key: str
    name: str
    state: str
    sentences: list[str]
    response: str
    url: str
    finding: Finding | None = None
    lacks: list[str] = field(default_factory=list)
    past: list[Finding] = field(default_factory=list)

    @property
    def is_red(self) -> bool:
        return self.finding is not None and self.finding.is_red and self.state == FOUND


@dataclass(frozen=True)
class PatternBoard:
    """All five, as of the newest look."""

    rows: list[PatternRow]
    looked_at: dt.datetime | None

    @property
    def found(self) -> list[PatternRow]:
        return [row for row in self.rows if row.state == FOUND]

    @property
    def unknown(self) -> list[PatternRow]:
        return [row for row in self.rows if row.state == UNKNOWN]


def pattern_board(strategy: Strategy, *, today: dt.date) -> PatternBoard:
    """Read the newest look at a strategy; nothing is judged here."""
    run = DetectorRun.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy).first()
    if run is None:
        return PatternBoard(rows=[], looked_at=None)
    findings = Finding.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    by_pattern: dict[str, list[Finding]] = {key: [] for key in PATTERNS}
    for finding in findings.select_related("dismissed_by"):
        by_pattern.setdefault(finding.pattern, []).append(finding)
    rows = [_row(strategy, key, by_pattern[key], run.verdicts.get(key, {}), today) for key in PATTERNS]
    return PatternBoard(rows=rows, looked_at=run.looked_at)


def _row(strategy: Strategy, key: str, findings: list[Finding], verdict: dict, today: dt.date) -> PatternRow:  # type: ignore[type-arg]
    current = next((finding for finding in findings if finding.closed_on is None), None)
    lacks = [words.lack_in_words(**lack) for lack in verdict.get("lacks", [])]
    response, url = words.response_of(strategy, key)
    signals = current.signals if current else []
    return PatternRow(
        key=key,
        name=str(words.NAMES[key]),
        state=_state(current, verdict, today),
        sentences=[text for signal in signals if (text := words.signal_in_words(signal["key"], signal["values"]))],
        response=response,
        url=url,
        finding=current,
        lacks=list(dict.fromkeys(lacks)),
        past=[finding for finding in findings if finding.closed_on is not None],
    )


def _state(current: Finding | None, verdict: dict, today: dt.date) -> str:  # type: ignore[type-arg]
    if current is None:
        return UNKNOWN if verdict.get("state", UNKNOWN) == UNKNOWN else CLEAR
    is_aside = current.dismissed_until is not None and current.dismissed_until >= today
    return DISMISSED if is_aside else FOUND
