"""Addresses of participatory budgeting."""

from django.urls import path

from proposals.budgets import status
from proposals.budgets.desks import team
from proposals.budgets.pages import ballot, cycles, recount

app_name = "budgets"

urlpatterns = [
    path("", cycles.index, name="list"),
    path("count/", recount.recount, name="count"),
    path("status.json", status.statuses, name="statuses"),
    path("<int:pk>/", cycles.cycle, name="cycle"),
    path("<int:pk>/ballot/", ballot.ballot, name="ballot"),
    path("<int:pk>/wall/", cycles.wall, name="wall"),
    path("<int:pk>/letters/", cycles.letters, name="letters"),
    path("<int:pk>.pb", status.pabulib, name="pabulib"),
    path("<int:pk>/area-<int:area>.pb", status.pabulib, name="pabulib_area"),
    path("<int:pk>/status.json", status.status, name="status"),
    path("<int:pk>/result.json", status.result, name="result"),
    path("<int:pk>/projects/<int:number>/", cycles.project, name="project"),
    path("<int:pk>/projects/<int:number>/picture", cycles.picture, name="picture"),
]

urlpatterns += [
    path("desk/", team.cycles, name="desk"),
    path("desk/new/", team.new, name="desk_new"),
    path("desk/<int:pk>/", team.one, name="desk_one"),
    path("desk/<int:pk>/cycle/", team.saving, name="desk_cycle"),
    path("desk/<int:pk>/areas/", team.areas, name="desk_areas"),
    path("desk/<int:pk>/publishing/", team.publishing, name="desk_publishing"),
    path("desk/<int:pk>/copying/", team.copying, name="desk_copying"),
    path("desk/<int:pk>/prolonging/", team.prolonging, name="desk_prolonging"),
    path("desk/<int:pk>/counting/", team.counting, name="desk_counting"),
    path("desk/<int:pk>/projects/new/", team.project, name="desk_project_new"),
    path("desk/<int:pk>/projects/<int:number>/", team.project, name="desk_project"),
    path("desk/<int:pk>/projects/<int:number>/removing/", team.removing, name="desk_removing"),
    path("desk/<int:pk>/projects/<int:number>/dropping/", team.dropping, name="desk_dropping"),
]
