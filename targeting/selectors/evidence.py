"""Which conditions go with winning, read from a workspace's own closed deals or leads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from targeting.calc.analysis import Analysis, Options, analyse
from targeting.calc.evidence import Evidence, EvidenceRow, Half
from targeting.calc.robustness import Cell, MixCheck
from targeting.selectors.attributes import attributes_for
from targeting.selectors.cases import open_fill, read_cases, usable
from targeting.selectors.units import WON, Unit, UnitKey, unit_for
from workspaces.models import Workspace

# What the page says in words; the rest is behind 「根拠を見る」.
MOST_FINDINGS = 5


@dataclass(frozen=True)
class WonEvidence:
    """An evidence run: what was counted (`unit`) and the judged values, findings first."""

    unit: Unit
    analysis: Analysis

    @property
    def evidence(self) -> Evidence:
        return self.analysis.evidence

    @property
    def findings(self) -> list[EvidenceRow]:
        """At most five values that differ: those to recommend, those one can act upon, then customers that leave."""
        told = [row for row in self.evidence.rows if row.verdict in ("strong", "weak") or row.advice == "churns"]
        return sorted(told, key=_told_first)[:MOST_FINDINGS]

    def row_for(self, attribute_key: str, value: str) -> EvidenceRow | None:
        """The judged value of an attribute."""
        for row in self.evidence.rows:
            if row.attribute.key == attribute_key and row.value == value:
                return row
        return None


def _told_first(row: EvidenceRow) -> tuple[bool, bool, bool, bool]:
    return row.verdict == "none", not row.can_adopt, not row.is_recommended, row.verdict != "strong"


def evidence_for(
    workspace: Workspace, *, unit: UnitKey | None = None, outcome: str = WON, options: Options | None = None
) -> WonEvidence:
    """Judge every attribute value of a workspace against the rest of its cases.

    `unit` is the closed deal when there are lost deals, else the lead; `outcome` won, opportunity or a boolean custom
    field. Raises UnknownOutcome. Source: docs/calculations.md 「受注しやすい条件（根拠）」.
    """
    chosen, options = unit_for(workspace, unit=unit, outcome=outcome), options or Options()
    attributes = usable(chosen, attributes_for(workspace))
    cases, columns = read_cases(chosen, attributes, options.bands)
    return WonEvidence(chosen, analyse(cases, columns, options, open_fill=open_fill(chosen, attributes)))


def as_json(won: WonEvidence) -> dict[str, Any]:
    """The run as one JSON document; rates as fractions 0–1, money in the workspace's currency, days whole dates."""
    evidence, analysis = won.evidence, won.analysis
    return {
        "unit": won.unit.key,
        "outcome": won.unit.outcome,
        "n": evidence.n,
        "won": evidence.won,
        "win_rate": evidence.win_rate,
        "split_at": analysis.split_at.isoformat() if analysis.split_at else None,
        "excluded": [{"attribute": one.attribute.key, **asdict(one.leak)} for one in analysis.excluded],
        "not_compared": [attribute.key for attribute in analysis.too_various],
        "rows": [_row_as_json(row) for row in evidence.rows],
    }


def _row_as_json(row: EvidenceRow) -> dict[str, Any]:
    outcomes = row.outcomes
    return {
        "attribute": row.attribute.key,
        "value": row.value,
        "n": row.n,
        "won": row.won,
        "win_rate": row.win_rate,
        "low": row.low,
        "high": row.high,
        "interval": [row.low, row.high],
        "lift": row.lift,
        "p": row.p,
        "q": row.q,
        "q_value": row.q,
        "verdict": row.verdict,
        "can_adopt": row.can_adopt,
        "excluded_reason": row.leak.reason if row.leak else None,
        "average_amount": outcomes.average_amount,
        "cycle_days": outcomes.cycle_days,
        "churn_rate": outcomes.churn_rate,
        "lifetime_value": outcomes.lifetime_value,
        "earlier_half": _half_as_json(row.earlier),
        "later_half": _half_as_json(row.later),
        "holds_in_later_half": row.holds_later,
        "largest_segment": _segment_as_json(row.mix),
        "holds_in_largest_segment": row.mix.survives if row.mix else None,
        "advice": row.advice or None,
        "is_recommended": row.is_recommended,
    }


def _half_as_json(half: Half | None) -> dict[str, int] | None:
    return {"n": half.n, "won": half.won} if half else None


def _cell_as_json(cell: Cell) -> dict[str, int]:
    return {"n": cell.n, "won": cell.won, "rest_n": cell.rest_n, "rest_won": cell.rest_won}


def _segment_as_json(mix: MixCheck | None) -> dict[str, Any] | None:
    if mix is None:
        return None
    value = None if mix.place is None else mix.column.values[mix.place]
    return {"attribute": mix.column.attribute.key, "value": value, **_cell_as_json(mix.cell)}
