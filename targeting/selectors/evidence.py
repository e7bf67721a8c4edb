"""Which conditions go with winning, read from a workspace's own closed deals or leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from targeting.calc.evidence import Evidence, EvidenceRow, judge
from targeting.selectors.attributes import attributes_for
from targeting.selectors.counts import value_counts
from targeting.selectors.units import WON, Unit, UnitKey, unit_for
from workspaces.models import Workspace

# What the page says in words; the rest is behind 「根拠を見る」.
MOST_FINDINGS = 5


@dataclass(frozen=True)
class WonEvidence:
    """An evidence run: what was counted (`unit`) and the judged values, findings first."""

    unit: Unit
    evidence: Evidence

    @property
    def findings(self) -> list[EvidenceRow]:
        """At most five values that differ, those one can act upon first."""
        found = [row for row in self.evidence.rows if row.verdict in ("strong", "weak")]
        return sorted(found, key=lambda row: (not row.can_adopt, row.verdict != "strong"))[:MOST_FINDINGS]

    def row_for(self, attribute_key: str, value: str) -> EvidenceRow | None:
        """The judged value of an attribute."""
        for row in self.evidence.rows:
            if row.attribute.key == attribute_key and row.value == value:
                return row
        return None


def evidence_for(workspace: Workspace, *, unit: UnitKey | None = None, outcome: str = WON) -> WonEvidence:
    """Judge every attribute value of a workspace against the rest of its cases.

    `unit` is the closed deal when there are lost deals, else the lead; `outcome` won, opportunity or a boolean custom
    field. Raises UnknownOutcome. Source: docs/calculations.md 「受注しやすい条件（根拠）」.
    """
    chosen = unit_for(workspace, unit=unit, outcome=outcome)
    counts = value_counts(chosen, attributes_for(workspace))
    return WonEvidence(chosen, judge(counts.values, n=counts.n, won=counts.won))


def as_json(won: WonEvidence) -> dict[str, Any]:
    """The run as one JSON document; rates as fractions 0–1."""
    evidence = won.evidence
    return {
        "unit": won.unit.key,
        "outcome": won.unit.outcome,
        "n": evidence.n,
        "won": evidence.won,
        "win_rate": evidence.win_rate,
        "rows": [_row_as_json(row) for row in evidence.rows],
    }


def _row_as_json(row: EvidenceRow) -> dict[str, Any]:
    return {
        "attribute": row.attribute.key,
        "value": row.value,
        "n": row.n,
        "won": row.won,
        "win_rate": row.win_rate,
        "interval": [row.low, row.high],
        "lift": row.lift,
        "p": row.p,
        "q": row.q,
        "verdict": row.verdict,
        "can_adopt": row.can_adopt,
    }
