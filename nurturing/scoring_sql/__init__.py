"""The score of whole workspaces as one PostgreSQL statement built from a rule version.

It computes exactly what `nurturing.calc.scoring.score` does (docs/calculations.md 「スコア」; a property test compares the
two), but for all leads at once: attributes are read once per person and company, activities once per person through the
index (workspace, lead, moment), and only as far back as the rules can see.
"""

from nurturing.scoring_sql.statement import ScoringQuery, scoring_query

__all__ = ["ScoringQuery", "scoring_query"]
