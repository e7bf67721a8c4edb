"""What is decided about each company, person and deal of the story before anything is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(eq=False)
class CompanyPlan:
    """A company with the attributes that rules and evidence ask about."""

    name: str
    kana: str
    domain: str
    industry: str
    employees: int
    region: str
    system: str
    revenue: int  # yen a year
    known_since: dt.datetime | None = None


@dataclass(frozen=True)
class Act:
    """One thing a person did."""

    at: dt.datetime
    type: str
    path: str = ""
    title: str = ""


@dataclass(eq=False)
class DealPlan:
    """One SQL and the deal that was opened for it; `closed_on` None while it is open."""

    month: int
    sql_day: dt.date
    outcome: str = "open"
    closed_on: dt.date | None = None
    amount: int = 0
    product: str = ""
    lost_reason: str = ""
    is_icp: bool = False


@dataclass(eq=False)
class HandOffPlan:
    """An MQL on the desk of sales: who gave it, who has it, and what became of it."""

    at: dt.datetime
    by_hand: bool = False
    reason: str = "threshold"  # threshold, direct or manual
    rule_version: int | None = None
    fit: float = 0
    engagement: float = 0
    reasons: list[dict[str, object]] = field(default_factory=list)
    seller: int = 0
    response_hours: int = 4
    due_at: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    returned_at: dt.datetime | None = None
    return_reason: str = ""
    note: str = ""
    sql_at: dt.datetime | None = None
    need: str = ""

    @property
    def total(self) -> float:
        return self.fit + self.engagement


@dataclass(eq=False)
class PersonPlan:
    """A lead: when and where they came from, what they did, and how far they got."""

    lead_at: dt.datetime
    source: str
    family: tuple[str, str, str]
    given: tuple[str, str, str]
    title: str
    department: str
    company: CompanyPlan
    campaign: str = ""
    is_subscriber: bool = False
    acts: list[Act] = field(default_factory=list)
    handoff: HandOffPlan | None = None
    deal: DealPlan | None = None
    phone: str = ""
    pk: int = 0
    journey_pk: int = 0

    @property
    def full_name(self) -> str:
        return f"{self.family[0]} {self.given[0]}"


@dataclass
class Story:
    """Everybody and everything, ready to be written."""

    companies: list[CompanyPlan]
    people: list[PersonPlan]
