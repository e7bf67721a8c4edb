"""The messages as one form: for every role a text, its proof and a day to verify it per stage and for 社内稟議."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _lazy

from targeting.forms.buyers import flat
from targeting.forms.fields import day, lines
from targeting.models import BuyingRole, Message
from targeting.selectors.messages import MessageLine, MessageTable, SaidMessage

NAMES = ("text", "proof", "verify_on")


@dataclass(frozen=True)
class MessageCell:
    """One cell: the line, what is said there now, and the bound fields."""

    line: MessageLine
    said: SaidMessage
    text: forms.BoundField
    proof: forms.BoundField
    verify_on: forms.BoundField

    @property
    def key(self) -> str:
        return f"{self.said.role_key}-{self.said.stage_key}"


@dataclass(frozen=True)
class MessageEntry:
    """A cell as typed."""

    role_key: str
    stage_key: str
    text: str
    proof: str
    verify_on: Any


class MessagesForm(forms.Form):
    """Fields are called `cell-<role>-<stage>-<name>`; a cell that was not sent stays as it is."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, table: MessageTable, written: Mapping[tuple[str, str], Message]
    ) -> None:
        self.table = table
        saved: dict[str, Any] = {}
        for role, line in self._places():
            row = written.get((line.key, role.key))
            for name in NAMES:
                saved[self._name(role, line, name)] = getattr(row, name) if row else None if name == "verify_on" else ""
        super().__init__(None if data is None else {**saved, **flat(data)}, initial=saved)
        for role, line in self._places():
            about = f"{role.name}・{line.name}"
            text = lines(about)
            text.widget.attrs["placeholder"] = role.key_message
            fields = {"text": text, "proof": lines(_lazy("根拠")), "verify_on": day(_lazy("確かめる日"))}
            for name, field in fields.items():
                if name != "text":
                    field.label = f"{about}・{field.label}"
                self.fields[self._name(role, line, name)] = field

    def _places(self) -> list[tuple[BuyingRole, MessageLine]]:
        return [(role, line) for role, _messages in self.table.rows for line in self.table.lines]

    @staticmethod
    def _name(role: BuyingRole, line: MessageLine, name: str) -> str:
        return f"cell-{role.key}-{line.key}-{name}"

    @cached_property
    def rows(self) -> list[tuple[BuyingRole, list[MessageCell]]]:
        return [
            (
                role,
                [
                    MessageCell(line, said, *(self[self._name(role, line, name)] for name in NAMES))
                    for line, said in zip(self.table.lines, messages, strict=True)
                ],
            )
            for role, messages in self.table.rows
        ]

    @property
    def entries(self) -> list[MessageEntry]:
        """The cells as typed; only of a valid form."""
        return [
            MessageEntry(role.key, line.key, *(self.cleaned_data[self._name(role, line, name)] for name in NAMES))
            for role, line in self._places()
        ]
