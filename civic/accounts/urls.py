from django.urls import path

from civic.accounts import showing, views

app_name = "accounts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("profile/", views.profile, name="profile"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("signed-in/<int:pk>/ending/", views.ending, name="ending"),
    path("signed-in/others/ending/", views.ending_others, name="ending_others"),
    path("data.json", views.export, name="export"),
    path("erasure/", views.erasure, name="erasure"),
    path("other-account/", showing.other_account, name="other_account"),
    path("kept/<str:token>/", views.kept, name="kept"),
    path("freezing/<str:token>/", views.freezing, name="freezing"),
]
