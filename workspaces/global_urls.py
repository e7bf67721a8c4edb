from django.urls import path

from workspaces.views import entrance

urlpatterns = [
    path("", entrance.landing, name="landing"),
    path("invitations/<str:token>/", entrance.invitation, name="invitation"),
    path("account/preferences/", entrance.preferences, name="preferences"),
    path("account/rail/", entrance.show_everything, name="show-everything"),
]
