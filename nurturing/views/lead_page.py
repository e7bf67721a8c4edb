"""One lead: why it has its score, where it stands, what happened; and the plain form to add or edit it."""
