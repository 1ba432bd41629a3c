"""Addresses of the programme. Nouns: every POST creates or ends one."""

from django.urls import path

from proposals.programme.desks import applying, meetings, seats, team
from proposals.programme.pages import cases, years

app_name = "programme"

urlpatterns = [
    path("", years.years, name="years"),
    path("<int:year>/", years.year, name="year"),
    path("<int:year>.json", years.as_json, name="json"),
    path("<int:year>.csv", years.as_csv, name="csv"),
    path("<int:year>.ods", years.as_ods, name="ods"),
    path("<int:year>/<int:number>/", cases.case, name="case"),
    path("<int:year>/<int:number>/card.png", cases.card, name="card"),
    path("<int:year>/<int:number>/pictures/<int:pk>/", cases.photo, name="photo"),
    path("desk/", team.desk_of_team, name="desk"),
    path("desk/years/new/", team.new, name="desk_year_new"),
    path("desk/years/<int:pk>/", team.year, name="desk_year"),
    path("desk/years/<int:pk>/<slug:deed>/", team.year_deed, name="desk_year_deed"),
    path("desk/committee/", seats.tenures, name="desk_tenures"),
    path("desk/committee/<int:pk>/", seats.tenure, name="desk_tenure"),
    path("desk/members/<int:pk>/", seats.member, name="desk_member"),
    path("desk/meetings/new/", meetings.new, name="desk_meeting_new"),
    path("desk/meetings/<int:pk>/", meetings.meeting, name="desk_meeting"),
    path("desk/meetings/<int:pk>/<slug:deed>/", meetings.meeting_deed, name="desk_meeting_deed"),
    path("desk/applications/", applying.applications, name="applying"),
    path("desk/years/<int:pk>/applications/new/", applying.new, name="desk_case_new"),
    path("desk/cases/<int:pk>/", applying.case, name="desk_case"),
    path("desk/cases/<int:pk>/<slug:deed>/", applying.case_deed, name="desk_case_deed"),
]
