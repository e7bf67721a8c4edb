"""What the people of an agreement are told: the request, the reminder, what came back, the end, comments that name them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy.models import Approval, ArtefactStatus, ArtefactVersion, Strategy, StrategyParty
from workspaces.models import Membership, User
from workspaces.services.notices import notify

ANSWER_DAYS = 7  # between asking and the day by which an answer is wanted
ESCALATION_DAYS = 7  # after that day


def ask_parties(artefact: ArtefactVersion) -> None:
    """Tell those who have not answered yet, approvers and deputies, that their answer is wanted."""

    def text() -> str:
        return _("「%(name)s」の承認をお願いします（回答期限 %(day)s）") % _named(artefact)

    _tell(artefact, _awaited_people(artefact), text, key=f"asked:{artefact.pk}:{artefact.token}")


def tell_sent_back(artefact: ArtefactVersion, *, by: User, reason: str) -> None:
    """Tell those who wrote it that it came back, with the reason."""

    def text() -> str:
        return _("%(person)sさんが「%(name)s」を差し戻しました：%(reason)s") % {
            "person": by.short_name,
            "name": artefact,
            "reason": reason,
        }

    _tell(artefact, _authors(artefact) - {by}, text)


def tell_asked(artefact: ArtefactVersion, *, by: User, question: str) -> None:
    """Tell the others in the talk that somebody asked or answered."""

    def text() -> str:
        return _("%(person)sさんが「%(name)s」について書き込みました：%(text)s") % {
            "person": by.short_name,
            "name": artefact,
            "text": question,
        }

    talkers = {answer.decided_by for answer in artefact.approvals.exclude(reason="").select_related("decided_by")}
    _tell(artefact, (_authors(artefact) | talkers) - {by}, text)


def tell_agreed(artefact: ArtefactVersion, *, by: User) -> None:
    """Tell authors and parties that the third approval is there."""

    def text() -> str:
        return _("「%(name)s」が合意済みになりました") % {"name": artefact}

    people = {party.approver for party in _parties(artefact.strategy)}
    _tell(artefact, (_authors(artefact) | people) - {by}, text, key=f"agreed:{artefact.pk}")


@transaction.atomic
def remind(*, workspace_id: int, now: dt.datetime) -> int:
    """One reminder on the day an answer is due; a week later those who asked are told; safe to run twice or late.

    Agreed versions whose review or last day has come are called to the mind of who looks after them.
    """
    waiting = (
        ArtefactVersion.objects.for_workspace(workspace_id)
        .filter(status=ArtefactStatus.IN_REVIEW, due_on__isnull=False)
        .select_related("strategy", "workspace")
        .select_for_update(of=("self",), skip_locked=True)
    )
    told = sum(_remind_of(artefact, now) for artefact in waiting)
    agreed = ArtefactVersion.objects.for_workspace(workspace_id).filter(status=ArtefactStatus.AGREED)
    return told + sum(_call_to_review(artefact, now) for artefact in agreed.select_related("strategy", "workspace"))


def _remind_of(artefact: ArtefactVersion, now: dt.datetime) -> int:
    today = artefact.workspace.local_date(now)
    if artefact.due_on is None or today < artefact.due_on:
        return 0
    told = 0
    if artefact.reminded_at is None:

        def reminder() -> str:
            return _("「%(name)s」の回答期限は%(day)sです。承認・差し戻し・質問のどれかで答えてください") % _named(
                artefact
            )

        told += _tell(artefact, _awaited_people(artefact), reminder, key=f"due:{artefact.pk}:{artefact.token}")
        artefact.reminded_at = now
    if artefact.escalated_at is None and today >= artefact.due_on + dt.timedelta(days=ESCALATION_DAYS):

        def escalation() -> str:
            return _("「%(name)s」の回答が期限（%(day)s）を過ぎてもそろっていません") % _named(artefact)

        told += _tell(artefact, _authors(artefact), escalation, key=f"late:{artefact.pk}:{artefact.token}")
        artefact.escalated_at = now
    artefact.save(update_fields=["reminded_at", "escalated_at"])
    return told


def _call_to_review(artefact: ArtefactVersion, now: dt.datetime) -> int:
    today = artefact.workspace.local_date(now)
    for day, what in ((artefact.valid_until, "end"), (artefact.review_on, "review")):
        if day is None or today < day:
            continue
        values = {"name": artefact, "day": f"{day:%Y/%m/%d}"}
        sentences = {
            "end": lambda values=values: (
                _("「%(name)s」の合意の期限は%(day)sです。見直して合意を取り直してください") % values
            ),
            "review": lambda values=values: _("「%(name)s」の見直し日は%(day)sです") % values,
        }
        return _tell(artefact, _authors(artefact), sentences[what], key=f"{what}:{artefact.pk}:{day}")
    return 0


def _tell(artefact: ArtefactVersion, people: set[User], text, key: str = "") -> int:  # type: ignore[no-untyped-def]
    members = Membership.objects.active().filter(workspace=artefact.workspace_id, user__in=people)
    found = [member.user for member in members.select_related("user")]
    address = reverse("strategy:review", kwargs={"slug": artefact.workspace.slug, "strategy_id": artefact.strategy_id})
    return len(notify(workspace=artefact.workspace, people=found, text=text, url=f"{address}#{artefact.kind}", key=key))


def _named(artefact: ArtefactVersion) -> dict[str, object]:
    return {"name": artefact, "day": f"{artefact.due_on:%Y/%m/%d}" if artefact.due_on else "–"}


def _parties(strategy: Strategy) -> list[StrategyParty]:
    rows = StrategyParty.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    return list(rows.select_related("approver", "deputy"))


def _awaited_people(artefact: ArtefactVersion) -> set[User]:
    done = set(
        Approval.objects.for_workspace(artefact.workspace_id)
        .filter(artefact=artefact, is_withdrawn=False, decision=Approval.Decision.APPROVED)
        .values_list("party", flat=True)
    )
    awaited = [party for party in _parties(artefact.strategy) if party.party not in done]
    return {person for party in awaited for person in (party.approver, party.deputy) if person}


def _authors(artefact: ArtefactVersion) -> set[User]:
    """Who looks after the definition, who wrote this version and who wrote it last."""
    owners = artefact.strategy.definition_owners.filter(kind=artefact.kind).select_related("owner")
    people = [artefact.created_by, artefact.updated_by, *(row.owner for row in owners)]
    return {person for person in people if person}
