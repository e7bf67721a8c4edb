"""What is broken in the paths, each in a sentence with the address of the field that mends it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.selectors.paths import PathMap, Place
from strategy import layers
from strategy.models import ArtefactVersion, Strategy

SORT_LABELS = {
    "channel": _lazy("チャネル"),
    "content": _lazy("コンテンツ"),
    "form": _lazy("フォーム"),
    "scenario": _lazy("育成シナリオ"),
    "goal": _lazy("営業へ"),
    "other": _lazy("途中の接点"),
}


@dataclass(frozen=True)
class Verdict:
    """The state of the paths in a word and a sentence."""

    signal: str
    word: str
    sentence: str


def verdict_of_paths(found: PathMap) -> Verdict:
    """「商談までつながっています」 or how many places are broken."""
    if not found.has_channels:
        return Verdict(
            "no_target",
            _("目安の例です"),
            _("枠組みの例を出しています。使うチャネルを選ぶと、自社の導線に置き換わります"),
        )
    findings = found.findings
    if findings.is_whole:
        return Verdict("good", _("つながっています"), _("使うチャネルはすべて商談までつながっています"))
    counts = [
        (_("つながりなし%(count)d"), len(findings.orphans)),
        (_("行き止まり%(count)d"), len(findings.dead_ends)),
        (_("回り続ける場所%(count)d"), len(findings.circles)),
        (_("使っていない行き先%(count)d"), len(findings.unused_targets)),
        (_("届かない段階%(count)d"), len(findings.unreachable_stages)),
    ]
    sentence = _("・").join(text % {"count": count} for text, count in counts if count)
    return Verdict("watch", _("途切れがあります"), capfirst(sentence))


def problems_of_paths(strategy: Strategy, artefact: ArtefactVersion, found: PathMap) -> list[layers.BrokenLink]:
    """Every broken place, those of the channels first. Nothing before a channel is in use."""
    address = _Addresses(strategy, found)
    findings = found.findings
    return [
        *(
            _loose(found.place(key), address)
            for key in (*findings.orphans, *findings.dead_ends)
            if _is_loose(found, key)
        ),
        *(_dead_end(place, found, address) for place in found.open_ends),
        *(_unused(found.place(key), found, address) for key in findings.unused_targets),
        *(_circle(found.place(key), address) for key in findings.circles[:1]),
        *(_stage(key, found, address) for key in findings.unreachable_stages),
    ]


class _Addresses:
    """Where the fields are."""

    def __init__(self, strategy: Strategy, found: PathMap) -> None:
        args = [strategy.workspace.slug, strategy.pk]
        self.mix, self.paths = reverse("channels:channels", args=args), reverse("channels:paths", args=args)
        self.found = found

    def of_channel(self, place: Place) -> str:
        return f"{self.paths}#id_rows-{place.channel.pk}-next_step" if place.channel else self.paths

    def of_place(self, place: Place) -> str:
        """The row in which a place leads on: its channel's, its joint's, or the one that waits for it."""
        if place.channel is not None:
            return self.of_channel(place)
        for number, end in enumerate(self.found.open_ends):
            if end.key == place.key:
                return f"{self.paths}#id_open-{number}-to_name"
        step = next((step for step in self.found.steps if step.from_name.strip() == place.name), None)
        return f"{self.paths}#id_steps-{step.pk}-to_name" if step else self.paths


def _is_loose(found: PathMap, key: str) -> bool:
    return found.place(key).channel is not None


def _loose(place: Place, address: _Addresses) -> layers.BrokenLink:
    channel = place.channel
    is_event = channel is not None and channel.is_single_event
    sentence = (
        _("%(channel)sのあとに続くフォローがなく、得たリードの行き先がありません")
        if is_event
        else _("%(channel)sで得たリードの行き先がありません")
    )
    return layers.BrokenLink(
        from_label=place.name,
        to_label=_("フォロー") if is_event else _("次の導線"),
        sentence=sentence % {"channel": place.name},
        action_label=_("導線を決める"),
        url=f"{address.mix}#id_rows-{channel.pk}-next_step" if channel else address.mix,
    )


def _dead_end(place: Place, found: PathMap, address: _Addresses) -> layers.BrokenLink:
    before = next((found.place(joint.start).name for joint in found.joints if joint.end == place.key), place.name)
    return layers.BrokenLink(
        from_label=place.name,
        to_label=_("次の導線"),
        sentence=_("%(before)sから%(place)sに送ったあと、その先がありません") % {"before": before, "place": place.name},
        action_label=_("その先を決める"),
        url=address.of_place(place),
    )


def _unused(place: Place, found: PathMap, address: _Addresses) -> layers.BrokenLink:
    before = next((found.place(joint.start) for joint in found.joints if joint.end == place.key), place)
    pk = place.channel.pk if place.channel else 0
    return layers.BrokenLink(
        from_label=before.name,
        to_label=place.name,
        sentence=_("%(before)sの次は%(place)sですが、使うチャネルに入っていません")
        % {"before": before.name, "place": place.name},
        action_label=_("使うチャネルに入れる"),
        url=f"{address.mix}#id_rows-{pk}-is_active",
    )


def _circle(place: Place, address: _Addresses) -> layers.BrokenLink:
    return layers.BrokenLink(
        from_label=place.name,
        to_label=_("商談"),
        sentence=_("%(place)sから先は同じところを回り、商談に届きません") % {"place": place.name},
        action_label=_("出口を決める"),
        url=address.of_place(place),
    )


def _stage(key: str, found: PathMap, address: _Addresses) -> layers.BrokenLink:
    name = next((stage.name for stage in found.stages if stage.key == key), key)
    entry = next((p for p in found.places.values() if p.channel is not None and p.is_used), None)
    first = found.stages[0].name
    sentence = (
        _("%(stage)sの段階に使うチャネルがありません")
        if key == found.stages[0].key
        else _("%(first)sの段階から始めて、%(stage)sの段階に届く導線がありません")
    )
    return layers.BrokenLink(
        from_label=_("%(stage)sの段階") % {"stage": first},
        to_label=_("%(stage)sの段階") % {"stage": name},
        sentence=sentence % {"first": first, "stage": name},
        action_label=_("導線を決める"),
        url=address.of_channel(entry) if entry else address.paths,
    )
