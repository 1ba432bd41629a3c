from django.urls import path, re_path

from civic.contact import views
from civic.contact.actions import LETTERS

app_name = "contact"
urlpatterns = [
    path("letter/", views.letter, name="letter"),
    re_path(rf"^letter/(\d{{8}}-[{LETTERS}]{{5}})/$", views.sent, name="sent"),
]
