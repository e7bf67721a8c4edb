"""The detailed plan of a goal on its pages: what is typed, and what is shown of the result."""
