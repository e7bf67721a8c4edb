"""Writing many new rows of a table at once."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Row = dict[str, Any]


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Fresh primary keys of a table, in ascending order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_rows(model: type[models.Model], rows: Sequence[Row]) -> int:
    """COPY new rows into a model's table: values by attribute name, the model's defaults for what is not named.

    A key that no row names is left to the database.
    """
    if not rows:
        return 0
    fields = [field for field in model._meta.concrete_fields if not field.primary_key or field.attname in rows[0]]
    names = ", ".join(f'"{field.column}"' for field in fields)
    getters = [(field.attname, isinstance(field, models.JSONField), _default(field)) for field in fields]
    text = io.StringIO()
    for row in rows:
        text.write("\t".join([_text(row.get(name, default), is_json) for name, is_json, default in getters]))
        text.write("\n")
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', text)
    return len(rows)


def _default(field: models.Field) -> Any:
    default = field.get_default()
    return "" if default is None and not field.null else default


def _text(value: Any, is_json: bool) -> str:
    """A value in COPY's text format."""
    if is_json:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder).translate(_ESCAPES)
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    raise TypeError(f"no text for {value!r}")
