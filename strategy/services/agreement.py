"""Agreement of the parties: submit, approve, send back, ask; the third approval freezes the version."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from crm.calc.periods import add_months
from strategy.dependencies import NEEDS_PARTIES
from strategy.models import Approval, ArtefactStatus, ArtefactVersion, KeptAsIs, Party, StrategyParty
from strategy.services import contents, notices
from strategy.services.artefacts import announce, withdraw_approvals
from strategy.services.effects import DOWNSTREAM, downstream_figures
from strategy.services.going_live import stop_running
from strategy.services.targets import write_plan_targets
from strategy.services.versions import agree_when_complete, point_draft_to
from workspaces import audit
from workspaces.models import User

# The MQL rule is looked at every month, everything else at the quarterly review of the three parties.
REVIEW_MONTHS = {"mql_rule": 1}


class NotReady(Exception):
    """The contents have gaps; `problems` are sentences that name them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class NotInReview(Exception):
    """Only a version that waits for agreement can be answered."""


class NotAParty(Exception):
    """The person speaks for no party that could still answer."""


class ReasonNeeded(Exception):
    """Sending back and asking need words."""


class ChangedMeanwhile(Exception):
    """The version was withdrawn or changed after the page was opened: it has to be read again."""


@transaction.atomic
def submit_for_agreement(
    *, artefact: ArtefactVersion, actor: User, due_on: dt.date | None = None, now: dt.datetime | None = None
) -> ArtefactVersion:
    """Ask the parties to agree a draft by a day (a week from now when None is named); contents, figures and assumptions
    stand still from here on.

    What was sent back waits for its answer again; an approval given before counts on while the contents are the ones
    that were approved. Raises NotReady with what is missing, NotInReview when it is no draft.
    """
    now = now or timezone.now()
    locked = _locked(artefact)
    if not locked.is_editable or locked.kind not in NEEDS_PARTIES:
        raise NotInReview
    problems = contents.problems_of(locked)
    if problems:
        raise NotReady(problems)
    before = locked.content_hash
    _hold_still(locked)
    _standing(locked).filter(decision=Approval.Decision.SENT_BACK).update(is_withdrawn=True)
    if locked.content_hash != before:
        withdraw_approvals(locked)
    locked.status = ArtefactStatus.IN_REVIEW
    locked.submitted_at = now
    locked.due_on = due_on or locked.workspace.local_date(now) + dt.timedelta(days=notices.ANSWER_DAYS)
    locked.reminded_at = locked.escalated_at = None
    locked.token += 1
    locked.is_touched = True
    locked.save()
    audit.record(workspace=locked.workspace, actor=actor, action="artefact.submit", obj=locked)
    notices.ask_parties(locked)
    announce(locked)
    return locked


@transaction.atomic
def approve(*, artefact: ArtefactVersion, actor: User, token: int, now: dt.datetime | None = None) -> ArtefactVersion:
    """Agree for every party the person speaks for (兼任 counts for each); with the last one the version is agreed.

    `token` is the save count of the page that was read. Raises NotInReview, ChangedMeanwhile, NotAParty.
    """
    now = now or timezone.now()
    locked = _answerable(artefact, token)
    done = set(_standing(locked).filter(decision=Approval.Decision.APPROVED).values_list("party", flat=True))
    voices = {party: is_deputy for party, is_deputy in voices_of(locked, actor).items() if party not in done}
    if not voices:
        raise NotAParty
    for party, is_deputy in voices.items():
        _answer(locked, actor, party, Approval.Decision.APPROVED, now=now, is_by_deputy=is_deputy)
    audit.record(
        workspace=locked.workspace,
        actor=actor,
        action="artefact.approve",
        obj=locked,
        after={"parties": sorted(voices)},
    )
    if done | set(voices) >= set(Party.values):
        _agree(locked, actor=actor, now=now)
    return locked


@transaction.atomic
def send_back(
    *, artefact: ArtefactVersion, actor: User, token: int, reason: str, now: dt.datetime | None = None
) -> ArtefactVersion:
    """差し戻し: the version becomes a draft again. What the others approved stands until the contents change.

    If it had gone live before everybody agreed, what worked before works again. Raises ReasonNeeded, NotInReview,
    ChangedMeanwhile, NotAParty.
    """
    now = now or timezone.now()
    locked = _answerable(artefact, token)
    if not reason.strip():
        raise ReasonNeeded
    voices = voices_of(locked, actor)
    if not voices:
        raise NotAParty
    withdraw_approvals(locked, parties=voices)
    for party, is_deputy in voices.items():
        _answer(
            locked, actor, party, Approval.Decision.SENT_BACK, now=now, is_by_deputy=is_deputy, reason=reason.strip()
        )
    stop_running(locked, now=now)
    _reopen(locked)
    audit.record(
        workspace=locked.workspace, actor=actor, action="artefact.send_back", obj=locked, reason=reason.strip()
    )
    notices.tell_sent_back(locked, by=actor, reason=reason.strip())
    announce(locked)
    return locked


@transaction.atomic
def withdraw_submission(*, artefact: ArtefactVersion, actor: User, now: dt.datetime | None = None) -> ArtefactVersion:
    """取り下げ by those who proposed it: a draft again, the approvals given so far no longer count."""
    locked = _locked(artefact)
    if locked.status != ArtefactStatus.IN_REVIEW:
        raise NotInReview
    withdraw_approvals(locked)
    stop_running(locked, now=now or timezone.now())
    _reopen(locked)
    audit.record(workspace=locked.workspace, actor=actor, action="artefact.withdraw", obj=locked)
    announce(locked)
    return locked


@transaction.atomic
def ask(*, artefact: ArtefactVersion, actor: User, text: str, now: dt.datetime | None = None) -> Approval:
    """A question or an answer beside the version; it blocks nothing. Raises ReasonNeeded for no words."""
    if not text.strip():
        raise ReasonNeeded
    locked = _locked(artefact)
    if locked.is_frozen:
        raise NotInReview
    party = next(iter(voices_of(locked, actor)), "")
    asked = _answer(locked, actor, party, Approval.Decision.ASKED, now=now or timezone.now(), reason=text.strip())
    notices.tell_asked(locked, by=actor, question=text.strip())
    return asked


@transaction.atomic
def set_dates(
    *,
    artefact: ArtefactVersion,
    actor: User,
    due_on: dt.date | None,
    review_on: dt.date | None,
    valid_until: dt.date | None,
) -> ArtefactVersion:
    """By when an answer is wanted, when the version is looked at again, until when it holds. A later due day is
    reminded of anew."""
    locked = _locked(artefact)
    fields = ("due_on", "review_on", "valid_until")
    before = {name: getattr(locked, name) for name in fields}
    if due_on != locked.due_on:
        locked.reminded_at = locked.escalated_at = None
    locked.due_on, locked.review_on, locked.valid_until = due_on, review_on, valid_until
    locked.save(update_fields=[*fields, "reminded_at", "escalated_at"])
    after = {name: getattr(locked, name) for name in fields}
    audit.record(
        workspace=locked.workspace, actor=actor, action="artefact.dates", obj=locked, before=before, after=after
    )
    return locked


@transaction.atomic
def confirm(*, artefact: ArtefactVersion, actor: User, now: dt.datetime | None = None) -> ArtefactVersion:
    """確定 of what needs no parties (channels, content map): agreed by those who work with it. Raises NotReady."""
    now = now or timezone.now()
    locked = _locked(artefact)
    if not locked.is_editable or locked.kind in NEEDS_PARTIES:
        raise NotInReview
    problems = contents.problems_of(locked)
    if problems:
        raise NotReady(problems)
    _hold_still(locked)
    locked.submitted_at = now
    locked.is_touched = True
    locked.token += 1
    _agree(locked, actor=actor, now=now)
    return locked


@transaction.atomic
def keep_as_is(*, artefact: ArtefactVersion, upstream_kind: str, upstream_hash: str, actor: User) -> None:
    """「このまま」: the version stands although this assumption under it has changed."""
    _row, created = KeptAsIs.objects.get_or_create(
        workspace=artefact.workspace,
        artefact=artefact,
        upstream_kind=upstream_kind,
        upstream_hash=upstream_hash,
        defaults={"decided_by": actor},
    )
    if created:
        audit.record(
            workspace=artefact.workspace,
            actor=actor,
            action="artefact.keep_as_is",
            obj=artefact,
            after={"upstream": upstream_kind},
        )


def voices_of(artefact: ArtefactVersion, person: User) -> dict[str, bool]:
    """The parties a person speaks for in this strategy: {party: as deputy}."""
    rows = StrategyParty.objects.for_workspace(artefact.workspace_id).filter(strategy=artefact.strategy_id)
    voices = {row.party: False for row in rows if row.approver_id == person.pk}
    return voices | {row.party: True for row in rows if row.deputy_id == person.pk and row.party not in voices}


def _locked(artefact: ArtefactVersion) -> ArtefactVersion:
    return (
        ArtefactVersion.objects.select_for_update(of=("self",))
        .select_related("strategy", "workspace")
        .get(pk=artefact.pk)
    )


def _answerable(artefact: ArtefactVersion, token: int) -> ArtefactVersion:
    locked = _locked(artefact)
    if locked.status != ArtefactStatus.IN_REVIEW:
        raise NotInReview
    if locked.token != token:
        raise ChangedMeanwhile
    return locked


def _standing(artefact: ArtefactVersion):  # type: ignore[no-untyped-def]
    return Approval.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, is_withdrawn=False)


def _answer(
    artefact: ArtefactVersion,
    actor: User,
    party: str,
    decision: str,
    *,
    now: dt.datetime,
    is_by_deputy: bool = False,
    reason: str = "",
) -> Approval:
    return Approval.objects.create(
        workspace=artefact.workspace,
        artefact=artefact,
        party=party,
        decision=decision,
        reason=reason,
        decided_by=actor,
        is_by_deputy=is_by_deputy,
        token=artefact.token,
        decided_at=now,
    )


def _hold_still(artefact: ArtefactVersion) -> None:
    """Note what the parties are going to see: hash, figures and assumptions as of now."""
    if artefact.kind == "goal":
        write_plan_targets(artefact)
    artefact.content_hash = contents.hash_of(contents.snapshot_of(artefact))
    artefact.figures = contents.figures_of(artefact)
    artefact.based_on = contents.captured_grounds(artefact.strategy, artefact.kind)
    effects = downstream_figures(artefact)
    if effects:
        artefact.figures = {**artefact.figures, DOWNSTREAM: effects}


def _reopen(artefact: ArtefactVersion) -> None:
    artefact.status = ArtefactStatus.DRAFT
    artefact.submitted_at = None
    artefact.token += 1
    artefact.save(update_fields=["status", "submitted_at", "token"])


def _agree(artefact: ArtefactVersion, *, actor: User, now: dt.datetime) -> None:
    """Freeze the version; the one agreed before becomes 旧版 but stays in force until the new one goes live."""
    ArtefactVersion.objects.for_workspace(artefact.workspace_id).filter(
        strategy=artefact.strategy_id, kind=artefact.kind, status=ArtefactStatus.AGREED
    ).update(status=ArtefactStatus.SUPERSEDED, superseded_at=now)
    artefact.status = ArtefactStatus.AGREED
    artefact.agreed_at = now
    today = artefact.workspace.local_date(now)
    if artefact.review_on is None or artefact.review_on <= today:
        artefact.review_on = add_months(today, REVIEW_MONTHS.get(artefact.kind, 3))
    artefact.valid_until = artefact.valid_until or add_months(artefact.strategy.starts_on, 12) - dt.timedelta(days=1)
    artefact.save()
    point_draft_to(strategy=artefact.strategy, artefact=artefact)
    audit.record(
        workspace=artefact.workspace,
        actor=actor,
        action="artefact.agree",
        obj=artefact,
        after={"hash": artefact.content_hash, "figures": artefact.figures},
    )
    version = agree_when_complete(strategy=artefact.strategy, now=now)
    if version is not None:
        audit.record(workspace=artefact.workspace, actor=actor, action="strategy.agree", obj=version)
    notices.tell_agreed(artefact, by=actor)
    announce(artefact)
