"""The detailed plan of Layer 1: segments, channels, lead times, seasons, money, ranges, scenarios, limits.

Pure and exact (`Fraction`), only the draws of `uncertainty` use NumPy. One door: `reading.read_plan(document)` makes a
`PlanInput` of a JSON document, `computing.compute_plan(inputs)` the result, `document.as_document(result)` JSON again.
Fit functions for records: `fitting.fit_close_curve`, `fitting.fit_rate`. Source: docs/calculations.md 「詳しい計画」.
"""
