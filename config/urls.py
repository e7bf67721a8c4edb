from django.conf import settings
from django.urls import include, path

from workspaces import health

workspace_patterns = [
    path("", include("kpi.urls")),
    path("", include("nurturing.urls")),
    path("", include("channels.urls")),
    path("", include("targeting.urls")),
    path("", include("strategy.urls")),
    path("", include("crm.urls")),
    path("", include("workspaces.urls")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("config.api_urls")),
    path("", include("workspaces.global_urls")),
    path("w/<slug:slug>/", include(workspace_patterns)),
]
if settings.APP_ENV in ("development", "test"):
    urlpatterns.append(path("_ui/", include("workspaces.gallery_urls")))
