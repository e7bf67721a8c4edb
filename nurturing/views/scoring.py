"""Layer 4, step 2: the MQL rule on the left, what it would do on the right."""
