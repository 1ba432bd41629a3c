"""The demo's addresses, all behind one gate."""

from django.urls import path

from civic.demo import sign_on, views
from civic.demo.guard import guarded

app_name = "demo"
urlpatterns = [
    path("", guarded(views.people), name="people"),
    path("sign-in/", guarded(views.sign_in), name="sign_in"),
    path("sign-on/.well-known/openid-configuration", guarded(sign_on.published), name="published"),
    path("sign-on/keys/", guarded(sign_on.keys), name="keys"),
    path("sign-on/authorize/", guarded(sign_on.authorize), name="authorize"),
    path("sign-on/token/", guarded(sign_on.token), name="token"),
    path("sign-on/out/", guarded(sign_on.out), name="sign_on_out"),
    path("letters/", guarded(views.inboxes), name="inboxes"),
    path("letters/<slug:who>/", guarded(views.inbox), name="inbox"),
]
