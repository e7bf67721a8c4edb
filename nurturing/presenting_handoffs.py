"""Hand-offs, scores and the history of a lead in words, as the pages of sales print them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import Activity, ActivityType, Consent, Lead, Stage, StageEvent
from nurturing.calc.handoffs import Clock
from nurturing.calc.score_bar import ScoreBar, score_bar
from nurturing.models import HandOff, ReturnDestination, ReturnReason
from nurturing.selectors.explanations import Explanation, Line
from workspaces.calc import display
from workspaces.calc.business_time import BusinessCalendar
from workspaces.models import Workspace
from workspaces.templatetags.formats import day_short, language, minutes, moment, number

Destination = ReturnDestination.Destination
BRACKET = chr(0x300C)  # the Japanese opening quotation mark
# A page left open over a long weekend still counts on.
TIMED_DAYS = dt.timedelta(days=7)
NAMED_APART = ("disqualifier", "direct", "previous_cycle", "group_cap")  # not added to the lines of a rule
ADJUSTMENTS = ("day_cap", "rule_cap", "group_cap", "axis_cap", "axis_floor")


@dataclass(frozen=True)
class LedgerRow:
    """One printed line of a score; the values of all rows add up to the total."""

    label: str
    note: str
    value: float
    is_adjustment: bool = False


@dataclass(frozen=True)
class Destined:
    """A reason to give a lead back, and what then happens with the lead."""

    key: str
    label: str
    short: str
    sentence: str
    blocked: str = ""


def person(lead: Lead) -> str:
    """山田 太郎 様（購買部 部長）"""
    place = " ".join(filter(None, [lead.department, lead.job_title]))
    name = _("%(name)s 様") % {"name": lead}
    return _("%(name)s（%(place)s）") % {"name": name, "place": place} if place else name


def company_name(lead: Lead) -> str:
    """The company's name, as the lead's own file wrote it when the company is not known; else the person's."""
    return (lead.company.name if lead.company else lead.company_name) or str(lead)


def timer(clock: Clock | None) -> str:
    """残り48分, 42分超過: business time; 対応中 once taken."""
    if clock is None:
        return _("対応中")
    if clock.is_overdue:
        return _("%(time)s超過") % {"time": minutes(clock.minutes)}
    return _("残り%(time)s") % {"time": minutes(clock.minutes)}


def running_timer(handoff: HandOff, clock: Clock) -> dict[str, Any]:
    """What the page's script needs to let one clock go on, in milliseconds."""
    due = clock.due_at or handoff.due_at
    return {
        "left": milliseconds(clock.left),
        "whole": milliseconds(clock.whole),
        "due": int(due.timestamp() * 1000),
        "name": company_name(handoff.lead),
    }


def milliseconds(time: dt.timedelta) -> int:
    return time // dt.timedelta(milliseconds=1)


def timer_frame(calendar: BusinessCalendar, now: dt.datetime) -> dict[str, Any]:
    """The moment of the page, the business time of the coming days, and the patterns of the words."""
    spans = calendar.open_spans(now, now + TIMED_DAYS)
    return {
        "now": int(now.timestamp() * 1000),
        "spans": [[int(moment.timestamp() * 1000) for moment in span] for span in spans],
        "texts": {
            "left": _("残り%(time)s") % {"time": "{time}"},
            "over": _("%(time)s超過") % {"time": "{time}"},
            "minutes": _("{minutes}分"),
            "hours": _("{hours}時間"),
            "both": _("{hours}時間{minutes}分"),
            "told": _("{name}の引き渡しが期限を過ぎました"),
        },
    }


def when(value: dt.datetime, workspace: Workspace, now: dt.datetime) -> str:
    """今日 11:30, 明日 9:15, 11/24(火) 12:40 in the workspace's time."""
    local = value.astimezone(workspace.zone)
    days = (local.date() - workspace.local_date(now)).days
    word = {-1: _("昨日"), 0: _("今日"), 1: _("明日")}.get(days)
    return f"{word} {local:%H:%M}" if word else moment(value, workspace.zone)


def reason(row: dict[str, Any]) -> str:
    """料金ページの閲覧 3回（2日）"""
    if row.get("count", 0) < 2:
        return str(row["name"])
    values = {"name": row["name"], "count": row["count"], "days": row.get("days", 0)}
    if row.get("days", 0) > 1:
        return _("%(name)s %(count)d回（%(days)d日）") % values
    return _("%(name)s %(count)d回") % values


def reasons(handoff: HandOff) -> list[str]:
    """Why this person is handed over: what the rule saw, else who decided it."""
    known = [reason(row) for row in handoff.reasons]
    if known:
        return known
    if handoff.handed_over_by:
        return [_("%(name)sさんの判断による引き渡し") % {"name": handoff.handed_over_by.short_name}]
    return [_("基準に達しました")]


def reasons_in_one_line(handoff: HandOff) -> str:
    """料金ページの閲覧 3回・導入事例の閲覧: what was done, strongest first, then who it is."""
    return in_one_line(handoff.reasons) or _("・").join(reasons(handoff))


def in_one_line(rows: Sequence[dict[str, Any]]) -> str:
    """The same for stored reasons; blank when there are none."""
    return _("・").join(f"{row['name']} {_times(row.get('count', 0))}".strip() for row in rows)


def points(value: float | None) -> str:
    """78, 62.5"""
    return "–" if value is None else number(value, 1)


def bar_of(handoff: HandOff, explanation: Explanation | None) -> tuple[ScoreBar, str]:
    """The bar of a score and what it says in words."""
    if explanation is None:
        return _bar(handoff.fit, handoff.engagement, None)
    return bar(explanation)


def bar(explanation: Explanation) -> tuple[ScoreBar, str]:
    """The bar of an explained score and what it says in words."""
    result, rule = explanation.result, explanation.rule
    return _bar(result.fit, result.engagement, rule.threshold, top=rule.fit_cap + rule.engagement_cap)


def _bar(fit: float, engagement: float, threshold: float | None, *, top: float = 100) -> tuple[ScoreBar, str]:
    values = {"fit": points(fit), "engagement": points(engagement), "threshold": points(threshold)}
    sentence = (
        _("属性%(fit)s点、行動%(engagement)s点")
        if threshold is None
        else _("属性%(fit)s点、行動%(engagement)s点、基準%(threshold)s点")
    )
    return score_bar(fit, engagement, threshold=threshold, top=top), sentence % values


def ledger(explanation: Explanation) -> list[LedgerRow]:
    """Every line of a score, one by one."""
    return [_ledger_row(line) for line in explanation.lines]


def ledger_by_rule(explanation: Explanation) -> list[LedgerRow]:
    """The lines of a score with those of one rule added up; rows that change nothing are left out, markers stay."""
    sums: dict[tuple[str, str], list[Line]] = {}
    for line in explanation.lines:
        kind = "rule" if line.name and line.kind not in NAMED_APART else line.kind
        sums.setdefault((kind, line.name or line.axis), []).append(line)
    rows = [_summed(lines) for lines in sums.values()]
    return [row for row in rows if row.value or row.note]


def _summed(lines: Sequence[Line]) -> LedgerRow:
    first = _ledger_row(lines[0])
    times = sum(line.count for line in lines if line.kind == "activity")
    value = float(display.round_half_up(sum(line.value for line in lines), 6))
    if lines[0].kind in ("disqualifier", "direct"):
        return first
    label = lines[0].name if lines[0].name and lines[0].kind not in NAMED_APART else first.label
    return LedgerRow(f"{label} {_times(times)}".strip(), "", value, is_adjustment=first.is_adjustment)


def _ledger_row(line: Line) -> LedgerRow:
    return LedgerRow(_line_label(line), _line_note(line), line.value, is_adjustment=line.kind in ADJUSTMENTS)


def _line_label(line: Line) -> str:
    axis = {"fit": _("属性"), "engagement": _("行動")}.get(line.axis, "")
    words = {
        "day_cap": _("1日の上限による調整（%(name)s）"),
        "rule_cap": _("条件の上限による調整（%(name)s）"),
        "group_cap": _("グループの上限による調整（%(name)s）"),
        "axis_cap": _("%(axis)sの上限による調整"),
        "axis_floor": _("%(axis)sの下限による調整"),
        "previous_cycle": _("前の周期: %(name)s"),
        "disqualifier": _("対象外の条件: %(name)s"),
        "direct": _("直接MQL: %(name)s"),
    }
    label = words.get(line.kind, "%(name)s") % {"name": line.name, "axis": axis}
    return f"{label} {_times(line.count)}".strip() if line.kind in ("activity", "previous_cycle") else label


def _line_note(line: Line) -> str:
    """On which day, and what time has left of the points."""
    if line.kind == "disqualifier":
        return _("引き渡しません")
    if line.kind == "direct":
        return _("点数によらずMQL")
    parts = [day_short(line.occurred_on)] if line.occurred_on else []
    if line.kind == "activity" and line.factor != 1:
        parts.append(_("%(points)s点×%(factor)s") % {"points": points(line.points), "factor": number(line.factor, 2)})
    return " ".join(parts)


def _times(count: int) -> str:
    return _("%(count)d回") % {"count": count} if count > 1 else ""


def activity(row: Activity) -> str:
    """What a person did, in words: the type, then the page or the title."""
    label = _activity_label(row.type)
    detail = str(row.attributes.get("title") or row.attributes.get("name") or row.attributes.get("subject") or row.path)
    if not detail:
        return label
    # A title that has its own quotation marks needs none around it.
    words = _("%(label)s: %(detail)s") if BRACKET in detail else _("%(label)s「%(detail)s」")
    return words % {"label": label, "detail": detail}


def _activity_label(kind: str) -> str:
    if kind == "sales_mail":
        return _("営業からのメール")
    return str(ActivityType(kind).label) if kind in ActivityType.values else kind


def consent(row: Consent) -> str:
    """メール: 配信可（本人の同意・2026/10/29）"""
    day = display.format_day(row.obtained_on, "table", language()) if row.obtained_on else ""
    return _("%(channel)s: %(status)s（%(ground)s）") % {
        "channel": row.get_channel_display(),
        "status": row.get_status_display(),
        "ground": _("・").join(filter(None, [str(row.get_basis_display()), day])),
    }


def destination(handoff: HandOff) -> str:
    """Where a returned lead went, with the date on which somebody looks again."""
    labels = dict(Destination.choices)
    return str(labels.get(handoff.destination, ""))


def destined(key: str, target: str, day: dt.date | None, *, blocked: str = "") -> Destined:
    """A reason with its consequence: short for the row, a sentence for whoever chose it."""
    short, sentence = _consequence(Destination(target), is_dated=day is not None)
    values = {"day": display.format_day(day, "table", language()) if day else ""}
    return Destined(key, str(ReturnReason(key).label), short % values, sentence % values, blocked)


def _consequence(target: Destination, *, is_dated: bool) -> tuple[str, str]:
    if target == Destination.EXCLUDE:
        return _("対象外にする"), _("このあと対象外になり、引き渡されなくなります")
    if target == Destination.FIX_DATA:
        return _("マーケが連絡先を確認"), _("このあとリードに戻り、マーケが連絡先を確認します")
    if target == Destination.NURTURE:
        return _("育成に戻す"), _("このあとリードに戻り、マーケが育成を続けます")
    if is_dated:
        return _("%(day)s に再確認"), _("このあとリードに戻り、%(day)s に見直します")
    return _("日付を決めて再確認"), _("このあとリードに戻り、見直す日をマーケが決めます")


def done(handoff: HandOff) -> str:
    """What was just done with a hand-off, in words for the bar that can undo it; blank when there is nothing."""
    name = company_name(handoff.lead)
    words = {
        "accept": _("%(name)sを受け取りました"),
        "return": _("%(name)sをマーケに戻しました"),
        "qualify": _("%(name)sをSQLにしました"),
        "reassign": _("%(name)sの担当を変更しました"),
        "snooze": _("%(name)sをあとに回しました"),
    }
    sentence = words.get(handoff.last_action.get("action", ""))
    return sentence % {"name": name} if sentence else ""


def done_together(rows: Sequence[HandOff]) -> str:
    """The same for several at once."""
    n = len(rows)
    if rows[0].last_action.get("action") == "reassign":
        return ngettext("%(n)d件の担当を変更しました", "%(n)d件の担当を変更しました", n) % {"n": n}
    return ngettext("%(n)d件を受け取りました", "%(n)d件を受け取りました", n) % {"n": n}


def event(row: StageEvent) -> str:
    """An event of the stage history in words."""
    stage = _stage(row.to_stage)
    if row.kind == StageEvent.Kind.RECYCLE:
        return _("リードに戻る")
    if row.kind == StageEvent.Kind.DISQUALIFY:
        return _("対象外になる")
    if row.kind == StageEvent.Kind.REOPEN:
        return _("%(stage)sに戻す（元に戻す）") % {"stage": stage}
    if row.kind == StageEvent.Kind.CORRECT:
        return _("%(stage)sに訂正") % {"stage": stage}
    return stage


def event_note(row: StageEvent) -> str:
    """Why and by whom: the rule with its points, the reason of a return, the person."""
    parts = []
    if row.rule_version:
        parts.append(
            _("MQL基準 v%(version)d・%(points)s点") % {"version": row.rule_version, "points": points(row.score)}
        )
    elif row.score is not None:
        parts.append(_("%(points)s点") % {"points": points(row.score)})
    if row.reason in ReturnReason.values:
        parts.append(str(ReturnReason(row.reason).label))
    elif row.reason not in ("", "undo", "threshold", "direct"):
        parts.append(row.reason)
    if row.is_backfilled:
        parts.append(_("通過した段階として記録"))
    parts.append(row.actor.short_name if row.actor else str(row.get_origin_display()))
    return _("・").join(filter(None, parts))


def why_mql(row: StageEvent | None, workspace: Workspace) -> str:
    """When and by what this person became an MQL, in one sentence; blank: never."""
    if row is None:
        return ""
    values: dict[str, object] = {"moment": moment(row.occurred_at, workspace.zone), "day": day_short(row.occurred_on)}
    if row.origin == StageEvent.Origin.RULE and row.rule_version:
        values |= {"version": row.rule_version, "points": points(row.score)}
        if row.reason == "direct":
            return _("%(moment)s、直接MQLの行動によりMQLになりました（MQL基準 v%(version)s・%(points)s点）") % values
        return _("%(moment)s、MQL基準 v%(version)s に達し、%(points)s点でMQLになりました") % values
    if row.origin == StageEvent.Origin.PERSON and row.actor:
        values |= {"name": row.actor.short_name}
        return _("%(moment)s、%(name)sさんが引き渡し、MQLになりました") % values
    if row.origin == StageEvent.Origin.DEAL:
        return _("%(day)s、商談の記録によりMQLを通過しました") % values
    return _("%(day)s、取り込んだ記録によりMQLになりました") % values


def _stage(key: str) -> str:
    return str(Stage(key).label) if key in Stage.values else _("対象外")
