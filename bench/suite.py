"""The measurements in order, on workspaces made for them."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

from bench import analyser, data, pages, plans, records, scoring
from bench.measure import Figure, Report, reference_loop

SMALLER = 20  # the workspace to which growth is compared has this part of the records


def run(*, leads: int, activities: int, runs: int, parts: Sequence[str]) -> Report:
    """Measure the parts asked for. The signal's task is kept from the broker: the recompute is measured by itself."""
    report = Report(loop_seconds=reference_loop())
    with patch("kpi.tasks.recompute_workspace.delay_on_commit"):
        report.tell("fixed pure-Python loop (s)", round(report.loop_seconds, 4))
        report.tell("one page with SELECT 1 (s)", round(pages.ready_page_seconds(), 4))
        if "plans" in parts:
            plans.measure(report)
        if "analyser" in parts:
            analyser.measure(data.make_workspace("bench-deals"), report)
        if "records" in parts:
            records.measure(data.make_workspace("bench-files"), report, leads=leads, runs=runs)
        if "scoring" in parts or "pages" in parts:
            _measure_growth(report, leads, activities, runs, parts)
    return report


def _measure_growth(report: Report, leads: int, activities: int, runs: int, parts: Sequence[str]) -> None:
    """The large workspace beside its floors, and beside a small one: work must not grow with what is stored."""
    small, large = data.make_workspace("bench-small"), data.make_workspace("bench-large")
    data.fill(small, leads=leads // SMALLER, activities=activities // SMALLER)
    small_page = pages.month_page_seconds(small, runs) if "pages" in parts else 0.0
    small_touched = scoring.touched_seconds(small, runs) if "scoring" in parts else 0.0
    data.fill(large, leads=leads, activities=activities)
    report.tell("records", f"{leads:,} leads, {activities:,} activities")
    if "scoring" in parts:
        touched = scoring.measure(large, report, runs)
        report.add(Figure(f"the same at {SMALLER} × stored data, against itself", touched, small_touched, 2.5))
    if "pages" in parts:
        pages.measure(large, report, runs, small_page=small_page)
