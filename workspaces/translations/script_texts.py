"""Japanese in JavaScript: behaviour takes its texts from the page, so there should be none outside comments."""

from __future__ import annotations

import re

from workspaces.translations.texts import Source, declares_data, is_japanese, shortened

BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_COMMENT = re.compile(r"(?:^|\s)//.*$")


def read_script(source: str) -> Source:
    """A Source without texts: scripts look nothing up."""
    if declares_data(source):
        return Source([], [])
    without_blocks = BLOCK_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), source)
    lines = [LINE_COMMENT.sub("", line) for line in without_blocks.split("\n")]
    return Source([], [(n, f"Japanese in a script: {shortened(t)}") for n, t in enumerate(lines, 1) if is_japanese(t)])
