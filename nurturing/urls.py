from nurturing.urls_design import design_patterns
from nurturing.urls_sales import sales_patterns

app_name = "nurturing"
urlpatterns = [*design_patterns, *sales_patterns]
