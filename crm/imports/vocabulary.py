"""The words in which files say stages, outcomes, consent, yes and no, and activity types; keys are folded headings."""
# japanese-data

from __future__ import annotations

from crm.models import ActivityType, Consent, Deal, Stage

# Longest names first: 「百万円」 also holds 「円」.
UNITS = [("百万円", 10**6), ("十億円", 10**9), ("億円", 10**8), ("千万円", 10**7), ("万円", 10**4), ("千円", 10**3), ("兆円", 10**12)]  # fmt: skip  # noqa: E501

STAGES = {
    "サブスクライバー": Stage.SUBSCRIBER, "購読者": Stage.SUBSCRIBER, "メルマガ": Stage.SUBSCRIBER,
    "メルマガ登録": Stage.SUBSCRIBER, "newsletter": Stage.SUBSCRIBER, "リード": Stage.LEAD, "見込み客": Stage.LEAD,
    "見込客": Stage.LEAD, "new": Stage.LEAD, "marketingqualifiedlead": Stage.MQL, "salesqualifiedlead": Stage.SQL,
    "商談": Stage.OPPORTUNITY, "opportunities": Stage.OPPORTUNITY, "顧客": Stage.CUSTOMER, "受注": Stage.CUSTOMER,
    "既存顧客": Stage.CUSTOMER, "won": Stage.CUSTOMER, "evangelist": Stage.CUSTOMER,
}  # fmt: skip

OUTCOMES = {
    **dict.fromkeys(
        ["受注", "成約", "成立", "獲得", "契約", "契約済", "契約済み", "勝", "勝ち", "won", "closedwon", "win", "true", "yes",
         "1", "○", "〇", "◯", "受注済", "受注済み", "accepted"], Deal.Outcome.WON),
    **dict.fromkeys(
        ["失注", "不成立", "不成約", "敗", "敗け", "負け", "見送り", "辞退", "キャンセル", "lost", "closedlost", "lose", "loss",
         "false", "no", "0", "×", "x", "rejected", "cancelled", "canceled"], Deal.Outcome.LOST),
    **dict.fromkeys(
        ["進行中", "商談中", "提案中", "検討中", "交渉中", "継続", "継続中", "未定", "open", "inprogress", "pending", "-"],
        Deal.Outcome.OPEN),
}  # fmt: skip

CONSENT = {
    **dict.fromkeys(["本人の同意", "同意", "同意あり", "同意する", "あり", "オプトイン", "optin", "yes", "true", "1", "はい", "○", "〇",
                     "可", "許可", "希望する"], Consent.Basis.OPT_IN),
    **dict.fromkeys(["名刺交換", "名刺", "businesscard"], Consent.Basis.BUSINESS_CARD),
    **dict.fromkeys(["取引関係", "取引先", "既存顧客", "顧客", "relationship", "existingrelationship", "customer"],
                    Consent.Basis.RELATIONSHIP),
    **dict.fromkeys(["公開アドレス", "公開", "published"], Consent.Basis.PUBLISHED),
    **dict.fromkeys(["同意なし", "なし", "不可", "拒否", "オプトアウト", "optout", "no", "false", "0", "いいえ", "×", "希望しない",
                     "none"], Consent.Basis.NONE),
    **dict.fromkeys(["不明", "unknown", "-", "未確認"], Consent.Basis.UNKNOWN),
}  # fmt: skip

YES = {"true", "yes", "y", "t", "1", "はい", "有", "あり", "○", "〇", "◯", "真", "on"}
NO = {"false", "no", "n", "f", "0", "いいえ", "無", "なし", "×", "偽", "off"}

ACTIVITY_TYPES = {
    "ページ閲覧": ActivityType.PAGE_VIEW, "閲覧": ActivityType.PAGE_VIEW, "pageview": ActivityType.PAGE_VIEW,
    "page": ActivityType.PAGE_VIEW, "資料ダウンロード": ActivityType.DOWNLOAD, "ダウンロード": ActivityType.DOWNLOAD,
    "ホワイトペーパー": ActivityType.DOWNLOAD, "導入事例の閲覧": ActivityType.CASE_STUDY, "事例閲覧": ActivityType.CASE_STUDY,
    "料金ページの閲覧": ActivityType.PRICING, "料金ページ": ActivityType.PRICING, "料金ページ閲覧": ActivityType.PRICING,
    "セミナー申込み": ActivityType.WEBINAR_APPLIED, "セミナー申込": ActivityType.WEBINAR_APPLIED,
    "セミナー参加": ActivityType.WEBINAR_ATTENDED, "ウェビナー参加": ActivityType.WEBINAR_ATTENDED,
    "展示会での名刺交換": ActivityType.EVENT_CARD, "名刺交換": ActivityType.EVENT_CARD,
    "展示会での商談メモ": ActivityType.EVENT_MEETING, "メール開封": ActivityType.EMAIL_OPEN, "開封": ActivityType.EMAIL_OPEN,
    "emailopened": ActivityType.EMAIL_OPEN, "openemail": ActivityType.EMAIL_OPEN, "open": ActivityType.EMAIL_OPEN,
    "メールのクリック": ActivityType.EMAIL_CLICK, "メールクリック": ActivityType.EMAIL_CLICK, "クリック": ActivityType.EMAIL_CLICK,
    "emailclicked": ActivityType.EMAIL_CLICK, "click": ActivityType.EMAIL_CLICK, "フォーム送信": ActivityType.FORM_SUBMIT,
    "formsubmission": ActivityType.FORM_SUBMIT, "問い合わせ": ActivityType.INQUIRY, "お問い合わせ": ActivityType.INQUIRY,
    "デモ依頼": ActivityType.DEMO_REQUEST, "見積もり依頼": ActivityType.ESTIMATE_REQUEST,
    "見積依頼": ActivityType.ESTIMATE_REQUEST, "電話": ActivityType.CALL, "架電": ActivityType.CALL,
    "打ち合わせ": ActivityType.MEETING, "訪問": ActivityType.MEETING, "配信停止": ActivityType.UNSUBSCRIBE,
    "unsubscribed": ActivityType.UNSUBSCRIBE,
}  # fmt: skip

# The daily figures that dashboards read by key; other metrics keep the name they come with.
METRICS = {
    "サイト訪問数": "site_visits", "サイト訪問": "site_visits", "訪問数": "site_visits", "セッション": "site_visits",
    "セッション数": "site_visits", "sitevisits": "site_visits", "visits": "site_visits", "sessions": "site_visits",
    "pv": "page_views", "ページビュー": "page_views", "ページビュー数": "page_views", "pageviews": "page_views",
    "メール配信数": "mail_sent", "メール配信": "mail_sent", "配信数": "mail_sent", "mailsent": "mail_sent",
    "メール開封数": "mail_opened", "メール開封": "mail_opened", "開封数": "mail_opened", "mailopened": "mail_opened",
    "メールクリック数": "mail_clicked", "メールクリック": "mail_clicked", "クリック数": "mail_clicked",
    "mailclicked": "mail_clicked", "費用": "cost", "広告費": "cost", "コスト": "cost", "cost": "cost", "spend": "cost",
}  # fmt: skip
METRIC_NAMES = {
    "site_visits": "サイト訪問数", "page_views": "PV", "mail_sent": "メール配信数", "mail_opened": "メール開封数",
    "mail_clicked": "メールクリック数", "cost": "費用",
}  # fmt: skip
