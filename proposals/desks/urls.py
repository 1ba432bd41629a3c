"""Addresses of the desks. Nouns: every POST creates one, and GET of the same leads back to its form."""

from django.urls import path

from proposals.desks import agency, correcting, messages, reasons, review, transferring

app_name = "desk"

urlpatterns = [
    path("review/", review.queue, name="review"),
    path("review/<int:pk>/", review.one, name="review_one"),
    path("review/<int:pk>/passing/", review.passing, name="passing"),
    path("review/<int:pk>/amendment/", review.amendment, name="amendment"),
    path("review/<int:pk>/refusal/", review.refusal, name="refusal"),
    path("review/<int:pk>/taking-back/", review.taking_back, name="taking_back"),
    path("review/<int:pk>/transfer/", transferring.of_review, name="review_transfer"),
    path("reasons/", reasons.queue, name="reasons"),
    path("reasons/<int:pk>/<int:number>/", reasons.one, name="reason"),
    path("reasons/<int:pk>/<int:number>/hiding/", reasons.hiding, name="hiding"),
    path("reasons/<int:pk>/<int:number>/leaving/", reasons.leaving, name="leaving"),
    path("reasons/<int:pk>/<int:number>/decision/", reasons.decision, name="decision"),
    path("agency/", agency.due, name="agency"),
    path("agency/<int:pk>/", agency.one, name="agency_one"),
    path("agency/<int:pk>/demands/", agency.demands, name="demands"),
    path("agency/<int:pk>/timetable/", agency.timetable, name="timetable"),
    path("agency/<int:pk>/contact/", agency.contact, name="contact"),
    path("agency/<int:pk>/messages/", messages.correspondence, name="messages"),
    path("agency/<int:pk>/looks/", messages.looks, name="looks"),
    path("agency/<int:pk>/supporting/", agency.supporting, name="supporting"),
    path("agency/<int:pk>/extension/", agency.extension, name="extension"),
    path("agency/<int:pk>/handing/", agency.handing, name="handing"),
    path("agency/<int:pk>/transfer/", transferring.of_agency, name="agency_transfer"),
    path("agency/<int:pk>/correction/", correcting.correction, name="correction"),
    path("agency/<int:pk>/answer/", agency.answer, name="answer"),
    path("agency/<int:pk>/preview/", agency.preview, name="preview"),
    path("agency/<int:pk>/publication/", agency.publication, name="publication"),
]
