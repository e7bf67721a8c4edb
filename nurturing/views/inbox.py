"""The pages of the hand-off list for sales: the list, one hand-off, and what is decided about it."""
