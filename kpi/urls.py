from django.urls import path

from kpi.views import design

app_name = "kpi"
urlpatterns = [
    path("s/<int:strategy_id>/l5/kpi", design.kpi_tree_design, name="kpi"),
]
