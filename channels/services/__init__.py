"""What people do with Layer 3: choose channels, describe their joints, take stock of content and plan what is missing."""
