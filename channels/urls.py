from django.urls import path

from channels import views

app_name = "channels"
urlpatterns = [
    path("s/<int:strategy_id>/l3/channels", views.channels, name="channels"),
    path("s/<int:strategy_id>/l3/paths", views.paths, name="paths"),
    path("s/<int:strategy_id>/l3/content", views.content, name="content"),
    path("s/<int:strategy_id>/l3/content/add", views.asset_add, name="asset-add"),
    path("s/<int:strategy_id>/l3/content/paste", views.assets_paste, name="assets-paste"),
    path("s/<int:strategy_id>/l3/content/paste/import", views.assets_import, name="assets-import"),
    path("s/<int:strategy_id>/l3/content/assign", views.assets_assign, name="assets-assign"),
    path("s/<int:strategy_id>/l3/content/<int:asset_id>", views.asset, name="asset"),
]
