"""The hand-offs that wait on the desk of sales when the sample is loaded: eleven people with names, each due at a certain time."""
# japanese-data

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from fractions import Fraction

from kpi.demo import activities as acts
from kpi.demo import person_names as names
from kpi.demo.months import Timeline
from kpi.demo.plans import Act, CompanyPlan, HandOffPlan, PersonPlan
from kpi.demo.rules import NAMES, SECOND, SPEC, model_of
from nurturing.models import ScoreRule
from nurturing.selectors.explanations import reasons_of
from workspaces.calc.business_time import BusinessCalendar

RESPONSE_HOURS = 4
# Candidates whom a marketer handed over by hand may be answered within two business days.
LONG_RESPONSE_HOURS = 18


@dataclass(frozen=True)
class Waiting:
    """Somebody sales have not answered yet; `left` are the business minutes until due, negative when overdue."""

    company: str
    kana: str
    domain: str
    industry: str
    employees: int
    region: str
    family: str
    given: str
    title: str
    department: str
    source: str
    keys: tuple[str, ...]
    left: int
    by_hand: bool = False


WAITING = [
    Waiting(
        "株式会社青空製作所", "アオゾラセイサクショ", "aozora-mfg", "製造業", 320, "東北・北海道", "山田", "太郎", "部長", "購買部",
        "ウェビナー・セミナー", ("webinar", "pricing", "pricing", "case", "pricing"), -42,
    ),
    Waiting(
        "みなと物流株式会社", "ミナトブツリュウ", "minato-butsuryu-k", "物流・運輸", 260, "関東", "佐々木", "花子", "部長", "物流部",
        "比較サイト", ("mail-click", "comparison"), 48,
    ),
    Waiting(
        "北斗精機株式会社", "ホクトセイキ", "hokuto-seiki-k", "製造業", 540, "東北・北海道", "中村", "誠", "本部長", "製造部",
        "ウェビナー・セミナー", ("whitepaper", "case", "webinar"), 93,
    ),
    Waiting(
        "有限会社みずほ設計", "ミズホセッケイ", "mizuho-sekkei", "建設・不動産", 120, "関西", "小林", "直子", "取締役", "経営企画部",
        "SEO・ブログ", ("pricing", "pricing", "case", "case"), 143,
    ),
    Waiting(
        "㈱南陽ケミカル", "ナンヨウケミカル", "nanyo-chemical-k", "製造業", 780, "東海", "加藤", "亮", "課長", "情報システム部",
        "ホワイトペーパー", ("mail-click", "whitepaper", "pricing", "pricing"), 218,
    ),
    Waiting(
        "東海部品工業株式会社", "トウカイブヒンコウギョウ", "tokai-buhin-k", "製造業", 410, "東北・北海道", "松本", "恵", "部長", "製造部",
        "ウェビナー・セミナー", ("webinar", "case", "case"), 570, True,
    ),
    Waiting(
        "株式会社リンクワークス", "リンクワークス", "linkworks-k", "情報通信", 150, "関東", "井上", "健", "執行役員", "経営企画部",
        "リスティング広告", ("mail-click", "mail-click", "comparison", "pricing", "pricing"), 640, True,
    ),
    Waiting(
        "さくら電子株式会社", "サクラデンシ", "sakura-denshi-k", "製造業", 230, "関東", "木村", "由美", "部長", "購買部",
        "ホワイトペーパー", ("mail-click", "whitepaper", "webinar"), 760, True,
    ),
    Waiting(
        "日の出運輸株式会社", "ヒノデウンユ", "hinode-unyu-k", "物流・運輸", 190, "東海", "斎藤", "隆", "取締役", "物流部",
        "比較サイト", ("comparison",), 835, True,
    ),
    Waiting(
        "若葉食品株式会社", "ワカバショクヒン", "wakaba-foods", "製造業", 350, "関西", "清水", "智子", "課長", "製造部",
        "ウェビナー・セミナー", ("mail-click", "webinar", "whitepaper", "webinar"), 920, True,
    ),
    Waiting(
        "株式会社大空システムズ", "オオゾラシステムズ", "ozora-systems-k", "情報通信", 280, "東海", "林", "大輔", "本部長", "情報システム部",
        "SEO・ブログ", ("case", "comparison", "pricing", "pricing"), 1010, True,
    ),
]  # fmt: skip
# Before the last act: how many days back, at what hour.
DAYS_AND_HOURS = [(0, 0.0), (1, 21.17), (1, 21.07), (2, 10.53), (3, 13.4)]
COLLEAGUES = [("情報システム部", "主任"), ("製造部", "課長")]


def named_people(timeline: Timeline, rng: random.Random) -> list[PersonPlan]:
    """The eleven, and two colleagues of the first."""
    people = [_person(one, timeline) for one in WAITING]
    first = people[0]
    for number, (department, title) in enumerate(COLLEAGUES):
        colleague = PersonPlan(
            lead_at=first.lead_at - dt.timedelta(days=40 + 25 * number),
            source="ホワイトペーパー",
            family=rng.choice(names.FAMILY_NAMES),
            given=rng.choice(names.GIVEN_NAMES),
            title=title,
            department=department,
            company=first.company,
        )
        colleague.acts = acts.entry_acts(colleague, rng)
        people.append(colleague)
    return people


def _person(one: Waiting, timeline: Timeline) -> PersonPlan:
    hours = LONG_RESPONSE_HOURS if one.by_hand else RESPONSE_HOURS
    due_at = _due_at(timeline, one.left)
    at = business_hours_before(timeline.calendar, due_at, hours)
    person = PersonPlan(
        lead_at=at - dt.timedelta(days=24 if one.by_hand else 21),
        source=one.source,
        family=next(name for name in names.FAMILY_NAMES if name[0] == one.family),
        given=next(name for name in names.GIVEN_NAMES if name[0] == one.given),
        title=one.title,
        department=one.department,
        company=CompanyPlan(
            one.company, one.kana, f"{one.domain}.example", one.industry, one.employees, one.region, "国産パッケージ",
            one.employees * 25_000_000,
        ),
        phone="03-0000-0000",
    )  # fmt: skip
    person.acts = _acts(one, person, at, timeline)
    person.handoff = HandOffPlan(at, by_hand=one.by_hand, rule_version=SECOND, response_hours=hours, due_at=due_at)
    _score(person, timeline)
    return person


def _due_at(timeline: Timeline, left: int) -> dt.datetime:
    if left < 0:
        return business_hours_before(timeline.calendar, timeline.now, Fraction(-left, 60))
    return timeline.calendar.add_business_hours(timeline.now, Fraction(left, 60))


def _acts(one: Waiting, person: PersonPlan, at: dt.datetime, timeline: Timeline) -> list[Act]:
    """How they became known, then one thing or two a day; the last act two minutes before the hand-over."""
    began_with_webinar = one.keys[0] == "webinar" and one.source == "ウェビナー・セミナー"
    found = [] if began_with_webinar else [Act(person.lead_at, *acts.ENTRIES[person.source][:3])]
    last = at - dt.timedelta(days=16) if one.by_hand else at - dt.timedelta(minutes=2)
    for number, key in enumerate(reversed(one.keys)):
        days_back, hour = DAYS_AND_HOURS[number]
        day = timeline.local_date(last) - dt.timedelta(days=days_back)
        moment = timeline.moment(day, hour) if number else last
        if began_with_webinar and number == len(one.keys) - 1:
            moment = person.lead_at
        type_, places = acts.SCORED[key]
        path, title = places[sum(act.type == type_ for act in found) % len(places)]
        found.append(Act(moment, type_, path, title))
    return sorted(found, key=lambda act: act.at)


def _score(person: PersonPlan, timeline: Timeline) -> None:
    model = model_of(SECOND)
    rules = {key: ScoreRule(key=key, name=NAMES[key], axis=SPEC[key].axis) for key in SPEC}
    assert person.handoff is not None
    result = acts.score_of(person, model, person.handoff.at, timeline)
    person.handoff.fit, person.handoff.engagement = result.fit, result.engagement
    person.handoff.reasons = reasons_of(result, model, rules)


def business_hours_before(calendar: BusinessCalendar, moment: dt.datetime, hours: int | Fraction) -> dt.datetime:
    """The latest moment from which `hours` of business time have passed at `moment`."""
    left = dt.timedelta(microseconds=round(hours * 3_600_000_000))
    day = moment.astimezone(calendar.zone).date()
    while True:
        if calendar.is_open(day):
            opens = dt.datetime.combine(day, calendar.hours_start, tzinfo=calendar.zone)
            closes = min(dt.datetime.combine(day, calendar.hours_end, tzinfo=calendar.zone), moment)
            if closes - opens >= left:
                return closes - left
            left -= max(dt.timedelta(0), closes - opens)
        day -= dt.timedelta(days=1)
