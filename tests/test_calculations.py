"""docs/calculations.md has a place for every calculation that names it, and its own links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.calculations import LINES, ROOT, headings

APPS = ("workspaces", "crm", "strategy", "targeting", "channels", "nurturing", "kpi")
NAMED = re.compile(r"docs/calculations\.md,?\s+((?:「[^」]+」(?:\s*(?:and|,)\s*)?)+)")


def sources() -> list[tuple[Path, str]]:
    """Every section that a docstring names as its source, with the file."""
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for names in NAMED.findall(path.read_text()):
                found += [(path.relative_to(ROOT), name) for name in re.findall(r"「([^」]+)」", names)]
    return found


def test_every_named_source_is_a_section() -> None:
    named = sources()
    assert len(named) > 30, "the docstrings were not found"
    missing = [f"{path}: {name}" for path, name in named if name not in headings()]
    assert not missing


@pytest.mark.parametrize("place", re.findall(r"\]\(#([^)]+)\)", "\n".join(LINES[:14])))
def test_the_contents_lead_to_sections(place: str) -> None:
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings()}
    assert place in anchors
