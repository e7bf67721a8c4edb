"""Pure calculations of the foundation: typed numbers, printed numbers, business time."""
