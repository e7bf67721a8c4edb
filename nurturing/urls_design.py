"""Addresses of Layer 4's design steps."""

from django.urls import path

from nurturing.views import scoring, sla, stages

design_patterns = [
    path("s/<int:strategy_id>/l4/stages", stages.stages, name="stages"),
    path("s/<int:strategy_id>/l4/scoring", scoring.scoring, name="scoring"),
    path("s/<int:strategy_id>/l4/scoring/preview", scoring.scoring_preview_part, name="scoring-preview"),
    path("s/<int:strategy_id>/l4/sla", sla.sla, name="sla"),
    path("s/<int:strategy_id>/l4/sla/sentence", sla.sla_sentence_part, name="sla-sentence"),
]
