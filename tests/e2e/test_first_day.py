"""What a customer sees first: moments 1, 2, 3, 5 and 9 of the first thirty minutes, and the rules of simplicity."""
# japanese-data

from __future__ import annotations

import datetime as dt
import json
import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.design_pages import step_addresses
from tests.e2e.company import Company, company_with_people, count_in
from tests.e2e.files import deal_list_of_a_customer

LAYERS = [
    ("事業戦略との接続", "事業の目標にマーケティングはどう効くか"),
    ("ターゲット設計", "誰に、いつ価値を届けるか"),
    ("チャネル・コンテンツ戦略", "どこで、何を伝えるか"),
    ("リード育成・商談化設計", "どう育て、どの時点で営業に渡すか"),
    ("KPI設計・実行基盤", "何を測り、どう直し続けるか"),
]
WORKER = 30_000  # milliseconds within which the worker has done its part


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "first-day", "はじめて株式会社")


def start_strategy(page: Page, numbers: dict[str, str]) -> None:
    """Industry, six numbers, result."""
    page.locator("main .btn--primary").click()
    for name, value in numbers.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("main .btn--primary").click()
    expect(page.locator("main h1")).to_have_text("最初の仮説ができました")


# --- moment 1: it starts ------------------------------------------------------------------------------------------


def test_the_first_page_is_a_japanese_sign_in_page_and_home_opens(page, sign_in):
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("input[name=password]")).to_be_visible()
    sign_in(page, "marketer")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("main h1")).to_be_visible()
    assert page.url.rstrip("/").endswith("/w/demo")


# --- moment 2: the blueprint ----------------------------------------------------------------------------------------


def test_the_blueprint_has_five_rows_that_say_what_is_agreed_in_numbers(page, sign_in):
    sign_in(page, "marketer").goto("/w/demo/s/")
    rows = page.locator(".layers [data-row]")
    expect(rows).to_have_count(5)
    for row, (name, question) in zip(rows.all(), LAYERS, strict=True):
        expect(row.locator(".layer__t")).to_have_text(name)
        expect(row.locator(".layer__q")).to_have_text(question)
        assert row.locator(".layer__tag").inner_text().strip()
        assert re.search(r"\d", row.locator(".layer__d").inner_text()), f"{name}: no number in its line"
        assert "%" not in row.locator(".layer__tag").inner_text()


def test_a_broken_link_leads_to_the_very_field(page, sign_in):
    sign_in(page, "marketer").goto("/w/demo/s/")
    links = page.locator("a.cut")
    assert links.count() >= 1
    assert int(page.locator(".cuts__count").inner_text()) == links.count()
    wanted = links.first.get_attribute("href").split("#")[1]
    links.first.click()
    page.wait_for_load_state()
    expect(page.locator(f"#{wanted}")).to_be_focused()
    expect(page.locator(f"#{wanted}")).to_be_in_viewport()


# --- moment 3: the back-calculation -----------------------------------------------------------------------------------

SIX = {
    "revenue_target_amount": "４億円",
    "marketing_share_rate": "40",
    "average_deal_amount": "200万円",
    "lead_to_mql": "20",
    "mql_to_sql": "30",
    "sql_to_won": "25",
}


def figures(page: Page) -> list[str]:
    return [page.locator(f".chain [data-node={key}]").inner_text() for key in ("won", "sql", "mql", "lead")]


def test_six_numbers_give_the_leads_a_year_needs_before_any_set_up(page, company):
    # Rule 4: no import, no connection, no mail server, no invitation; three pages and six entries.
    company.enter(page, "marketer")
    expect(page.locator("main")).to_contain_text("戦略をつくる")
    opened: list[str] = []
    page.on("framenavigated", lambda frame: opened.append(frame.url) if frame == page.main_frame else None)
    page.locator("main .btn--primary").click()
    start_strategy(page, SIX)
    pages = {url.split("?")[0].split("#")[0] for url in opened if "strateg" in url or "/s/" in url}
    assert len(pages) <= 3
    assert figures(page) == ["80", "320", "1,067", "5,333"]
    expect(page.locator("[data-goal-sentence]").first).to_contain_text(
        "年間5,333リードを獲得し、そのうち1,067件をMQLに育成する"
    )
    forward = page.locator("[data-forward-sentence]")
    expect(forward).to_contain_text("159,990,000円（目標に1万円不足）")
    expect(forward).to_contain_text("5,334")
    assert {chip.strip() for chip in page.locator("[data-chip]").all_inner_texts()} <= {"目安", "仮置き"}
    expect(page.locator("[data-chip]")).to_have_count(6)


def test_typed_amounts_are_echoed_and_entries_survive_a_reload(page, company):
    company.enter(page, "marketer", "strategies/new/numbers?industry=")
    page.locator("#id_revenue_target_amount").fill("４億円")
    expect(page.locator("[data-money-echo=revenue_target_amount]")).to_have_text("4億円（400,000,000円）")
    page.locator("#id_marketing_share_rate").fill("40")
    with page.expect_response(
        lambda answer: "40" in (answer.request.post_data or "").split("marketing_share_rate")[-1][:20]
    ):
        page.locator("#id_marketing_share_rate").blur()
    expect(page.locator("[data-save-status]")).to_contain_text("入力を保存しました")
    # The last entry is sent while the page is left.
    page.locator("#id_average_deal_amount").fill("200万円")
    page.goto(company.path("strategies/"))
    page.goto(company.path("strategies/new/numbers?industry="))
    expect(page.locator("#id_marketing_share_rate")).to_have_value("40")
    until = dt.datetime.now() + dt.timedelta(seconds=5)
    while page.locator("#id_average_deal_amount").input_value() != "200万円":
        assert dt.datetime.now() < until, "the last entry was lost"
        page.wait_for_timeout(250)
        page.reload()
    expect(page.locator("[data-chip-typical=lead_to_mql]")).to_contain_text("目安")


def test_a_rate_answers_without_a_page_load_and_is_kept(page, company):
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.locator("#field-lead_to_mql input:not([type=range])").fill("14.1")
    expect(page.locator(".chain [data-node=lead]")).to_have_text("7,565")
    expect(page.locator("[data-save-status]")).to_contain_text("下書きを保存しました")
    expect(page.locator("[data-chip=lead_to_mql]")).to_have_text("仮置き")
    assert not loads
    page.reload()
    assert figures(page) == ["80", "320", "1,067", "7,565"]


def test_ten_times_the_money_gives_the_same_chain(page, company):
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX | {"revenue_target_amount": "10億円", "average_deal_amount": "500万円"})
    assert figures(page) == ["80", "320", "1,067", "5,333"]
    expect(page.locator("[data-forward-sentence]")).to_contain_text("399,975,000円")


# --- moment 5: my own deals tell me whom to target ---------------------------------------------------------------------

DROP = """([name, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], name, {type: "text/csv"}));
  return carried;
}"""


def drop_file(page: Page, name: str, content: bytes) -> None:
    carried = page.evaluate_handle(DROP, [name, list(content)])
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": carried})
    expect(page.locator("[data-drop-name]")).to_have_text(name)


def shown_counts(page: Page) -> dict[str, int]:
    """What an import page says was read, created, updated, left and refused."""
    return {
        one.locator("dt").inner_text(): count_in(one.locator("dd").inner_text())
        for one in page.locator("dl.counts > div").all()
    }  # noqa: E501


def test_a_dropped_list_of_deals_tells_whom_to_target(page, company):
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    strategy = re.search(r"/s/\d+/", page.url)[0].strip("/")
    page.goto(company.path("data/import"))
    page.locator("select[name=entity], input[name=entity]").first.wait_for()
    page.locator("select[name=entity]").select_option("deals")
    drop_file(page, "過去の商談.csv", deal_list_of_a_customer())
    page.locator("main .btn--primary").click()
    expect(page.get_by_role("rowheader", name="金額(万円)")).to_be_visible()  # no mojibake
    targets = page.locator("select[name^=target-]")
    expect(targets).to_have_count(7)
    assert sum(1 for one in targets.all() if not one.input_value()) <= 2
    page.get_by_role("button", name="内容を確認").click()
    expect(page.get_by_role("button", name="取り込む")).to_be_visible(timeout=WORKER)
    assert shown_counts(page) == {"読み取り": 131, "作成": 130, "更新": 0, "変更なし": 0, "エラー": 1}
    with page.expect_download() as refused:
        page.get_by_role("link", name="理由つきのファイル").click()
    assert "株式会社日付なし" in refused.value.path().read_text("utf-8-sig")
    page.get_by_role("button", name="取り込む").click()
    expect(page.locator("main")).to_contain_text("取り込みました", timeout=WORKER)
    page.goto(company.path("deals/?q=製造髙橋01"))
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody tr")).to_contain_text("1,200万円")
    _evidence_becomes_an_icp(page, company, strategy)


def _evidence_becomes_an_icp(page: Page, company: Company, strategy: str) -> None:
    page.goto(company.path(f"{strategy}/l2/wins"))
    expect(page.get_by_role("heading", name="受注しやすい条件", exact=True, level=2)).to_be_visible()
    finding = page.locator("table.findings tbody tr", has_text="製造業")
    expect(finding).to_contain_text("50件")
    expect(finding).to_contain_text("80.0%")
    expect(finding).to_contain_text("受注しやすい")
    expect(page.locator("main")).not_to_contain_text(re.compile("q値|リフト|信頼区間"), use_inner_text=True)
    finding.get_by_role("button", name="ICPに加える").click()
    expect(page.locator(".icp-sentence")).to_contain_text("製造業")
    matching = page.locator(".icp-preview dl.facts dd").first
    expect(matching).to_contain_text("50社")


# --- moment 9: sales take the hand-off ----------------------------------------------------------------------------------


def post(address: str, key: str, document: list[dict[str, object]]) -> dict[str, object]:
    request = urllib.request.Request(
        address,
        json.dumps(document).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def reload_until_there(page: Page, text: str, *, seconds: float = 30) -> None:
    """Load the page again until the worker has brought what is awaited."""
    until = dt.datetime.now() + dt.timedelta(seconds=seconds)
    while not page.locator("main", has_text=text).count():
        assert dt.datetime.now() < until, f"{text} did not come within {seconds} s"
        page.wait_for_timeout(500)
        page.reload()


def test_a_posted_lead_over_the_threshold_is_taken_and_given_back(open_page, sign_in, running_stack):
    phone = open_page(width=390, height=844)
    sign_in(phone, "sales").goto("/w/demo/inbox/")
    key = running_stack.manage("create_api_key", "demo", "first day").strip()
    now = dt.datetime.now(dt.UTC)
    name = f"株式会社かもめ精機{now:%H%M%S}"
    lead = {
        "external_id": f"kamome-{now:%H%M%S}", "email": f"kamome{now:%H%M%S}@kamome.example", "full_name": "青木 修",
        "job_title": "部長", "department": "購買部", "company_name": name, "company_industry": "製造業",
        "company_employee_count": 300, "owner": "sales@demo.example", "created_on": f"{now:%Y-%m-%d}",
    }  # fmt: skip
    api = f"{running_stack.base_url}/api/v1"
    assert post(f"{api}/leads/", key, [lead])["created"] == 1
    acts = [
        {
            "lead_external_id": lead["external_id"],
            "type": kind,
            "occurred_at": (now - dt.timedelta(minutes=n)).isoformat(),
        }  # noqa: E501
        for n, kind in enumerate(
            ["pricing", "pricing", "case_study", "download", "webinar_attended", "demo_request"], 1
        )  # noqa: E501
    ]
    assert post(f"{api}/activities/", key, acts)["refused"] == 0
    phone.reload()
    reload_until_there(phone, name)
    _taken_and_undone(phone, name)
    _given_back_with_a_reason(phone)
    desk = open_page()
    sign_in(desk, "marketer").goto("/w/demo/inbox/returned")
    expect(desk.locator(".returned__row", has_text=name)).to_contain_text("時期が先")


def _taken_and_undone(phone: Page, name: str) -> None:
    row = phone.locator(".q", has_text=name)
    expect(row).to_contain_text("青木")
    assert row.locator(".q__sub").nth(1).inner_text().strip(), "no reason in one line"
    row.click()
    detail = phone.locator("article.inbox__detail")
    expect(detail).to_contain_text(re.compile(r"期限 .*\d{1,2}:\d{2}"))
    assert all(one.bounding_box()["height"] >= 44 for one in detail.locator(".actions .btn").all())
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    detail.get_by_role("button", name="受け取る").click()
    undo = phone.get_by_role("button", name="元に戻す")
    expect(undo).to_be_visible()
    undo.click()
    expect(phone.locator("main")).to_contain_text("元に戻しました")


def _given_back_with_a_reason(phone: Page) -> None:
    if not phone.get_by_role("link", name="マーケに戻す").count():
        phone.locator(".q", has_text="かもめ精機").first.click()
    phone.get_by_role("link", name="マーケに戻す").click()
    token = phone.locator("form.decision input[name=csrfmiddlewaretoken]").input_value()
    without = phone.request.post(phone.url, form={"csrfmiddlewaretoken": token}, headers={"Referer": phone.url})
    assert without.status == 422
    assert "戻す理由を1つ選んでください" in without.text() or "必須" in without.text()
    reason = phone.locator("label.rs", has_text="時期が先")
    reason.click()
    expect(reason.locator("xpath=following-sibling::p[1]")).to_be_visible()  # where the lead goes
    phone.get_by_role("button", name="マーケに戻す").click()
    expect(phone.locator(".undo")).to_be_visible()


# --- rules of simplicity --------------------------------------------------------------------------------------------------

# The outermost groups with something to fill in that one sees without opening anything.
GROUPS = """() => {
  const groups = new Set();
  for (const control of document.querySelectorAll("main form input:not([type=hidden]), main form select, main form textarea")) {
    if (!control.checkVisibility()) continue;
    let group = control;
    for (let one = control.parentElement; one && one.tagName !== "FORM"; one = one.parentElement)
      if (one.matches("fieldset, .field, .pair, section, table, .card")) group = one;
    groups.add(group);
  }
  return groups.size;
}"""


@pytest.fixture(scope="module")
def drafted(company, browser, running_stack) -> tuple[int, dict[str, object]]:
    """A strategy still in draft and the marketer's signed-in state."""
    context = browser.new_context(base_url=running_stack.base_url, locale="ja-JP")
    page = context.new_page()
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    strategy, state = int(re.search(r"/s/(\d+)/", page.url)[1]), context.storage_state()
    context.close()
    return strategy, state


def test_a_step_asks_for_one_thing(page, company, drafted):
    strategy, state = drafted
    page.context.add_cookies(state["cookies"])
    faults = {}
    for address in step_addresses(strategy, company.slug):
        page.goto(address)
        seen = (page.locator("main h1").count(), page.locator("main .btn--primary:visible").count())
        if seen != (1, 1) or page.evaluate(GROUPS) > 5:
            faults[address] = (*seen, page.evaluate(GROUPS))
    assert not faults, "headings, primary buttons, groups"


def test_the_rail_of_sales_has_no_layers(page, sign_in):
    sign_in(page, "sales")
    labels = [re.sub(r"\d", "", text).strip() for text in page.locator(".rail ul").first.locator("a").all_inner_texts()]
    assert labels == ["ホーム", "引き渡し", "リード"]
    assert not page.locator(".rail a[href*='/s/'], .tabbar a[href*='/s/'], .rail a[href*='/d/']").count()
