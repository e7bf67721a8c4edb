"""Who became known, who was handed to sales and who bought: the story's people month by month, in exactly the counts of `months`."""
# japanese-data

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

from kpi.demo import person_names as names
from kpi.demo.activities import visits
from kpi.demo.companies import CompanyMaker
from kpi.demo.deals import plan_deals, sources_of_closed
from kpi.demo.inbox import named_people
from kpi.demo.months import RULE_START, RUNNING, Timeline, spread
from kpi.demo.paths import CANDIDATES, Paths
from kpi.demo.plans import CompanyPlan, DealPlan, PersonPlan, Story

SEED = "sample-company-4"
# Leads of a hundred, by source; fairs bring theirs in the months of a fair.
LEAD_SOURCES = {
    "ホワイトペーパー": 27,
    "ウェビナー・セミナー": 20,
    "SEO・ブログ": 16,
    "比較サイト": 14,
    "リスティング広告": 11,
    "展示会・イベント": 8,
    "SNS（LinkedIn等）": 3,
    "メールマーケティング": 1,
}
FAIR_MONTHS = {
    1: "製造業DX展",
    5: "物流ソリューション展",
    8: "製造業DX展",
    13: "物流ソリューション展",
    17: "製造業DX展",
}
FAIR_SHARE = 26
REFERRAL = "紹介"
REFERRALS = 5  # in a whole running month
SUBSCRIBERS = 180
COMPETITOR_PEOPLE = 8
STUDENTS = 24
SIBLING_SHARE = 0.35
MISSED = 4  # won deals whose people were handed over by hand, below the threshold


def plan_story(timeline: Timeline) -> Story:
    """Everybody of the story. The same people and companies whenever it is loaded; only their dates move."""
    return _Planner(timeline).story()


class _Planner:
    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        # Kept apart, so that a shorter or longer month moves dates and not who somebody is.
        self.who = random.Random(f"{SEED}-who")
        self.when = random.Random(f"{SEED}-when")
        self.maker = CompanyMaker(random.Random(f"{SEED}-companies"))
        self.paths = Paths(timeline, random.Random(f"{SEED}-paths"))
        self.people: list[PersonPlan] = []
        self.market: list[CompanyPlan] = []

    def story(self) -> Story:
        self._people_with_deals()
        self.market = [self.maker.any() for _ in range(2150)]
        self.people += named_people(self.timeline, random.Random(f"{SEED}-inbox"))
        self._people_handed_over()
        self._candidates()
        self._people_known()
        self._people_apart()
        self._colleagues()
        companies = list(dict.fromkeys(person.company for person in self.people))
        return Story(companies, sorted(self.people, key=lambda person: person.lead_at))

    # ------------------------------------------------------------ with deals

    def _people_with_deals(self) -> None:
        deals = plan_deals(self.timeline, random.Random(f"{SEED}-deals"))
        closed = [deal for deal in deals if deal.outcome != "open"]
        sources = sources_of_closed(closed, self.who)
        self._closed_deals(closed, sources)
        for deal in deals[len(closed) :]:
            person = self._person(self.maker.any(), self._source(), self._title(0.5))
            self._follow(person, deal)

    def _closed_deals(self, closed: list[DealPlan], sources: dict[DealPlan, str]) -> None:
        won = [deal for deal in closed if deal.outcome == "won"]
        missed = set([deal for deal in won if deal.is_icp and deal.month >= RULE_START][-MISSED:])
        for group in (won, [deal for deal in closed if deal.outcome == "lost"]):
            outside = self.maker.outside_reasons(sum(not deal.is_icp for deal in group))
            titles = self._titles(len(group))
            departments = spread(names.DEPARTMENTS, len(group), self.who)
            for deal, title, department in zip(group, titles, departments, strict=True):
                company = self.maker.inside_icp() if deal.is_icp else self.maker.outside_icp(outside.pop())
                person = self._person(company, sources[deal], title, department)
                if deal in missed:
                    self.paths.missed(person, deal, len(missed))
                    missed.discard(deal)
                    self.people.append(person)
                else:
                    self._follow(person, deal)

    def _follow(self, person: PersonPlan, deal: DealPlan) -> None:
        self.paths.to_deal(person, deal)
        self.people.append(person)

    # ------------------------------------------------------------ handed over, returned or still with sales

    def _people_handed_over(self) -> None:
        present = Counter(
            self.timeline.month_of(self.timeline.local_date(person.handoff.at))
            for person in self.people
            if person.handoff
        )
        for month in range(RUNNING + 1):
            for _ in range(self.timeline.count(month, 1) - present[month]):
                person = self._person(self.who.choice(self.market), self._source(month), self._title(0.45))
                self.paths.to_sales(person, month, self.market)
                self.people.append(person)

    def _candidates(self) -> None:
        for number in range(CANDIDATES):
            person = self._person(self.maker.inside_icp(), "ウェビナー・セミナー", "部長")
            self.paths.waiting(person, number)
            self.people.append(person)

    # ------------------------------------------------------------ known, and not yet ready

    def _people_known(self) -> None:
        present = Counter(self.timeline.month_of(self.timeline.local_date(person.lead_at)) for person in self.people)
        odd = ["competitor"] * COMPETITOR_PEOPLE + ["student"] * STUDENTS
        for month in range(RUNNING + 1):
            missing = self.timeline.count(month, 0) - present[month]
            if missing < 0 and month < RUNNING:
                raise ValueError(f"month {month} of the sample has {-missing} leads too many")
            for number in range(missing):
                person = self._person(self.who.choice(self.market), self._source(month), self._title(0.22))
                if odd and number % 210 == 7:
                    self._make_odd(person, odd.pop())
                person.lead_at = self.timeline.any_moment(month, self.when)
                self.paths.not_ready(person)
                self.people.append(person)

    def _make_odd(self, person: PersonPlan, kind: str) -> None:
        if kind == "student":
            person.title, person.department = names.STUDENT, ""
        else:
            person.company = self.paths.competitor(self.who)

    def _people_apart(self) -> None:
        """Subscribers of the newsletter, and those whom partners send to sales directly: no leads of marketing."""
        for number in range(SUBSCRIBERS):
            person = self._person(self.who.choice(self.market), "メールマーケティング", self._title(0.2))
            person.is_subscriber = True
            person.lead_at = self.timeline.any_moment(number % RUNNING, self.when)
            person.acts = visits(person.lead_at, person.lead_at + dt.timedelta(days=20), 2, self.when)
            self.people.append(person)
        for _ in range(round(REFERRALS * self.timeline.closed_share)):
            person = self._person(self.maker.any(), REFERRAL, self._title(0.6))
            self.paths.referred(person)
            self.people.append(person)

    def _colleagues(self) -> None:
        """Some companies with a deal are known through more than one person, all from before the deal was decided."""
        market = set(self.market)
        known = [
            person for person in self.people if person.company in market and not person.handoff and not person.deal
        ]
        ordinary = [person for person in known if not person.is_subscriber and person.title != names.STUDENT]
        # People of the same kind of company change place, so that what they score stays what it was.
        for person in [one for one in self.people if one.deal and one.deal.outcome != "open"]:
            if self.who.random() > SIBLING_SHARE:
                continue
            colleague = self.who.choice(ordinary)
            if colleague.lead_at < person.lead_at and self.paths.scores_alike(colleague, person.company):
                colleague.company = person.company

    # ------------------------------------------------------------ who somebody is

    def _person(self, company: CompanyPlan, source: str, title: str, department: str = "") -> PersonPlan:
        return PersonPlan(
            lead_at=self.timeline.now,
            source=source,
            family=self.who.choice(names.FAMILY_NAMES),
            given=self.who.choice(names.GIVEN_NAMES),
            title=title,
            department=department or self.who.choices(*_weighted(names.DEPARTMENTS))[0],
            company=company,
        )

    def _source(self, month: int = RUNNING) -> str:
        shares = LEAD_SOURCES | {"展示会・イベント": FAIR_SHARE if month in FAIR_MONTHS else 4}
        return self.who.choices(*_weighted(shares))[0]

    def _title(self, deciding: float) -> str:
        titles = names.DECIDING_TITLES if self.who.random() < deciding else names.OTHER_TITLES
        return self.who.choices(*_weighted(titles))[0]

    def _titles(self, count: int) -> list[str]:
        deciding = round(count * 0.45)
        titles = spread(names.DECIDING_TITLES, deciding, self.who) + spread(
            names.OTHER_TITLES, count - deciding, self.who
        )
        self.who.shuffle(titles)
        return titles


def _weighted(shares: dict[str, int]) -> tuple[list[str], list[int]]:
    return list(shares), list(shares.values())


def campaign_of(person: PersonPlan, timeline: Timeline) -> str:
    """The fair or webinar behind a lead, blank for other sources."""
    month = timeline.month_of(timeline.local_date(person.lead_at))
    if person.source == "展示会・イベント":
        return FAIR_MONTHS.get(month, "地域の展示会")
    if person.source == "ウェビナー・セミナー":
        return "ウェビナー「需要予測のはじめ方」" if month % 2 else "ウェビナー「紙の日報をやめる」"
    return ""
