"""Pure calculations of Layer 3: channel mix and content gaps."""
