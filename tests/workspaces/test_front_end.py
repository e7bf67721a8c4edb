"""What holds for every page: vendored files as recorded, colours only in tokens, no scripts in pages, budgets, readable contrast."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from itertools import chain

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

from config.static_files import ManifestStorage, with_imports
from workspaces.icons import ICONS

STATIC = settings.BASE_DIR / "static"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLES = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))


def name(path):
    return str(path.relative_to(settings.BASE_DIR))


def test_vendored_files_are_those_of_the_manifest():
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text())
    for file, facts in manifest.items():
        assert hashlib.sha256((STATIC / "vendor" / file).read_bytes()).hexdigest() == facts["sha256"], file
    assert {path.name for path in (STATIC / "vendor").glob("*.js")} == set(manifest)


def test_every_vendored_file_brings_its_licence():
    for path in (STATIC / "vendor").glob("*.min.js"):
        assert path.with_name(path.name.replace(".min.js", ".LICENSE")).exists()


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=name)
def test_colours_are_named_only_in_tokens(path):
    styles = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.S)
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b(?![-\w])", styles)
    assert [colour for colour in found if colour not in {"#fff"}] == []


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=name)
def test_files_stay_short(path):
    assert len(path.read_text().splitlines()) < 400


def test_every_style_file_is_loaded():
    loaded = set(re.findall(r'@import url\("([^"]+)"\)', (STATIC / "css" / "app.css").read_text()))
    lying = {
        str(path.relative_to(STATIC / "css"))
        for folder in ("components", "pages")
        for path in (STATIC / "css" / folder).glob("*.css")
    }
    assert loaded == lying


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_rule_is_closed_in_its_own_file(path):
    """An open brace at the end of a file would swallow the files that are joined after it."""
    source = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", path.read_text(), flags=re.S)
    assert source.count("{") == source.count("}")


def test_a_page_loads_its_styles_in_one_file_also_when_collected_twice(tmp_path, settings):
    backend = {"BACKEND": "config.static_files.ManifestStorage"}
    settings.STORAGES, settings.STATIC_ROOT = {**settings.STORAGES, "staticfiles": backend}, str(tmp_path)
    for _time in range(2):
        call_command("collectstatic", interactive=False, verbosity=0)
        served = (tmp_path / ManifestStorage(location=tmp_path).stored_name("css/app.css")).read_text()
        assert "@import" not in served
        assert all(mark in served for mark in (".rail", ".pathhero", ".kpi"))


def test_budgets_of_styles_and_scripts():
    def packed(paths):
        return sum(len(gzip.compress(path.read_bytes())) for path in paths)

    app = STATIC / "css" / "app.css"
    delivered = with_imports(app.read_text(), lambda address: (app.parent / address).read_text())
    assert "@import" not in delivered
    bases = packed([app.parent / "tokens.css", app.parent / "base.css"])
    assert len(gzip.compress(delivered.encode())) + bases < 35_000
    assert packed([*SCRIPTS, STATIC / "vendor" / "htmx.min.js"]) < 60_000
    assert packed([STATIC / "vendor" / "plotly.min.js"]) < 400_000


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_pages_hold_no_scripts_and_no_comment_that_would_be_printed(path):
    source = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", source), "behaviour belongs to static/js"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source), "no event attributes"
    without_first = source if "{% extends" not in source else source.split("{% extends", 1)[1]
    for comment in re.findall(r"\{#.*?#\}", without_first, flags=re.S):
        assert "\n" not in comment, "a comment over several lines needs {% comment %}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_inline_styles_only_set_custom_properties(path):
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "0", path.read_text())
    for declarations in re.findall(r'\sstyle="([^"]*)"', source):
        assert all(part.strip().startswith("--") for part in declarations.split(";") if part.strip()), declarations


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_can_be_read(path):
    get_template(str(path.relative_to(settings.BASE_DIR / "templates")))


def test_icons_named_in_templates_exist():
    used = set(
        chain.from_iterable(
            re.findall(r'\{% icon "([^"]+)"|icon_name="([^"]+)"', path.read_text()) for path in TEMPLATES
        )
    )
    names = {part for pair in used for part in (pair if isinstance(pair, tuple) else (pair,)) if part}
    assert names <= set(ICONS)


# ------------------------------------------------------------ contrast of the tokens, WCAG formula


def _tokens():
    pairs = re.findall(
        r"--([\w-]+): light-dark\((#[0-9A-Fa-f]{6}), (#[0-9A-Fa-f]{6})\)", (STATIC / "css" / "tokens.css").read_text()
    )
    return {token: (light, dark) for token, light, dark in pairs}


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON = [
    *[(text, ground) for text in ("text", "text-2", "text-3", "primary") for ground in ("bg", "surface")],
    *[(f"{kind}", f"{kind}-bg") for kind in ("good", "warn", "bad", "info")],
    *[(kind, "surface") for kind in ("good", "warn", "bad", "info")],
    ("on-primary", "primary"), ("on-primary", "primary-hover"), ("on-primary-soft", "primary-soft"),
    ("text", "sunken"), ("text-2", "sunken"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ground"), TEXT_ON, ids="-on-".join)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(text, ground, theme):
    tokens = _tokens()
    assert _contrast(tokens[text][theme], tokens[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_edges_of_controls_and_chart_colours_are_visible(theme):
    tokens = _tokens()
    for token in ("border-control", *[f"c{place}" for place in range(1, 8)], "sig-act", "sig-good"):
        assert _contrast(tokens[token][theme], tokens["surface"][theme]) >= 3, token
