"""The form in which texts are compared: width and case of Latin letters do not matter, nothing else is changed.

It can be said in PostgreSQL with the same result in every locale:
`btrim(translate(normalize(x, NFKC), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), E' \\t\\r\\n')`.
"""

from __future__ import annotations

import string
import unicodedata

TO_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
BLANKS = " \t\r\n"

# Texts that say "we do not know"; they may be counted and shown, never learned from.
UNKNOWN_TEXTS = frozenset(
    {
        *("", "-", "–", "—", "ー", "?", "n/a", "na", "nan", "null", "none", "nil", "select"),
        *("unknown", "other", "others", "not set", "(not set)", "unspecified"),
        *("不明", "その他", "なし", "無し", "未設定", "未入力", "未定", "未選択", "該当なし"),  # japanese-data
    }
)


def fold_text(text: str) -> str:
    """`text` for comparison: NFKC, ASCII letters in lower case, blanks at the ends removed."""
    return unicodedata.normalize("NFKC", text).translate(TO_LOWER).strip(BLANKS)


def is_unknown_text(text: str | None) -> bool:
    """Whether a value only says that nothing is known: blank, 不明, unknown, other, その他, null, なし."""
    return text is None or fold_text(text) in UNKNOWN_TEXTS
