"""Forms of the hand-off list: return with a reason, qualify, reassign, snooze; and the form of a lead."""
