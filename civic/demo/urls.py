from django.urls import path

from civic.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("letters/", views.inboxes, name="inboxes"),
    path("letters/<slug:who>/", views.inbox, name="inbox"),
]
