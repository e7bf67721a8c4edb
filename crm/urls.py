from django.urls import path

from crm.views import data, import_undo, imports, records

app_name = "crm"
urlpatterns = [
    path("companies/", records.company_list, name="company-list"),
    path("companies/new", records.company_edit, name="company-new"),
    path("companies/<int:company_id>", records.company, name="company"),
    path("companies/<int:company_id>/edit", records.company_edit, name="company-edit"),
    path("deals/", records.deal_list, name="deal-list"),
    path("deals/new", records.deal_edit, name="deal-new"),
    path("deals/<int:deal_id>", records.deal, name="deal"),
    path("deals/<int:deal_id>/edit", records.deal_edit, name="deal-edit"),
    path("data/", data.data, name="data"),
    path("data/import", imports.import_new, name="import"),
    path("data/import/<int:run_id>", imports.import_run, name="import-run"),
    path("data/import/<int:run_id>/mapping", imports.import_mapping, name="import-mapping"),
    path("data/import/<int:run_id>/back", imports.import_back, name="import-back"),
    path("data/import/<int:run_id>/start", imports.import_start, name="import-start"),
    path("data/import/<int:run_id>/refused", imports.import_refused, name="import-refused"),
    path("data/import/<int:run_id>/undo", import_undo.import_undo, name="import-undo"),
    path("data/series", data.series, name="series"),
    path("data/series/metrics", data.metric_add, name="metric-add"),
    path("data/sources", data.sources, name="sources"),
    path("data/quality", data.quality, name="quality"),
]
