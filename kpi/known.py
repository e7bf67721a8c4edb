"""What the daily figures know of the current state, a sentence per item."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from kpi.selectors.figures import ALL, Figures, Scope, figures_for
from strategy.models import Strategy
from strategy.sentences import language
from strategy.state import known
from workspaces.calc.display import as_fraction, format_count, format_money, format_rate

YEAR, QUARTER = 365, 90


def spend_known(strategy: Strategy, today: dt.date) -> str:
    """What the channels cost in 12 months, and a lead of that time."""
    span, figures = _read(strategy, ("cost", "lead"), today, YEAR)
    cost, leads = figures.total("cost", *span), figures.total("lead", *span)
    if not cost:
        return ""
    currency = strategy.workspace.currency
    told = _("この12か月の費用 %(amount)s") % {"amount": format_money(cost, currency, language())}
    if not leads:
        return told
    each = format_money(round(cost / leads), currency, language())
    return _("%(cost)s、リード単価（CPL）%(each)s") % {"cost": told, "each": each}


def mails_known(strategy: Strategy, today: dt.date) -> str:
    span, figures = _read(strategy, ("mail_sent",), today, QUARTER)
    sent = figures.total("mail_sent", *span)
    return _("この90日の配信 %(n)s通") % {"n": format_count(sent)} if sent else ""


def results_known(strategy: Strategy, today: dt.date) -> str:
    span, figures = _read(strategy, ("mail_sent", "mail_opened"), today, QUARTER)
    sent, opened = figures.total("mail_sent", *span), figures.total("mail_opened", *span)
    if not sent or not opened:
        return ""
    return _("この90日の開封率 %(rate)s（配信 %(n)s通）") % {
        "rate": format_rate(as_fraction(opened / sent)),
        "n": format_count(sent),
    }


def _read(
    strategy: Strategy, metrics: tuple[str, ...], today: dt.date, days: int
) -> tuple[tuple[dt.date, dt.date], Figures]:
    span = (today - dt.timedelta(days=days - 1), today)
    return span, figures_for(strategy.workspace, metrics, *span, scope=Scope(ALL))


def register_known() -> None:
    """Take part in the current-state analysis; called once, when the app starts."""
    known.register("channels.spend", spend_known)
    known.register("nurture.mails", mails_known)
    known.register("nurture.results", results_known)
