"""The state of each artefact in words: stored facts (draft, in review, agreed) and what is computed from them
(未着手, 入力中, 差し戻し, 要見直し)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from strategy.dependencies import upstream_of
from strategy.models import Approval, ArtefactKind, ArtefactStatus, ArtefactVersion, KeptAsIs, RoleSplitRow, Strategy
from strategy.selectors.changes import ChangeLine, described, figure_changes
from strategy.selectors.scopes import kinds_left_out
from strategy.services.contents import figures_of, ground_of, hash_of, snapshot_of


@dataclass(frozen=True)
class StatusTag:
    """A status word and its tone: info, warn, bad, done (plain text)."""

    key: str
    word: str | Promise
    tone: str


UNTOUCHED = StatusTag("not_started", _lazy("未着手"), "info")
IN_PROGRESS = StatusTag("editing", _lazy("入力中"), "info")
IN_REVIEW = StatusTag("in_review", _lazy("合意待ち"), "warn")
SENT_BACK = StatusTag("sent_back", _lazy("差し戻し"), "bad")
NEEDS_REVIEW = StatusTag("needs_review", _lazy("要見直し"), "warn")
AGREED = StatusTag("agreed", _lazy("合意済み"), "done")
# 役割分担 leaves it out of marketing's work: nothing to fill in, nothing to agree.
LEFT_OUT = StatusTag("left_out", _lazy("担当外"), "plain")

# What a layer shows when its artefacts differ: the first that occurs.
URGENCY = (SENT_BACK, NEEDS_REVIEW)


@dataclass(frozen=True)
class ChangedGround:
    """An assumption of an agreed version that says something else by now."""

    kind: str
    artefact: ArtefactVersion
    ground_hash: str
    was: dict[str, Any]
    snapshot: dict[str, Any]

    def lines(self) -> list[ChangeLine]:
        """Field by field, before and after: contents first, then the figures that follow from them."""
        now = self.artefact.figures if self.artefact.is_frozen else figures_of(self.artefact)
        return [
            *described(self.artefact, self.was.get("snapshot", {}), self.snapshot),
            *figure_changes(self.artefact, self.was.get("figures", {}), now),
        ]


@dataclass(frozen=True)
class ArtefactState:
    """The newest version of a kind with what is to be said about it."""

    artefact: ArtefactVersion
    agreed: ArtefactVersion | None
    status: StatusTag
    approvals: list[Approval] = field(default_factory=list)
    changed_grounds: list[ChangedGround] = field(default_factory=list)

    @property
    def sent_back(self) -> Approval | None:
        """The answer that sent the draft back, None when nobody did."""
        return next((row for row in reversed(self.approvals) if row.decision == Approval.Decision.SENT_BACK), None)

    @property
    def approved_parties(self) -> set[str]:
        return {row.party for row in self.approvals if row.decision == Approval.Decision.APPROVED}


def artefact_states(strategy: Strategy) -> dict[str, ArtefactState]:
    """The state of every kind of a strategy, in a number of queries that does not grow with it."""
    newest, agreed = _versions(strategy)
    approvals = _answers(strategy, newest.values())
    kept = set(
        KeptAsIs.objects.for_workspace(strategy.workspace_id)
        .filter(artefact__in=[artefact.pk for artefact in newest.values()])
        .values_list("artefact", "upstream_kind", "upstream_hash")
    )
    grounds = _Grounds(newest)
    roles = newest.get(ArtefactKind.ROLES)
    left_out = kinds_left_out(roles.scopes_left_out) if roles else set()
    states = {}
    for kind, artefact in newest.items():
        changed = grounds.changed_under(artefact, kept)
        answers = approvals.get(artefact.pk, [])
        states[kind] = ArtefactState(
            artefact=artefact,
            agreed=agreed.get(kind),
            status=_status(artefact, answers, has_changed_ground=bool(changed), is_left_out=kind in left_out),
            approvals=answers,
            changed_grounds=changed,
        )
    return states


def layer_status(states: Iterable[ArtefactState]) -> tuple[StatusTag, int, int]:
    """The status of a layer from those of its artefacts, and how many of how many are agreed; what is left out of
    marketing's work does not count."""
    every = [state.status for state in states]
    tags = [tag for tag in every if tag != LEFT_OUT]
    done = sum(tag == AGREED for tag in tags)
    if not tags:
        return LEFT_OUT if every else UNTOUCHED, 0, 0
    for urgent in URGENCY:
        if urgent in tags:
            return urgent, done, len(tags)
    if all(tag == tags[0] for tag in tags):
        return tags[0], done, len(tags)
    if all(tag in (IN_REVIEW, AGREED) for tag in tags):
        return IN_REVIEW, done, len(tags)
    return IN_PROGRESS, done, len(tags)


def _versions(strategy: Strategy) -> tuple[dict[str, Any], dict[str, Any]]:
    """The newest and the agreed version of every kind, each with the scopes its role split leaves out."""
    not_carried = RoleSplitRow.objects.filter(artefact=OuterRef("pk"), marketing_level=RoleSplitRow.Level.NOT)
    rows = (
        ArtefactVersion.objects.for_workspace(strategy.workspace_id)
        .filter(strategy=strategy)
        .exclude(status=ArtefactStatus.SUPERSEDED)
        .select_related("strategy", "workspace", "updated_by")
        .annotate(scopes_left_out=ArraySubquery(not_carried.exclude(key="").values("key")))
        .order_by("number")
    )
    newest, agreed = {}, {}
    for row in rows:
        newest[row.kind] = row
        if row.status == ArtefactStatus.AGREED:
            agreed[row.kind] = row
    return newest, agreed


def _answers(strategy: Strategy, artefacts: Iterable[ArtefactVersion]) -> dict[int, list[Approval]]:
    rows = (
        Approval.objects.for_workspace(strategy.workspace_id)
        .filter(artefact__in=[artefact.pk for artefact in artefacts], is_withdrawn=False)
        .select_related("decided_by")
    )
    found: dict[int, list[Approval]] = defaultdict(list)
    for row in rows:
        found[row.artefact_id].append(row)
    return found


def _status(
    artefact: ArtefactVersion, answers: list[Approval], *, has_changed_ground: bool, is_left_out: bool
) -> StatusTag:
    if is_left_out and artefact.is_editable:
        return LEFT_OUT
    if has_changed_ground:
        return NEEDS_REVIEW
    if artefact.status == ArtefactStatus.AGREED:
        return AGREED
    if artefact.status == ArtefactStatus.IN_REVIEW:
        return IN_REVIEW
    if any(row.decision == Approval.Decision.SENT_BACK for row in answers):
        return SENT_BACK
    return IN_PROGRESS if artefact.is_touched or artefact.number > 1 else UNTOUCHED


class _Grounds:
    """Compares what versions were built on with what it says now; each upstream is read at most once."""

    def __init__(self, newest: dict[str, ArtefactVersion]) -> None:
        self._newest = newest
        self._read: dict[str, tuple[dict[str, Any], str]] = {}

    def changed_under(self, artefact: ArtefactVersion, kept: set[tuple[int, str, str]]) -> list[ChangedGround]:
        """Drafts live with current values; only what is agreed or being agreed can be overtaken."""
        if artefact.status == ArtefactStatus.DRAFT:
            return []
        found = []
        for kind in upstream_of(artefact.kind):
            changed = self._compare(kind, artefact.based_on.get(kind))
            if changed and (artefact.pk, kind, changed.ground_hash) not in kept:
                found.append(changed)
        return found

    def _compare(self, kind: str, was: dict[str, Any] | None) -> ChangedGround | None:
        upstream = self._newest.get(kind)
        if upstream is None or was is None or upstream.content_hash == was.get("content_hash"):
            return None
        if kind not in self._read:
            snapshot = ground_of(snapshot_of(upstream))
            self._read[kind] = (snapshot, hash_of(snapshot))
        snapshot, ground_hash = self._read[kind]
        if ground_hash == was.get("hash"):
            return None
        return ChangedGround(kind=kind, artefact=upstream, ground_hash=ground_hash, was=was, snapshot=snapshot)
