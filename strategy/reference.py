"""Published figures to hold one's own against: value, unit, who published it, where, when, for which region, and what to
mind. They are shown as 参考値 and used as 目安; nothing in the product passes or fails by them."""
# japanese-data

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

Text = str | Promise
JAPAN, WORLD = _lazy("日本"), _lazy("海外")
OWN_DEFINITION = _lazy("各社で定義が違います")
VENDOR = _lazy("事業者の推計です")
VIA = _lazy("元の調査からの引用（孫引き）です")
ESTIMATE = _lazy("公式の調査ではありません")
PERCENT, YEN, PEOPLE, TIMES = "%", _lazy("円"), _lazy("人"), _lazy("回")


@dataclass(frozen=True)
class Reference:
    """A published range (`high` empty: a single value) with its source; `year` is empty where the source names none."""

    name: Text
    low: str
    high: str
    unit: Text
    publisher: str
    url: str
    year: str
    region: Text
    caveat: Text = ""

    @property
    def value(self) -> str:
        return _("%(low)s〜%(high)s") % {"low": self.low, "high": self.high} if self.high else self.low


@dataclass(frozen=True)
class Group:
    key: str
    name: Text
    rows: tuple[Reference, ...]


_LEAD_TO_MQL, _MQL_TO_SQL = _lazy("リード→MQL率"), _lazy("MQL→SQL率")
_WIN, _CVR = _lazy("商談→受注率"), _lazy("サイト訪問→リード率")
_DECISENSE = "decisense.co.jp"

RATES = Group(
    "rates",
    _lazy("段階ごとの率"),
    (
        Reference(_CVR, "1", "", PERCENT, "lifemarkety", "https://lifemarkety.com/blog/kpi-guideline", "", JAPAN),
        Reference(
            _CVR, "1", "2", PERCENT, "lifemarkety", "https://lifemarkety.com/blog/kpi-measure?hsLang=ja", "", JAPAN
        ),
        Reference(
            _LEAD_TO_MQL, "15", "30", PERCENT, "altiorco (First Page Sage)",
            "https://altiorco.com/revops-dictionary/conversion-rate", "", WORLD, VIA,
        ),
        Reference(
            _LEAD_TO_MQL, "20", "40", PERCENT, "b2blead.io", "https://www.b2blead.io/blog/b2b-conversion-rate", "", WORLD,
            OWN_DEFINITION,
        ),
        Reference(
            _MQL_TO_SQL, "15", "", PERCENT, "CLYR",
            "https://www.clyr.co.jp/posts/double-deal-conversion-with-marketing-automation-practical-guide-2639", "", JAPAN,
            _lazy("平均として"),
        ),
        Reference(
            _MQL_TO_SQL, "25", "35", PERCENT, "CLYR",
            "https://www.clyr.co.jp/posts/double-deal-conversion-with-marketing-automation-practical-guide-2639", "", JAPAN,
            _lazy("MAをうまく使う企業の値です"),
        ),
        Reference(
            _MQL_TO_SQL, "13", "22", PERCENT, "Fairview",
            "https://getfairview.com/blog/marketing-funnel-metrics-template", "", WORLD, OWN_DEFINITION,
        ),
        Reference(
            _MQL_TO_SQL, "30", "50", PERCENT, "altiorco", "https://altiorco.com/revops-dictionary/conversion-rate", "",
            WORLD, OWN_DEFINITION,
        ),
        Reference(
            _lazy("MQL→アポイント率"), "20", "40", PERCENT, "lifemarkety", "https://lifemarkety.com/blog/kpi-guideline", "",
            JAPAN,
        ),
        Reference(
            _lazy("アポイント→商談率"), "70", "80", PERCENT, "lifemarkety", "https://lifemarkety.com/blog/kpi-guideline", "",
            JAPAN,
        ),
        Reference(
            _lazy("SQL→商談率"), "30", "50", PERCENT, "Fairview",
            "https://getfairview.com/blog/marketing-funnel-metrics-template", "", WORLD, OWN_DEFINITION,
        ),
        Reference(
            _lazy("SQL→商談率"), "50", "75", PERCENT, "altiorco", "https://altiorco.com/revops-dictionary/conversion-rate",
            "", WORLD, OWN_DEFINITION,
        ),
        Reference(
            _lazy("リード→商談率"), "20", "30", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/sales-meeting-conversion-rate-average", "2025", JAPAN, VENDOR,
        ),
        Reference(
            _lazy("リード→商談率（Webからの問い合わせ）"), "35", "40", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/lead-conversion-funnel", "2025", JAPAN, VIA,
        ),
        Reference(
            _lazy("リード→商談率（展示会・セミナー）"), "25", "30", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/lead-conversion-funnel", "2025", JAPAN, VIA,
        ),
        Reference(
            _lazy("リード→商談率（自社からの働きかけ）"), "10", "15", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/lead-conversion-funnel", "2025", JAPAN, VIA,
        ),
        Reference(
            _WIN, "20", "", PERCENT, _DECISENSE,
            "https://decisense.co.jp/article/btob-sales-close-rate-improvement-guide", "", JAPAN, VIA,
        ),
        Reference(
            _WIN, "20", "30", PERCENT, "onlystory", "https://onlystory.co.jp/service/?p=5937", "", JAPAN,
            _lazy("高額の商材は10%台です"),
        ),
        Reference(
            _WIN, "20", "35", PERCENT, "Fairview", "https://getfairview.com/blog/marketing-funnel-metrics-template", "",
            WORLD, OWN_DEFINITION,
        ),
        Reference(
            _lazy("リード→受注率"), "1", "5", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/lead-generation-funnel", "", JAPAN, VIA,
        ),
        Reference(
            _lazy("ホワイトペーパーのリード→受注率"), "1", "", PERCENT, "lifemarkety (WACUL)",
            "https://lifemarkety.com/blog/kpi-measure?hsLang=ja", "2020", JAPAN, VIA,
        ),
        Reference(
            _lazy("転換率が期待を下回ると答えた企業"), "70.2", "", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/lead-handoff-rules-mql-sql-sla-design", "2026", JAPAN, VIA,
        ),
    ),
)  # fmt: skip
COSTS = Group(
    "costs",
    _lazy("リード単価と予算"),
    (
        Reference(
            _lazy("リード単価（全体）"), "3,500", "13,000", YEN, "enpreth",
            "https://enpreth.jp/media/lead-generation-price", "", JAPAN,
        ),
        Reference(
            _lazy("リード単価が上がったと感じる企業"), "93.2", "", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/lead-nurturing-flow", "2025", JAPAN, VIA,
        ),
        Reference(
            _lazy("ホワイトペーパーのリード単価"), "10,000", "30,000", YEN, "ferret One",
            "https://ferret-one.com/blog/whitepaper-report-2025-chapter2", "2025", JAPAN, _lazy("最も多い回答（n=330）"),
        ),
        Reference(
            _lazy("ホワイトペーパーのダウンロード（月）"), "101", "300", TIMES, "ferret One",
            "https://ferret-one.com/blog/whitepaper-report-2025-chapter2", "2025", JAPAN, _lazy("最も多い回答（n=330）"),
        ),
        Reference(
            _lazy("SEO記事のリード単価"), "5,000", "20,000", YEN, "mediasprint",
            "https://mediasprint.jp/article/lead-generation-article-design-v2", "", JAPAN, ESTIMATE,
        ),
        Reference(
            _lazy("展示会のリード単価"), "5,000", "10,000", YEN, "malnage", "https://malnage.jp/blog/20231220-01/", "2023",
            JAPAN, VENDOR,
        ),
        Reference(
            _lazy("展示会1回の総費用"), "5,000,000", "10,000,000", YEN, "vizlabo",
            "https://vizlabo.com/Article/Article133", "", JAPAN, VENDOR,
        ),
        Reference(
            _lazy("ウェビナーのリード単価"), "8,000", "", YEN, "malnage", "https://malnage.jp/blog/20231220-01/", "2023",
            JAPAN, _lazy("同じ事業者は自社の値を1,500円としています"),
        ),
        Reference(
            _lazy("電話のリード単価"), "5,000", "10,000", YEN, "malnage", "https://malnage.jp/blog/20231220-01/", "2023",
            JAPAN, VENDOR,
        ),
        Reference(
            _lazy("訪問のリード単価"), "10,000", "50,000", YEN, "malnage", "https://malnage.jp/blog/20231220-01/", "2023",
            JAPAN, VENDOR,
        ),
        Reference(
            _lazy("Web広告のリード単価"), "1,500", "", YEN, "malnage", "https://malnage.jp/blog/20231220-01/", "2023", JAPAN,
            _lazy("ほかの資料より低く、下限とみてください"),
        ),
        Reference(
            _lazy("SNSのリード単価"), "100", "500", YEN, "malnage", "https://malnage.jp/blog/20231220-01/", "2023", JAPAN,
            _lazy("ほかの資料より低く、下限とみてください"),
        ),
        Reference(
            _lazy("売上に対するマーケティング予算"), "2", "5", PERCENT, "seminar2b", "https://seminar2b.site/?p=497", "",
            JAPAN, _lazy("BtoBの経験則です"),
        ),
        Reference(
            _lazy("売上に対するマーケティング予算（実態）"), "0.2", "", PERCENT, "innova",
            "https://innova-jp.com/media/sales-inefficiencies/3-1", "", JAPAN, _lazy("推計です。米国は約9%とされます"),
        ),
        Reference(
            _lazy("展示会の成果をみる期間（月）"), "6", "12", _lazy("か月"), "才流",
            "https://sairu.co.jp/guide/exhibition/column/20240801_506", "2024", JAPAN,
            _lazy("来場した企業の受注を数える期間です。検討の長い商材は2〜3年"),
        ),
    ),
)  # fmt: skip
CONTACT = Group(
    "contact",
    _lazy("メール・ウェビナー・電話"),
    (
        Reference(
            _lazy("メール開封率"), "28.8", "", PERCENT, "faxdmya", "https://www.faxdmya.com/?p=55116", "", JAPAN,
            _lazy("BtoBの平均として。開封の計測は実際より高めに出ます"),
        ),
        Reference(
            _lazy("メール開封率"), "20", "30", PERCENT, "jbn", "https://note.com/jbn_director/n/n89a44e05302f", "", JAPAN,
        ),
        Reference(
            _lazy("メール開封率（下限の目安）"), "15", "", PERCENT, "jbn (WACUL)",
            "https://note.com/jbn_director/n/n89a44e05302f", "", JAPAN, VIA,
        ),
        Reference(
            _lazy("メール開封率（ITサービス）"), "14.59", "", PERCENT, "river-lll",
            "https://media.river-lll.com/articles/rmiegguvwgmnm1ga4ueng", "", JAPAN, VIA,
        ),
        Reference(
            _lazy("メール開封率（製造ほか）"), "20.49", "", PERCENT, "jbn",
            "https://note.com/jbn_director/n/n89a44e05302f", "2022", JAPAN, VIA,
        ),
        Reference(
            _lazy("メールのクリック率"), "2", "3", PERCENT, "faxdmya", "https://www.faxdmya.com/?p=55116", "", JAPAN,
        ),
        Reference(
            _lazy("メールのクリック率（製造ほか）"), "3.10", "", PERCENT, "jbn",
            "https://note.com/jbn_director/n/n89a44e05302f", "2022", JAPAN, VIA,
        ),
        Reference(
            _lazy("メールの不達率（製造ほか）"), "5.13", "", PERCENT, "jbn",
            "https://note.com/jbn_director/n/n89a44e05302f", "2022", JAPAN, VIA,
        ),
        Reference(
            _lazy("配信停止率（製造ほか）"), "0.14", "", PERCENT, "jbn",
            "https://note.com/jbn_director/n/n89a44e05302f", "2022", JAPAN, VIA,
        ),
        Reference(
            _lazy("メールの到達率（下限の目安）"), "95", "", PERCENT, "faxdmya", "https://www.faxdmya.com/?p=55116", "",
            JAPAN, _lazy("不達は2%未満、5%を超えると危険とされます"),
        ),
        Reference(
            _lazy("迷惑メールの報告率（上限の目安）"), "0.3", "", PERCENT, "faxdmya", "https://www.faxdmya.com/?p=55116", "",
            JAPAN,
        ),
        Reference(
            _lazy("ウェビナーの申込者"), "30", "50", PEOPLE, "otsunagi",
            "https://media.otsunagi.co/2025/10/24/webinar-kpi-benchmark", "2025", JAPAN, _lazy("NexProの調査からの引用です"),
        ),
        Reference(
            _lazy("ウェビナーの参加率"), "60", "70", PERCENT, "otsunagi",
            "https://media.otsunagi.co/2025/10/24/webinar-kpi-benchmark", "2025", JAPAN, _lazy("NexProの調査からの引用です"),
        ),
        Reference(
            _lazy("ウェビナーの視聴時間"), "50", "60", _lazy("分"), "otsunagi",
            "https://media.otsunagi.co/2025/10/24/webinar-kpi-benchmark", "2025", JAPAN, _lazy("NexProの調査からの引用です"),
        ),
        Reference(
            _lazy("ウェビナーの参加率（IT）"), "75", "", PERCENT, "debono", "https://debono.jp/5019", "", JAPAN, VENDOR,
        ),
        Reference(
            _lazy("ウェビナーからの商談（製造）"), "8", "15", PERCENT, "debono", "https://debono.jp/5019", "", JAPAN, VENDOR,
        ),
        Reference(
            _lazy("20分以内に視聴を続けるか決める人"), "55.9", "", PERCENT, "ferret", "https://ferret-plus.com/86178", "",
            JAPAN, VIA,
        ),
        Reference(
            _lazy("リード1件への架電"), "4.5", "", TIMES, "MarkeZine", "https://markezine.jp/article/detail/47156", "", JAPAN,
            VIA,
        ),
        Reference(
            _lazy("1日の架電"), "40", "50", TIMES, "wsf-is", "https://wsf-is.com/?p=6591", "", JAPAN, VENDOR,
        ),
        Reference(
            _lazy("架電でつながる率"), "15", "20", PERCENT, "wsf-is", "https://wsf-is.com/?p=6591", "", JAPAN, VENDOR,
        ),
        Reference(
            _lazy("架電からのアポイント率（初めての相手）"), "0.5", "2", PERCENT, "wsf-is", "https://wsf-is.com/?p=6591", "",
            JAPAN, VENDOR,
        ),
        Reference(
            _lazy("MAを導入した企業"), "1.5", "", PERCENT, _DECISENSE,
            "https://decisense.co.jp/guide/lead-nurturing-automation-design-guide", "2023", JAPAN,
            _lazy("上場企業では14.6%。元の調査からの引用（孫引き）です"),
        ),
    ),
)  # fmt: skip
GROUPS = (RATES, COSTS, CONTACT)
