"""Compiled catalogues (`.mo`), made from the PO files when those are newer. Imports no Django: the launcher uses it."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(root: Path) -> list[Path]:
    """The `.mo` files written below `root`; those newer than their PO file are left alone."""
    return [compile_catalogue(path) for path in catalogue_paths(root) if _is_outdated(path)]


def catalogue_paths(root: Path) -> list[Path]:
    """All PO files, one folder deep."""
    return sorted(root.glob("*/locale/*/LC_MESSAGES/django.po"))


def _is_outdated(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns <= path.stat().st_mtime_ns


def compile_catalogue(path: Path) -> Path:
    """Write the `.mo` beside the PO file, in one step."""
    with open(path, "rb") as source:
        catalogue = read_po(source)
    target = path.with_suffix(".mo")
    aside = target.with_suffix(f".{os.getpid()}")
    with open(aside, "wb") as output:
        write_mo(output, catalogue)
    aside.rename(target)
    return target
