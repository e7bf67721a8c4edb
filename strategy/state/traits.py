"""The six traits in which BtoB differs from BtoC, as the framework names them, and the defaults that follow from an answer.

The step that uses a trait belongs to a later app; it registers how an answer becomes its default:

    traits.register_default("channels_of_search", give_reasons)

`apply(strategy, answers, actor)` changes only what nobody has typed yet and returns one sentence on what it did ("" for
nothing).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

if TYPE_CHECKING:
    from strategy.models import Strategy
    from workspaces.models import User

Text = str | Promise
Apply = Callable[["Strategy", Sequence[str], "User | None"], str]
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Choice:
    """An answer; `is_consumer` marks what is typical of BtoC."""

    key: str
    label: Text
    is_consumer: bool = False


@dataclass(frozen=True)
class Trait:
    """A row of the framework's table. `misfit` names the parts that will not fit a business that answers as BtoC does."""

    key: str
    name: Text
    business: Text
    consumer: Text
    question: Text
    choices: tuple[Choice, ...]
    used_in: Text
    misfit: Text
    takes_several: bool = False


TRAITS: tuple[Trait, ...] = (
    Trait(
        "decision_makers",
        _lazy("意思決定者"),
        _lazy("担当・上長・経営など複数"),
        _lazy("本人ひとり"),
        _lazy("購入を決めるまでに、どのような人が関わりますか"),
        (
            Choice("researcher", _lazy("現場の担当")),
            Choice("champion", _lazy("部門の管理職")),
            Choice("decision_maker", _lazy("経営・役員")),
            Choice("technical", _lazy("情報システム")),
            Choice("alone", _lazy("本人ひとり"), is_consumer=True),
        ),
        _lazy("購買関与者の初期値になります"),
        _lazy("購買関与者と役割ごとのコンテンツ"),
        takes_several=True,
    ),
    Trait(
        "buying_period",
        _lazy("検討期間"),
        _lazy("数週間から数か月"),
        _lazy("数秒から数日"),
        _lazy("最初の接点から受注まで、どれくらいかかりますか"),
        (
            Choice("days", _lazy("数日まで"), is_consumer=True),
            Choice("1", _lazy("1か月ほど")),
            Choice("3", _lazy("2〜3か月")),
            Choice("6", _lazy("半年ほど")),
            Choice("12", _lazy("1年ほど、またはそれ以上")),
        ),
        _lazy("逆算の検討期間の初期値になります"),
        _lazy("リードの育成"),
    ),
    Trait(
        "motive",
        _lazy("購買動機"),
        _lazy("課題解決、業務改善、ROI"),
        _lazy("感情、欲求、便利さ"),
        _lazy("買う決め手になるのは、主にどれですか"),
        (
            Choice("problem", _lazy("課題の解決")),
            Choice("improvement", _lazy("業務の改善")),
            Choice("roi", _lazy("投資対効果（ROI）")),
            Choice("feeling", _lazy("好みや便利さ"), is_consumer=True),
        ),
        _lazy("意思決定者へのメッセージの初期値になります"),
        _lazy("稟議の資料とROI試算"),
    ),
    Trait(
        "deal_size",
        _lazy("商談単価"),
        _lazy("数十万円から数千万円"),
        _lazy("数百円から数万円"),
        _lazy("1件の受注は、およそいくらですか"),
        (
            Choice("small", _lazy("数万円まで"), is_consumer=True),
            Choice("500000", _lazy("数十万円（50万円前後）")),
            Choice("2000000", _lazy("数百万円（200万円前後）")),
            Choice("5000000", _lazy("数百万円（500万円前後）")),
            Choice("20000000", _lazy("数千万円（2,000万円前後）")),
        ),
        _lazy("平均受注単価の初期値になります"),
        _lazy("営業への引き渡し"),
    ),
    Trait(
        "research",
        _lazy("情報収集"),
        _lazy("比較、事例、専門的な情報"),
        _lazy("口コミ、SNS、広告"),
        _lazy("ICPの担当者は、ふだんどこで情報を集めますか"),
        (
            Choice("search", _lazy("検索と専門の記事")),
            Choice("comparison", _lazy("比較サイト・比較資料")),
            Choice("seminar", _lazy("セミナー・勉強会")),
            Choice("exhibition", _lazy("展示会・業界の集まり")),
            Choice("mail", _lazy("メールマガジン")),
            Choice("word_of_mouth", _lazy("口コミ・SNS・広告が中心"), is_consumer=True),
        ),
        _lazy("チャネルの選定理由のヒントになります"),
        _lazy("ホワイトペーパーとセミナー"),
        takes_several=True,
    ),
    Trait(
        "role",
        _lazy("マーケティングの役割"),
        _lazy("リードの育成と商談づくり"),
        _lazy("認知と購入の促進"),
        _lazy("マーケティングに求められているのは、どちらに近いですか"),
        (
            Choice("leads", _lazy("リードの獲得まで")),
            Choice("deals", _lazy("リードの育成と商談づくり")),
            Choice("awareness", _lazy("認知と購入の促進"), is_consumer=True),
        ),
        _lazy("役割分担の初期値になります"),
        _lazy("MQL基準とSLA"),
    ),
)
_defaults: dict[str, list[Apply]] = {}


def trait_of(key: str) -> Trait:
    """The trait with this key. Raises StopIteration for a key that is none."""
    return next(trait for trait in TRAITS if trait.key == key)


def register_default(key: str, apply: Apply) -> None:
    """Let an answer become the default of a step; called once, when the app of the step starts."""
    if apply not in _defaults.setdefault(key, []):
        _defaults[key].append(apply)


def defaults_of(key: str) -> list[Apply]:
    """What follows from an answer to a trait."""
    return _defaults.get(key, [])


def misfit_sentence(answers: Mapping[str, Sequence[str]]) -> str:
    """One sentence on which parts will not fit when answers are typical of BtoC; empty when none is."""
    consumer = [trait for trait in TRAITS if _is_consumer(trait, answers.get(trait.key, ()))]
    if not consumer:
        return ""
    joined = _("・").join
    return _("%(traits)sがBtoCに近いため、%(parts)sはこの枠組みのままでは合いません") % {
        "traits": joined(str(trait.name) for trait in consumer),
        "parts": joined(str(trait.misfit) for trait in consumer),
    }


def _is_consumer(trait: Trait, chosen: Sequence[str]) -> bool:
    return (
        bool(chosen)
        and all(choice.is_consumer for choice in trait.choices if choice.key in chosen)
        and (any(choice.key in chosen for choice in trait.choices))
    )
