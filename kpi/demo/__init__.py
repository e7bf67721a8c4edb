"""The sample company: one consistent story of eighteen months, generated from a fixed seed and laid so that the last closed
month before any day holds the same figures.

`months` says how many, `people` who, `paths` how far each goes, `records` and `history` write it, `strategy_story` tells
how the design came about, `loading` puts everything together.
"""
