from django.urls import URLPattern, URLResolver

app_name = "targeting"
urlpatterns: list[URLPattern | URLResolver] = []
