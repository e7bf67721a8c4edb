"""PDF by typst: one template per document, fed with the same ready words as the page. Tagged, in the reader's language,
Noto Sans JP embedded as a subset, so that text can be searched and read aloud."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

TEMPLATES = Path(__file__).parent / "typst"


def render_pdf(template: str, values: dict[str, Any], *, language: str) -> bytes:
    """The document `typst/<template>.typ` with `values` (JSON-safe, lazy texts allowed) as bytes of a PDF.

    The fonts of the machine are left aside, so that every machine sets the same page. Raises typst.TypstError for a
    broken template.
    """
    data = json.dumps({**values, "language": language}, cls=DjangoJSONEncoder, ensure_ascii=False)
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(settings.BASE_DIR / "static" / "fonts" / "export")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
    )
