from django.urls import path

from civic.search import views

app_name = "search"
urlpatterns = [
    path("", views.page, name="page"),
    path("suggestions.json", views.suggestions, name="suggestions"),
]
