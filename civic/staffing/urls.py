from django.urls import path

from civic.staffing import views

app_name = "staffing"
urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("desk/recusals/<str:key>/", views.recusal, name="recusal"),
    path("desk/deputies/", views.deputies, name="deputies"),
    path("desk/deputies/<int:pk>/ending/", views.ending, name="ending"),
]
