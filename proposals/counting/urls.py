"""Addresses of the budgets: so far the count that anybody can repeat."""

from django.urls import path

from proposals.counting import views

app_name = "budgets"

urlpatterns = [path("count/", views.count, name="count")]
