"""Pure calculations of Layer 4: the score and its decay."""
