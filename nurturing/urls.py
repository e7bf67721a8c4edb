from nurturing.urls_sales import sales_patterns

app_name = "nurturing"
urlpatterns = [*sales_patterns]
