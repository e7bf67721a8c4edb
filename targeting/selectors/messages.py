"""What each buying role is told at each buying stage, and what proves it: read by content map, briefs and hand-offs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from targeting.models import INTERNAL_APPROVAL, BuyingRole, BuyingStage, Icp, Message

# 社内稟議 is a line of its own inside this stage.
DECISION = "decision"


@dataclass(frozen=True)
class SaidMessage:
    """The message of one role at one stage. `is_common` when the role's message for all stages stands in for an empty
    cell; `proof` is the cell's own, else that of the ICP's value statement. Without `text` the link is broken.
    """

    role_key: str
    stage_key: str
    text: str
    proof: str
    is_common: bool
    is_hypothesis: bool
    verify_on: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class MessageLine:
    """A line of the table of messages: a buying stage, or 社内稟議 inside 決定."""

    key: str
    name: str
    stage: BuyingStage

    @property
    def is_internal_approval(self) -> bool:
        return self.key == INTERNAL_APPROVAL


@dataclass(frozen=True)
class MessageTable:
    """Every message of an ICP version: `rows` by role, each with one message per line."""

    lines: list[MessageLine]
    rows: list[tuple[BuyingRole, list[SaidMessage]]]

    @property
    def empty(self) -> list[tuple[BuyingRole, MessageLine]]:
        """The role and line of every message that nobody has written."""
        return [
            (role, line)
            for role, messages in self.rows
            for line, message in zip(self.lines, messages, strict=True)
            if not message
        ]

    def of(self, stage_key: str, role_key: str) -> SaidMessage | None:
        """The message of a cell; None for a stage or role that does not exist."""
        for _role, messages in self.rows:
            for message in messages:
                if (message.stage_key, message.role_key) == (stage_key, role_key):
                    return message
        return None


def message_for(strategy: Strategy, stage: BuyingStage | str, role: BuyingRole | str) -> SaidMessage | None:
    """What to tell a role at a stage (records or their keys; stage "ringi" is 社内稟議); None where the newest ICP has
    no such cell. An object without text is an empty message, which is a broken link.
    """
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    if artefact is None:
        return None
    stage_key, role_key = getattr(stage, "key", stage), getattr(role, "key", role)
    return message_table(artefact).of(str(stage_key), str(role_key))


def messages_of(strategy: Strategy) -> MessageTable:
    """Every message of the newest ICP version at once, for pages that show more than one; empty without an ICP."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    return message_table(artefact) if artefact else MessageTable([], [])


def message_table(artefact: ArtefactVersion) -> MessageTable:
    """The messages of an ICP version: what is written per cell, else the role's message for all stages."""
    rows = {"artefact": artefact}
    lines = message_lines(list(BuyingStage.objects.for_workspace(artefact.workspace_id).filter(**rows)))
    roles = list(BuyingRole.objects.for_workspace(artefact.workspace_id).filter(**rows))
    written = {
        (message.stage_key, message.role_key): message
        for message in Message.objects.for_workspace(artefact.workspace_id).filter(**rows)
    }
    first = Icp.objects.for_workspace(artefact.workspace_id).filter(**rows).first()
    proof = first.proof if first else ""
    return MessageTable(
        lines,
        [(role, [_said(role, line.key, written.get((line.key, role.key)), proof) for line in lines]) for role in roles],
    )


def message_lines(stages: list[BuyingStage]) -> list[MessageLine]:
    """The lines of the table: the stages in order, 社内稟議 after 決定."""
    lines = []
    for stage in stages:
        lines.append(MessageLine(stage.key, stage.name, stage))
        if stage.key == DECISION:
            lines.append(MessageLine(INTERNAL_APPROVAL, _("%(stage)s・社内稟議") % {"stage": stage.name}, stage))
    return lines


def _said(role: BuyingRole, stage_key: str, written: Message | None, common_proof: str) -> SaidMessage:
    own_text, own_proof = (written.text, written.proof) if written else ("", "")
    return SaidMessage(
        role_key=role.key,
        stage_key=stage_key,
        text=own_text or role.key_message,
        proof=own_proof or common_proof,
        is_common=not own_text,
        # The role's message rests on what the role rests on.
        is_hypothesis=not (own_proof or (not own_text and role.evidence)),
        verify_on=(written.verify_on if written else None) or (None if own_text else role.verify_on),
    )
