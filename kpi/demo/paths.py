"""How far somebody of the story goes: the moments of being known, handed over, accepted, returned, qualified."""
# japanese-data

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_left

from kpi.demo import activities as acts
from kpi.demo.company_names import COMPETITORS
from kpi.demo.months import FISCAL_START, RULE_START, RUNNING, SECOND_RULE, Timeline
from kpi.demo.plans import Act, CompanyPlan, DealPlan, HandOffPlan, PersonPlan
from kpi.demo.returns import NEEDS, note_for, reason_for
from kpi.demo.rules import FIRST, NAMES, SECOND, SPEC, THIRD, THRESHOLDS, model_of
from nurturing.models import ScoreRule
from nurturing.selectors.explanations import reasons_of

CANDIDATES = 6
# The least a person brings by who they are to be handed over for what they did: behaviour alone gives at most 50.
LEAST_FIT = 25
SELLERS = 2
TRIES = 40
# Of a hundred people handed over, how many were known for less than a week, up to three weeks, longer.
GAP_WEIGHTS = [44, 40, 16]
# How many of those handed over since there is a rule were chosen by hand, below its threshold.
BY_HAND_SHARE = 0.02
# How many of the others may come as close as the present rule lets them; the rest stay below the proposed one too.
ALMOST_SHARE = 0.36
# The four won customers whom the present rule would miss: name, industry, head-count, what they did, their score.
MISSED_BY_RULE = [
    (
        "三葉電装株式会社",
        "ミツバデンソウ",
        "mitsuba-denso",
        "製造業",
        240,
        ["whitepaper", "whitepaper", "mail-click"],
        "関東",
    ),
    (
        "あさひ樹脂工業株式会社",
        "アサヒジュシコウギョウ",
        "asahi-jushi",
        "製造業",
        180,
        ["whitepaper", "mail-click", "mail-click", "mail-click"],
        "東海",
    ),
    ("株式会社東浜ロジ", "ヒガシハマロジ", "higashihama-logi", "物流・運輸", 410, ["whitepaper", "whitepaper"], "関西"),
    (
        "㈱木曽計器",
        "キソケイキ",
        "kiso-keiki",
        "製造業",
        130,
        ["event-card", "mail-click", "mail-click", "mail-click"],
        "東北・北海道",
    ),
]


class Paths:
    """Lays the moments of people's ways. Nothing happens after `now`, nothing in the wrong order."""

    def __init__(self, timeline: Timeline, rng: random.Random) -> None:
        self.timeline = timeline
        self.rng = rng
        self.models = {version: model_of(version) for version in (FIRST, SECOND)}
        self.rules = {
            version: {
                key: ScoreRule(key=key, name=NAMES[key], axis=SPEC[key].axis, points=SPEC[key].points_in(version))
                for key in SPEC
            }
            for version in (FIRST, SECOND)
        }
        self._turn = 0
        self._competitors: dict[str, CompanyPlan] = {}

    # ------------------------------------------------------------ the ways

    def to_deal(self, person: PersonPlan, deal: DealPlan) -> None:
        """Handed over, qualified as SQL on the day of the deal."""
        day = self.timeline.before(deal.sql_day, self.rng.randint(2, 10))
        person.deal = deal
        self._handed_over(person, self.timeline.moment(day, self.rng.uniform(9, 16)))
        self._qualified(person, deal)

    def missed(self, person: PersonPlan, deal: DealPlan, left: int) -> None:
        """Won, though marketing had to hand the person over by hand: the points were too few."""
        name, kana, domain, industry, employees, keys, region = MISSED_BY_RULE[left - 1]
        company = person.company
        company.name, company.kana, company.domain = name, kana, f"{domain}.example"
        company.industry, company.employees, company.region = industry, employees, region
        person.title, person.deal = "課長", deal
        at = self.timeline.moment(self.timeline.before(deal.sql_day, 6), 14.5)
        person.lead_at = at - dt.timedelta(days=self.rng.randint(9, 20), hours=3)
        person.acts = acts.entry_acts(person, self.rng)
        if person.source == "展示会・イベント" and "event-card" in keys:
            keys = [key for key in keys if key != "event-card"]
        person.acts += acts.acts_between(acts.Wanted(keys, person.lead_at, at - dt.timedelta(days=1)), self.rng)
        person.handoff = HandOffPlan(at, by_hand=True, reason="manual", rule_version=self._version(at))
        self._score_handoff(person)
        self._accepted(person)
        self._qualified(person, deal)

    def to_sales(self, person: PersonPlan, month: int, market: list[CompanyPlan]) -> None:
        """Handed over in a month; given back some days later unless sales still work on it."""
        for _ in range(TRIES):
            if month < RULE_START or acts.fit_of(person) >= LEAST_FIT or self.rng.random() < 0.12:
                break
            person.company = self.rng.choice(market)
        days = self.timeline.open_days_of(month)
        day = self.rng.choice(days)
        self._handed_over(person, self.timeline.moment(day, self.rng.uniform(*self._hours(day))))
        self._given_back(person)

    def waiting(self, person: PersonPlan, number: int) -> None:
        """Over the threshold, but what they did lies more than two weeks back: a candidate."""
        today = self.timeline.as_of
        person.company.region = "関東"
        person.lead_at = self.timeline.moment(today - dt.timedelta(days=33 + 4 * number), 11 + number / 3)
        person.acts = acts.entry_acts(person, self.rng)
        keys = ["webinar", "pricing", "comparison"] if number % 2 else ["case", "pricing", "pricing", "comparison"]
        end = self.timeline.moment(today - dt.timedelta(days=17 + number), 15.2)
        person.acts += acts.acts_between(acts.Wanted(keys, end - dt.timedelta(days=3), end), self.rng)

    def not_ready(self, person: PersonPlan) -> None:
        """Known, now and then active, at no moment near the threshold."""
        person.acts = acts.entry_acts(person, self.rng)
        version = SECOND if self.rng.random() < ALMOST_SHARE else THIRD
        limit = THRESHOLDS[version] - acts.fit_of(person)
        entry = acts.entry_rule(person.source)
        wanted = self.rng.choices([0, 1, 2, 3, 5], [40, 26, 18, 10, 6])[0]
        keys = acts.keys_below(limit, [entry] if entry else [], wanted, version, self.rng)
        end = min(self.timeline.now, person.lead_at + dt.timedelta(days=self.rng.randint(3, 150)))
        person.acts += acts.acts_between(acts.Wanted(keys, person.lead_at, end), self.rng)
        person.acts += acts.visits(
            person.lead_at, end, self.rng.choices([0, 1, 2, 4, 7], [20, 25, 25, 20, 10])[0], self.rng
        )

    def referred(self, person: PersonPlan) -> None:
        """Sent to sales by a partner: an open deal that marketing had no part in."""
        days = self.timeline.open_days_of(RUNNING)
        day = self.rng.choice(days)
        person.lead_at = self.timeline.moment(day, 10.2)
        person.acts = acts.entry_acts(person, self.rng)
        amount = self.rng.randrange(1_200_000, 3_600_000, 100_000)
        person.deal = DealPlan(RUNNING, day, amount=amount, product="スタンダード")

    def competitor(self, rng: random.Random) -> CompanyPlan:
        """One of the two competitors whose people look at what we write."""
        name, domain = rng.choice(COMPETITORS)
        if domain not in self._competitors:
            self._competitors[domain] = CompanyPlan(
                name, "", domain, "情報通信", 480, "関東", "自社開発", 9_000_000_000
            )
        return self._competitors[domain]

    def scores_alike(self, person: PersonPlan, company: CompanyPlan) -> bool:
        """Whether the person would bring as many points from another company."""
        mine = acts.fit_of(person)
        before, person.company = person.company, company
        same = acts.fit_of(person) == mine
        person.company = before
        return same

    # ------------------------------------------------------------ handing over

    def _handed_over(self, person: PersonPlan, at: dt.datetime) -> None:
        month = self.timeline.month_of(self.timeline.local_date(at))
        begin = self.timeline.moment(self.timeline.first_day(0), 8)
        gaps = [self.rng.uniform(0.1, 5), self.rng.uniform(6, 20), self.rng.uniform(21, 70)]
        gap = self.rng.choices(gaps, GAP_WEIGHTS)[0]
        person.lead_at = max(begin, at - dt.timedelta(days=gap))
        if person.lead_at >= at:
            person.lead_at = at - dt.timedelta(hours=2)
        if person.deal is None and month >= RULE_START and self.rng.random() < BY_HAND_SHARE:
            self._by_hand(person, at)
        elif acts.fit_of(person) < LEAST_FIT or self.rng.random() < 0.25:
            self._by_hand_raise(person, at)
        else:
            self._by_points(person, at)
        if month < RULE_START:
            self._before_the_rule(person)
        self._score_handoff(person)
        self._accepted(person)

    def _hours(self, day: dt.date) -> tuple[float, float]:
        """When somebody may be handed over on a day, so that sales have answered by now, some of them this morning."""
        if day < self.timeline.before_as_of[-1]:
            return 8.5, 16.5
        opened = self.timeline.moment(self.timeline.as_of, 10.5)
        answers_today = self.timeline.calendar.is_open(self.timeline.as_of) and self.timeline.now >= opened
        return (16.9, 17.8) if answers_today else (8.5, 11.5)

    def _by_hand(self, person: PersonPlan, at: dt.datetime) -> None:
        """A marketer found them interesting although their points were too few."""
        version, start = self._version(at), max(person.lead_at, at - dt.timedelta(days=acts.FRESH_DAYS))
        limit = min(45.0, THRESHOLDS[THIRD] - 2 - acts.fit_of(person))
        keys = acts.keys_below(limit, [], self.rng.randint(2, 5), version, self.rng)
        person.acts = acts.entry_acts(person, self.rng)
        person.acts += acts.acts_between(acts.Wanted(keys, start, at - dt.timedelta(minutes=50)), self.rng)
        person.handoff = HandOffPlan(at, by_hand=True, reason="manual", rule_version=version)

    def _before_the_rule(self, person: PersonPlan) -> None:
        """In the first year the same people were chosen by a marketer, by no rule."""
        assert person.handoff is not None
        person.handoff.by_hand, person.handoff.reason, person.handoff.rule_version = True, "manual", None

    def _by_hand_raise(self, person: PersonPlan, at: dt.datetime) -> None:
        """問い合わせ, デモ依頼, 見積もり依頼: whatever the points."""
        version, start = self._version(at), max(person.lead_at, at - dt.timedelta(days=acts.FRESH_DAYS))
        keys = acts.keys_below(THRESHOLDS[version] - acts.fit_of(person), [], self.rng.randint(0, 3), version, self.rng)
        person.acts = acts.entry_acts(person, self.rng)
        person.acts += acts.acts_between(acts.Wanted(keys, start, at - dt.timedelta(minutes=9)), self.rng)
        type_, path, title = self.rng.choice(acts.HAND_RAISES)
        person.acts.append(Act(at, type_, path, title))
        person.handoff = HandOffPlan(at, reason="direct", rule_version=version)

    def _by_points(self, person: PersonPlan, at: dt.datetime) -> None:
        """Over the threshold with the last act, and not a moment earlier."""
        version, threshold = self._version(at), THRESHOLDS[self._version(at)]
        start = max(person.lead_at, at - dt.timedelta(days=acts.FRESH_DAYS))
        entry = acts.entry_rule(person.source)
        for _ in range(TRIES):
            person.acts = acts.entry_acts(person, self.rng)
            is_fresh = bool(entry) and person.lead_at >= start
            keys = acts.keys_reaching(threshold - acts.fit_of(person), [entry] if is_fresh else [], version, self.rng)
            person.acts += acts.acts_between(acts.Wanted(keys, start, at), self.rng)
            person.acts += acts.visits(start, at, self.rng.randint(0, 4), self.rng)
            before = acts.score_of(person, self.models[version], at - dt.timedelta(seconds=1), self.timeline)
            after = acts.score_of(person, self.models[version], at, self.timeline)
            if not before.qualifies and after.qualifies:
                person.handoff = HandOffPlan(at, rule_version=version)
                return
        raise ValueError(f"no acts bring {person.full_name} over the threshold")

    def _score_handoff(self, person: PersonPlan) -> None:
        handoff = person.handoff
        assert handoff is not None
        version = handoff.rule_version or FIRST
        result = acts.score_of(person, self.models[version], handoff.at, self.timeline)
        handoff.fit, handoff.engagement = result.fit, result.engagement
        if handoff.rule_version:
            handoff.reasons = reasons_of(result, self.models[version], self.rules[version])

    # ------------------------------------------------------------ what sales do

    def _accepted(self, person: PersonPlan) -> None:
        handoff, calendar = person.handoff, self.timeline.calendar
        assert handoff is not None
        is_new = self.timeline.month_of(self.timeline.local_date(handoff.at)) >= FISCAL_START
        hours = min(self.rng.lognormvariate(0.25 if is_new else 0.8, 0.85), 15.0)
        if self.timeline.local_date(handoff.at) >= self.timeline.before_as_of[-1]:
            hours = min(hours, 1.2)
        handoff.due_at = calendar.add_business_hours(handoff.at, handoff.response_hours)
        handoff.accepted_at = min(calendar.add_business_hours(handoff.at, hours), self.timeline.now)
        handoff.seller = self._turn % SELLERS
        self._turn += 1

    def _qualified(self, person: PersonPlan, deal: DealPlan) -> None:
        handoff = person.handoff
        assert handoff is not None and handoff.accepted_at is not None
        handoff.sql_at = self.timeline.moment(deal.sql_day, self.rng.uniform(10, 17.4))
        if handoff.sql_at <= handoff.accepted_at:
            handoff.accepted_at = self.timeline.calendar.add_business_hours(handoff.at, 0.6)
        handoff.need = self.rng.choice(NEEDS)
        person.acts.append(Act(handoff.accepted_at + dt.timedelta(minutes=25), "call", "", "初回の電話"))
        person.acts.append(Act(handoff.sql_at - dt.timedelta(minutes=40), "meeting", "", "オンラインで打ち合わせ"))

    def _given_back(self, person: PersonPlan) -> None:
        handoff = person.handoff
        assert handoff is not None and handoff.accepted_at is not None
        reason = reason_for(person, self.rng)
        waited = self.rng.randint(8, 22) if reason == "unreachable" else self.rng.randint(1, 15)
        days = self.timeline.before_as_of
        place = bisect_left(days, self.timeline.local_date(handoff.accepted_at)) + waited
        attempts = 5 if reason == "unreachable" else 1
        for number in range(attempts):
            call = handoff.accepted_at + dt.timedelta(minutes=20, days=2 * number)
            if call < self.timeline.now:
                person.acts.append(Act(call, "call", "", "電話"))
        if place >= len(days):
            return  # sales still work on it
        handoff.returned_at = self.timeline.moment(days[place], self.rng.uniform(9.5, 17.5))
        handoff.return_reason, handoff.note = reason, note_for(reason, self.rng)

    def _version(self, at: dt.datetime) -> int:
        return SECOND if self.timeline.month_of(self.timeline.local_date(at)) >= SECOND_RULE else FIRST
