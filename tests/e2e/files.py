"""Small files as customers have them, made on the spot: an SDR team's export and a Japanese deal list."""
# japanese-data

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SdrExport:
    """Leads and the opportunities they became, with the figures that the pages must show."""

    leads: bytes
    opportunities: bytes
    lead_count: int
    opportunity_count: int
    won_count: int
    hot_count: int


LEAD_COLUMNS = [
    "LeadId", "Company", "Title", "Industry", "Employees", "TimeZone", "Stage", "CreatedDate", "OwnerEmployeeId",
    "ConvertedOpportunityId", "LeadSource", "DisqualifiedReason",
]  # fmt: skip
# Industry, how many became opportunities, how many of those were accepted, how many stayed leads.
GROUPS = [("Manufacturing", 50, 44, 0), ("Retail", 40, 4, 60), ("Education", 30, 12, 60)]
HOT = 5


def sdr_export(today: dt.date) -> SdrExport:
    """An SDR team's year: manufacturing wins, retail does not; five managers in manufacturing are still leads.

    Dates are written as the real files write them: 20210105 for leads, 1/5/2021 for opportunities.
    """
    dice, leads, deals = random.Random(7), [], []

    def lead(title: str, industry: str, created: dt.date, opportunity: str = "") -> None:
        stage = "Qualified" if opportunity else "New"
        source = dice.choice(["Web Registration", "Trade Shows and Events"])
        leads.append(
            [
                f"L{len(leads) + 1:04}",
                f"{industry} Works {len(leads) + 1}",
                title,
                industry,
                300,
                "Eastern",
                stage,
                f"{created:%Y%m%d}",
                1,
                opportunity,
                source,
                "",
            ]  # noqa: E501
        )

    for industry, opened, won, open_leads in GROUPS:
        for number in range(opened):
            created = today - dt.timedelta(days=dice.randint(60, 300))
            deal = f"O{len(deals) + 1:04}"
            lead("Engineer", industry, created, deal)
            begun, decided = created + dt.timedelta(days=10), created + dt.timedelta(days=40)
            deals.append([deal, _us(begun), 2, "TRUE" if number < won else "FALSE", _us(decided), 2000000, 5])
        for _number in range(open_leads):
            lead("Engineer", industry, today - dt.timedelta(days=dice.randint(60, 300)))
    for _number in range(HOT):
        lead("Plant Manager", "Manufacturing", today - dt.timedelta(days=40))
    header = ["OpportunityId", "CreatedDate", "created_by_id", "IsAccepted", "AcceptedDecisionDate", "Amount", "OwnerEmployeeId"]  # fmt: skip  # noqa: E501
    return SdrExport(
        leads=_csv([LEAD_COLUMNS, *leads]),
        opportunities=_csv([header, *deals]),
        lead_count=len(leads),
        opportunity_count=len(deals),
        won_count=sum(won for _industry, _opened, won, _leads in GROUPS),
        hot_count=HOT,
    )


def deal_list_of_a_customer() -> bytes:
    """Won and lost deals as a Japanese sales team keeps them: Shift_JIS, 金額(万円), one row whose date is no date."""
    header = ["会社名", "業種", "従業員数", "金額(万円)", "結果", "商談開始日", "受注日"]
    rows: list[list[Any]] = []
    # Industry, deals, won: manufacturing wins, retail does not.
    for industry, n, won in [("製造業", 50, 40), ("小売業", 50, 6), ("情報通信業", 30, 11)]:
        for number in range(n):
            day = dt.date(2025, 1, 10) + dt.timedelta(days=3 * number)
            name = f"株式会社{industry[:2]}髙橋{number + 1:02}"
            amount = "1,200" if not rows else str(150 + number)
            outcome = "受注" if number < won else "失注"
            size = 250 if number % 2 else 60
            rows.append(
                [name, industry, size, amount, outcome, f"{day:%Y/%m/%d}", f"{day + dt.timedelta(days=45):%Y/%m/%d}"]
            )  # noqa: E501
    rows.append(["株式会社日付なし", "製造業", 80, "200", "受注", "2025/02/01", "来月ごろ"])
    return _csv([header, *rows]).decode().encode("cp932")


def companies_with_own_kinds() -> bytes:
    """A customer's company list: what kind of business they are stands in a column of the customer's own."""
    rows = [[f"株式会社{kind}{number + 1:02}", kind, 120] for kind, n, _won in OWN_KINDS for number in range(n)]
    return _csv([["会社名", "うちの分類", "従業員数"], *rows]).decode().encode("cp932")


# Kind, companies with a deal each, won.
OWN_KINDS = [("工場あり", 50, 36), ("店舗のみ", 70, 9)]


def deals_with_contract_numbers() -> bytes:
    """The deals of these companies; a contract has a rank, which only a won deal can have."""
    rows: list[list[Any]] = []
    for kind, n, won in OWN_KINDS:
        for number in range(n):
            day = dt.date(2025, 1, 10) + dt.timedelta(days=4 * number)
            rank = "AB"[number % 2] if number < won else ""
            outcome = "受注" if number < won else "失注"
            rows.append([f"株式会社{kind}{number + 1:02}", "200", outcome, f"{day:%Y/%m/%d}", f"{day:%Y/%m/%d}", rank])
    header = ["会社名", "金額(万円)", "結果", "商談開始日", "受注日", "契約書の区分"]
    return _csv([header, *rows]).decode().encode("cp932")


def _us(day: dt.date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _csv(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
