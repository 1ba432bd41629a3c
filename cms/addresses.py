"""Addresses of the shop window that are no pages of Wagtail's, in both languages."""

from django.urls import path

from cms import feeds, previews, registering

app_name = "window"
urlpatterns = [
    path("outcomes/feed.xml", feeds.outcomes, name="outcomes_feed"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("news/feed.xml", feeds.news, name="news_feed"),
    path("events/<int:pk>/", registering.registration, name="registration"),
    path("events/<int:pk>/cancellation/", registering.cancellation, name="cancellation"),
    path("events/<int:pk>.ics", registering.calendar, name="calendar"),
]
