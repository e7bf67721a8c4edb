"""The fields a file may be read into: per entity their kind, length, label, and the names by which files call them."""
# japanese-data
# ruff: noqa: E501 - tables are read across

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Entity, ImportRun

CUSTOM_PREFIX = "custom."
# 「金額(万円)」, 「従業員数（名）」, 「氏名【必須】」: said about the column, no part of its name.
UNIT = re.compile(r"[(\[【](?:単位:)?(?:[千百万億兆]*円|税抜|税込|名|人|社|件|%|yen|jpy|usd|¥|\$|必須|任意)[)\]】]")


class Kind(StrEnum):
    """How a cell is read; the value is the type of the staging column."""

    TEXT = "text"
    NAME = "name"  # vocabulary: width and blanks do not matter
    EMAIL = "email"
    DOMAIN = "domain"
    CORPORATE_NUMBER = "corporate_number"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    RATE = "rate"
    DATE = "date"
    MOMENT = "moment"
    BOOLEAN = "boolean"
    STAGE = "stage"
    OUTCOME = "outcome"
    CONSENT = "consent"
    ACTIVITY_TYPE = "activity_type"
    PATH = "path"
    METRIC = "metric"


COLUMN_TYPES = {
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "numeric",
    Kind.MONEY: "numeric(18,2)",
    Kind.RATE: "numeric(9,6)",
    Kind.DATE: "date",
    Kind.MOMENT: "timestamptz",
    Kind.BOOLEAN: "boolean",
}


@dataclass(frozen=True)
class ImportField:
    """One field: `aliases` are names in files, already folded (see `fold_heading`)."""

    name: str
    label: str | Promise
    kind: Kind = Kind.TEXT
    max_length: int = 255
    aliases: tuple[str, ...] = ()

    @property
    def column_type(self) -> str:
        return COLUMN_TYPES.get(self.kind, "text")


def _field(
    name: str, label: str | Promise, aliases: str = "", kind: Kind = Kind.TEXT, max_length: int = 255
) -> ImportField:
    return ImportField(
        name, label, kind, max_length, tuple(fold_heading(alias) for alias in aliases.split("|") if alias)
    )


def fold_heading(heading: str) -> str:
    """A heading for comparison: without units, brackets, blanks and signs, in one width and case."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s_\-./:・#*'\"()\[\]【】]+", "", UNIT.sub("", folded)).removeprefix("property")


LEAD_FIELDS = [
    _field("external_id", _lazy("外部ID"), "外部ID|リードID|顧客ID|会員ID|コンタクトID|ID|Lead ID|Contact ID|Record ID|Record ID - Contact|Prospect ID|MQL ID|Person ID|vid", max_length=120),
    _field("email", _lazy("メールアドレス"), "メール|メールアドレス|Eメール|E-mail|Email|Email Address|mail|E-mail address|Work email", Kind.EMAIL, 254),
    _field("full_name", _lazy("氏名"), "氏名|名前|お名前|担当者名|担当者|ご担当者名|Name|Full Name|Lead Name|Contact Name", max_length=160),
    _field("family_name", _lazy("姓"), "姓|名字|苗字|Last Name|Surname|Family Name", max_length=80),
    _field("given_name", _lazy("名（下の名前）"), "名|First Name|Given Name|Forename", max_length=80),
    _field("family_name_kana", _lazy("姓（カナ）"), "セイ|姓カナ|姓かな|姓フリガナ|姓ふりがな|姓よみ|Last Name Kana|Family Name Kana", max_length=80),
    _field("given_name_kana", _lazy("名（カナ）"), "メイ|名カナ|名かな|名フリガナ|名ふりがな|名よみ|First Name Kana|Given Name Kana", max_length=80),
    _field("job_title", _lazy("役職"), "役職|役職名|肩書|肩書き|Job Title|Title|Position|Jobtitle"),
    _field("department", _lazy("部署"), "部署|部署名|所属|所属部署|部門|Department|Division", max_length=160),
    _field("phone", _lazy("電話番号"), "電話|電話番号|TEL|Phone|Phone Number|Telephone|携帯|携帯電話|Mobile", max_length=60),
    _field("company_name", _lazy("会社名"), "会社|会社名|企業名|企業|法人名|貴社名|御社名|勤務先|所属企業|Company|Company Name|Account|Account Name|Organization|Associated Company|Primary Associated Company"),
    _field("company_domain", _lazy("会社のドメイン"), "ドメイン|会社ドメイン|Webサイト|ウェブサイト|サイト|ホームページ|URL|会社URL|Website|Domain|Company Domain|Company Domain Name|Website URL", Kind.DOMAIN),
    _field("company_external_id", _lazy("会社の外部ID"), "会社ID|企業ID|会社コード|取引先ID|取引先コード|Company ID|Account ID|Associated Company ID", max_length=120),
    _field("corporate_number", _lazy("法人番号"), "法人番号|Corporate Number", Kind.CORPORATE_NUMBER, 13),
    _field("company_industry", _lazy("会社の業種"), "業種|業界|業種名|Industry|Sector"),
    _field("company_employee_count", _lazy("会社の従業員数"), "従業員数|社員数|従業員|人数|Employees|Number of Employees|Employee Count|Company Size", Kind.INTEGER),
    _field("source", _lazy("流入元"), "流入元|流入経路|リードソース|獲得経路|獲得チャネル|チャネル|経路|媒体|ソース|Source|Lead Source|Original Source|Origin|Channel|UTM Source", Kind.NAME, 120),
    _field("campaign", _lazy("キャンペーン"), "キャンペーン|キャンペーン名|施策|施策名|展示会名|セミナー名|Campaign|Campaign Name|UTM Campaign", Kind.NAME, 160),
    _field("created_on", _lazy("獲得日"), "獲得日|作成日|登録日|登録日時|作成日時|取得日|初回接触日|リード獲得日|名刺交換日|Created|Created Date|Create Date|Created At|Createdate|Date Created|First Contact Date|Became a Lead Date", Kind.DATE),
    _field("stage", _lazy("入ったときのステージ"), "ステージ|ライフサイクルステージ|ライフサイクル|段階|Lifecycle Stage|Lifecyclestage|Stage", Kind.STAGE),
    _field("consent_basis", _lazy("メール配信の根拠"), "同意|同意の根拠|配信根拠|配信の根拠|メール配信の根拠|オプトイン|Consent|Consent Basis|Opt In|Legal basis for processing contact's data", Kind.CONSENT),
    _field("consent_on", _lazy("同意を得た日"), "同意日|同意を得た日|Consent Date", Kind.DATE),
    _field("consent_source", _lazy("同意を得た場所"), "同意の取得元|同意を得た場所|Consent Source"),
    _field("became_mql_on", _lazy("MQLになった日"), "MQL日|MQL化日|MQLになった日|MQL Date|Became MQL On|Became a Marketing Qualified Lead Date", Kind.DATE),
    _field("became_sql_on", _lazy("SQLになった日"), "SQL日|SQL化日|SQLになった日|SQL Date|Became SQL On|Became a Sales Qualified Lead Date", Kind.DATE),
    _field("became_opportunity_on", _lazy("商談になった日"), "商談化日|商談日|商談になった日|Converted Date|Became Opportunity On|Became an Opportunity Date", Kind.DATE),
    _field("became_customer_on", _lazy("顧客になった日"), "受注日|成約日|顧客化日|顧客になった日|Became Customer On|Became a Customer Date", Kind.DATE),
    _field("deal_external_id", _lazy("商談の外部ID"), "商談ID|案件ID|Converted Opportunity ID|ConvertedOpportunityId|Opportunity ID|Deal ID", max_length=120),
    _field("owner", _lazy("担当者"), "営業担当|リード所有者|Owner|Lead Owner|Contact Owner|Owner Email", max_length=254),
    _field("is_test", _lazy("テスト用"), "テスト|テスト用|Is Test", Kind.BOOLEAN),
]  # fmt: skip

COMPANY_FIELDS = [
    _field("external_id", _lazy("外部ID"), "外部ID|会社ID|企業ID|会社コード|取引先ID|取引先コード|ID|Company ID|Account ID|Record ID|Record ID - Company|EDINETコード", max_length=120),
    _field("name", _lazy("会社名"), "会社|会社名|企業名|法人名|名称|商号|商号又は名称|取引先名|提出者名|Name|Company|Company Name|Account|Account Name"),
    _field("name_kana", _lazy("会社名（カナ）"), "会社名カナ|会社名かな|会社名フリガナ|フリガナ|カナ|提出者名ヨミ|Name Kana"),
    _field("domain", _lazy("ドメイン"), "ドメイン|Webサイト|ウェブサイト|サイト|ホームページ|URL|Website|Domain|Company Domain|Company Domain Name|Website URL", Kind.DOMAIN),
    _field("corporate_number", _lazy("法人番号"), "法人番号|提出者法人番号|Corporate Number", Kind.CORPORATE_NUMBER, 13),
    _field("industry", _lazy("業種"), "業種|業界|業種名|提出者業種|Industry|Sector", max_length=120),
    _field("employee_count", _lazy("従業員数"), "従業員数|社員数|従業員|人数|Employees|Number of Employees|Employee Count|Company Size", Kind.INTEGER),
    _field("annual_revenue", _lazy("年間売上高"), "売上|売上高|年商|年間売上|年間売上高|Revenue|Annual Revenue|Annualrevenue", Kind.MONEY),
    _field("region", _lazy("地域"), "地域|エリア|都道府県|Region|State|State/Region", max_length=120),
    _field("country", _lazy("国"), "国|国名|Country|Country/Region|Office Location", max_length=80),
    _field("lifetime_value", _lazy("顧客生涯価値（LTV）"), "LTV|顧客生涯価値|Lifetime Value|Customer Lifetime Value", Kind.MONEY),
    _field("gross_margin_rate", _lazy("粗利率"), "粗利率|粗利益率|売上総利益率|Gross Margin|Gross Margin Rate", Kind.RATE),
    _field("contract_ends_on", _lazy("契約終了日"), "契約終了日|契約満了日|契約更新日|Contract End Date|Contract Ends On|Renewal Date", Kind.DATE),
]  # fmt: skip

DEAL_FIELDS = [
    _field("external_id", _lazy("外部ID"), "外部ID|商談ID|案件ID|案件番号|ID|Deal ID|Opportunity ID|OpportunityId|Record ID|Record ID - Deal|Seller ID", max_length=120),
    _field("lead_external_id", _lazy("リードの外部ID"), "リードID|顧客ID|コンタクトID|Lead ID|Contact ID|Associated Contact ID|MQL ID", max_length=120),
    _field("company_external_id", _lazy("会社の外部ID"), "会社ID|企業ID|会社コード|取引先ID|取引先コード|Company ID|Account ID|Associated Company ID", max_length=120),
    _field("company_name", _lazy("会社名"), "会社|会社名|企業名|法人名|取引先|取引先名|顧客名|Company|Company Name|Account|Account Name|Associated Company"),
    _field("company_domain", _lazy("会社のドメイン"), "ドメイン|会社ドメイン|Domain|Company Domain|Website", Kind.DOMAIN),
    _field("corporate_number", _lazy("法人番号"), "法人番号|Corporate Number", Kind.CORPORATE_NUMBER, 13),
    _field("company_industry", _lazy("会社の業種"), "業種|業界|業種名|Industry|Sector", max_length=120),
    _field("company_employee_count", _lazy("会社の従業員数"), "従業員数|社員数|従業員|人数|Employees|Number of Employees|Employee Count|Company Size", Kind.INTEGER),
    _field("company_region", _lazy("会社の地域"), "地域|エリア|都道府県|Region", max_length=120),
    _field("name", _lazy("商談名"), "商談名|案件名|件名|Name|Deal Name|Dealname|Opportunity Name"),
    _field("product", _lazy("商品"), "商品|商品名|製品|製品名|サービス|プラン|Product|Product Name", max_length=160),
    _field("owner", _lazy("担当者"), "担当|担当者|営業担当|営業担当者|所有者|Owner|Deal Owner|Opportunity Owner|Sales Agent|Sales Rep|Owner ID|Owner Employee ID", max_length=160),
    _field("stage", _lazy("商談の段階"), "段階|ステージ|フェーズ|商談フェーズ|商談ステージ|進捗|Stage|Deal Stage|Stage Name|Sales Stage", max_length=120),
    _field("amount", _lazy("金額"), "金額|受注金額|受注額|商談金額|見込金額|見込み金額|契約金額|売上|単価|Amount|Deal Amount|Close Value|Value|Revenue", Kind.MONEY),
    _field("opened_on", _lazy("商談開始日"), "商談開始日|開始日|作成日|商談作成日|案件発生日|商談化日|初回商談日|Created Date|Create Date|Created At|Createdate|Engage Date|Open Date|Opened On", Kind.DATE),
    _field("closed_on", _lazy("受注・失注日"), "受注日|失注日|成約日|完了日|クローズ日|決着日|結果日|受注・失注日|契約日|Close Date|Closedate|Closed Date|Closed On|Won Date", Kind.DATE),
    _field("outcome", _lazy("結果"), "結果|受注結果|受注失注|受注・失注|成否|勝敗|ステータス|Outcome|Result|Status", Kind.OUTCOME),
    _field("lost_reason", _lazy("失注理由"), "失注理由|敗因|Lost Reason|Closed Lost Reason|Loss Reason"),
    _field("churned_on", _lazy("解約日"), "解約日|Churn Date|Churned On", Kind.DATE),
]  # fmt: skip

ACTIVITY_FIELDS = [
    _field("external_id", _lazy("外部ID"), "外部ID|行動ID|ID|Activity ID|Event ID|Record ID", max_length=120),
    _field("lead_external_id", _lazy("リードの外部ID"), "リードID|顧客ID|コンタクトID|Lead ID|Contact ID|Lead External ID|Who ID", max_length=120),
    _field("lead_email", _lazy("リードのメールアドレス"), "メール|メールアドレス|Email|Email Address|Lead Email|Recipient", Kind.EMAIL, 254),
    _field("type", _lazy("種別"), "種別|種類|行動|行動種別|アクション|イベント|Type|Activity Type|Event|Event Type|Event Name", Kind.ACTIVITY_TYPE, 60),
    _field("occurred_at", _lazy("日時"), "日時|日付|発生日時|行動日時|実施日|Date|Datetime|Timestamp|Created|Created At|Activity Date|Occurred At|Event Date", Kind.MOMENT),
    _field("path", _lazy("ページのパス"), "ページ|パス|URL|ページURL|Path|Page|Page URL|Page Path", Kind.PATH, 500),
]  # fmt: skip

SERIES_FIELDS = [
    _field("date", _lazy("日付"), "日付|日|年月日|Date|Day", Kind.DATE),
    _field("metric", _lazy("指標"), "指標|項目|指標名|Metric|KPI", Kind.METRIC, 120),
    _field("dimension", _lazy("チャネル・ページ"), "チャネル|ページ|内訳|チャネル・ページ|Dimension|Channel|Page|Source", max_length=200),
    _field("value", _lazy("値"), "値|数値|実績|Value|Amount|Count", Kind.MONEY),
    _field("target_of", _lazy("目標とする指標"), "目標|目標とする指標|Target Of", Kind.METRIC, 120),
]  # fmt: skip

FIELDS: dict[str, list[ImportField]] = {
    ImportRun.Entity.LEADS: LEAD_FIELDS,
    ImportRun.Entity.COMPANIES: COMPANY_FIELDS,
    ImportRun.Entity.DEALS: DEAL_FIELDS,
    ImportRun.Entity.ACTIVITIES: ACTIVITY_FIELDS,
    ImportRun.Entity.SERIES: SERIES_FIELDS,
}
# Under which entity the custom fields of a file are declared; series have none.
CUSTOM_ENTITIES: dict[str, str] = {
    ImportRun.Entity.LEADS: Entity.LEAD,
    ImportRun.Entity.COMPANIES: Entity.COMPANY,
    ImportRun.Entity.DEALS: Entity.DEAL,
    ImportRun.Entity.ACTIVITIES: Entity.ACTIVITY,
}


def fields_of(entity: str) -> dict[str, ImportField]:
    """The fields of `leads`, `companies`, `deals`, `activities` or `series` by name."""
    return {field.name: field for field in FIELDS[entity]}
