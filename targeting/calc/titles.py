"""Which buying role a title speaks for: ordered rules of words, Japanese and English. Pure text in, a role out.

Japanese words are looked for anywhere in the text, words of Latin letters as whole words. Both sides are folded as all
texts are compared (`crm.calc.folding`). Source: docs/calculations.md 「役職から購買の役割を読む」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.calc.folding import fold_text

SEPARATORS = re.compile(r"[、，,\n]+")
_SPECIAL = re.compile(r"([\\.^$*+?()\[\]{}|\-/&])")


@dataclass(frozen=True)
class TitleRule:
    """Words for a role. `scope` says where they are looked for: title, department, both."""

    role_key: str
    scope: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class RoleFound:
    """The role a title speaks for, and the word that said so."""

    role_key: str
    word: str


def words_of(text: str) -> tuple[str, ...]:
    """The words of a rule as people type them, separated by 、 or a comma or a line break; folded, without doubles."""
    return tuple(dict.fromkeys(word for word in map(fold_text, SEPARATORS.split(text)) if word))


def role_of(title: str, department: str, rules: Iterable[TitleRule]) -> RoleFound | None:
    """The role of the first rule that holds; None when none does."""
    title, department = fold_text(title), fold_text(department)
    for rule in rules:
        for word in rule.words:
            if any(re.search(pattern_of([word]), text) for text in _texts(rule.scope, title, department)):
                return RoleFound(rule.role_key, word)
    return None


def pattern_of(words: Sequence[str]) -> str:
    """One regular expression for several folded words, which Python and PostgreSQL read alike."""
    return "|".join(_pattern(word) for word in words)


def _pattern(word: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", word)
    return f"(^|[^a-z0-9]){escaped}([^a-z0-9]|$)" if word.isascii() else escaped


def _texts(scope: str, title: str, department: str) -> tuple[str, ...]:
    return {"title": (title,), "department": (department,), "both": (title, department)}[scope]
