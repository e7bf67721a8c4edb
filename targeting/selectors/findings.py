"""What the page 「受注しやすい条件」 shows: findings in words, the numbers behind them, what was left out and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from targeting.calc.bands import plain
from targeting.calc.evidence import MINIMUM_WINS, EvidenceRow
from targeting.evidence_wording import finding_sentence, leak_sentence, mix_sentence
from targeting.models import AnalyserSettings, IcpRule
from targeting.selectors.analyser_settings import options_of
from targeting.selectors.attributes import Attribute
from targeting.selectors.evidence import WonEvidence, evidence_for
from targeting.wording import value_in_words
from workspaces.models import Workspace

# More rows than this are not read; the command prints them all.
MOST_ROWS = 60


@dataclass(frozen=True)
class Finding:
    """A judged value in words. `key` names it in the form that adopts it; `is_adopted` when the ICP asks for it already.

    `mix` says what is left of it inside the largest other segment; "" where that was not looked at.
    """

    row: EvidenceRow
    attribute: str
    value: str
    key: str
    sentence: str
    mix: str
    is_adopted: bool
    can_adopt: bool

    @property
    def name(self) -> str:
        return f"{self.attribute} {self.value}"


@dataclass(frozen=True)
class LeftOut:
    """A field that is not compared, and why in words."""

    key: str
    label: str
    reason: str


@dataclass(frozen=True)
class NumberBands:
    """A number that is compared in bands: the edges in force, and whether somebody chose them."""

    attribute: Attribute
    edges: list[str]
    is_chosen: bool


@dataclass(frozen=True)
class WinsPage:
    """The page 「受注しやすい条件」: at most five findings, the table behind them, and how far the records reach."""

    won: WonEvidence
    findings: list[Finding]
    rows: list[Finding]
    untold: int
    is_sufficient: bool
    missing_wins: int
    left_out: list[LeftOut]
    overruled: list[LeftOut]
    numbers: list[NumberBands]
    minimum_cases: int
    split_at: dt.date | None
    knows_churn: bool
    knows_worth: bool

    @property
    def recommended(self) -> list[Finding]:
        return [one for one in self.findings if one.row.is_recommended]

    @property
    def has_chosen_bands(self) -> bool:
        return any(one.is_chosen for one in self.numbers)


def wins_page(workspace: Workspace, rules: Sequence[IcpRule], settings: AnalyserSettings) -> WinsPage:
    """The evidence of a workspace beside the rules of an ICP version."""
    won = evidence_for(workspace, options=options_of(settings))
    rows = [row for row in won.evidence.rows if row.verdict != "excluded"]
    shown = [row for row in rows if row.verdict != "insufficient"][:MOST_ROWS]

    def told(row: EvidenceRow) -> Finding:
        return _finding(row, rules, workspace.currency, overall=won.evidence.win_rate)

    return WinsPage(
        won=won,
        findings=[told(row) for row in won.findings],
        rows=[told(row) for row in shown],
        untold=len(rows) - len(shown),
        is_sufficient=won.evidence.is_sufficient,
        missing_wins=max(0, MINIMUM_WINS - won.evidence.won),
        left_out=[
            LeftOut(one.attribute.key, str(one.attribute.label), leak_sentence(one.leak))
            for one in won.analysis.excluded
        ],
        overruled=_overruled(won, settings),
        numbers=_numbers(won, settings),
        minimum_cases=settings.minimum_cases,
        split_at=won.analysis.split_at,
        knows_churn=any(row.outcomes.churn_rate is not None for row in rows),
        knows_worth=any(row.outcomes.lifetime_value is not None for row in rows),
    )


def _finding(row: EvidenceRow, rules: Sequence[IcpRule], currency: str, *, overall: float | None) -> Finding:
    attribute = row.attribute
    is_adopted = any(rule.attribute == attribute.key and row.value in rule.evidence.get("values", {}) for rule in rules)
    return Finding(
        row=row,
        attribute=str(attribute.label),
        value=value_in_words(attribute, row.value, getattr(row.count, "band", None), currency),
        key=f"{attribute.key}={row.value}",
        sentence=finding_sentence(row, overall=overall, currency=currency),
        mix=mix_sentence(row.mix, currency) if row.mix else "",
        is_adopted=is_adopted,
        can_adopt=row.can_adopt and not is_adopted and row.verdict in ("strong", "weak"),
    )


def _overruled(won: WonEvidence, settings: AnalyserSettings) -> list[LeftOut]:
    """Fields that are compared although the guard would leave them out, or would have."""
    labels = {row.attribute.key: str(row.attribute.label) for row in won.evidence.rows}
    return [LeftOut(key, labels[key], "") for key in settings.compared_anyway if key in labels]


def _numbers(won: WonEvidence, settings: AnalyserSettings) -> list[NumberBands]:
    """The numbers of this run with their edges: chosen, or as the bands of the rows begin."""
    starts: dict[str, set[str]] = {}
    attributes: dict[str, Attribute] = {}
    for row in won.evidence.rows:
        band = getattr(row.count, "band", None)
        if band is None:
            continue
        attributes[row.attribute.key] = row.attribute
        starts.setdefault(row.attribute.key, set()).update([plain(band.low)] if band.low is not None else [])
    found = []
    for key, attribute in attributes.items():
        chosen = settings.bands.get(key)
        found.append(NumberBands(attribute, list(chosen or sorted(starts[key], key=float)), bool(chosen)))
    return found
