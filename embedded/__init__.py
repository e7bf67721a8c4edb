"""The launcher: PostgreSQL and Valkey from pip-installed binaries, and the supervisor behind `./run`.

It imports nothing of the product, and of other packages only psycopg2 (to create roles and ask "are you there?").
"""


class EmbeddedError(RuntimeError):
    """A problem of the machine, told to the person in one sentence."""
