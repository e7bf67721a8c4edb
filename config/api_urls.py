"""The API: every address needs a workspace's key; the key says which workspace."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import api_schema  # noqa: F401 - registers how the key is described
from crm.api import ActivitiesView, CompaniesView, DealsView
from kpi.api import FunnelView
from kpi.strategies_api import DesignView, StrategiesView, StrategyView
from nurturing.api import AcceptView, HandOffsView, LeadsView, QualifyView, ReturnView
from strategy.api import BackcalcView
from strategy.plan_api import PlanComputeView

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("leads/", LeadsView.as_view(), name="leads"),
    path("companies/", CompaniesView.as_view(), name="companies"),
    path("deals/", DealsView.as_view(), name="deals"),
    path("activities/", ActivitiesView.as_view(), name="activities"),
    path("backcalc/", BackcalcView.as_view(), name="backcalc"),
    path("plans/compute/", PlanComputeView.as_view(), name="plans-compute"),
    path("strategies/", StrategiesView.as_view(), name="strategies"),
    path("strategies/<int:strategy_id>/", StrategyView.as_view(), name="strategy"),
    path("strategies/<int:strategy_id>/<slug:kind>/", DesignView.as_view(), name="strategy-design"),
    path("kpi/funnel/", FunnelView.as_view(), name="kpi-funnel"),
    path("handoffs/", HandOffsView.as_view(), name="handoffs"),
    path("handoffs/<int:handoff_id>/accept/", AcceptView.as_view(), name="handoff-accept"),
    path("handoffs/<int:handoff_id>/return/", ReturnView.as_view(), name="handoff-return"),
    path("handoffs/<int:handoff_id>/qualify/", QualifyView.as_view(), name="handoff-qualify"),
]
