"""How lists of the API are paged: by a cursor, 100 a page unless told, 1,000 at most."""

from rest_framework.pagination import CursorPagination


class RecordPages(CursorPagination):
    """Newest first by id: stable while records are added."""

    page_size = 100
    max_page_size = 1000
    page_size_query_param = "limit"
    ordering = "-pk"
