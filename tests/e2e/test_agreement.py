"""The agreement in a real browser: three people agree a whole design, two editors meet, a ground changes afterwards; the
moment on which it all hangs, on the phone of an executive as well."""
# japanese-data

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.company import PASSWORD, Company, company_with_people
from tests.e2e.test_first_day import SIX, start_strategy

# What the pages of Layers 2 to 5 would be filled with, and a president who can sign in.
PREPARE = """
from datetime import date
from channels.models import PlannedChannel
from kpi.models import KpiNode
from strategy.models import ArtefactVersion, Strategy, StrategyParty
from targeting.models import BuyingRole, BuyingStage, Icp, IcpRule, Message
from targeting.selectors.messages import message_table
from workspaces.models import Membership, User, Workspace

workspace = Workspace.objects.get(slug={slug!r})
executive = User.objects.create_user("executive@{slug}.example")
executive.full_name = "佐藤 恵子"
executive.set_password({password!r})
executive.save()
Membership.objects.create(workspace=workspace, user=executive, role_id="executive")
strategy = Strategy.objects.get(workspace=workspace, is_current=True)
StrategyParty.objects.filter(strategy=strategy, party="executive").update(approver=executive)
newest = lambda kind: ArtefactVersion.objects.get(strategy=strategy, kind=kind, number=1)
icp = newest("icp")
Icp.objects.filter(artefact=icp).update(problem="集計に人手がかかる", value="締めが5日早くなる", proof="導入12社の実績")
IcpRule.objects.create(workspace=workspace, artefact=icp, attribute="company.industry", operator="in", values=["製造"])
Message.objects.filter(artefact=icp).delete()
for role, line in message_table(icp).empty:
    Message.objects.create(
        workspace=workspace, artefact=icp, role_key=role.key, stage_key=line.key, text="月次の締めが早くなります"
    )
# One that works soon, one that lasts.
for channel in PlannedChannel.objects.filter(artefact=newest("channels"), key__in=["search_ads", "seo"]):
    channel.is_active, channel.next_step, channel.choice_basis = True, "商談", "interview"
    channel.choice_reason = "受注先の6割が見ていた"
    channel.save()
KpiNode.objects.filter(artefact=newest("kpi")).update(owner=strategy.created_by)
"""


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "agreement", "三者合意株式会社")


@pytest.fixture
def opened(open_page, company):
    """A page in a browser of one's own, signed in as somebody of the company."""

    def enter(person: str, rest: str = "", **looks) -> Page:
        return company.enter(open_page(**looks), person, rest)

    return enter


@pytest.fixture
def refused(browser, running_stack, company):
    """A page whose refusals (409) are part of the story: the browser writes them to its console as errors."""
    contexts = []

    def enter(person: str, rest: str = "") -> Page:
        contexts.append(browser.new_context(base_url=running_stack.base_url, locale="ja-JP"))
        return company.enter(contexts[-1].new_page(), person, rest)

    yield enter
    for context in contexts:
        context.close()


def strategy_path(page: Page) -> str:
    found = re.search(r"/(s/\d+/)", page.url)
    assert found, page.url
    return found[1]


def complete_layer(page: Page, company: Company, strategy: str, layer: int) -> None:
    page.goto(company.path(f"{strategy}l{layer}/check"))
    button = page.get_by_role("button", name="はい、完了にする")
    expect(button).to_be_visible()
    button.click()
    page.wait_for_load_state()
    assert page.locator(".problems[role=alert]").count() == 0, page.locator(".problems").all_inner_texts()


def approve_everything(page: Page) -> int:
    """Press 承認 until nothing waits for this person."""
    for count in range(12):
        button = page.locator(".review-card .answers").get_by_role("button", name="承認", exact=True)
        if not button.count():
            return count
        button.first.click()
        page.wait_for_load_state()
    raise AssertionError("still something to approve")


def test_a_design_from_a_template_is_agreed_by_three_people(opened, refused, company):
    marketer = opened("marketer", "strategies/new")
    start_strategy(marketer, SIX)
    strategy = strategy_path(marketer)
    company.stack.run(PREPARE.format(slug=company.slug, password=PASSWORD))
    for layer in (1, 2, 3, 4, 5):
        complete_layer(marketer, company, strategy, layer)

    # Moment 8: a rule does not go live before sales have agreed, and it says who is awaited.
    early = refused("marketer", f"{strategy}review")
    early.locator("#mql_rule").get_by_role("button", name="運用を始める").click()
    refusal = early.locator(".errors")
    expect(refusal).to_contain_text("承認を待っています")
    expect(refusal).to_contain_text("営業")
    expect(refusal.locator("a")).to_have_attribute("href", "#mql_rule")

    marketer.goto(company.path(f"{strategy}review"))
    assert approve_everything(marketer) == 6
    executive = opened("executive", f"{strategy}review")
    assert approve_everything(executive) == 6
    expect(executive.locator("main")).not_to_contain_text("v1.0　合意済み")
    sales = opened("sales", f"{strategy}review")
    expect(sales.locator(".bell .count")).to_be_visible()
    assert approve_everything(sales) == 6

    marketer.goto(company.path(strategy))
    expect(marketer.locator(".layers")).not_to_contain_text("合意待ち")
    expect(marketer.locator("main")).to_contain_text("合意済み v1.0")
    marketer.goto(company.path(f"{strategy}l1/goal"))
    expect(marketer.locator("main")).to_contain_text("合意した版は変わりません")
    expect(marketer.locator("#step-form")).to_have_count(0)

    # The sheet answers the four questions from what was agreed.
    marketer.goto(company.path(f"{strategy}sheet"))
    answers = marketer.locator(".sheet__answers > div")
    expect(answers).to_have_count(4)
    expect(answers.nth(0)).to_contain_text("製造")
    expect(answers.nth(1)).to_contain_text("締めが5日早くなる")
    expect(answers.nth(3)).to_contain_text("60点以上")
    expect(marketer.locator(".sheet")).to_contain_text("年間5,333リードを獲得し、そのうち1,067件をMQLに育成する")


def test_a_change_upstream_after_the_agreement_is_shown_before_and_after(opened, company):
    marketer = opened("marketer", "s/")
    strategy = strategy_path(marketer)
    marketer.goto(company.path(f"{strategy}l1/goal"))
    marketer.get_by_role("button", name="改訂を始める").click()
    field = marketer.locator("#id_revenue_target_amount")
    field.fill("6億円")
    with marketer.expect_response(lambda answer: answer.request.method == "POST") as saved:
        field.blur()
    assert saved.value.status == 204

    marketer.goto(company.path(strategy))
    rows = marketer.locator(".layers [data-row]")
    for number in (3, 4, 5):
        expect(rows.nth(number - 1).locator(".layer__tag")).to_contain_text("要見直し")
    marketer.goto(company.path(f"{strategy}l4/scoring"))
    ground = marketer.locator(".ground")
    expect(ground).to_contain_text("前提の「目標と逆算」が変わりました")
    expect(ground.locator("del").first).to_contain_text("400,000,000円")
    expect(ground.locator("ins").first).to_contain_text("600,000,000円")
    # The agreed number itself has not moved.
    marketer.goto(company.path(f"{strategy}versions/v1.0/diff"))
    expect(marketer.locator("main")).to_contain_text("400,000,000円")


def test_an_executive_approves_on_a_phone_with_change_effect_and_three_buttons(opened, company):
    marketer = opened("marketer", "s/")
    strategy = strategy_path(marketer)
    marketer.goto(company.path(f"{strategy}review"))
    marketer.locator(".tasks li", has_text="目標と逆算 v2").get_by_role("button", name="合意に出す").click()
    expect(marketer.locator("#goal")).to_contain_text("回答期限")

    phone = opened("executive", "", width=390, height=844)
    phone.goto(company.path(f"{strategy}review"))
    card = phone.locator("#goal")
    expect(card).to_contain_text("400,000,000円")
    expect(card).to_contain_text("600,000,000円")
    expect(card).to_contain_text("影響")
    for name in ("承認", "差し戻す", "質問する"):
        button = card.locator(".answers .btn", has_text=name).first
        box = button.bounding_box()
        assert box, name
        assert box["height"] >= 44, name
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    words = re.sub(r"\s", "", card.inner_text())
    assert len(words) < 1200, "three minutes of reading"

    card.locator("summary", has_text="差し戻す").click()
    card.locator("textarea[id^=back-]").fill("6億円では営業の人数が足りません")
    card.locator("details[open]").get_by_role("button", name="差し戻す").click()
    expect(phone.locator("main")).to_contain_text("差し戻し")
    marketer.goto(company.path("notices/"))
    expect(marketer.locator("main")).to_contain_text("6億円では営業の人数が足りません")


def test_two_editors_see_both_values_and_nothing_is_overwritten(opened, refused, company):
    first = opened("marketer", "s/")
    strategy = strategy_path(first)
    first.goto(company.path(f"{strategy}l1/goal"))
    revise = first.get_by_role("button", name="改訂を始める")
    if revise.count():
        revise.click()
        first.wait_for_load_state()
    second = refused("manager", f"{strategy}l1/goal")
    field = "#id_average_deal_amount"
    first.locator(field).fill("250万円")
    with first.expect_response(lambda answer: answer.request.method == "POST"):
        first.locator(field).blur()
    second.locator(field).fill("300万円")
    second.locator("#step-form .btn--primary").click()
    panel = second.locator(".conflict")
    expect(panel).to_contain_text("marketerさんが")
    row = panel.locator("tr", has_text="平均受注単価")
    expect(row).to_contain_text("300万円")
    expect(row).to_contain_text("250万")
    row.locator("input[value=theirs]").check()
    panel.get_by_role("button", name="選んだ値で保存").click()
    second.wait_for_load_state()
    second.goto(company.path(f"{strategy}l1/goal"))
    expect(second.locator(field)).to_have_value(re.compile("250"))


def test_a_field_is_talked_about_and_the_talk_settled_without_scripts(opened, company):
    executive = opened("executive", "s/", scripts=False)
    strategy = strategy_path(executive)
    executive.goto(company.path(f"{strategy}l1/goal?comments=1"))
    executive.locator("#comment-field").select_option(label="平均受注単価")
    executive.locator("#comment-text").fill("@marketer この単価の根拠は何ですか")
    executive.get_by_role("button", name="コメントする").click()
    expect(executive.locator(".thread")).to_contain_text("この単価の根拠は何ですか")
    marketer = opened("marketer", "notices/")
    marketer.locator(".task--button", has_text="この単価の根拠").click()
    thread = marketer.locator(".thread", has_text="この単価の根拠")
    expect(thread).to_be_in_viewport()
    thread.get_by_role("button", name="解決にする").click()
    expect(marketer.locator(".thread--settled")).to_contain_text("この単価の根拠")


def test_everything_on_a_name_is_given_on_in_one_action(opened, company):
    administrator = opened("admin", "settings/members")
    row = administrator.locator("tr", has_text="marketer")
    row.get_by_role("link", name="引き継ぎ").click()
    expect(administrator.locator("main")).to_contain_text("KPI")
    administrator.locator("#successor").select_option(label="manager")
    administrator.locator(".duties .btn--primary").click()
    expect(administrator.locator("main")).to_contain_text("件を引き継ぎました")
