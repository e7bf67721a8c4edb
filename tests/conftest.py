"""Fixtures for the whole suite: the database with its two roles, and the cast of people."""

pytest_plugins = ["tests.database", "tests.cast"]
