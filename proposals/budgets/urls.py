"""Addresses of participatory budgeting."""

from django.urls import path

from proposals.budgets import status
from proposals.budgets.desks import ideas as desk_of_ideas
from proposals.budgets.desks import team
from proposals.budgets.desks import workshops as desk_of_workshops
from proposals.budgets.pages import ballot, cycles, ideas, recount

app_name = "budgets"

urlpatterns = [
    path("", cycles.index, name="list"),
    path("count/", recount.recount, name="count"),
    path("status.json", status.statuses, name="statuses"),
    path("<int:pk>/", cycles.cycle, name="cycle"),
    path("<int:pk>/ballot/", ballot.ballot, name="ballot"),
    path("<int:pk>/card.png", cycles.card, name="card"),
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
    path("desk/<int:pk>/voiding/", team.voiding, name="desk_voiding"),
    path("desk/<int:pk>/counting/", team.counting, name="desk_counting"),
    path("desk/<int:pk>/workshops/", desk_of_workshops.workshops, name="desk_workshops"),
    path("desk/<int:pk>/workshops/<int:number>/", desk_of_workshops.workshop, name="desk_workshop"),
    path("desk/<int:pk>/projects/", team.projects, name="desk_projects"),
    path("desk/<int:pk>/projects/new/", team.project, name="desk_project_new"),
    path("desk/<int:pk>/projects/<int:number>/", team.project, name="desk_project"),
    path("desk/<int:pk>/projects/<int:number>/removing/", team.removing, name="desk_removing"),
    path("desk/<int:pk>/projects/<int:number>/dropping/", team.dropping, name="desk_dropping"),
]

urlpatterns += [
    path("<int:pk>/ideas/", ideas.index, name="ideas"),
    path("<int:pk>/ideas/new/", ideas.new, name="idea_new"),
    path("ideas/<int:pk>/", ideas.idea, name="idea"),
    path("ideas/<int:pk>/edit/", ideas.edit, name="idea_edit"),
    path("ideas/<int:pk>/evidence/<int:evidence_pk>/", ideas.evidence, name="idea_evidence"),
    path("ideas/<int:pk>/submission/", ideas.submission, name="idea_submission"),
    path("ideas/<int:pk>/ending/", ideas.ending, name="idea_ending"),
    path("ideas/<int:pk>/separation/", ideas.separation, name="idea_separation"),
    path("ideas/<int:pk>/joinings/<int:number>/", ideas.joining, name="idea_joining"),
    path("desk/<int:pk>/ideas/", desk_of_ideas.ideas, name="desk_ideas"),
    path("desk/<int:pk>/adopting/", desk_of_ideas.adopting, name="desk_adopting"),
    path("desk/ideas/<int:pk>/", desk_of_ideas.one, name="desk_idea"),
    path("desk/ideas/<int:pk>/passing/", desk_of_ideas.passing, name="desk_passing"),
    path("desk/ideas/<int:pk>/refusal/", desk_of_ideas.refusal, name="desk_refusal"),
    path("desk/ideas/<int:pk>/taking-back/", desk_of_ideas.taking_back, name="desk_taking_back"),
    path("desk/ideas/<int:pk>/joining/", desk_of_ideas.joining, name="desk_joining"),
    path("desk/ideas/<int:pk>/agency/", desk_of_ideas.agency, name="desk_agency"),
    path("desk/ideas/<int:pk>/listing/", desk_of_ideas.listing, name="desk_listing"),
    path("desk/ideas/<int:pk>/handing-on/", desk_of_ideas.handing_on, name="desk_handing_on"),
    path("desk/ideas/<int:pk>/judging/", desk_of_ideas.judging, name="desk_judging"),
]
