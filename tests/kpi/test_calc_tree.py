"""The KPI tree computes its parents, shows what does not add up and what hangs in the air."""

from fractions import Fraction

import pytest

from kpi.calc.tree import Node, TreeError, Unlinked, evaluate, residuals, unlinked

TREE = [
    Node("revenue", "product", ("won", "average_deal_size")),
    Node("won", "product", ("sql", "sql_to_won")),
    Node("sql", "product", ("mql", "mql_to_sql")),
    Node("mql", "product", ("lead", "lead_to_mql")),
    Node("lead", "sum", ("seo", "event")),
    *map(Node, ("seo", "event", "average_deal_size", "lead_to_mql", "mql_to_sql", "sql_to_won")),
    Node("open_rate", "ratio", ("opened", "delivered")),
    *map(Node, ("opened", "delivered")),
]
LEAVES = {
    "seo": 5000,
    "event": Fraction(1000, 3),
    "average_deal_size": 5_000_000,
    "lead_to_mql": Fraction(1, 5),
    "mql_to_sql": Fraction(3, 10),
    "sql_to_won": Fraction(1, 4),
    "opened": 28,
    "delivered": 100,
}


def test_the_plan_as_a_tree():
    values = evaluate(TREE, LEAVES)
    assert values["lead"] == Fraction(16000, 3)
    assert values["mql"] == Fraction(3200, 3)
    assert (values["sql"], values["won"], values["revenue"]) == (320, 80, 400_000_000)
    assert values["open_rate"] == Fraction(28, 100)


def test_what_is_unknown_below_is_unknown_above():
    values = evaluate(TREE, LEAVES | {"event": None, "delivered": 0})
    assert values["lead"] is values["revenue"] is values["open_rate"] is None
    assert values["seo"] == 5000


def test_what_the_arithmetic_does_not_explain():
    recorded = {"revenue": 399_000_000, "won": 80, "unheard_of": 1}
    assert residuals(TREE, LEAVES, recorded) == {"revenue": -1_000_000, "won": 0, "unheard_of": None}


@pytest.mark.parametrize(
    "nodes",
    [
        [Node("a", "sum", ("b",)), Node("b", "sum", ("a",))],
        [Node("a", "sum", ("nowhere",))],
        [Node("a", "ratio", ("b",)), Node("b")],
        [Node("a", "average")],
    ],
)
def test_impossible_trees_are_refused(nodes):
    with pytest.raises(TreeError):
        evaluate(nodes, {})


def test_indicators_that_hang_in_the_air():
    tiers = {
        "revenue": "business",
        "mql": "outcome",
        "lead_to_mql": "rate",
        "lead": "activity",
        "followers": "activity",
        "likes": "activity",
    }
    parents = {"mql": "revenue", "lead_to_mql": "mql", "lead": "lead_to_mql", "likes": "followers"}
    assert unlinked(parents, tiers, ("business", "outcome", "rate", "activity")) == [
        Unlinked("followers", "activity"),
        Unlinked("likes", "activity"),
    ]
