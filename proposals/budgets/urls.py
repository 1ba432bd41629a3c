"""Addresses of the budgets: so far the count that anybody can repeat."""

from django.urls import path

from proposals.budgets.pages import recount

app_name = "budgets"

urlpatterns = [path("count/", recount.recount, name="count")]
