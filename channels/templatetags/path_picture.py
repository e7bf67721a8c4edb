"""The paths as a picture: places in columns from left to right, joints as curves; drawn on the server, coloured by tokens."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from channels.calc.lanes import Lanes, lanes
from channels.calc.paths import Edge
from channels.defaults import COLOUR_SLOTS
from channels.path_wording import SORT_LABELS
from channels.selectors.paths import Joint, PathMap, Place

register = template.Library()

WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 164, 54, 52, 22, 6
LANE = 12  # the height that a joint takes where it passes a column
NAME_WIDTH, NOTE_WIDTH = 20, 24  # half-width characters that fit into a box


@dataclass(frozen=True)
class _Box:
    x: int
    y: int
    tall: int

    @property
    def middle(self) -> int:
        return self.y + self.tall // 2


@register.simple_tag
def path_picture(paths: PathMap) -> SafeString:
    """The drawing; the same paths stand beside it in words."""
    found = lanes(paths.columns, [Edge(joint.start, joint.end) for joint in paths.joints])
    boxes = _boxes(found)
    width = len(paths.columns) * (WIDTH + ACROSS) - ACROSS + 2 * MARGIN
    tallest = max((_height(column, found) for column in found.columns), default=HEIGHT)
    height = tallest + 2 * MARGIN + (_DIP if _turns_back(paths, boxes) else 0)
    return format_html(
        '<svg class="paths__svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true">'
        '<defs><marker id="path-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z"/></marker></defs>{2}{3}</svg>',
        width,
        height,
        format_html_join("", "{}", ((_curve(joint, boxes, found),) for joint in paths.joints)),
        format_html_join(
            "", "{}", ((_place(paths.place(key), boxes[key], paths),) for column in paths.columns for key in column)
        ),
    )


_DIP = 28


def _boxes(found: Lanes) -> dict[str, _Box]:
    """Where each place and each point of a long joint stands; every column is centred on the tallest one."""
    tallest = max((_height(column, found) for column in found.columns), default=HEIGHT)
    boxes = {}
    for number, column in enumerate(found.columns):
        y = MARGIN + (tallest - _height(column, found)) // 2
        for key in column:
            tall = LANE if found.is_point(key) else HEIGHT
            boxes[key] = _Box(MARGIN + number * (WIDTH + ACROSS), y, tall)
            y += tall + DOWN
    return boxes


def _height(column: list[str], found: Lanes) -> int:
    return sum((LANE if found.is_point(key) else HEIGHT) + DOWN for key in column) - DOWN


def _turns_back(paths: PathMap, boxes: dict[str, _Box]) -> bool:
    return any(boxes[joint.end].x <= boxes[joint.start].x for joint in paths.joints)


def _curve(joint: Joint, boxes: dict[str, _Box], found: Lanes) -> SafeString:
    start, end = boxes[joint.start], boxes[joint.end]
    if end.x > start.x:
        points = [boxes[key] for key in found.points.get(Edge(joint.start, joint.end), [])]
        path = f"M{start.x + WIDTH} {start.middle}" + "".join(
            _bend(before, after) + ("" if after is end else f"H{after.x + WIDTH}")
            for before, after in pairwise([start, *points, end])
        )
    else:
        low = max(start.y, end.y) + HEIGHT + _DIP
        begin, stop = (start.x + WIDTH // 2, start.y + HEIGHT), (end.x + WIDTH // 2, end.y + HEIGHT + 1)
        path = f"M{begin[0]} {begin[1]}C{begin[0]} {low} {stop[0]} {low} {stop[0]} {stop[1]}"
    kind = " paths__joint--example" if joint.is_example else ""
    return format_html('<path class="paths__joint{}" d="{}" marker-end="url(#path-arrow)"/>', kind, path)


def _bend(before: _Box, after: _Box) -> str:
    """From the right side of a column to the left side of the next one."""
    begin, stop = before.x + WIDTH, after.x - 1
    bend = (stop - begin) // 2
    return f"C{begin + bend} {before.middle} {stop - bend} {after.middle} {stop} {after.middle}"


def _place(place: Place, box: _Box, paths: PathMap) -> SafeString:
    trouble = trouble_of(place, paths)
    return format_html(
        '<g class="paths__place paths__place--{}{}" transform="translate({} {})"><title>{}</title>'
        '<rect width="{}" height="{}" rx="6"/>{}<text class="paths__name" x="16" y="23">{}</text>'
        '<text class="paths__note" x="16" y="42">{}</text></g>',
        place.sort,
        _state(place, trouble),
        box.x,
        box.y,
        place.name,
        WIDTH,
        HEIGHT,
        _stripe(place),
        _cut(place.name, NAME_WIDTH),
        _cut(f"⚠ {trouble}" if trouble else _note(place, paths), NOTE_WIDTH),
    )


def _state(place: Place, trouble: str) -> str:
    if trouble:
        return " paths__place--cut"
    return "" if place.is_used else " paths__place--unused"


def _stripe(place: Place) -> SafeString:
    """The colour of a channel, as everywhere."""
    if place.channel is None:
        return SafeString("")
    slot = COLOUR_SLOTS.get(place.channel.key, 0)
    return format_html('<rect class="paths__stripe mix__dot--{}" width="6" height="{}" rx="3"/>', slot, HEIGHT)


@register.simple_tag
def trouble_of(place: Place, paths: PathMap) -> str:
    """What is wrong with a place in a word, else ""."""
    findings = paths.findings
    if place.key in findings.orphans:
        return str(_("つながりなし"))
    if place.key in findings.dead_ends:
        return str(_("行き止まり"))
    if place.key in findings.circles:
        return str(_("商談に届かない"))
    return str(_("使っていない")) if place.key in findings.unused_targets else ""


def _note(place: Place, paths: PathMap) -> str:
    """What kind of place it is, a channel with its stages."""
    names = [stage.name for stage in paths.stages if stage.key in place.stages]
    return _("・").join(names) if names else str(SORT_LABELS[place.sort])


def _cut(text: str, most: int) -> str:
    """As much of a text as fits, a full-width character counting twice."""
    used = 0
    for place, letter in enumerate(text):
        used += 2 if unicodedata.east_asian_width(letter) in "WFA" else 1
        if used > most:
            return text[: place - 1] + "…"
    return text
