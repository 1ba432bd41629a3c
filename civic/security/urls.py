from django.urls import path

from civic.security import views

app_name = "seals"
urlpatterns = [
    path("", views.seals, name="seals"),
    path("feed.xml", views.feed, name="feed"),
]
