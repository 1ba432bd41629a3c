"""axe finds nothing on any kind of page of ours, on a phone and a desktop, light and dark."""

from datetime import timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.utils import timezone

from civic.accounts.models import Person
from civic.city.models import District
from proposals import actions
from proposals.actions import endorse
from proposals.ballots import standings
from proposals.ballots.models import Box
from proposals.budgets import actions as budgets
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.models import Cycle, Idea, Workshop
from proposals.programme import actions as deeds
from tests import people
from tests.journeys.conftest import DESKTOP, PHONE
from tests.people import DAY
from tests.proposals.budgets import life
from tests.proposals.programme import life as programme

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # all that the dark changes
RUN = "options => axe.run(document, {...options, resultTypes: ['violations']}).then(found => found.violations)"
STYLES = [(PHONE, "light", RULES), (PHONE, "dark", COLOURS), (DESKTOP, "dark", COLOURS), (DESKTOP, "light", RULES)]
PUBLIC = ["/", "/proposals/", "/proposals/?phase=collecting&sort=ending", "/outcomes/", "/accounts/login/"]
PUBLIC += ["/accounts/signup/", "/accounts/password/reset/", "/nothing-here/", "/en/", "/en/proposals/"]
PUBLIC += ["/budgets/count/", "/how-it-works/", "/rules/", "/privacy/", "/en/terms/", "/contact/letter/", "/seals/"]
PUBLIC += ["/retention/"]
ACCOUNT = ["/accounts/phone/change/", "/accounts/email/", "/accounts/reauthenticate/"]


@pytest.fixture
def pages(collecting):
    """Paths by who looks: every kind of page there is, with something on it."""
    one = f"/proposals/{collecting.pk}/"
    for number, endorser in enumerate(people.crowd(3)):
        endorse(collecting, endorser, now=timezone.now(), reason=f"原因{number}", county="64000")
    mei, ann = people.CAST["mei"](), people.CAST["ann"]()
    rui = Person.objects.get(nickname="rui")
    words = {"title": "等候檢核", "body": "內容", "benefits": "利益", "theme": collecting.theme}
    waiting = actions.save_draft(mei, now=timezone.now(), **words)
    actions.submit(waiting, mei, now=timezone.now())
    return {
        None: [*PUBLIC, one, f"{one}endorsements/", f"/en{one}"],
        mei: [one, f"/proposals/{waiting.pk}/", "/proposals/new/", "/mine/", *ACCOUNT],
        ann: ["/desk/agency/", f"/desk/agency/{collecting.pk}/"],
        rui: ["/desk/review/", f"/desk/review/{waiting.pk}/"],
    }


@pytest.fixture
def budget_pages(own_database):
    """The same of participatory budgets, in both languages: planned, in the vote by each form, counted."""
    tia, tom = life.team()
    mei = people.CAST["mei"]()
    planned = life.planned(tia)
    voting = [
        life.voting(tia, form=form, points=9, citywide=200, policy="open", **life.today())
        for form in ("approval", "knapsack", "points", "ranking")
    ]
    said = {"voters": 12, "counted_at": "2026-03-05T04:00:00Z", "votes": {"1": 7, "2": 3}, "winners": [1], "spent": 40}
    standings.keep(boxes_of(voting[0]).first(), {1: said})
    counted = life.voting(tia)
    for voter in people.crowd(3):
        life.vote(counted, voter, 1, 2)
    counted = life.counted(counted, tia, tom)
    one = f"/budgets/{voting[0].pk}/"
    ballots = [f"/budgets/{cycle.pk}/ballot/?area=1" for cycle in voting]
    public = ["/budgets/", one, f"{one}projects/1/", f"{one}ballot/", f"/budgets/{counted.pk}/"]
    public += [f"/budgets/{counted.pk}/projects/1/", f"{one}wall/", f"/budgets/{counted.pk}/wall/"]
    desks = ["", "new/", *(f"{cycle.pk}/" for cycle in (planned, voting[0], counted)), f"{planned.pk}/projects/1/"]
    desk = [f"/budgets/desk/{path}" for path in [*desks, f"{voting[0].pk}/projects/2/"]]
    return {who: [*paths, *(f"/en{path}" for path in paths)] for who, paths in
            {None: public, mei: [*ballots, f"{one}ballot/"], tia: desk}.items()}  # fmt: skip


@pytest.fixture
def idea_pages(own_database):
    """The same of ideas, from the form to the list of projects; of workshops, the map, and votes that are lost."""
    tia, tom = life.team()
    cast = {name: people.CAST[name]() for name in ("mei", "bo", "ann")}
    mei, bo, ann = cast.values()
    now = timezone.now()
    days = {"call_at": -1, "screening_at": 9, "workshop_at": 14, "feasibility_at": 19, "display_at": 40, "vote_at": 50,
            "closes_at": 60}  # fmt: skip
    call, cycle = (life.calling(tia, **{name: now + day * DAY for name, day in days.items()}) for _ in range(2))
    area = call.areas.get()
    draft = budgets.save_idea(mei, now=now, cycle=call, area=area, title="在路口種樹", body="夏天沒有樹蔭。")
    budgets.add_evidence(draft, mei, now=now, title="量測", url="https://example.test/")
    life.handed_in(call, bo, now=now)
    waiting, other, carrier, joined, refused, passed, hidden = (
        life.handed_in(cycle, author, now=now, title=f"第{number}個構想")
        for number, author in enumerate((mei, bo, bo, mei, bo, mei, bo))
    )
    asked, fit = (life.handed_in(cycle, bo, now=now, title=title) for title in ("請機關看", "可行"))
    begun = ("call_at", "screening_at", "workshop_at", "feasibility_at")
    Cycle.objects.filter(pk=cycle.pk).update(**{name: getattr(cycle, name) - 20 * DAY for name in begun})
    cycle.refresh_from_db()
    cycle.areas.get().districts.set(District.objects.all()[:3])
    joining = budgets.ask_to_join(carrier, joined, tia, now=now, note="同一件事。")
    for author in (mei, bo):
        budgets.answer_joining(joining, author, now=now, agrees=True)
    budgets.ask_to_join(other, waiting, tia, now=now, note="很像。")
    for idea, grounds in ((carrier, ["I01"]), (refused, ["I07"]), (hidden, ["I09"])):
        budgets.refuse_idea(idea, tia, now=now - 3 * HOUR, grounds=grounds, note="請看理由。")
    for idea in (passed, asked, fit):
        budgets.pass_idea(idea, tia, now=now)
    for idea in (asked, fit):
        budgets.ask_agency(Idea.objects.get(pk=idea.pk), tia, now=now, agency=people.transport())
    budgets.judge(fit, ann, now=now, lights=life.lights(), estimate=80)
    workshop = Workshop.objects.create(
        cycle=cycle, at=cycle.workshop_at, place="里民活動中心", invited="鄰里", outcome="併成兩案。", told_at=now
    )
    lost, void = life.voting(tia, **life.today()), life.voting(tia, **life.today())
    for box in Box.objects.all():
        for folder in settings.BALLOT_KEYS:
            (folder / f"{box.fingerprint}.key").unlink()
    for person in (tia, tom):
        budgets.declare_void(void, person, now=now, reason="兩顆磁碟同時損壞。")
    ideas = [f"/budgets/ideas/{idea.pk}/" for idea in (waiting, joined, refused, hidden, asked, fit)]
    public = [f"/budgets/{call.pk}/", f"/budgets/{cycle.pk}/", f"/budgets/{cycle.pk}/ideas/", *ideas]
    public += [f"/budgets/{void.pk}/", f"/budgets/{void.pk}/wall/", f"/budgets/{lost.pk}/"]
    own = [f"/budgets/ideas/{draft.pk}/{path}" for path in ("", "edit/", "ending/")]
    own += [f"/budgets/{call.pk}/ideas/new/", *ideas[:2], "/mine/"]
    rooms = ("", "cycle/", "areas/", "projects/", "ideas/", "workshops/", f"workshops/{workshop.pk}/")
    desk = [f"/budgets/desk/{cycle.pk}/{room}" for room in rooms] + [f"/budgets/desk/{lost.pk}/"]
    desk += [f"/budgets/desk/ideas/{idea.pk}/" for idea in (waiting, passed, hidden, fit)]
    judging = [f"/budgets/desk/ideas/{asked.pk}/judging/"]
    return {who: [*paths, *(f"/en{path}" for path in paths)] for who, paths in
            {None: public, mei: own, tia: desk, ann: judging}.items()}  # fmt: skip


# Things are made before the program is served: its clock would close a vote of the past before anybody has voted.


def test_axe_finds_nothing_on_budgets(budget_pages, window):
    assert sum(map(len, budget_pages.values())) >= 30
    assert faults(window, budget_pages) == []


def test_axe_finds_nothing_on_ideas(idea_pages, window):
    assert sum(map(len, idea_pages.values())) >= 60
    assert faults(window, idea_pages) == []


def test_axe_finds_nothing(pages, window):
    assert sum(map(len, pages.values())) >= 20
    assert faults(window, pages) == []


def test_axe_finds_what_is_too_pale_in_the_dark_only(window):
    page = window()
    style = "@media (prefers-color-scheme: dark) { h1 { color: #ddd } }"
    page.set_content(f"<html lang=zh><title>夜</title><style>{style}</style><main><h1>入夜以後</h1></main>")
    assert [fault[1:3] for fault in faults_of(page)] == [("dark", "color-contrast")] * 2


def faults(window, pages):
    """What axe finds on the pages in each style, as (path, width, scheme, rule, targets)."""
    found = []
    for person, paths in pages.items():
        page = window(person, reduced_motion="reduce")
        for path in paths:
            page.goto(path)
            found += [(path, *fault) for fault in faults_of(page)]
    return found


def faults_of(page):
    """The same of the page that is open; also where it is wider than its window."""
    page.evaluate(AXE_SCRIPT)
    for size, scheme, rules in STYLES:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield size["width"], scheme, "wider than the window", []
        for violation in page.evaluate(RUN, rules):
            yield size["width"], scheme, violation["id"], [node["target"] for node in violation["nodes"]][:3]


@pytest.fixture
def programme_pages(own_database):
    """The same of the programme and the committee: a year with cases in several states, a meeting with its minutes."""
    pia, ann, agency = people.CAST["pia"](), people.CAST["ann"](), people.transport()
    now = timezone.now()
    days = {"starts_on": timezone.localdate(now - 9 * people.DAY), "ends_on": timezone.localdate(now + 9 * people.DAY)}
    open_days = {"opens_at": now - 40 * people.DAY, "closes_at": now + 9 * people.DAY}
    year = programme.announced(pia, year=2030, **open_days)
    said = {"now": now - 30 * people.DAY, "district": District.objects.first(), **days}
    waiting, running, off = (programme.applied(year, ann, agency, title=title, **said) for title in ("甲", "乙", "丙"))
    draft = programme.draft(year, ann, agency, now=now)
    meeting = programme.met(pia, held_at=now - 20 * people.DAY)
    for case in (running, off):
        deeds.decide(meeting, pia, now=now, case=case, is_taken=True, amount=9_000, in_favour=5)
    deeds.decide(meeting, pia, now=now, title="要點", text="提早公告。")
    programme.publish(meeting, pia)
    deeds.cancel(off, ann, now=now, reason="場地施工。")
    coming = programme.met(pia, held_at=now - people.DAY)
    public = ["/programme/", "/en/programme/2030/", "/programme/2030/?how=workshop", "/committee/"]
    public += ["/programme/2030/2/", "/programme/2030/3/", meeting.get_absolute_url()]
    desk = ["", f"years/{year.pk}/", "years/new/", "committee/", f"committee/{coming.members()[0].tenure_id}/"]
    desk += [f"meetings/{meeting.pk}/", f"meetings/{coming.pk}/", f"cases/{waiting.pk}/"]
    applying = ["applications/", f"years/{year.pk}/applications/new/", f"cases/{draft.pk}/", f"cases/{running.pk}/"]
    return {
        None: public,
        pia: [f"/programme/desk/{path}" for path in desk],
        ann: [f"/programme/desk/{path}" for path in applying],
    }


def test_axe_finds_nothing_on_the_programme(programme_pages, window):
    assert sum(map(len, programme_pages.values())) >= 15
    assert faults(window, programme_pages) == []
