"""Pure calculations of Layer 2: won-deal evidence and the ideal customer profile."""
