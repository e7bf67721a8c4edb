"""The internal gallery of components exists in development and tests only."""

from tests.access_table import Row

ROWS: list[Row] = []
PUBLIC = {"gallery": "shows no record", "gallery-section": "shows no record"}
