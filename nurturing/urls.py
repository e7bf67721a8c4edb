from django.urls import URLPattern, URLResolver

app_name = "nurturing"
urlpatterns: list[URLPattern | URLResolver] = []
