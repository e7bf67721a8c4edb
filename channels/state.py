"""What Layer 3 knows about the questions of the diagnosis, the answers it takes as its first contents, and its tracks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from channels.calc.supply import FOUNDATION, QUICK
from channels.models import ContentAsset, PlannedChannel
from channels.outlook_wording import track_sentence
from channels.selectors.mix import as_supplier, channels_of
from channels.selectors.outlook import outlook_of
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.roadmaps import TrackChannels, register_channels
from strategy.services.assessments import settle_untouched, untouched_draft
from strategy.state import facts, traits
from strategy.state.facts import Fact
from workspaces.models import User

STAGES = {"awareness", "consideration", "decision"}
CELLS = 12
TRACK_KEYS = {QUICK: "quick", FOUNDATION: "base"}  # as the roadmap calls them
# Which of the shipped channels an answer on where people look speaks for.
CHANNELS_OF = {
    "search": ("seo", "search_ads"),
    "comparison": ("search_ads", "whitepaper"),
    "seminar": ("webinar",),
    "exhibition": ("event",),
    "mail": ("mail",),
    "word_of_mouth": ("social",),
}


def behaviour_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    channels = _active(strategy)
    if channels is None:
        return None
    without = sum(not (channel.choice_basis or channel.choice_reason.strip()) for channel in channels)
    if without:
        return Fact(_("選定理由のないチャネルが%(n)s件あります") % {"n": without}, ceiling=2)
    return Fact(_("どのチャネルにも選定理由があります"), floor=2)


def stages_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    channels = _active(strategy)
    if channels is None:
        return None
    if {stage for channel in channels for stage in channel.stages} >= STAGES:
        return Fact(_("どの段階にもチャネルがあります"), floor=2)
    return Fact(_("チャネルのない段階があります"), ceiling=1)


def next_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    channels = _active(strategy)
    if channels is None:
        return None
    without = sum(not channel.next_step.strip() for channel in channels)
    if without:
        return Fact(_("次の行き先のないチャネルが%(n)s件あります") % {"n": without}, ceiling=1)
    return Fact(_("どのチャネルにも次の行き先があります"), floor=2)


def content_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    published = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(
        strategy=strategy, state=ContentAsset.State.PUBLISHED
    )
    filled = published.exclude(stage_key="").exclude(role_key="").values("stage_key", "role_key").distinct().count()
    sentence = _("コンテンツマップの%(total)sマスのうち%(n)sマスが埋まっています") % {"n": filled, "total": CELLS}
    return Fact(sentence, floor=2) if filled >= CELLS else Fact(sentence, ceiling=2 if filled else 1)


def plan_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    """What is to be made has somebody who makes it and a day; None while nothing is planned."""
    planned = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    planned = planned.exclude(state=ContentAsset.State.PUBLISHED)
    total = planned.count()
    if not total:
        return None
    ready = planned.filter(owner__isnull=False, due_on__isnull=False).count()
    sentence = _("公開前のコンテンツ%(total)s本のうち、担当と期日があるのは%(n)s本です") % {"total": total, "n": ready}
    if ready == total:
        return Fact(sentence, floor=2)
    return Fact(sentence, ceiling=2 if ready else 1)


def balance_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    channels = _active(strategy)
    if channels is None:
        return None
    if {as_supplier(channel).track for channel in channels} == {QUICK, FOUNDATION}:
        return Fact(_("短期と中長期のチャネルがそろっています"), floor=2)
    return Fact(_("短期か中長期のどちらかのチャネルがありません"), ceiling=1)


def channel_tracks(strategy: Strategy) -> dict[str, TrackChannels]:
    """早い成果 and 成長の土台 with their channels and what these carry, parted as on the page of the mix."""
    artefact = _artefact(strategy)
    outlook = outlook_of(strategy, channels_of(artefact) if artefact else [], shortfall=None)
    return {
        TRACK_KEYS[track.key]: TrackChannels(
            [channel.name for channel in track.channels], track_sentence(track, outlook) if track.channels else ""
        )
        for track in outlook.tracks
    }


def research_becomes_reason(strategy: Strategy, answers: Sequence[str], actor: User | None) -> str:
    """Where people look is a first, unproven reason for the channels that stand there, while nobody has worked on them."""
    artefact = untouched_draft(strategy, ArtefactKind.CHANNELS)
    if artefact is None:
        return ""
    trait = traits.trait_of("research")
    places: dict[str, list[str]] = {}
    for choice in trait.choices:
        for key in CHANNELS_OF.get(choice.key, ()) if choice.key in answers else ():
            places.setdefault(key, []).append(str(choice.label))
    rows = list(PlannedChannel.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact, key__in=places))
    for row in rows:
        row.choice_basis = PlannedChannel.Basis.HYPOTHESIS
        row.choice_reason = _("現状分析の答え: %(places)s") % {"places": _("、").join(places[row.key])}
    PlannedChannel.objects.bulk_update(rows, ["choice_basis", "choice_reason"])
    settle_untouched(artefact)
    return _("%(names)sの選定理由に、答えを仮説として入れました") % {"names": _("、").join(row.name for row in rows)}


def _artefact(strategy: Strategy) -> ArtefactVersion | None:
    return latest_artefact(strategy, ArtefactKind.CHANNELS)


def _active(strategy: Strategy) -> list[PlannedChannel] | None:
    """The channels of the mix; None while nobody has worked on it."""
    artefact = _artefact(strategy)
    if artefact is None or not artefact.is_touched:
        return None
    return list(PlannedChannel.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact, is_active=True))


def register_state() -> None:
    """Take part in the current-state analysis and the roadmap; called once, when the app starts."""
    facts.register("l3_behaviour", behaviour_fact)
    facts.register("l3_stages", stages_fact)
    facts.register("l3_next", next_fact)
    facts.register("l3_content", content_fact)
    facts.register("l3_plan", plan_fact)
    facts.register("l3_balance", balance_fact)
    traits.register_default("research", research_becomes_reason)
    register_channels(channel_tracks)
