from __future__ import annotations


class ImportProblem(Exception):
    """The whole file cannot be imported; the sentence says why and is shown as it is."""


class RefusedValue(Exception):
    """One cell cannot be read; the sentence becomes the reason of the refused row."""
