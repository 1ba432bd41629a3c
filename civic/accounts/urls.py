from django.urls import path

from civic.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("profile/", views.profile, name="profile"),
    path("data.json", views.export, name="export"),
    path("erasure/", views.erasure, name="erasure"),
    path("kept/<str:token>/", views.kept, name="kept"),
    path("freezing/<str:token>/", views.freezing, name="freezing"),
]
