"""Texts in templates, read with Django's own lexer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

from workspaces.translations.texts import Source, Text, declares_data, is_japanese, shortened

CONSTANT = re.compile(r"""_\((?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')\)""")
# Filters whose argument is a text that the filter itself looks up.
TRANSLATING_FILTER = re.compile(r"""\|\s*count_unit:(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""")
CONTEXT = re.compile(r"""\bcontext\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""")
HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TRANSLATE = {"translate", "trans"}
BLOCK_TRANSLATE = {"blocktranslate", "blocktrans"}


def read_template(source: str) -> Source:
    """Texts in translation tags and `_("…")`, and Japanese outside them."""
    reader = _Reader(Lexer(source).tokenize())
    reader.read()
    return Source(reader.texts, [] if declares_data(source) else reader.problems)


class _Reader:
    """Walks the tokens once."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens: Iterator[Token] = iter(tokens)
        self.texts: list[Text] = []
        self.problems: list[tuple[int, str]] = []

    def read(self) -> None:
        for token in self.tokens:
            name = _name(token)
            if name == "comment":
                self._skip_comment()
            elif name in BLOCK_TRANSLATE:
                self._block(token)
            elif name in TRANSLATE:
                self._tag(token)
            else:
                self._other(token)

    def _skip_comment(self) -> None:
        for token in self.tokens:
            if _name(token) == "endcomment":
                return

    def _tag(self, token: Token) -> None:
        """`{% translate "…" %}`; a variable instead of a text has been found where it was written."""
        words = token.split_contents()
        self._expressions(token)
        if len(words) > 1 and words[1][0] in "\"'" and words[1][-1] == words[1][0]:
            self.texts.append(Text(_doubled(words[1][1:-1]), context=_context(token)))

    def _block(self, opening: Token) -> None:
        """`{% blocktranslate %}…{% plural %}…{% endblocktranslate %}`"""
        self._expressions(opening)
        halves: list[list[str]] = [[]]
        for token in self.tokens:
            name = _name(token)
            if name.startswith("endblocktrans"):
                break
            if name == "plural":
                halves.append([])
            else:
                halves[-1].append(_inside_block(token))
        parts = ["".join(half) for half in halves]
        if "trimmed" in opening.split_contents():
            parts = [trim_whitespace(part) for part in parts]
        self.texts.append(Text(parts[0], parts[1] if len(parts) > 1 else "", _context(opening)))

    def _other(self, token: Token) -> None:
        if token.token_type == TokenType.TEXT:
            self._untranslated(token, HTML_COMMENT.sub(_only_line_breaks, token.contents))
        elif token.token_type in (TokenType.VAR, TokenType.BLOCK):
            self._expressions(token)
            self._untranslated(token, TRANSLATING_FILTER.sub("", CONSTANT.sub("", token.contents)))

    def _expressions(self, token: Token) -> None:
        for pattern in (CONSTANT, TRANSLATING_FILTER):
            for match in pattern.finditer(token.contents):
                self.texts.append(Text(_doubled(_quoted(match))))

    def _untranslated(self, token: Token, text: str) -> None:
        for number, line in enumerate(text.split("\n"), token.lineno or 1):
            if is_japanese(line):
                self.problems.append((number, f"Japanese outside a translation tag: {shortened(line)}"))


def _name(token: Token) -> str:
    return token.contents.split(None, 1)[0] if token.token_type == TokenType.BLOCK and token.contents else ""


def _inside_block(token: Token) -> str:
    """As Django spells the message: variables become placeholders, percent signs are doubled."""
    if token.token_type == TokenType.VAR:
        return f"%({token.contents})s"
    return _doubled(token.contents) if token.token_type == TokenType.TEXT else ""


def _doubled(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(match: re.Match[str]) -> str:
    return match["double"] if match["double"] is not None else match["single"]


def _context(token: Token) -> str:
    match = CONTEXT.search(token.contents)
    return _quoted(match) if match else ""


def _only_line_breaks(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
