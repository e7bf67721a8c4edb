"""Pure calculations of Layer 5: bottleneck, decomposition, signals, landing forecast, KPI tree."""
