from django.urls import path

from civic.accounts.signon import entering, views

app_name = "sign_on"
urlpatterns = [
    path("", views.ways, name="ways"),
    path("new/", entering.New.as_view(), name="new"),
    path("joining/", views.joining, name="joining"),
    path("<slug:key>/", views.begin, name="begin"),
    path("<slug:key>/back/", views.back, name="back"),
    path("<slug:key>/leaving/", views.leaving, name="leaving"),
]
