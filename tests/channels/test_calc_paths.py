"""Paths as a graph: dead ends, orphans, circles, stages nobody is led to, and the columns of the picture."""

from hypothesis import given
from hypothesis import strategies as st

from channels.calc.paths import CHANNEL, GOAL, Edge, Node, check, columns, reach, routes

STAGES = ("awareness", "consideration", "decision")
SEO = Node("seo", CHANNEL, ("awareness", "consideration"))
PAPER = Node("whitepaper", CHANNEL, ("awareness", "consideration"))
MAIL = Node("mail", CHANNEL, ("consideration", "decision"))
SEMINAR = Node("webinar", CHANNEL, ("consideration", "decision"))
DEAL = Node("deal", GOAL)
LINE = [SEO, PAPER, MAIL, SEMINAR, DEAL]
JOINTS = [Edge("seo", "whitepaper"), Edge("whitepaper", "mail"), Edge("mail", "webinar"), Edge("webinar", "deal")]


def test_the_framework_path_is_whole():
    assert check(LINE, JOINTS, STAGES).is_whole
    assert columns(LINE, JOINTS) == [["seo"], ["whitepaper"], ["mail"], ["webinar"], ["deal"]]
    assert routes(LINE, JOINTS) == [["seo", "whitepaper", "mail", "webinar", "deal"]]


def test_a_channel_with_no_joint_is_an_orphan():
    found = check([*LINE, Node("event", CHANNEL, ("awareness",))], JOINTS, STAGES)
    assert found.orphans == ("event",) and found.dead_ends == ()


def test_a_place_that_leads_nowhere_is_a_dead_end():
    nodes = [*LINE, Node("ads", CHANNEL, ("decision",)), Node("pricing")]
    found = check(nodes, [*JOINTS, Edge("ads", "pricing")], STAGES)
    assert found.dead_ends == ("pricing",) and found.orphans == ()


def test_on_and_on_without_the_goal_is_a_circle():
    found = check([SEO, PAPER], [Edge("seo", "whitepaper"), Edge("whitepaper", "seo")], STAGES)
    assert found.circles == ("seo", "whitepaper")
    assert found.unreachable_stages == ("decision",)


def test_a_circle_with_a_way_out_is_none():
    assert check(LINE, [*JOINTS, Edge("webinar", "mail")], STAGES).circles == ()


def test_a_stage_nobody_is_led_to():
    nodes = [SEO, Node("social", CHANNEL, ("awareness",)), Node("ads", CHANNEL, ("decision",)), DEAL]
    found = check(nodes, [Edge("social", "seo"), Edge("ads", "deal")], STAGES)
    assert found.unreachable_stages == ("decision",) and found.dead_ends == ("seo",)


def test_a_channel_not_in_use_brings_nobody_on():
    nodes = [SEO, Node("whitepaper", CHANNEL, ("awareness",), is_used=False), DEAL]
    found = check(nodes, [Edge("seo", "whitepaper")], STAGES)
    assert found.unused_targets == ("whitepaper",)


def test_before_a_channel_is_in_use_nothing_is_wrong():
    assert check([Node("seo", CHANNEL, is_used=False), DEAL], [], STAGES).is_whole


KEYS = [f"n{number}" for number in range(7)]
GRAPHS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=14).map(
    lambda pairs: [Edge(start, end) for start, end in pairs if start != end]
)
KINDS = st.lists(st.sampled_from([CHANNEL, "step", GOAL]), min_size=7, max_size=7)


@given(GRAPHS, KINDS)
def test_every_node_stands_in_one_column_and_no_finding_is_invented(edges, kinds):
    nodes = [Node(key, kind, ("awareness",)) for key, kind in zip(KEYS, kinds, strict=True)]
    assert sorted(key for column in columns(nodes, edges) for key in column) == KEYS
    found = check(nodes, edges, STAGES)
    leaving = {edge.start for edge in edges}
    assert not set(found.orphans) & leaving and not set(found.dead_ends) & leaving
    goals = {node.key for node in nodes if node.kind == GOAL}
    assert not goals & {*found.orphans, *found.dead_ends, *found.circles}
    assert all(not reach([key], edges) & goals for key in found.circles)


@given(GRAPHS, KINDS)
def test_every_route_follows_the_joints(edges, kinds):
    nodes = [Node(key, kind) for key, kind in zip(KEYS, kinds, strict=True)]
    joints = {(edge.start, edge.end) for edge in edges}
    for route in routes(nodes, edges):
        assert len(set(route)) == len(route)
        assert all(pair in joints for pair in zip(route, route[1:], strict=False))


@given(GRAPHS)
def test_without_circles_every_joint_leads_to_the_right(edges):
    line = [edge for edge in edges if edge.start < edge.end]
    place = {key: n for n, column in enumerate(columns([Node(key) for key in KEYS], line)) for key in column}
    assert all(place[edge.start] < place[edge.end] for edge in line)


@given(GRAPHS, KINDS)
def test_mending_a_dead_end_leaves_no_new_one(edges, kinds):
    nodes = [*(Node(key, kind) for key, kind in zip(KEYS, kinds, strict=True)), DEAL]
    ends = check(nodes, edges, STAGES).dead_ends
    mended = check(nodes, [*edges, *(Edge(key, "deal") for key in ends)], STAGES)
    assert mended.dead_ends == ()
