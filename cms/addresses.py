"""Addresses of the shop window that are no pages of Wagtail's, in both languages."""

from django.urls import path

from cms import feeds

app_name = "window"
urlpatterns = [
    path("outcomes/feed.xml", feeds.outcomes, name="outcomes_feed"),
]
