"""Layer 4, step 3: the SLA as six fields that print one sentence, and where returned leads go."""
