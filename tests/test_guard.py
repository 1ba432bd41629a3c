"""The whole URL space, libraries' addresses too, asked for by whoever works here without a second factor, with a stale
one, after idle minutes, and with a fresh one. No view is run: what is walked is what stands before them all.

What a page is for is told by its address (`is_work`), not by the mark the guard goes by; that nobody but staff enters
what is no work is told by the tables of `tests.test_access`.
"""

import re
from datetime import timedelta
from functools import cache

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as given
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve
from django.utils import timezone

from civic.accounts import staff
from civic.accounts.sessions import METHODS, WHOSE, WORKED
from proposals.models import Proposal
from tests import test_access
from tests.proposals import life
from tests.proposals.budgets import life as budgets

pytestmark = [pytest.mark.django_db, pytest.mark.doors]

OTHERS = ("stranger", "citizen", "proposer", "other official")
STAFF = {role: name for role, name in test_access.ROLES.items() if role not in OTHERS}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SIGNING_OUT = {"/admin/logout/", "/cms/logout/"}

# In this order: what stands in a pattern, and what an address may have in its place.
MADE_UP = [
    (r"\(\?P<\w+>(\w+)(?:\|[^)]*)?\)", r"\1"),
    (r"\(\?P<\w+>\\d\+\)|\(\\d\+\)|<(?:int|path):\w+>", "1"),
    (r"\(\?P<\w+>\.\*\)|\(\.\*\)|\.\*|<(?:\w+:)?\w+>", "x"),
    (r"\(\\d\{8\}-.*?\)", "20260302-BCDFG"),
    (r"\(\(\?:\[.*", "x/"),
    (r"\\(.)", r"\1"),
    (r"[\^$]", ""),
]


def patterns(resolver=None, prefix="/"):
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from patterns(pattern, path)


def made_up(pattern):
    """An address that a pattern fits; the things it names need not exist."""
    for sign, instead in MADE_UP:
        pattern = re.sub(sign, instead, pattern)
    return pattern


@cache
def everywhere():
    """{address: its name, with the deed where one address has several} of the whole URL space."""
    found = {}
    for pattern in patterns():
        for deed in DEEDS if "<slug:deed>" in pattern else [""]:
            address = made_up(pattern.replace("<slug:deed>", deed))
            name = resolve(address).view_name
            found[address] = f"{name}:{deed}" if deed else name
    return found


DEEDS = ("saving", "announcement", "prolonging", "publication", "calling-off", "cancellation")


def is_work(address):
    """Whether this is a page of a desk or an administration."""
    return ("desk" in address.split("/") or address.startswith(("/cms/", "/admin/"))) and address not in SIGNING_OUT


def is_far(address, name):
    return is_work(address) and (address.startswith("/admin/") or name in given.FAR_REACHING)


class Stop:
    """Stands last and answers in the place of the view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        return HttpResponse("let in", headers={"X-Let-In": "yes"})


@pytest.fixture
def stopped(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.test_guard.Stop"]


def comes(client, person, *, factor=None, worked=timedelta(0)):
    """Sign somebody in who used their factor so long ago, and did anything last so long ago."""
    client.force_login(person)
    session, now = client.session, timezone.now()
    session[WORKED] = int((now - worked).timestamp())
    if factor is not None:
        session[METHODS] = [{"method": "mfa", "type": "totp", "at": (now - factor).timestamp()}]
        session[WHOSE] = session["_auth_user_id"]
    session.save()
    return session.session_key


def outcome(answer):
    """Where a request ended: in, at the page that sets a factor up, at the one that asks for it, or at the sign-in."""
    if "X-Let-In" in answer:
        return "in"
    ways = {"/accounts/2fa/": "setting up", "/accounts/reauthenticate/": "factor", "/accounts/login/": "sign-in"}
    return ways[answer["Location"].partition("?")[0]]


def after(client, key, method, address):
    """Where a request ended; what it did to the session is taken back again."""
    with transaction.atomic():
        found = outcome(getattr(client, method)(address))
        transaction.set_rollback(True)
    client.cookies[given.SESSION_COOKIE_NAME] = key
    return found


# {state: (how somebody comes, how they ask, where that should end by whether it is work and whether it reaches far)}
STATES = {
    "no factor": ({}, "get", lambda work, far: "setting up" if work else "in"),
    "stale": ({"factor": 12 * HOUR + MINUTE}, "get", lambda work, far: "factor" if work else "in"),
    "of this hour": ({"factor": 16 * MINUTE}, "post", lambda work, far: "factor" if far else "in"),
    "fresh": ({"factor": 14 * MINUTE}, "post", lambda work, far: "in"),
    "idle": ({"factor": 14 * MINUTE, "worked": 30 * MINUTE}, "get", lambda work, far: "sign-in"),
}


def walk(client, person, share):
    """(state, address, where it ended) of what did not end where it should; `share`: {state: {address: name}}."""
    wrong = []
    for state, (how, method, wanted) in STATES.items():
        if state == "stale":
            Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
        key = comes(client, person, **how)
        for address, name in share.get(state, {}).items():
            found = after(client, key, method, address)
            if found != wanted(is_work(address), is_far(address, name)):
                wrong.append((state, address, found))
    return wrong


def share_of(role):
    """What a role walks: each address is asked for in each state once, and by each role in some state."""
    rows = sorted(everywhere().items())
    shift = list(STAFF).index(role)
    return {state: dict(rows[(shift + number) % len(STAFF) :: len(STAFF)]) for number, state in enumerate(STATES)}


def test_the_walk_goes_everywhere():
    found = everywhere()
    assert len(found) > 400
    for state in STATES:
        assert sorted(address for role in STAFF for address in share_of(role)[state]) == sorted(found)
    assert sum(map(is_work, found)) > 300


def test_what_only_staff_may_enter_is_work():
    """By the tables of who gets in: else a desk would stand outside the walk."""
    tables = {**test_access.DOORS, **test_access.OF_BUDGETS, **test_access.OF_IDEAS}
    tables |= {name: roles for name, (_arguments, roles) in test_access.OF_PROGRAMME.items()}
    named = {resolve(address).view_name: address for address in everywhere()}
    of_staff = {
        name
        for name, who in tables.items()
        for roles in (who.values() if isinstance(who, dict) else [who])
        if roles and roles <= {*STAFF, "other official"}
    }
    assert len(of_staff) > 60
    assert {name for name in of_staff if not is_work(named[name])} == set()


def test_every_far_reaching_deed_is_one():
    found = set(everywhere().values()) | {"admin"}
    assert given.FAR_REACHING - found == set()


def test_each_far_reaching_deed_is_kept_from_whoever_has_not_just_shown_their_factor(client, cast, stopped):
    """Sent, each on the list in each state: the walk goes there in most of them by asking only."""
    far = [address for address, name in everywhere().items() if name in given.FAR_REACHING]
    assert len(far) == len(given.FAR_REACHING - {"admin"})
    ended = {}
    for state, factor in (("none", None), ("stale", 13 * HOUR), ("of this hour", 16 * MINUTE), ("fresh", 14 * MINUTE)):
        if state == "stale":
            Authenticator.objects.create(user=cast.rui, type=Authenticator.Type.TOTP, data={})
        key = comes(client, cast.rui, factor=factor)
        ended[state] = {after(client, key, "post", address) for address in far}
    assert ended == {"none": {"setting up"}, "stale": {"factor"}, "of this hour": {"factor"}, "fresh": {"in"}}


@pytest.mark.parametrize("role", STAFF)
def test_nobody_works_without_their_factor(client, cast, stopped, role):
    assert walk(client, getattr(cast, STAFF[role]), share_of(role)) == []


def test_the_walk_would_notice_a_desk_without_its_guard(client, cast, stopped, monkeypatch):
    monkeypatch.setattr(staff, "works_at", lambda request, view: False)
    left_open = walk(client, cast.rui, dict.fromkeys(STATES, {"/desk/review/": "desk:review"}))
    assert {state for state, *_ in left_open} == {"no factor", "stale"}


def test_whoever_may_enter_by_one_of_two_desks_shows_a_factor(client, cast):
    comes(client, cast.ann)
    assert client.get("/programme/desk/applications/")["Location"] == "/accounts/2fa/"


@pytest.mark.parametrize("name", ["rui", "ada"])
def test_what_is_not_public_is_shown_after_the_factor_only(client, cast, name):
    proposal, person = life.submitted(cast), getattr(cast, name)
    address = proposal.get_absolute_url()
    for factor, status in ((None, 404), (13 * HOUR, 404), (HOUR, 200)):
        comes(client, person, factor=factor)
        assert client.get(address).status_code == status
    own = Proposal.objects.create(proposer=person, title="自己的")
    comes(client, person)
    assert client.get(own.get_absolute_url()).status_code == 200, "a citizen like others"


def test_a_budget_that_is_not_public_is_shown_after_the_factor_only(client, cast):
    address = f"/budgets/{budgets.planned(cast.tia).pk}/"
    for factor, status in ((None, 404), (HOUR, 200)):
        comes(client, cast.tia, factor=factor)
        assert client.get(address).status_code == status


def test_the_half_hour_begins_with_the_sign_in(cast, monkeypatch):
    client = Client()
    client.force_login(cast.rui)
    assert WORKED in client.session
    later = timezone.now() + 30 * MINUTE
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/")["Location"].startswith("/accounts/login/")
    client.force_login(cast.mei)
    assert WORKED not in client.session
