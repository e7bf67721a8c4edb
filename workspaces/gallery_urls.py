from django.urls import path

from workspaces.views.gallery import gallery

urlpatterns = [path("", gallery, name="gallery"), path("<slug:section>/", gallery, name="gallery-section")]
