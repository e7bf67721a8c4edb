"""How the MQL rule follows the ICP it rests on: conditions nobody touched follow by themselves, the others on one click."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Max
from django.utils import translation

from nurturing import icp_conditions
from nurturing.icp_conditions import IcpCondition, conditions_of
from nurturing.models import MqlRule, ScoreRule
from strategy.models import ArtefactKind, ArtefactVersion
from strategy.selectors import latest_artefact


@dataclass(frozen=True)
class IcpChange:
    """A condition of the MQL rule that says something else than the ICP: `was` None is new, `now` None has left."""

    key: str
    name: str
    was: dict[str, Any] | None
    now: dict[str, Any] | None
    is_exclusion: bool = False
    reason: str = ""


@dataclass
class _Side:
    """A version of the MQL rule beside the ICP: its rows by key, what the ICP asks, what it asked when last looked at."""

    rule: MqlRule
    rows: dict[str, ScoreRule]
    wanted: dict[str, IcpCondition]
    seen: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, artefact: ArtefactVersion) -> Self:
        rule = MqlRule.objects.for_workspace(artefact.workspace_id).get(artefact=artefact)
        rows = ScoreRule.objects.for_workspace(artefact.workspace_id).filter(
            artefact=artefact, key__startswith=icp_conditions.PREFIX
        )
        with translation.override(artefact.workspace.language):
            wanted = conditions_of(latest_artefact(artefact.strategy, ArtefactKind.ICP))
        return cls(rule, {row.key: row for row in rows}, wanted, dict(rule.icp_seen))

    def last_word(self, key: str) -> Any:
        """What the ICP said when the row was last in step with it: the shipped example before there was one."""
        return self.seen.get(key, icp_conditions.SHIPPED.get(key))

    def is_untouched(self, key: str) -> bool:
        return key in self.rows and self.rows[key].condition == self.last_word(key)

    def differing(self) -> list[IcpChange]:
        """Where the rows say something else than the ICP does and nobody has decided about that yet."""
        found = []
        for key, wanted in self.wanted.items():
            row = self.rows.get(key)
            if wanted.condition in (row.condition if row else None, self.seen.get(key)):
                continue
            was = row.condition if row else None
            name = row.name if row else wanted.name
            found.append(IcpChange(key, name, was, wanted.condition, wanted.is_exclusion, wanted.reason))
        # Without a single condition the ICP is not designed yet, and the shipped examples stay.
        gone = [key for key in self.rows if key not in self.wanted and (self.wanted or key in self.seen)]
        known = [key for key in gone if key in self.seen or self.is_untouched(key)]
        return found + [self._leaving(self.rows[key]) for key in known]

    def _leaving(self, row: ScoreRule) -> IcpChange:
        is_exclusion = row.axis == ScoreRule.Axis.DISQUALIFIER
        return IcpChange(row.key, row.name, row.condition, None, is_exclusion)

    def take(self, change: IcpChange) -> None:
        """Bring one row in step with the ICP; its points and reason stay as they are."""
        row = self.rows.get(change.key)
        if change.now is None:
            if row is not None:
                row.delete()
            self.seen.pop(change.key, None)
            return
        row = row or self._new_row(change)
        row.condition = change.now
        row.save()
        self.seen[change.key] = change.now

    def _new_row(self, change: IcpChange) -> ScoreRule:
        axis = ScoreRule.Axis.DISQUALIFIER if change.is_exclusion else ScoreRule.Axis.FIT
        peers = ScoreRule.objects.for_workspace(self.rule.workspace_id).filter(
            artefact=self.rule.artefact_id, axis=axis
        )
        last = peers.aggregate(last=Max("position"))["last"] or 0
        return ScoreRule(
            workspace_id=self.rule.workspace_id,
            artefact_id=self.rule.artefact_id,
            axis=axis,
            position=last + 1,
            key=change.key,
            name=change.name,
            points=0 if change.is_exclusion else icp_conditions.POINTS,
            reason=change.reason,
        )

    def keep(self) -> None:
        self.rule.icp_seen = self.seen
        self.rule.save(update_fields=["icp_seen"])


def pending_icp_changes(artefact: ArtefactVersion) -> list[IcpChange]:
    """Where a version of the MQL rule says something else than the newest ICP and nobody has decided about it."""
    return _Side.of(artefact).differing()


def follow_icp(artefact: ArtefactVersion) -> None:
    """Let the untouched ICP conditions of a draft follow the ICP; what somebody edited or removed waits for a decision.

    So does every exclusion: it takes leads away whatever their points.
    """
    side = _Side.of(artefact)
    for change in side.differing():
        is_new = change.was is None and change.key not in side.seen
        if not change.is_exclusion and (is_new or side.is_untouched(change.key)):
            side.take(change)
    side.keep()


def take_over_icp(artefact: ArtefactVersion) -> None:
    """Bring every ICP condition of a draft in step with the ICP (inside `save_draft`)."""
    side = _Side.of(artefact)
    for change in side.differing():
        side.take(change)
    side.keep()


def keep_own_conditions(artefact: ArtefactVersion) -> None:
    """Leave the conditions as they are: the ICP as it stands now is not asked about again (inside `save_draft`)."""
    side = _Side.of(artefact)
    side.seen = {key: wanted.condition for key, wanted in side.wanted.items()}
    side.keep()
