"""Measurements: every figure beside the same work done by PostgreSQL alone, in the same run, as a ratio."""
