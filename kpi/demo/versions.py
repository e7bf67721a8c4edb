"""Writing a version of an artefact as it stood on its day: contents first, then what was agreed about it, then frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from strategy.models import (
    Approval,
    ArtefactStatus,
    ArtefactVersion,
    Party,
    Strategy,
    StrategyVersion,
    StrategyVersionPointer,
)
from strategy.services import contents
from strategy.services.targets import write_plan_targets
from workspaces.models import AuditEntry, User

Contents = Callable[[ArtefactVersion], None]


@dataclass(frozen=True)
class Answer:
    """What a party said to a version, and when."""

    party: str
    by: User
    at: dt.datetime
    decision: str = Approval.Decision.APPROVED
    reason: str = ""


class Versions:
    """The versions of one strategy, newest per kind at hand."""

    def __init__(self, strategy: Strategy, author: User) -> None:
        self.strategy = strategy
        self.author = author
        self.newest: dict[str, ArtefactVersion] = {}

    def draft(self, kind: str, *, at: dt.datetime, write: Contents) -> ArtefactVersion:
        """The next version of a kind, with its contents and what it is built on."""
        before = self.newest.get(kind)
        artefact = ArtefactVersion.objects.create(
            workspace=self.strategy.workspace,
            strategy=self.strategy,
            kind=kind,
            number=before.number + 1 if before else 1,
            is_touched=True,
            token=1,
            created_by=self.author,
            updated_by=self.author,
            created_at=at,
            updated_at=at,
        )
        write(artefact)
        self._hold_still(artefact)
        artefact.save()
        self.newest[kind] = artefact
        return artefact

    def agree(
        self,
        artefact: ArtefactVersion,
        answers: Iterable[Answer],
        *,
        live_from: dt.datetime | None = None,
        review_on: dt.date | None = None,
    ) -> ArtefactVersion:
        """Let the parties agree a version; the one before becomes 旧版, and stops working when this one goes live."""
        said = sorted(answers, key=lambda answer: answer.at)
        self.answer(artefact, said)
        agreed_at = said[-1].at
        older = ArtefactVersion.objects.filter(strategy=self.strategy, kind=artefact.kind, status=ArtefactStatus.AGREED)
        older.update(status=ArtefactStatus.SUPERSEDED, superseded_at=agreed_at)
        if live_from:
            ArtefactVersion.objects.filter(
                strategy=self.strategy, kind=artefact.kind, live_from__isnull=False, live_until__isnull=True
            ).update(live_until=live_from)
        artefact.status = ArtefactStatus.AGREED
        artefact.submitted_at = said[0].at - dt.timedelta(hours=2)
        artefact.agreed_at = agreed_at
        artefact.live_from = live_from
        artefact.review_on = review_on
        artefact.save()
        self.audit("artefact.agree", artefact, said[-1].by, agreed_at, after={"hash": artefact.content_hash})
        return artefact

    def answer(self, artefact: ArtefactVersion, answers: Iterable[Answer]) -> None:
        """Write down what the parties said to a version that is not frozen yet."""
        for answer in answers:
            Approval.objects.create(
                workspace=self.strategy.workspace,
                artefact=artefact,
                party=answer.party,
                decision=answer.decision,
                reason=answer.reason,
                decided_by=answer.by,
                token=artefact.token,
                decided_at=answer.at,
            )
            action = {"approved": "artefact.approve", "sent_back": "artefact.send_back"}[answer.decision]
            self.audit(action, artefact, answer.by, answer.at, reason=answer.reason)

    def close_version(self, minor: int, *, at: dt.datetime) -> StrategyVersion:
        """Strategy version v1.`minor`, agreed: it holds what is agreed at this point."""
        versions = StrategyVersion.objects.filter(strategy=self.strategy)
        versions.filter(status=StrategyVersion.Status.AGREED).update(status=StrategyVersion.Status.SUPERSEDED)
        version = self._version(minor, at)
        version.status = StrategyVersion.Status.AGREED
        version.agreed_at = at
        version.save()
        self.audit("strategy.agree", version, self.author, at)
        return version

    def open_version(self, minor: int, *, at: dt.datetime) -> StrategyVersion:
        """The draft v1.`minor` with the newest of every kind."""
        return self._version(minor, at)

    def audit(
        self,
        action: str,
        obj: ArtefactVersion | StrategyVersion | Strategy,
        actor: User,
        at: dt.datetime,
        *,
        after: dict[str, object] | None = None,
        reason: str = "",
    ) -> None:
        """An entry of the audit log with the moment of the story."""
        AuditEntry.objects.create(
            workspace=self.strategy.workspace,
            actor=actor,
            action=action,
            object_type=obj._meta.label_lower,
            object_id=obj.pk,
            object_label=str(obj),
            after=after or {},
            reason=reason,
            created_at=at,
        )

    def _version(self, minor: int, at: dt.datetime) -> StrategyVersion:
        version = StrategyVersion.objects.create(
            workspace=self.strategy.workspace, strategy=self.strategy, major=1, minor=minor, created_at=at
        )
        StrategyVersionPointer.objects.bulk_create(
            StrategyVersionPointer(
                workspace=self.strategy.workspace, strategy_version=version, kind=kind, artefact=artefact
            )
            for kind, artefact in self.newest.items()
        )
        return version

    def _hold_still(self, artefact: ArtefactVersion) -> None:
        if artefact.kind == "goal":
            write_plan_targets(artefact)
        artefact.content_hash = contents.hash_of(contents.snapshot_of(artefact))
        artefact.figures = contents.figures_of(artefact)
        artefact.based_on = contents.captured_grounds(artefact.strategy, artefact.kind)


PARTIES = (Party.MARKETING, Party.EXECUTIVE, Party.SALES)
