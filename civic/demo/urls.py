"""The demo's addresses, all behind one gate."""

from django.urls import path

from civic.demo import views
from civic.demo.guard import guarded

app_name = "demo"
urlpatterns = [
    path("", guarded(views.people), name="people"),
    path("sign-in/", guarded(views.sign_in), name="sign_in"),
    path("letters/", guarded(views.inboxes), name="inboxes"),
    path("letters/<slug:who>/", guarded(views.inbox), name="inbox"),
]
