"""Files that people take out of Layer 1."""
