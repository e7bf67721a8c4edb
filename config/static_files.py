"""Static files as they are delivered: hashed names, and the style of a page in one file instead of one per component."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "css/app.css"
IMPORT = re.compile(r'^@import url\("([^"]+)"\);\n?', re.MULTILINE)


def with_imports(text: str, read: Callable[[str], str]) -> str:
    """A stylesheet with each `@import url("…");` replaced by what `read` answers for that address."""
    return IMPORT.sub(lambda line: read(line[1]), text)


class OneStylesheet:
    """Joins the imports of `css/app.css` when static files are collected; 28 requests a page become one."""

    open: Callable[..., Any]
    save: Callable[..., Any]
    delete: Callable[..., Any]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLES in paths and not dry_run:
            self._join(*paths[STYLES])
            paths = {**paths, STYLES: (self, STYLES)}
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[misc]

    def _join(self, storage: Any, name: str) -> None:
        """Written from the source each time, since only the imported files may have changed."""
        joined = with_imports(_text(storage, name), lambda address: _text(storage, f"css/{address}"))
        self.delete(STYLES)
        self.save(STYLES, ContentFile(joined.encode()))


def _text(storage: Any, name: str) -> str:
    with storage.open(name) as source:
        return source.read().decode()


class ManifestStorage(OneStylesheet, ManifestStaticFilesStorage):  # type: ignore[misc]  # the stubs of the two parents disagree on `url`
    """For development and trials."""


class CompressedManifestStorage(OneStylesheet, CompressedManifestStaticFilesStorage):
    """For production: also compressed beforehand."""
