"""What people type on the pages of the current-state analysis and of the roadmap."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.calc.diagnosis import HIGHEST
from strategy.models import Roadmap, RoadmapTask
from strategy.state.questions import LEVELS
from strategy.state.sections import Section
from strategy.state.traits import TRAITS, UNKNOWN
from workspaces.models import Membership, User

LEVEL_CHOICES = [*((str(level), LEVELS[level]) for level in range(HIGHEST + 1)), (UNKNOWN, _lazy("不明"))]


class SeenForm(forms.Form):
    """A form that remembers the answers it was opened with, so that nobody's are overwritten unseen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stored: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = stored
        self.fields["seen"].initial = json.dumps(stored)

    def clean_seen(self) -> dict[str, Any]:
        try:
            seen = json.loads(self.cleaned_data["seen"] or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}


class TraitsForm(SeenForm):
    """The six BtoB traits."""

    def __init__(self, *args: Any, stored: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        for trait in TRAITS:
            choices = [*((choice.key, choice.label) for choice in trait.choices), (UNKNOWN, _lazy("不明"))]
            chosen = stored.get(trait.key, [])
            if trait.takes_several:
                self.fields[trait.key] = forms.MultipleChoiceField(
                    label=str(trait.question), choices=choices, required=False, initial=chosen
                )
            else:
                self.fields[trait.key] = forms.ChoiceField(
                    label=str(trait.question), choices=choices, required=False, initial=chosen[0] if chosen else ""
                )

    def rows(self) -> list[dict[str, Any]]:
        return [{"trait": trait, "field": self[trait.key], "chosen": self._chosen(trait.key)} for trait in TRAITS]

    def _chosen(self, key: str) -> list[str]:
        value = self[key].value() or []
        return [value] if isinstance(value, str) else list(value)

    def answers(self) -> dict[str, list[str]]:
        """The chosen keys per trait; 「不明」 stands alone."""
        found = {}
        for trait in TRAITS:
            value = self.cleaned_data.get(trait.key) or []
            chosen = [value] if isinstance(value, str) else list(value)
            found[trait.key] = [UNKNOWN] if UNKNOWN in chosen else chosen
        return found


class SectionForm(SeenForm):
    """The items of a section: a text, or 「不明」; beside it what the records know, for which nobody need type anything."""

    def __init__(
        self, *args: Any, section: Section, stored: dict[str, Any], records: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        self.section, self.records = section, records
        for item in section.items:
            now = stored.get(item.key, {})
            self.fields[item.key] = forms.CharField(
                label=str(item.label),
                required=False,
                max_length=2000,
                initial=now.get("text", ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"{item.key}-unknown"] = forms.BooleanField(
                label=_lazy("不明"), required=False, initial=bool(now.get("unknown"))
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "item": item,
                "field": self[item.key],
                "unknown": self[f"{item.key}-unknown"],
                "record": self.records.get(item.key, ""),
            }
            for item in self.section.items
        ]

    def values(self) -> dict[str, dict[str, Any]]:
        """What was answered; items left empty are missing."""
        found = {}
        for item in self.section.items:
            text = self.cleaned_data[item.key].strip()
            is_unknown = self.cleaned_data[f"{item.key}-unknown"] and not text
            if text or is_unknown:
                found[item.key] = {"text": text, "unknown": is_unknown}
        return found


class LevelsForm(SeenForm):
    """Six questions of a layer on the scale 0–4, each with an optional piece of evidence."""

    def __init__(self, *args: Any, rows: Sequence[Any], stored: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        self.question_rows = list(rows)
        for row in self.question_rows:
            key, now = row.question.key, stored.get(row.question.key, {})
            told = UNKNOWN if now.get("unknown") else now.get("level")
            self.fields[key] = forms.ChoiceField(
                label=str(row.question.text),
                choices=LEVEL_CHOICES,
                required=False,
                initial="" if told is None else str(told),
            )
            self.fields[f"{key}-evidence"] = forms.CharField(
                label=_lazy("根拠（文書やリンク）"), required=False, max_length=300, initial=now.get("evidence", "")
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "row": row,
                "field": self[row.question.key],
                "value": str(self[row.question.key].value() or ""),
                "evidence": self[f"{row.question.key}-evidence"],
            }
            for row in self.question_rows
        ]

    def values(self) -> dict[str, dict[str, Any]]:
        """What was answered; questions left open are missing."""
        found = {}
        for row in self.question_rows:
            told = self.cleaned_data.get(row.question.key, "")
            if told:
                found[row.question.key] = {
                    "level": None if told == UNKNOWN else int(told),
                    "unknown": told == UNKNOWN,
                    "evidence": self.cleaned_data.get(f"{row.question.key}-evidence", "").strip(),
                }
        return found


class DayField(forms.DateField):
    """A day in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class RoadmapForm(forms.Form):
    """When the work begins, how large it is, and whether a small team begins with part of it."""

    starts_on = DayField(label=_lazy("始める日"))
    size = forms.ChoiceField(label=_lazy("規模"), choices=Roadmap.Size.choices, initial=Roadmap.Size.STANDARD)
    begins_small = forms.BooleanField(
        label=_lazy("少人数なので、まず1〜2層だけ設計する（設計はパートナー、運用は社内）"), required=False
    )


class TaskForm(forms.Form):
    """A task of the roadmap."""

    title = forms.CharField(label=_lazy("内容"), max_length=200)
    doer = forms.ChoiceField(label=_lazy("だれが"), choices=RoadmapTask.Doer.choices)
    owner = forms.ChoiceField(label=_lazy("担当者"), required=False)
    track = forms.ChoiceField(label=_lazy("トラック"), choices=RoadmapTask.Track.choices, required=False)
    starts_on = DayField(label=_lazy("開始日"))
    due_on = DayField(label=_lazy("期日"))

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, User] = {str(member.user_id): member.user for member in members}
        names = [(key, str(person)) for key, person in self.people.items()]
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [("", _("未定")), *names]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _("期日は開始日と同じか、それより後の日にしてください"))
        return values
