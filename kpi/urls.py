from django.urls import path

from kpi.views import design, exec_dashboard, findings, home, marketing_dashboard, sales_dashboard, sheets, tree

app_name = "kpi"
urlpatterns = [
    path("", home.home, name="home"),
    path("d/exec", exec_dashboard.exec_dashboard, name="dashboard-exec"),
    path("d/marketing", marketing_dashboard.marketing_dashboard, name="dashboard-marketing"),
    path("d/sales", sales_dashboard.sales_dashboard, name="dashboard-sales"),
    path("d/tree", tree.tree, name="tree"),
    path("s/<int:strategy_id>/l5/kpi", design.kpi_tree_design, name="kpi"),
    path("s/<int:strategy_id>/sheet", sheets.sheet, name="sheet"),
    path("s/<int:strategy_id>/sheet.pdf", sheets.sheet_file, name="sheet-pdf"),
    path("s/<int:strategy_id>/pack", sheets.pack, name="pack"),
    path("s/<int:strategy_id>/pack.pdf", sheets.pack_file, name="pack-pdf"),
    path("s/<int:strategy_id>/findings", findings.findings, name="findings"),
    path("s/<int:strategy_id>/findings/look", findings.look, name="findings-look"),
    path("s/<int:strategy_id>/findings/<int:finding_id>/dismiss", findings.dismiss, name="finding-dismiss"),
]
