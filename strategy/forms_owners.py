from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from workspaces.models import Membership


class OwnersForm(forms.Form):
    """Who looks after each definition; nobody is a gap that the blueprint names."""

    def __init__(self, *args: Any, kinds: Sequence[Any], members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(member.user_id), f"{member.user}（{member.role_name}）") for member in members]
        for one in kinds:
            self.fields[f"{one.kind}-owner"] = forms.ChoiceField(
                label=one.label,
                choices=[("", _("（なし）")), *people],
                required=False,
                initial=str(one.owner.pk) if one.owner else "",
            )
