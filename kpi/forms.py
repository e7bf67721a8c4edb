from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from kpi.models import KpiNode
from kpi.services.design import NodeChoice
from workspaces.models import Membership


class KpiTreeForm(forms.Form):
    """Owner and rhythm per indicator; targets are not typed here: they come from the plan."""

    def __init__(self, *args: Any, nodes: Sequence[KpiNode], members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nodes = list(nodes)
        people = [("", _lazy("（未定）")), *((str(m.user_id), str(m.user)) for m in members)]
        for node in self.nodes:
            self.fields[f"{node.key}-owner"] = forms.ChoiceField(
                label=f"{node.name}（{_lazy('担当者')}）",
                choices=people,
                required=False,
                initial=str(node.owner_id or ""),
            )
            self.fields[f"{node.key}-frequency"] = forms.ChoiceField(
                label=f"{node.name}（{_lazy('確認の頻度')}）", choices=KpiNode.Frequency.choices, initial=node.frequency
            )

    def choices(self) -> dict[str, NodeChoice]:
        """What was chosen, per indicator key."""
        return {
            node.key: NodeChoice(
                owner_id=int(self.cleaned_data[f"{node.key}-owner"] or 0) or None,
                frequency=self.cleaned_data[f"{node.key}-frequency"],
            )
            for node in self.nodes
        }
