"""What the months of a channel mix say, each in one sentence: what is missing when, which track carries it, what closes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from channels.calc.supply import QUICK, Addition
from channels.models import PlannedChannel
from channels.selectors.mix import as_supplier
from channels.selectors.outlook import Attention, Outlook, Track
from workspaces.calc.display import format_money, format_number, format_rate
from workspaces.templatetags.formats import language, month_label

# A channel counts as looked at more (or less) than paid for from this difference of its shares.
NOTABLE = Fraction(1, 10)


@dataclass(frozen=True)
class TrackWords:
    """A track with its title, its window and what it carries."""

    title: str
    window: str
    is_missing: bool
    sentence: str
    channels: list[PlannedChannel]


@dataclass(frozen=True)
class OutlookWords:
    """The sentences of the outlook."""

    supply: str
    signal: str
    signal_word: str
    fix: str
    fix_ground: str
    tracks: list[TrackWords]
    attention: str
    off: str
    door: str


def outlook_words(outlook: Outlook, attention: Sequence[Attention], currency: str, *, today: dt.date) -> OutlookWords:
    """Everything the outlook says."""
    ahead = [month for month in outlook.short_months if month.month >= today.replace(day=1)]
    signal = "no_target" if not outlook.has_plan else "watch" if ahead else "good"
    return OutlookWords(
        supply=_supply(outlook),
        signal=signal,
        signal_word=_("足りない月があります") if ahead else _("足りています"),
        fix=_fix(outlook, currency),
        fix_ground=_fix_ground(outlook),
        tracks=[_track(track, outlook) for track in outlook.tracks],
        attention=_attention(attention),
        off=_off(outlook),
        door=_door(outlook, attention),
    )


def _supply(outlook: Outlook) -> str:
    """「12か月のうち9か月で必要数に届きません（合計で1,208件不足、最大は3月の160件）」"""
    if not outlook.channels:
        return _("使うチャネルを選ぶと、月ごとの見込みが出ます")
    if not outlook.has_plan:
        return _("Layer 1 の売上目標と率を入れると、月ごとの必要数と比べられます")
    short = outlook.short_months
    if not short:
        return _("どの月も必要なリード数に届きます")
    worst = max(short, key=lambda month: month.shortfall)
    return _(
        "%(all)dか月のうち%(count)dか月で必要数に届きません（合計%(missing)s件不足。最大は%(month)sの%(worst)s件）"
    ) % {
        "all": len(outlook.months),
        "count": len(short),
        "missing": format_number(outlook.missing),
        "month": month_label(worst.month),
        "worst": format_number(worst.shortfall),
    }


def _fix(outlook: Outlook, currency: str) -> str:
    """The cheapest way out, as something one can do; "" when nothing is missing."""
    fix = outlook.fix
    if fix is None:
        return ""
    if not fix.additions:
        return _("費用と想定リード数を入れたチャネルがないため、補う案を計算できません")
    parts = [_addition(each, outlook.channels[each.key], currency) for each in fix.additions]
    values = {
        "leads": format_number(sum((each.leads for each in fix.additions), Fraction(0))),
        "parts": _("、").join(parts),
        "cost": format_money(fix.cost, currency, language()),
    }
    sentence = _("いちばん安い補い方: %(parts)s（月%(leads)s件・月%(cost)sの追加）") % values
    if fix.left:
        sentence += _("。それでも月%(left)s件足りません。新しいチャネルが必要です") % {"left": format_number(fix.left)}
    return sentence


def _addition(each: Addition, channel: PlannedChannel, currency: str) -> str:
    values = {"channel": channel.name, "leads": format_number(each.leads)}
    if each.more_events:
        return _("%(channel)sを年%(count)d回増やす") % {**values, "count": each.more_events}
    cost = format_money(each.cost, currency, language())
    begins = as_supplier(channel).works_ramp.begins
    if begins <= 1:
        return _("%(channel)sに月%(cost)s足す") % {**values, "cost": cost}
    return _("%(channel)sに月%(cost)s足す（効果は%(months)dか月目から）") % {
        **values,
        "cost": cost,
        "months": begins,
    }


def _fix_ground(outlook: Outlook) -> str:
    if outlook.fix is None or not outlook.fix.additions:
        return ""
    return _(
        "リード単価の安い順に足しています。段階を入れたチャネルは段階の単価で、入れていないチャネルはいまの単価のまま倍まで増やせると仮定しています。展示会などは1回単位です"
    )


def _track(track: Track, outlook: Outlook) -> TrackWords:
    is_quick = track.key == QUICK
    names = _("、").join(channel.name for channel in track.channels)
    return TrackWords(
        title=_("早い成果") if is_quick else _("成長の土台"),
        window=_("1〜3か月") if is_quick else _("6〜12か月"),
        is_missing=bool(outlook.channels) and not track.channels,
        sentence=track_sentence(track, outlook) if names else _no_track(is_quick),
        channels=track.channels,
    )


def _no_track(is_quick: bool) -> str:
    if is_quick:
        return _("すぐに効くチャネルがありません。最初の3か月のリードを運ぶチャネルを1つ選んでください")
    return _("長く効くチャネルがありません。SEO・ブログなど、6か月目から効くチャネルを1つ選んでください")


def track_sentence(track: Track, outlook: Outlook) -> str:
    """Which part of the first and of the last month's leads a track carries."""
    if track.first_share is None and track.last_share is None:
        return _("この期間のリードはまだ見込まれていません")
    return _("%(first)sのリードの%(first_share)s、%(last)sの%(last_share)sを運びます") % {
        "first": month_label(outlook.months[0].month),
        "first_share": format_rate(track.first_share or Fraction(0), 0),
        "last": month_label(outlook.months[-1].month),
        "last_share": format_rate(track.last_share or Fraction(0), 0),
    }


def _attention(rows: Sequence[Attention]) -> str:
    """Where money and attention part; "" before anybody was asked."""
    if not rows or rows[0].score_share is None:
        return ""
    over = [row.channel.name for row in rows if row.gap >= NOTABLE]
    under = [row.channel.name for row in reversed(rows) if row.gap <= -NOTABLE]
    if not over and not under:
        return _("ICPの担当者がよく見る場所と費用の配分は、おおむね合っています")
    parts = []
    if over:
        parts.append(_("よく見られるわりに費用が少ない: %(names)s") % {"names": _("、").join(over[:3])})
    if under:
        parts.append(_("見られるわりに費用が多い: %(names)s") % {"names": _("、").join(under[:3])})
    return _("／").join(parts)


def _off(outlook: Outlook) -> str:
    if not outlook.offs or not outlook.has_plan:
        return ""
    channel, off = outlook.offs[0]
    return _("%(channel)sが止まると年%(lost)s件減り、必要数に届かない月が%(before)dから%(after)dに増えます") % {
        "channel": channel.name,
        "lost": format_number(off.lost),
        "before": off.short_before,
        "after": off.short_after,
    }


def _door(outlook: Outlook, attention: Sequence[Attention]) -> str:
    """What stands behind the door, with what is filled in."""
    asked = sum(1 for row in attention if any(score is not None for score in row.scores))
    return _("情報を集める場所（%(asked)d/%(all)dチャネル記入）・1チャネルが止まった場合の月別の影響") % {
        "asked": asked,
        "all": len(attention),
    }
