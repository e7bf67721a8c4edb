"""Turning the planned story into rows of the records: companies, people, stage history, activities, deals, hand-offs, consent."""
# japanese-data

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

from crm.calc.company_names import company_name_key
from crm.models import (
    Activity,
    Campaign,
    Company,
    Consent,
    CustomField,
    Deal,
    Journey,
    Lead,
    Source,
    StageEvent,
)
from kpi.demo.copying import Row, copy_rows, reserve_keys
from kpi.demo.history import History
from kpi.demo.members import People
from kpi.demo.months import Timeline
from kpi.demo.people import campaign_of
from kpi.demo.plans import CompanyPlan, PersonPlan, Story
from nurturing.models import HandOff
from workspaces.models import Workspace

# name → the framework's channel, whose work it counts as
SOURCES = {
    "SEO・ブログ": ("seo", Source.Origin.MARKETING),
    "リスティング広告": ("search_ads", Source.Origin.MARKETING),
    "ホワイトペーパー": ("whitepaper", Source.Origin.MARKETING),
    "メールマーケティング": ("mail", Source.Origin.MARKETING),
    "ウェビナー・セミナー": ("webinar", Source.Origin.MARKETING),
    "展示会・イベント": ("event", Source.Origin.MARKETING),
    "SNS（LinkedIn等）": ("social", Source.Origin.MARKETING),
    "比較サイト": ("", Source.Origin.MARKETING),
    "紹介": ("", Source.Origin.SALES),
}
CORE_SYSTEM = "core_system"
OPEN_STAGES = ["ヒアリング", "提案", "見積提示"]
CLOSED_STAGES = {"won": "受注", "lost": "失注"}


class RecordWriter:
    """Writes a story into a workspace, table by table."""

    def __init__(self, workspace: Workspace, timeline: Timeline, people: People) -> None:
        self.workspace = workspace
        self.timeline = timeline
        self.members = people
        self.rng = random.Random("sample-records")

    def write(self, story: Story) -> dict[str, int]:
        """How many rows each kind of record got."""
        sources, campaigns = self._vocabulary(story)
        companies = self._companies(story)
        leads = self._leads(story, sources, campaigns, companies)
        history = History(self.workspace, self.timeline, self.members)
        for person in story.people:
            history.add(person)
        events = sorted(history.events, key=lambda event: event["occurred_at"])
        return {
            "companies": len(story.companies),
            "leads": leads,
            "journeys": copy_rows(Journey, history.journeys),
            "stage_events": copy_rows(StageEvent, events),
            "activities": self._activities(story),
            "deals": self._deals(story, companies),
            "handoffs": copy_rows(HandOff, history.handoffs),
            "consents": self._consents(story),
        }

    def _vocabulary(self, story: Story) -> tuple[dict[str, Source], dict[str, Campaign]]:
        CustomField.objects.create(
            workspace=self.workspace, entity="company", key=CORE_SYSTEM, label="基幹システム", data_type="text"
        )
        sources = {
            name: Source.objects.create(workspace=self.workspace, name=name, channel=channel, origin=origin)
            for name, (channel, origin) in SOURCES.items()
        }
        campaigns: dict[str, Campaign] = {}
        for person in story.people:
            person.campaign = campaign_of(person, self.timeline)
            if person.campaign and person.campaign not in campaigns:
                campaigns[person.campaign] = Campaign.objects.create(
                    workspace=self.workspace, name=person.campaign, source=sources[person.source]
                )
        return sources, campaigns

    def _companies(self, story: Story) -> dict[CompanyPlan, int]:
        known: dict[CompanyPlan, dt.datetime] = {}
        for person in story.people:
            known.setdefault(person.company, person.lead_at)
        keys = dict(zip(story.companies, reserve_keys(Company, len(story.companies)), strict=True))
        copy_rows(
            Company,
            [
                {
                    "id": key,
                    "workspace_id": self.workspace.pk,
                    "external_id": f"C-{number:05}",
                    "name": plan.name,
                    "name_key": company_name_key(plan.name),
                    "name_kana": plan.kana,
                    "domain": plan.domain,
                    "industry": plan.industry,
                    "employee_count": plan.employees,
                    "annual_revenue_amount": plan.revenue,
                    "region": plan.region,
                    "country": "日本",
                    "custom": {CORE_SYSTEM: plan.system},
                    "created_at": known[plan],
                    "updated_at": known[plan],
                }
                for number, (plan, key) in enumerate(keys.items(), start=1)
            ],
        )
        return keys

    def _leads(
        self,
        story: Story,
        sources: dict[str, Source],
        campaigns: dict[str, Campaign],
        companies: dict[CompanyPlan, int],
    ) -> int:
        lead_keys = reserve_keys(Lead, len(story.people))
        journey_keys = reserve_keys(Journey, len(story.people))
        used: Counter[str] = Counter()
        rows = []
        for number, person in enumerate(story.people):
            person.pk, person.journey_pk = lead_keys[number], journey_keys[number]
            rows.append(
                {
                    "id": person.pk,
                    "workspace_id": self.workspace.pk,
                    "external_id": f"L-{number + 1:05}",
                    "email": _email(person, used),
                    "full_name": person.full_name,
                    "family_name": person.family[0],
                    "given_name": person.given[0],
                    "family_name_kana": person.family[1],
                    "given_name_kana": person.given[1],
                    "job_title": person.title,
                    "department": person.department,
                    "phone": person.phone or _phone(person, self.rng),
                    "company_id": companies[person.company],
                    "company_name": person.company.name,
                    "source_id": sources[person.source].pk,
                    "campaign_id": campaigns[person.campaign].pk if person.campaign else None,
                    "created_on": self.timeline.local_date(person.lead_at),
                    "created_at": person.lead_at,
                    "updated_at": person.lead_at,
                }
            )
        return copy_rows(Lead, rows)

    def _activities(self, story: Story) -> int:
        now, number, rows = self.timeline.now, 0, []
        for person in story.people:
            for act in sorted(person.acts, key=lambda act: act.at):
                if act.at <= now:
                    number += 1
                    rows.append(
                        {
                            "workspace_id": self.workspace.pk,
                            "external_id": f"A-{number:06}",
                            "lead_id": person.pk,
                            "type": act.type,
                            "occurred_at": act.at,
                            "path": act.path,
                            "attributes": {"title": act.title},
                        }
                    )
        return copy_rows(Activity, rows)

    def _deals(self, story: Story, companies: dict[CompanyPlan, int]) -> int:
        people = sorted((one for one in story.people if one.deal), key=_day_of_deal)
        return copy_rows(Deal, [self._deal(person, companies, number) for number, person in enumerate(people, start=1)])

    def _deal(self, person: PersonPlan, companies: dict[CompanyPlan, int], number: int) -> Row:
        plan = person.deal
        assert plan is not None
        seller = self.members.sellers[person.handoff.seller if person.handoff else 0]
        opened = self.timeline.moment(plan.sql_day, 18)
        return {
            "workspace_id": self.workspace.pk,
            "external_id": f"D-{number:04}",
            "name": f"{person.company.name} {plan.product}",
            "lead_id": person.pk,
            "company_id": companies[person.company],
            "company_name": person.company.name,
            "product": plan.product,
            "owner_id": seller.pk,
            "owner_name": seller.full_name,
            "stage": CLOSED_STAGES.get(plan.outcome) or OPEN_STAGES[number % len(OPEN_STAGES)],
            "amount": plan.amount,
            "opened_on": plan.sql_day,
            "closed_on": plan.closed_on,
            "outcome": plan.outcome,
            "lost_reason": plan.lost_reason,
            "created_at": opened,
            "updated_at": self.timeline.moment(plan.closed_on, 18) if plan.closed_on else opened,
        }

    def _consents(self, story: Story) -> int:
        rows = [row for person in story.people for row in _consents_of(person, self)]
        return copy_rows(Consent, rows)

    def consent(self, person: PersonPlan, basis: str, status: str, channel: str = "mail") -> Row:
        is_refused = status == Consent.Status.REFUSED
        return {
            "workspace_id": self.workspace.pk,
            "lead_id": person.pk,
            "channel": channel,
            "basis": basis,
            "status": status,
            "source_text": person.acts[0].title if person.acts else "",
            "obtained_on": self.timeline.local_date(person.lead_at),
            "refused_at": min(person.lead_at + dt.timedelta(days=30), self.timeline.now) if is_refused else None,
            "recorded_at": person.lead_at,
        }


def _consents_of(person: PersonPlan, writer: RecordWriter) -> list[Row]:
    """Most people agreed to mail when they gave their address; of every tenth nothing is known."""
    basis = Consent.Basis.BUSINESS_CARD if person.source == "展示会・イベント" else Consent.Basis.OPT_IN
    if person.phone:
        return [writer.consent(person, basis, Consent.Status.OK, channel) for channel in Consent.Channel.values]
    drawn = writer.rng.random()
    if drawn < 0.1:
        return []
    status = Consent.Status.REFUSED if drawn < 0.14 else Consent.Status.BOUNCED if drawn < 0.16 else Consent.Status.OK
    return [writer.consent(person, basis, status)]


def _day_of_deal(person: PersonPlan) -> dt.date:
    assert person.deal is not None
    return person.deal.sql_day


def _email(person: PersonPlan, used: Counter[str]) -> str:
    name = f"{person.given[2]}.{person.family[2]}@{person.company.domain}"
    used[name] += 1
    return name if used[name] == 1 else name.replace("@", f"{used[name]}@")


def _phone(person: PersonPlan, rng: random.Random) -> str:
    """A number for those who were handed to sales; such numbers belong to nobody."""
    return f"03-0000-{rng.randrange(10000):04}" if person.handoff else ""
