"""Agreed habits, turned into tests."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("workspaces", "crm", "strategy", "targeting", "channels", "nurturing", "kpi")
# The gallery shows components with made-up words of any length; nobody but developers sees it.
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "gallery" not in path.parts]
PYTHON = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
# Words that the product does not say (left: what was said elsewhere; right: what it says).
FORBIDDEN = {
    "受信箱": "引き渡しリスト",
    "返却": "マーケに戻す",
    "的中率": "MQLの商談化率",
    "レビュー待ち": "合意待ち",
    "切れ目": "途切れている箇所",
    "試し流し": "シミュレーション",
    "要観察": "データ不足",
    "判定保留": "立ち上がり中",
    "時期尚早": "時期が先",
    "担当を替える": "担当を変更",
    "させていただ": "(plain です・ます)",
    "こちらをクリック": "(name the link)",
}
HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
SPACED_DIGITS = re.compile(r"[ぁ-んァ-ヶ一-龠] \d|\d [ぁ-んァ-ヶ一-龠]")
STATISTICS = re.compile(r"リフト|信頼区間|Wilson|q値|AUC|LMDI|Shapley|モンテカルロ|コホート|ヒステリシス")


def visible_japanese(path: Path) -> str:
    """The text of a template without tags of HTML and Django's comments."""
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)


def strings_of(path: Path) -> list[str]:
    """String literals of a module, docstrings left out."""
    tree = ast.parse(path.read_text())
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_say_the_products_words(path: Path) -> None:
    text = visible_japanese(path)
    said = {word: better for word, better in FORBIDDEN.items() if word in text}
    assert not said, said
    assert not HALF_WIDTH_KANA.search(text)
    assert not SPACED_DIGITS.search(re.sub(r"{[{%].*?[%}]}", "", text))


def test_modules_say_the_products_words() -> None:
    said = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in PYTHON
        for text in strings_of(path)
        for word in FORBIDDEN
        if word in text and "japanese-data" not in path.read_text()[:600]
    ]
    assert not said


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_statistics_stand_behind_a_closed_door(path: Path) -> None:
    """No statistical word outside <details>: a page for busy people says it in words."""
    if path.name.startswith("_evidence"):
        return  # what stands behind that door
    text = re.sub(r"<details.*?</details>", "", visible_japanese(path), flags=re.S)
    assert not STATISTICS.search(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_inline_scripts(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "behaviour is attached by data attributes"
    assert not re.search(r"\son[a-z]+=\"", text)


# A look-up that starts at the workspace, at the person's own memberships, or at an artefact found inside the workspace.
INSIDE = (".for_workspace(", "Membership.objects", "artefact=")


def test_views_leave_queries_to_selectors() -> None:
    """A view may look up the one object of its address inside the workspace, and no more."""
    found = []
    for path in PYTHON:
        if "views" not in path.parts and path.name != "views.py":
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if ".objects." in line and not any(start in line for start in INSIDE):
                found.append(f"{path.relative_to(ROOT)}:{number} {line.strip()}")
    allowed = ("workspaces/views/entrance.py", "workspaces/views/settings.py")
    assert not [line for line in found if not line.startswith(allowed)]


def test_files_open_like_drawers() -> None:
    long = {str(path.relative_to(ROOT)): n for path in PYTHON if (n := len(path.read_text().splitlines())) > 400}
    assert not long, "split by meaning"
    assert not [path for path in PYTHON if path.stem in ("utils", "helpers", "misc", "common")]


def test_vendored_files_are_what_the_manifest_says() -> None:
    vendor = ROOT / "static" / "vendor"
    manifest = json.loads((vendor / "manifest.json").read_text())
    for name, facts in manifest.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == facts["sha256"], name


def test_migrations_are_named_for_what_they_change() -> None:
    names = [path.stem for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")]
    assert not [name for name in names if "_auto_" in name]


def test_only_the_last_app_listens_to_the_signal() -> None:
    listeners = [
        path for path in PYTHON if "workspace_changed.connect" in path.read_text() or "@receiver" in path.read_text()
    ]
    assert [path.relative_to(ROOT).parts[0] for path in listeners] in ([], ["kpi"])
