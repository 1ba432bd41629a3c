"""Addresses of proposals. Nouns: every POST creates or ends one."""

from django.urls import path

from proposals import status
from proposals.pages import messages, reporting, sharing, views, writing

app_name = "proposals"

urlpatterns = [
    path("", views.index, name="list"),
    path("new/", writing.new, name="new"),
    path("asked-before/", views.asked_before, name="asked_before"),
    path("status.json", status.statuses, name="statuses"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/status.json", status.status, name="status"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/submission/", writing.submission, name="submission"),
    path("<int:pk>/beginning/", writing.beginning, name="beginning"),
    path("<int:pk>/deletion/", writing.deletion, name="deletion"),
    path("<int:pk>/withdrawal/", writing.withdrawal, name="withdrawal"),
    path("<int:pk>/messages/", messages.correspondence, name="messages"),
    path("<int:pk>/endorsement/", views.endorsement, name="endorsement"),
    path("<int:pk>/endorsements/", views.endorsements, name="endorsements"),
    path("<int:pk>/endorsements/<int:number>/report/", reporting.report, name="report"),
    path("<int:pk>/endorsements/<int:number>/objection/", reporting.objection, name="objection"),
    path("<int:pk>/poster/", sharing.poster, name="poster"),
    path("<int:pk>/card.png", sharing.card, name="card"),
    path("<int:pk>/code.svg", sharing.code, name="code"),
    path("<int:pk>/evidence/<int:evidence_pk>/", views.evidence, name="evidence"),
]
