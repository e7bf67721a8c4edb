"""The paths as simple rows: from where, to where, by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.models import PathStep, PlannedChannel
from channels.services.paths import StepEntry

MOST_OPEN = 20


@dataclass(frozen=True)
class PathRow:
    """A row: `start` in words where it is fixed, else a field of its own."""

    start: str
    to: forms.BoundField
    how: forms.BoundField
    start_field: forms.BoundField | None = None
    channel: PlannedChannel | None = None
    step: PathStep | None = None


class PathsForm(forms.Form):
    """Fields: `rows-<id>-next_step|next_how` of a channel, `steps-<id>-from_name|to_name|how` of a joint behind it,
    `open-<n>-from_name|to_name|how` of a place that leads nowhere yet."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        channels: Sequence[PlannedChannel],
        steps: Sequence[PathStep],
        open_ends: Sequence[str],
    ) -> None:
        self.channels, self.steps = list(channels), list(steps)
        self.open_ends = _sent_ends(data) if data is not None else list(open_ends)[:MOST_OPEN]
        initial: dict[str, str] = {}
        super().__init__(data, initial=initial)
        for channel in self.channels:
            self._add(f"rows-{channel.pk}-next_step", _lazy("次の導線"), channel.name, channel.next_step)
            self._add(f"rows-{channel.pk}-next_how", _lazy("方法"), channel.name, channel.next_how)
        for step in self.steps:
            self._add(f"steps-{step.pk}-from_name", _lazy("どこから"), str(step.position), step.from_name)
            self._add(f"steps-{step.pk}-to_name", _lazy("どこへ"), str(step.position), step.to_name)
            self._add(f"steps-{step.pk}-how", _lazy("方法"), str(step.position), step.how)
        for number, name in enumerate(self.open_ends):
            self._add(f"open-{number}-to_name", _lazy("どこへ"), name, "")
            self._add(f"open-{number}-how", _lazy("方法"), name, "")

    def _add(self, name: str, label: Any, row: str, value: str) -> None:
        is_place = not name.endswith("how")
        attrs = {"list": "path-places", "autocomplete": "off"} if is_place else {"autocomplete": "off"}
        field = forms.CharField(
            label=_("%(name)s・%(field)s") % {"name": row, "field": label},
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs=attrs),
        )
        # A row that somebody added meanwhile is not in what was sent: it stays as it is.
        field.disabled = self.is_bound and name not in self.data
        self.fields[name] = field
        self.initial[name] = value

    @cached_property
    def channel_rows(self) -> list[PathRow]:
        """Where each channel leads next."""
        return [
            PathRow(
                start=channel.name,
                to=self[f"rows-{channel.pk}-next_step"],
                how=self[f"rows-{channel.pk}-next_how"],
                channel=channel,
            )
            for channel in self.channels
        ]

    @cached_property
    def step_rows(self) -> list[PathRow]:
        """The joints behind them."""
        return [
            PathRow(
                start=step.from_name,
                start_field=self[f"steps-{step.pk}-from_name"],
                to=self[f"steps-{step.pk}-to_name"],
                how=self[f"steps-{step.pk}-how"],
                step=step,
            )
            for step in self.steps
        ]

    @cached_property
    def open_rows(self) -> list[PathRow]:
        """The places that lead nowhere, each waiting for its next."""
        return [
            PathRow(start=name, to=self[f"open-{number}-to_name"], how=self[f"open-{number}-how"])
            for number, name in enumerate(self.open_ends)
        ]

    @property
    def next_steps(self) -> dict[int, tuple[str, str]]:
        """Only of a valid form: where each channel leads, and by what."""
        return {
            each.pk: (self.cleaned_data[f"rows-{each.pk}-next_step"], self.cleaned_data[f"rows-{each.pk}-next_how"])
            for each in self.channels
        }

    @property
    def entries(self) -> dict[int, StepEntry]:
        """Only of a valid form: the joints by their id."""
        names = ("from_name", "to_name", "how")
        return {
            step.pk: StepEntry(*(self.cleaned_data[f"steps-{step.pk}-{name}"] for name in names)) for step in self.steps
        }

    @property
    def opened(self) -> list[StepEntry]:
        """Only of a valid form: what was typed for the places that led nowhere."""
        return [
            StepEntry(name, self.cleaned_data[f"open-{number}-to_name"], self.cleaned_data[f"open-{number}-how"])
            for number, name in enumerate(self.open_ends)
        ]


def _sent_ends(data: Mapping[str, Any]) -> list[str]:
    """The places that led nowhere when the form was opened."""
    found = []
    for number in range(MOST_OPEN):
        name = data.get(f"open-{number}-from_name")
        if name is None:
            break
        found.append(str(name)[:200])
    return found
