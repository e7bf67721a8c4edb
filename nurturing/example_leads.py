"""Ten people on whom an MQL rule is tried while a workspace has no history."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

Text = str | Promise


@dataclass(frozen=True)
class ExampleLead:
    """One of ten people on whom a rule is tried while there is no history."""

    name: Text
    industry: Text
    employee_count: int
    job_title: Text
    department: Text
    done: dict[str, int]  # activity type → how often, all of them in the last days


EXAMPLES = (
    ExampleLead(
        _lazy("部長が料金と事例を確認"),
        _lazy("製造業"),
        320,
        _lazy("部長"),
        _lazy("購買部"),
        {"pricing": 2, "case_study": 2, "download": 1},
    ),
    ExampleLead(
        _lazy("役員がデモを依頼"), _lazy("製造業"), 850, _lazy("取締役"), _lazy("経営企画部"), {"demo_request": 1}
    ),
    ExampleLead(
        _lazy("課長がセミナーに参加"),
        _lazy("製造業"),
        180,
        _lazy("課長"),
        _lazy("情報システム部"),
        {"webinar_attended": 1, "download": 1},
    ),
    ExampleLead(_lazy("担当者が資料だけ"), _lazy("製造業"), 240, _lazy("担当"), _lazy("総務部"), {"download": 2}),
    ExampleLead(
        _lazy("業種は違うが熱心"),
        _lazy("小売業"),
        400,
        _lazy("部長"),
        _lazy("営業部"),
        {"pricing": 3, "webinar_attended": 2, "download": 3},
    ),
    ExampleLead(_lazy("条件は合うが動きなし"), _lazy("製造業"), 500, _lazy("部長"), _lazy("購買部"), {}),
    ExampleLead(_lazy("展示会で名刺だけ"), _lazy("製造業"), 700, _lazy("課長"), _lazy("製造部"), {"event_card": 1}),
    ExampleLead(
        _lazy("小さな会社の社長"),
        _lazy("製造業"),
        20,
        _lazy("代表取締役"),
        _lazy("経営"),
        {"pricing": 2, "case_study": 1},
    ),
    ExampleLead(_lazy("学生の調べもの"), _lazy("教育"), 0, _lazy("学生"), "", {"download": 3, "case_study": 2}),
    ExampleLead(
        _lazy("メールを読み続けている"),
        _lazy("製造業"),
        150,
        _lazy("主任"),
        _lazy("生産管理部"),
        {"email_click": 4, "case_study": 2, "download": 1},
    ),
)
