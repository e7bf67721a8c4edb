"""Fixtures for the whole suite: the database with its two roles, the cast of people, one browser, and several processes."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.database", "tests.cast", "tests.browser", "tests.processes"]

# How long an example takes says something about the machine, nothing about the product.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
