"""Pure calculations of Layer 1: the back-calculation and its pacing."""
