"""Texts in Python files, found in the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from workspaces.translations.texts import DATA_MARK, Source, Text, declares_data, is_japanese, shortened

# The functions of django.utils.translation: positions of (msgid, plural, context) among the arguments.
PLACES = {
    "gettext": (0, None, None),
    "ngettext": (0, 1, None),
    "pgettext": (1, None, 0),
    "npgettext": (1, 2, 0),
}
FUNCTIONS = {name + ending: places for name, places in PLACES.items() for ending in ("", "_lazy")}
FUNCTIONS["gettext_noop"] = PLACES["gettext"]
USUAL_ALIASES = {"_": "gettext", "_lazy": "gettext_lazy"}


def read_python(source: str) -> Source:
    """Texts in calls of gettext and its relatives, and Japanese literals outside them."""
    tree = ast.parse(source)
    aliases = {**USUAL_ALIASES, **{name: name for name in FUNCTIONS}, **dict(_imported_aliases(tree))}
    calls = [
        (node, FUNCTIONS[name])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (name := _called(node, aliases)) in FUNCTIONS
    ]
    texts = [text for call, places in calls if (text := _text(call, places))]
    problems = [(call.lineno, "an f-string cannot be translated") for call, _ in calls if _has_f_string(call)]
    if not declares_data(source):
        problems += _untranslated(tree, [call for call, _ in calls], source.splitlines())
    return Source(texts, problems)


def _imported_aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                yield name.asname or name.name, name.name


def _called(call: ast.Call, aliases: dict[str, str]) -> str:
    """The translation function that is called, or an empty text."""
    if isinstance(call.func, ast.Name):
        return aliases.get(call.func.id, "")
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _text(call: ast.Call, places: tuple[int | None, ...]) -> Text | None:
    msgid, plural, context = (_literal(call, place) for place in places)
    return Text(msgid, plural, context) if msgid else None


def _literal(call: ast.Call, place: int | None) -> str:
    if place is None or place >= len(call.args):
        return ""
    argument = call.args[place]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


def _has_f_string(call: ast.Call) -> bool:
    return any(isinstance(argument, ast.JoinedStr) for argument in call.args)


def _untranslated(tree: ast.Module, calls: list[ast.Call], lines: list[str]) -> list[tuple[int, str]]:
    translated = {id(inner) for call in calls for inner in ast.walk(call)}
    skipped = translated | _docstrings(tree)
    return [
        (node.lineno, f"Japanese outside gettext: {shortened(node.value)}")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
        and is_japanese(node.value)
        and DATA_MARK not in lines[node.lineno - 1]
    ]


def _docstrings(tree: ast.Module) -> set[int]:
    """Texts that stand alone as a statement are documentation."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
