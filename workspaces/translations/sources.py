"""Which files belong to which app's catalogue, and what they hold together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workspaces.translations.python_texts import read_python
from workspaces.translations.script_texts import read_script
from workspaces.translations.template_texts import read_template
from workspaces.translations.texts import Finding, Source, Text

APPS = ("workspaces", "crm", "strategy", "targeting", "channels", "nurturing", "kpi")
# Shared templates, settings and whatever else no app owns.
FALLBACK = "workspaces"
NOT_READ = {"migrations", "locale", "translations", "__pycache__"}
TEMPLATE_ENDINGS = {".html", ".txt", ".xml", ".svg"}


@dataclass
class Harvest:
    """All texts per app, and Japanese that nobody translates."""

    texts: dict[str, set[Text]] = field(default_factory=lambda: defaultdict(set))
    problems: list[Finding] = field(default_factory=list)

    def add(self, app: str, path: Path, source: Source) -> None:
        self.texts[app].update(source.texts)
        self.problems += [Finding(path, line, what) for line, what in source.problems]


def harvest(root: Path) -> Harvest:
    """Reads every Python file, template and script of the product."""
    found = Harvest()
    for app, path, read in _files(root):
        found.add(app, path.relative_to(root), read(path.read_text(encoding="utf-8")))
    return found


def _files(root: Path) -> Iterator[tuple[str, Path, Callable[[str], Source]]]:
    for folder in ("config", *APPS):
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).parts
            if not NOT_READ.intersection(parts) and not _is_demo(parts):
                yield _app(folder), path, read_python
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in TEMPLATE_ENDINGS:
            yield _app(path.relative_to(root / "templates").parts[0]), path, read_template
    for path in sorted((root / "static" / "js").rglob("*.js")):
        yield FALLBACK, path, read_script


def _app(folder: str) -> str:
    return folder if folder in APPS else FALLBACK


def _is_demo(parts: tuple[str, ...]) -> bool:
    """The demo company's story is told in Japanese."""
    return any(part == "demo" or part.startswith("demo_") for part in parts)
