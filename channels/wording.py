"""The three principles and the supply of leads, each said in one sentence with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from channels.calc.mix import TermShares
from channels.selectors.mix import MixPage
from workspaces.calc.display import format_number, format_rate
from workspaces.templatetags.formats import language


@dataclass(frozen=True)
class Principle:
    """A principle of the mix: its signal (good ●, watch ◆), its figure and its verdict sentence."""

    key: str
    title: str
    signal: str
    word: str
    sentence: str


def principles(page: MixPage) -> list[Principle]:
    """The framework's three principles, in its order."""
    return [_balance(page), _coverage(page), _links(page)]


def _signal(verdict: str) -> str:
    return "good" if verdict == "ok" else "watch"


def _balance(page: MixPage) -> Principle:
    balance = page.balance
    if balance.cost.quick is None and balance.leads.quick is None:
        sentence = _("月あたり費用か想定リード数を入れると、早い成果と成長の土台の割合が出ます")
    else:
        sentence = _balance_sentence(balance.cost, balance.leads)
    return Principle(
        key=balance.key,
        title=_("短期と中長期の釣り合い"),
        signal=_signal(balance.verdict),
        word=_("釣り合っています") if balance.verdict == "ok" else _("見直しどころ"),
        sentence=sentence,
    )


def _balance_sentence(cost: TermShares, leads: TermShares) -> str:
    """The lopsided measure first: what one changes is the money."""
    for name, shares in ((_("費用"), cost), (_("想定リード"), leads)):
        if shares.is_lopsided and shares.quick is not None and shares.foundation is not None:
            return _lopsided(name, shares.quick, shares.foundation)
    name, shares = (_("費用"), cost) if cost.quick is not None else (_("想定リード"), leads)
    return _("%(measure)sの%(quick)sが早い成果、%(foundation)sが成長の土台です") % {
        "measure": name,
        "quick": format_rate(shares.quick, 0),
        "foundation": format_rate(shares.foundation, 0),
    }


def _lopsided(name: str, quick: Fraction, foundation: Fraction) -> str:
    values = {"measure": name, "quick": format_rate(quick, 0), "foundation": format_rate(foundation, 0)}
    if foundation < quick:
        return _("%(measure)sの%(quick)sが早い成果に寄っています。成長の土台は%(foundation)sです") % values
    return _("%(measure)sの%(foundation)sが成長の土台に寄っています。早い成果は%(quick)sです") % values


def _coverage(page: MixPage) -> Principle:
    gap = "" if language() == "ja" else " "
    counts = _("・").join(f"{stage.name}{gap}{stage.count}" for stage in page.stages)
    empty = [stage.name for stage in page.stages if stage.count == 0]
    if not page.active:
        sentence = _("使うチャネルを選ぶと、段階ごとの数が出ます")
    elif empty:
        sentence = _("%(stages)sの段階に使うチャネルがありません（%(counts)s）") % {
            "stages": _("、").join(empty),
            "counts": counts,
        }
    else:
        sentence = _("どの段階にもチャネルがあります（%(counts)s）") % {"counts": counts}
    return Principle(
        key=page.coverage.key,
        title=_("段階ごとに最低1チャネル"),
        signal=_signal(page.coverage.verdict),
        word=_("満たしています") if page.coverage.verdict == "ok" else _("空いた段階があります"),
        sentence=sentence,
    )


def _links(page: MixPage) -> Principle:
    loose = [channel.name for channel in page.loose]
    if not page.active:
        sentence = _("使うチャネルを選ぶと、次の段階へのつながりを確かめます")
    elif loose:
        sentence = _("%(names)sに次の導線がありません") % {"names": _("、").join(loose)}
    else:
        sentence = _("使う%(count)dチャネルすべてに次の導線があります") % {"count": len(page.active)}
    return Principle(
        key=page.next_steps.key,
        title=_("チャネル同士のつながり"),
        signal=_signal(page.next_steps.verdict),
        word=_("つながっています") if page.next_steps.verdict == "ok" else _("途切れがあります"),
        sentence=sentence,
    )


def supply_sentence(page: MixPage) -> str:
    """「月83件不足」, or that the mix is enough."""
    shortfall = page.supply.shortfall
    if shortfall is None:
        return _("Layer 1 の売上目標と率を入れると、必要なリード数と比べられます")
    if shortfall > 0:
        return _("月%(count)s件不足") % {"count": format_number(shortfall)}
    return _("必要なリード数に届きます")


def dependence_sentence(page: MixPage) -> str:
    """A warning when more than 60 % of the expected leads come from one channel, else ""."""
    found = page.dependence
    if found is None or found.verdict == "ok":
        return ""
    return _("想定リードの%(share)sを%(channel)sに頼っています（60%%を超えると注意）") % {
        "share": format_rate(found.share, 0),
        "channel": page.names[found.channel],
    }
