from __future__ import annotations

from decimal import Decimal

import pytest

from crm.models import Company, Deal, Lead
from tests.crm.reading import counts, read
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def test_companies_with_amounts_in_ten_thousands_and_full_width_digits(acme: Workspace) -> None:
    text = '会社ID,会社名,業種,従業員数,売上高(万円),粗利率,契約終了日\nC1,株式会社あさひ,製造業,１，２００名,"12,000",35%,2027/3/31\n'
    assert counts(read(acme, "companies", text)) == (1, 0, 0, 0)
    company = Company.objects.get()
    assert (company.employee_count, company.annual_revenue_amount) == (1200, Decimal(120_000_000))
    assert (company.name_key, company.gross_margin_rate) == ("あさひ", Decimal("0.35"))
    assert counts(read(acme, "companies", text)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("second", "is_same"),
    [
        (",㈱あさひ,,", True),
        ("C2,㈱あさひ,,", False),
        (",㈱あさひ,2222222222222,", False),
        (",㈱あさひ,,other.example.jp", False),
        (",あさひホールディングス,1111111111111,", True),
        (",アサヒ,,https://www.asahi.example.jp/about", True),
        (",アサヒ,2222222222222,asahi.example.jp", False),
        (",あさひ,,gmail.com", True),
    ],
)
def test_a_company_is_recognised_by_what_is_strong_and_never_by_its_name_against_it(
    acme: Workspace, second: str, is_same: bool
) -> None:
    head = "id,会社名,法人番号,ドメイン\n"
    read(acme, "companies", f"{head}C1,株式会社あさひ,1111111111111,asahi.example.jp\n")
    created, updated, unchanged, _refused = counts(read(acme, "companies", head + second + "\n"))
    assert (created == 0) == is_same and Company.objects.count() == (1 if is_same else 2)


def test_the_name_alone_never_decides_between_two(acme: Workspace) -> None:
    head = "会社名,法人番号\n"
    read(acme, "companies", f"{head}あさひ,1111111111111\nあさひ,2222222222222\n")
    assert not Company.objects.filter(is_duplicate_candidate=True).exists()
    result = read(acme, "companies", f"{head}株式会社あさひ,\n")
    assert counts(result) == (0, 0, 0, 1) and result.errors[0].column == "会社名"


def test_possible_duplicates_are_flagged_on_both_sides(acme: Workspace) -> None:
    read(acme, "companies", "id,会社名\nC1,あさひ\nC2,株式会社あさひ\nC3,別\n")
    flagged = Company.objects.filter(is_duplicate_candidate=True).values_list("external_id", flat=True)
    assert sorted(flagged) == ["C1", "C2"]


def test_leads_and_deals_linked_whichever_file_comes_first(acme: Workspace) -> None:
    leads = "id,会社ID\nL1,C1\n"
    deals = "商談ID,会社ID\nD1,C1\n"
    read(acme, "leads", leads)
    read(acme, "deals", deals)
    assert Lead.objects.get().company is None and not Company.objects.exists()
    read(acme, "companies", "id,会社名\nC1,あさひ\n")
    assert Lead.objects.get().company == Deal.objects.get().company == Company.objects.get()


def test_companies_named_by_other_files_are_made_and_only_filled(acme: Workspace) -> None:
    deals = "商談ID,会社名,業種,従業員数\nD1,あさひ,製造業,50\nD2,㈱あさひ,別の業種,60\n"
    read(acme, "deals", deals)
    company = Company.objects.get()
    assert (company.industry, company.employee_count) == ("製造業", 50)
    assert counts(read(acme, "companies", "id,会社名,業種\nC1,株式会社あさひ,金融\n")) == (0, 1, 0, 0)
    read(acme, "deals", deals)
    company.refresh_from_db()
    assert (company.external_id, company.industry, Deal.objects.filter(company=company).count()) == ("C1", "金融", 2)
