from django.urls import path

from targeting import views

app_name = "targeting"
urlpatterns = [
    path("s/<int:strategy_id>/l2/wins", views.wins, name="wins"),
    path("s/<int:strategy_id>/l2/icp", views.icp, name="icp"),
    path("s/<int:strategy_id>/l2/icp/preview", views.icp_preview, name="icp-preview"),
    path("s/<int:strategy_id>/l2/committee", views.committee, name="committee"),
    path("s/<int:strategy_id>/l2/journey", views.journey, name="journey"),
    path("s/<int:strategy_id>/l2/messages", views.message_page, name="messages"),
    path("s/<int:strategy_id>/l2/personas", views.personas, name="personas"),
    path("s/<int:strategy_id>/l2/personas/print", views.personas_print, name="personas-print"),
    path("leads/<int:lead_id>/role", views.lead_role, name="lead-role"),
]
