"""The shipped defaults of Layer 3 in the framework's wording: the seven channels, and the kinds of content."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

Text = str | Promise


@dataclass(frozen=True)
class DefaultChannel:
    """A row of the framework's channel table. `months_to_effect` 0 with `is_single_event` reads 開催単位.

    `next_step` follows the framework's example: blog → whitepaper → mail → seminar → 商談; the others are left to decide.
    `next_how` says by what people are led there. `is_lasting`: 資産になる施策, else 費用が続く施策.
    """

    key: str
    name: Text
    role: Text
    months_to_effect: int
    effect: Text
    stages: tuple[str, ...]
    is_single_event: bool = False
    next_step: Text = ""
    next_how: Text = ""
    is_lasting: bool = False


CHANNELS: tuple[DefaultChannel, ...] = (
    DefaultChannel(
        "seo",
        _lazy("SEO・ブログ"),
        _lazy("課題に気づいた層の集客と教育"),
        6,
        _lazy("中長期（6か月〜）"),
        ("awareness", "consideration"),
        next_step=_lazy("ホワイトペーパー"),
        next_how=_lazy("記事の末尾から資料をダウンロード"),
        is_lasting=True,
    ),
    DefaultChannel(
        "search_ads",
        _lazy("リスティング広告"),
        _lazy("検索意図の強いリードの獲得"),
        1,
        _lazy("短期（1か月〜）"),
        ("consideration", "decision"),
    ),
    DefaultChannel(
        "whitepaper",
        _lazy("ホワイトペーパー"),
        _lazy("リード情報の取得、専門性の提示"),
        3,
        _lazy("中期（3か月〜）"),
        ("awareness", "consideration"),
        next_step=_lazy("メールマーケティング"),
        next_how=_lazy("ダウンロードのお礼メール"),
        is_lasting=True,
    ),
    DefaultChannel(
        "mail",
        _lazy("メールマーケティング"),
        _lazy("育成、関係づくり"),
        3,
        _lazy("中期（3か月〜）"),
        ("consideration", "decision"),
        next_step=_lazy("ウェビナー・セミナー"),
        next_how=_lazy("メールからの招待"),
        is_lasting=True,
    ),
    DefaultChannel(
        "webinar",
        _lazy("ウェビナー・セミナー"),
        _lazy("深い理解、信頼"),
        2,
        _lazy("中期（2か月〜）"),
        ("consideration", "decision"),
        next_step=_lazy("商談"),
        next_how=_lazy("参加後アンケートから個別相談"),
    ),
    DefaultChannel(
        "event",
        _lazy("展示会・イベント"),
        _lazy("対面の関係、大量のリード"),
        0,
        _lazy("短期（開催単位）"),
        ("awareness", "consideration"),
        is_single_event=True,
    ),
    DefaultChannel(
        "social",
        _lazy("SNS（LinkedIn等）"),
        _lazy("ブランド、コミュニティ"),
        6,
        _lazy("中長期（6か月〜）"),
        ("awareness",),
        is_lasting=True,
    ),
)

# The fixed colour slot of each channel in charts (tokens --c1 … --c7); others are drawn as outline and hatch.
COLOUR_SLOTS: dict[str, int] = {
    "seo": 1,
    "search_ads": 2,
    "whitepaper": 3,
    "mail": 4,
    "webinar": 5,
    "event": 6,
    "social": 7,
}

# Every content type the framework names, 稟議支援資料, and a few that teams keep beside them.
APPROVAL_SUPPORT = _lazy("稟議支援資料")
CONTENT_KINDS: tuple[Text, ...] = (
    _lazy("ブログ記事"),
    _lazy("ホワイトペーパー"),
    _lazy("デモ動画"),
    _lazy("比較資料"),
    _lazy("導入事例"),
    _lazy("ROI試算"),
    _lazy("経営者向け概要資料"),
    _lazy("業界レポート"),
    _lazy("技術ドキュメント"),
    _lazy("API仕様"),
    _lazy("セキュリティシート"),
    _lazy("ウェビナー"),
    APPROVAL_SUPPORT,
    _lazy("チェックリスト"),
    _lazy("紹介動画"),
    _lazy("料金表"),
    _lazy("FAQ"),
)
