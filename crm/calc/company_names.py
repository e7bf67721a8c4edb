"""Recognises companies: the normalised name, the domain of an address, and domains that belong to nobody in particular.

Source: docs/calculations.md 「会社名の照合」.
"""
# japanese-data

from __future__ import annotations

import re
import unicodedata

# NFKC has already turned ㈱ into (株) and ㍿ into 株式会社.
LEGAL_FORMS_JA = (
    "株式会社|株式會社|有限会社|有限會社|合同会社|合資会社|合名会社|相互会社|特定目的会社|投資法人|"
    "一般社団法人|公益社団法人|社団法人|一般財団法人|公益財団法人|財団法人|"
    "特定非営利活動法人|npo法人|医療法人社団|医療法人財団|医療法人|学校法人|社会福祉法人|宗教法人|監査法人|税理士法人|"
    "弁護士法人|国立大学法人|独立行政法人|地方独立行政法人"
)
SHORT_FORMS_JA = "株|有|同|資|名|一社|公社|一財|公財|社|財|医|学|福|特非|カ|ユ|ド"
LEGAL_FORMS_EN = (
    r"incorporated|inc|corporation|corp|company limited|co\.? ?,? ?ltd|co\.? ?,? ?limited|company|co|limited|ltd|"
    r"l\.?l\.?c|l\.?l\.?p|l\.?p|plc|gmbh|ag|s\.?a|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|k\.?k|pty|pte"
)

JAPANESE_FORM = re.compile(rf"{LEGAL_FORMS_JA}|[(\[](?:{SHORT_FORMS_JA})[)\]]|^(?:カ|ユ|ド)\)|[(](?:カ|ユ|ド)$")
ENGLISH_FORM = re.compile(rf"(?:^|[\s,.])(?:{LEGAL_FORMS_EN})\.?\s*$")
# Hyphens and dashes stand for ー in typed Japanese, and for each other everywhere.
DASHES = re.compile("[-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc~\u301c\u2500]+")
IGNORED = re.compile(r"[\s.,'\"`’‘“”・･、。/\\_:;!?()\[\]{}「」『』【】<>]+")

FREE_MAIL_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "live.com"),
        *("live.jp", "msn.com", "yahoo.com", "yahoo.co.jp", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "ymail.com"),
        *("ymail.ne.jp", "icloud.com", "me.com", "mac.com", "aol.com", "aol.jp", "gmx.com", "gmx.de", "gmx.net"),
        *("web.de", "mail.com", "mail.ru", "yandex.ru", "yandex.com", "proton.me", "protonmail.com", "zoho.com"),
        *("qq.com", "163.com", "126.com", "sina.com", "naver.com", "daum.net", "hanmail.net", "tutanota.com"),
        *("docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "vodafone.ne.jp"),
        *("ymobile.ne.jp", "disney.ne.jp", "uqmobile.jp", "rakuten.jp", "willcom.com", "pdx.ne.jp"),
        *("nifty.com", "nifty.ne.jp", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "plala.or.jp", "dion.ne.jp"),
        *("excite.co.jp", "goo.jp", "goo.ne.jp", "mail.goo.ne.jp", "infoseek.jp", "livedoor.com", "eonet.ne.jp"),
        *("asahi-net.or.jp", "jcom.home.ne.jp", "jcom.zaq.ne.jp", "kcn.jp", "hi-ho.ne.jp", "wakwak.com"),
        *("mopera.net", "comcast.net", "verizon.net", "att.net", "orange.fr", "free.fr", "libero.it", "t-online.de"),
        *("uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "rediffmail.com"),
    }
)


def company_name_key(name: str) -> str:
    """The name by which two spellings of one company are recognised, 「㈱ＡＢＣ 」 and "Abc Co., Ltd." alike: `abc`.

    NFKC; legal forms in front and behind, blanks and punctuation removed; case folded; all dashes and ー alike.
    A name that is nothing but a legal form keeps it. Different companies may share a key: never merge on it alone
    when 法人番号 or domain differ.
    """
    folded = unicodedata.normalize("NFKC", name or "").casefold().strip()
    stripped = JAPANESE_FORM.sub(" ", folded).strip()
    while (shorter := ENGLISH_FORM.sub("", stripped).rstrip(" ,.")) != stripped:
        stripped = shorter
    return _compact(stripped) or _compact(folded)


def _compact(text: str) -> str:
    return IGNORED.sub("", DASHES.sub("ー", text))


def clean_domain(address: str) -> str:
    """The bare domain of a typed web address, domain or e-mail: `https://www.Example.co.jp/about` is `example.co.jp`.

    Blank when there is none.
    """
    text = unicodedata.normalize("NFKC", address or "").strip().lower()
    text = re.sub(r"^(?:[a-z][a-z0-9+.-]*:)?//", "", text)
    host = re.split(r"[/?#]", text, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d*$", "", host).strip().strip(".").removeprefix("www.")
    return host if "." in host and not re.search(r"\s", host) else ""


def domain_of(email: str) -> str:
    """The domain of an e-mail address in lower case; blank when there is none."""
    local, at, domain = (email or "").strip().rpartition("@")
    return clean_domain(domain) if at and local else ""


def is_free_mail(domain: str) -> bool:
    """Whether a domain belongs to a mail provider, so that it says nothing about the company."""
    return domain.strip().lower() in FREE_MAIL_DOMAINS
