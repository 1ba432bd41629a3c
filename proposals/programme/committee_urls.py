"""Addresses of the committee."""

from django.urls import path

from proposals.programme.pages import committee

app_name = "committee"

urlpatterns = [
    path("", committee.committee, name="committee"),
    path("meetings/<int:pk>/", committee.meeting, name="meeting"),
    path("meetings/<int:pk>/papers/<int:number>/", committee.enclosure, name="enclosure"),
]
