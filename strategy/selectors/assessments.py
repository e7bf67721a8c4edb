"""The current-state analysis as its pages show it: what is known, how far each layer has come, where to begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.urls import NoReverseMatch, reverse

from strategy import layers
from strategy.calc.diagnosis import (
    Answer,
    LayerScore,
    Recommendation,
    first_layer,
    impact_weights,
    layer_scores,
    next_actions,
    recommend,
)
from strategy.models import Assessment, Strategy
from strategy.selectors.impact import lost_revenue
from strategy.selectors.plans import plan_of_strategy
from strategy.selectors.scopes import scopes_left_out
from strategy.state.facts import Fact, facts_of
from strategy.state.questions import QUESTIONS, Question, question_of
from strategy.state.sections import SECTIONS, Section
from strategy.state.traits import TRAITS


@dataclass(frozen=True)
class QuestionRow:
    """A question with what people say, what the records show, and which level counts."""

    question: Question
    answer: Answer
    fact: Fact | None
    evidence: str = ""
    left_out: str = ""  # the row of 役割分担 by which it is not marketing's to answer


@dataclass(frozen=True)
class LayerResult:
    """One of the five layers of the diagnosis."""

    number: int
    name: str
    score: LayerScore
    rows: list[QuestionRow]
    lost: Fraction

    @property
    def asked(self) -> list[QuestionRow]:
        """The questions that are marketing's to answer."""
        return [row for row in self.rows if not row.left_out]

    @property
    def answered(self) -> int:
        return sum(row.answer.settled is not None for row in self.asked)


@dataclass(frozen=True)
class NextAction:
    """The next thing to do, and the page on which it is done."""

    question: Question
    url: str


class Basis(StrEnum):
    """What the layer to begin with was found by."""

    QUESTIONS = "questions"  # the thirty questions, held against the records
    FIVE = "five"  # the five yes/no answers of the start page
    RECORDS = "records"  # the records alone: nobody has answered anything


@dataclass(frozen=True)
class Diagnosis:
    """The result; `recommendation` is None while too little is known to compare the layers, `basis` what it rests on."""

    layers: list[LayerResult]
    recommendation: Recommendation | None
    actions: list[NextAction]
    planned_revenue: Fraction | None
    basis: Basis = Basis.QUESTIONS

    def layer(self, number: int) -> LayerResult:
        return self.layers[number - 1]

    @property
    def unknown_layers(self) -> list[int]:
        """The layers of which nothing is known yet."""
        return [result.number for result in self.layers if result.asked and result.score.score is None]

    @property
    def self_answered(self) -> int:
        """Questions that people have answered themselves."""
        return sum(
            row.answer.level is not None or row.answer.is_unknown for result in self.layers for row in result.rows
        )


@dataclass(frozen=True)
class SectionState:
    """A section of what is known: how many of its items are answered, by the records alone, and as 不明."""

    section: Section
    answered: int
    unknown: int
    recorded: int = 0

    @property
    def total(self) -> int:
        return len(self.section.items)


@dataclass(frozen=True)
class StateOverview:
    """The parts of the analysis and how far each has come."""

    traits: int
    trait_total: int
    sections: list[SectionState] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.sections)

    @property
    def unknown(self) -> int:
        return sum(one.unknown for one in self.sections)

    @property
    def recorded(self) -> int:
        return sum(one.recorded for one in self.sections)

    @property
    def total(self) -> int:
        return sum(one.total for one in self.sections)

    @property
    def is_begun(self) -> bool:
        """Whether a person has answered anything here."""
        return bool(self.traits) or self.answered > self.recorded


def assessment_of(strategy: Strategy) -> Assessment:
    """The stored answers; an empty, unsaved one before the first."""
    found = (
        Assessment.objects.for_workspace(strategy.workspace_id)
        .filter(strategy=strategy)
        .select_related("updated_by")
        .first()
    )
    return found or Assessment(workspace=strategy.workspace, strategy=strategy)


def overview_of(assessment: Assessment, recorded: Collection[str]) -> StateOverview:
    """How much is answered, how much of it is 不明, and what the records (`recorded`: keys of items) know by themselves."""
    return StateOverview(
        traits=sum(bool(assessment.traits.get(trait.key)) for trait in TRAITS),
        trait_total=len(TRAITS),
        sections=[_section_state(section, assessment.facts, recorded) for section in SECTIONS],
    )


def diagnosis_of(strategy: Strategy, assessment: Assessment, today: dt.date) -> Diagnosis:
    """Thirty questions held against the records, the layer to begin with, and the next three actions."""
    known = facts_of(strategy, today)
    scopes = scopes_left_out(strategy)
    rows = [
        _row(
            question,
            assessment.levels.get(question.key, {}),
            known.get(question.key),
            left_out=scopes.get(question.scope, ""),
        )
        for question in QUESTIONS
    ]
    plan = plan_of_strategy(strategy)
    lost = lost_revenue(plan, today) if plan else {}
    planned = plan.calculation.revenue if plan else None
    answers = [row.answer for row in rows if not row.left_out]
    scores = layer_scores(answers, impact_weights(lost, planned))
    recommendation, basis = _recommended(strategy, assessment, scores, {answer.layer for answer in answers})
    keys = next_actions(answers, recommendation) if recommendation else []
    return Diagnosis(
        layers=[
            LayerResult(
                number=score.number,
                name=_layer_name(score.number),
                score=score,
                rows=[row for row in rows if row.question.layer == score.number],
                lost=lost.get(score.number, Fraction(0)),
            )
            for score in scores
        ],
        recommendation=recommendation,
        actions=[NextAction(question_of(key), _address(strategy, question_of(key).url_name)) for key in keys],
        planned_revenue=planned,
        basis=basis,
    )


def begin_layer(strategy: Strategy, today: dt.date) -> int:
    """The layer to begin with: by the thirty questions where some are answered, else by the five of the start page.

    0 while neither has been answered.
    """
    assessment = assessment_of(strategy)
    if assessment.levels:
        found = diagnosis_of(strategy, assessment, today).recommendation
        return found.layer if found is not None else 0
    return _first_of_five(strategy) if strategy.diagnosis else 0


def _recommended(
    strategy: Strategy, assessment: Assessment, scores: list[LayerScore], asked: set[int]
) -> tuple[Recommendation | None, Basis]:
    """By the thirty questions where some are answered and every layer is known, else by the five, else by the records.

    `asked` are the layers with a question that is marketing's to answer; the others are not compared.
    """
    found = recommend([score for score in scores if score.number in asked])
    if found is not None and assessment.levels:
        return found, Basis.QUESTIONS
    if strategy.diagnosis:
        return Recommendation(layer=_first_of_five(strategy)), Basis.FIVE
    return found, Basis.RECORDS


def _first_of_five(strategy: Strategy) -> int:
    return first_layer({int(key[1:]): answer for key, answer in strategy.diagnosis.items()})


def _row(question: Question, stored: Mapping[str, Any], fact: Fact | None, *, left_out: str) -> QuestionRow:
    answer = Answer(
        key=question.key,
        layer=question.layer,
        level=stored.get("level"),
        is_unknown=bool(stored.get("unknown")),
        floor=fact.floor if fact else 0,
        ceiling=fact.ceiling if fact else Answer.ceiling,
    )
    return QuestionRow(question, answer, fact, stored.get("evidence", ""), left_out)


def _section_state(section: Section, facts: Mapping[str, Any], recorded: Collection[str]) -> SectionState:
    """What the records know is never 不明, whatever was ticked."""
    written = {item.key for item in section.items if facts.get(item.key, {}).get("text")}
    known = {item.key for item in section.items if item.key in recorded} - written
    unknown = {item.key for item in section.items if facts.get(item.key, {}).get("unknown")} - written - known
    return SectionState(
        section=section,
        answered=len(written | known | unknown),
        unknown=len(unknown),
        recorded=len(known),
    )


def _layer_name(number: int) -> str:
    report = layers.report_for(number)
    return str(report.name) if report else f"Layer {number}"


def _address(strategy: Strategy, url_name: str) -> str:
    try:
        return reverse(url_name, kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})
    except NoReverseMatch:
        return ""
