"""Every address of ours, fetched by everybody: nobody sees or does what is not theirs, nor keeps it for the next.

The walk goes through the URLconf, so an address that is added without a line in `DOORS` or a reason in `ELSEWHERE`
fails. Whoever is kept out gets 403, 404 or the way to the sign-in, writes nothing by a POST, and reads nobody's
protected values anywhere.
"""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from proposals.models import Evidence
from tests import people
from tests.cms import events
from tests.proposals import life
from tests.proposals.budgets import life as budgets
from tests.proposals.programme import life as programme

pytestmark = pytest.mark.django_db

ROLES = {
    "stranger": None,
    "citizen": "mei",
    "proposer": "bo",
    "own official": "ann",
    "other official": "kai",
    "reviewer": "rui",
    "editor": "eve",
    "budget team": "tia",
    "programme team": "pia",
    "administrator": "ada",
}
ALL = set(ROLES)
MEMBERS = ALL - {"stranger"}
NOBODY = set()
PROPOSER, REVIEWER, OWN, TEAM = {"proposer"}, {"reviewer"}, {"own official"}, {"budget team"}
PROGRAMME, OFFICIALS = {"programme team"}, {"own official", "other official"}
INSIDERS = {"proposer", "reviewer", "administrator"}

# The three proposals of the walk: who may see each at all.
SEEN = {"draft": PROPOSER, "submitted": INSIDERS, "established": ALL}
ON_REVIEW = {"draft": NOBODY, "submitted": REVIEWER, "established": REVIEWER}
AT_AGENCY = {"draft": NOBODY, "submitted": NOBODY, "established": OWN}
OF_REASONS = {"draft": NOBODY, "submitted": NOBODY, "established": REVIEWER}
BY_PROPOSER = dict.fromkeys(SEEN, PROPOSER)

# Who gets in: to one page, or to the page of each of the three proposals.
DOORS = {
    "healthz": ALL,
    "readyz": ALL,
    "metrics": set(),
    **dict.fromkeys(["security", "search_json", "opensearch", "search:page", "search:suggestions"], ALL),
    "proposals:list": ALL,
    "proposals:asked_before": ALL,
    "proposals:statuses": ALL,
    "proposals:new": MEMBERS,
    "proposals:detail": SEEN,
    "proposals:endorsements": SEEN,
    "proposals:evidence": SEEN,
    "short_proposal": dict.fromkeys(SEEN, ALL),  # leads on, whatever is there
    "proposals:poster": {"draft": NOBODY, "submitted": NOBODY, "established": ALL},
    "proposals:card": {"draft": NOBODY, "submitted": NOBODY, "established": ALL},
    "proposals:code": {"draft": NOBODY, "submitted": NOBODY, "established": ALL},
    "proposals:status": {"draft": NOBODY, "submitted": NOBODY, "established": ALL},
    "proposals:edit": BY_PROPOSER,
    "proposals:submission": BY_PROPOSER,
    "proposals:deletion": BY_PROPOSER,
    "proposals:withdrawal": BY_PROPOSER,
    "proposals:messages": BY_PROPOSER,
    "proposals:beginning": BY_PROPOSER,
    "proposals:endorsement": {name: seers - {"stranger"} for name, seers in SEEN.items()},
    "proposals:report": {"draft": NOBODY, "submitted": NOBODY, "established": ALL},
    "proposals:objection": dict.fromkeys(SEEN, NOBODY),  # the walk's endorsement is of none of them
    **dict.fromkeys(["budgets:count", "budgets:list", "budgets:statuses"], ALL),
    **dict.fromkeys(["budgets:desk", "budgets:desk_new"], TEAM),
    **dict.fromkeys(["programme:years", "committee:committee"], ALL),
    **dict.fromkeys(["programme:desk", "programme:desk_year_new", "programme:desk_tenures"], PROGRAMME),
    "programme:desk_meeting_new": PROGRAMME,
    "programme:applying": OFFICIALS | PROGRAMME,
    "contact:letter": ALL,
    **dict.fromkeys(["window:outcomes_feed", "window:news_feed"], ALL),
    **dict.fromkeys(["seals:seals", "seals:feed", "retention"], ALL),
    "csp_report": ALL,  # takes reports by POST, and shows nothing
    **dict.fromkeys(["account_signup", "account_signup_by_passkey"], ALL),
    "desk:review": REVIEWER,
    "desk:reasons": REVIEWER,
    **dict.fromkeys(["desk:reason", "desk:hiding", "desk:leaving", "desk:decision"], OF_REASONS),
    **dict.fromkeys(["desk:review_one", "desk:passing", "desk:amendment", "desk:refusal"], ON_REVIEW),
    "desk:taking_back": ON_REVIEW,
    "desk:agency": {"own official", "other official"},
    **dict.fromkeys(
        [
            "desk:agency_one",
            "desk:demands",
            "desk:timetable",
            "desk:contact",
            "desk:messages",
            "desk:looks",
            "desk:supporting",
            "desk:extension",
            "desk:handing",
            "desk:answer",
            "desk:preview",
            "desk:publication",
        ],
        AT_AGENCY,
    ),
    # None of the three is under way; tests/proposals/test_handing_on.py
    **dict.fromkeys(["desk:review_transfer", "desk:agency_transfer"], dict.fromkeys(SEEN, NOBODY)),
    "desk:correction": dict.fromkeys(SEEN, NOBODY),  # none of the three is answered; tests/proposals/test_correcting.py
    **dict.fromkeys(["mfa_reauthenticate", "mfa_reauthenticate_webauthn"], MEMBERS),
    **dict.fromkeys(["account_reauthenticate", "account_change_phone", "account_verify_phone"], MEMBERS),
    **dict.fromkeys(["accounts:mine", "accounts:profile", "accounts:export", "accounts:erasure"], MEMBERS),
    **dict.fromkeys(["accounts:signed_in", "accounts:ending_others"], MEMBERS),
    "accounts:other_account": MEMBERS,  # a GET of whoever has met no other account leads back to "my page"
    "staffing:deputies": {"own official", "other official"},
    "sign_on:ways": ALL,
    "sign_on:new": ALL,  # a GET without what a provider told leads to the ways
    "sign_on:joining": MEMBERS,
}

# Who gets in to a budget that is on display: what was counted is nowhere yet, nor is a picture.
OF_BUDGETS = {
    **dict.fromkeys(["budgets:cycle", "budgets:wall", "budgets:project", "budgets:status", "budgets:ballot"], ALL),
    "budgets:card": ALL,
    "budgets:letters": ALL,  # a GET leads back to the cycle
    **dict.fromkeys(["budgets:result", "budgets:pabulib", "budgets:pabulib_area", "budgets:picture"], NOBODY),
    **dict.fromkeys(["budgets:desk_one", "budgets:desk_cycle", "budgets:desk_areas", "budgets:desk_publishing"], TEAM),
    **dict.fromkeys(["budgets:desk_copying", "budgets:desk_prolonging", "budgets:desk_counting"], TEAM),
    **dict.fromkeys(["budgets:desk_voiding", "budgets:desk_projects", "budgets:desk_workshops"], TEAM),
    "budgets:desk_workshop": NOBODY,  # there is none
    "budgets:ideas": ALL,
    "budgets:idea_new": MEMBERS,
    **dict.fromkeys(["budgets:desk_ideas", "budgets:desk_adopting"], TEAM),
    **dict.fromkeys(["budgets:desk_project_new", "budgets:desk_project", "budgets:desk_dropping"], TEAM),
    "budgets:desk_removing": TEAM,
}
# Who gets in to an idea of the citizen that waits for its screening.
OF_IDEAS = {
    "budgets:idea": ALL,
    **dict.fromkeys(["budgets:idea_edit", "budgets:idea_submission", "budgets:idea_ending"], {"citizen"}),
    "budgets:idea_separation": {"citizen"},
    **dict.fromkeys(["budgets:idea_joining", "budgets:desk_judging", "budgets:desk_handing_on"], NOBODY),
    "budgets:idea_evidence": NOBODY,  # it has none; tests/proposals/budgets/test_ideas.py, likewise for the three above
    **dict.fromkeys(["budgets:desk_idea", "budgets:desk_passing", "budgets:desk_refusal"], TEAM),
    **dict.fromkeys(["budgets:desk_taking_back", "budgets:desk_joining"], TEAM),
    **dict.fromkeys(["budgets:desk_agency", "budgets:desk_listing"], TEAM),
}
OF_PROJECTS = (
    *("budgets:project", "budgets:picture", "budgets:pabulib_area"),
    *("budgets:desk_project", "budgets:desk_dropping", "budgets:desk_removing", "budgets:desk_workshop"),
)

# Who gets in to an open year, to what its applicant has applied for, and to the committee that meets about it:
# {address: (what its arguments are, who)}. There is neither a picture nor a paper.
OF_PROGRAMME = {
    **dict.fromkeys(["programme:year", "programme:json", "programme:csv", "programme:ods"], (["year"], ALL)),
    "programme:case": (["year", "number"], ALL),
    "programme:card": (["year", "number"], ALL),
    "programme:photo": (["year", "number", "number"], NOBODY),
    "programme:desk_year": (["programme"], PROGRAMME),
    "programme:desk_year_deed": (["programme", "deed"], PROGRAMME),
    "programme:desk_case_new": (["programme"], OFFICIALS | PROGRAMME),
    "programme:desk_case": (["case"], OWN | PROGRAMME),
    "programme:desk_case_deed": (["case", "deed"], OWN | PROGRAMME),
    "programme:desk_tenure": (["tenure"], PROGRAMME),
    "programme:desk_member": (["member"], PROGRAMME),
    "programme:desk_meeting": (["meeting"], PROGRAMME),
    "programme:desk_meeting_deed": (["meeting", "deed"], PROGRAMME),
    "committee:meeting": (["meeting"], ALL),
    "committee:enclosure": (["meeting", "number"], NOBODY),
}
# Who gets in to an event that a page tells of.
OF_EVENTS = {"window:registration": MEMBERS, "window:cancellation": MEMBERS, "window:calendar": ALL}
EVERYTHING = (*DOORS, *OF_BUDGETS, *OF_IDEAS, *OF_PROGRAMME, *OF_EVENTS)

# Addresses of one endorsement: the walk asks for the first.
OF_ENDORSEMENTS = {
    *("proposals:report", "proposals:objection"),
    *("desk:reason", "desk:hiding", "desk:leaving", "desk:decision"),
}

ELSEWHERE = {
    "admin/": "Django's administration asks for the right to enter it; walked in tests/test_admin.py",
    "cms/": "Wagtail's administration asks for the right to enter it; walked in tests/cms",
    "outcomes/<int:pk>/card.png": "the picture of a published outcome; tests/civic/test_postcards.py",
    "preview/": "for whoever has the link; tests/cms/test_previews.py",
    "media/": "pictures of published pages, kept apart from evidence; tests/cms/test_files.py",
    "^documents/": "documents of published pages; tests/cms/test_files.py",
    "_util/": "Wagtail's sign-in, led to ours; tests/cms",
    "accounts/sign-on/<slug:key>/": "there and back, for everybody; tests/accounts/test_sign_on.py",
    "contact/^letter/(": "the number of a letter, which anybody may show; tests/contact",
    "mine/signed-in/<int:pk>/": "one's own sessions only; tests/accounts/test_signed_in.py",
    "mine/kept/": "for whoever holds the token of a page; tests/accounts/test_typed.py",
    "mine/freezing/": "for whoever holds the link of a letter; tests/accounts/test_freezing.py",
    "invitation/": "for whoever holds the link of a letter; tests/staffing/test_invitations.py",
    "desk/recusals/": "from what lies on one's own desk; tests/staffing/test_recusing.py",
    "desk/deputies/<int:pk>/": "one's own only; tests/agencies/test_deputies.py",
    "style/": "exists in the demo only, and shows nothing of anybody; tests/demo/test_style",
    "demo/": "exists in the demo only, where everybody may be anybody; tests/demo",
}


def addresses(resolver=None, prefix="", spaces=()):
    """(path, name) of every address whose view is ours."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if pattern.callback.__module__.split(".")[0] in ("civic", "proposals", "cms"):
                yield path, ":".join([*spaces, pattern.name or ""])
        else:
            yield from addresses(pattern, path, (*spaces, pattern.namespace) if pattern.namespace else spaces)


def test_every_address_has_its_line_or_its_reason():
    found = dict(addresses())
    assert len(found) > 30, "this walk has lost its way"
    walked = {name for path, name in found.items() if not path.startswith(tuple(ELSEWHERE))}
    assert walked == set(EVERYTHING)


@pytest.fixture
def proposals(cast, settings, tmp_path):
    """The three proposals, each with a file, a budget, and a year of the programme."""
    settings.MEDIA_ROOT = tmp_path
    found = {"draft": life.draft(cast), "submitted": life.submitted(cast), "established": life.established(cast)}
    found["budget"] = budgets.calling(cast.tia)
    found["idea"] = budgets.handed_in(found["budget"], cast.mei)
    found["event"] = events.announced(cast.eve)
    found |= _programme(cast)
    for proposal in (found[subject] for subject in SEEN):
        proposal.paper = Evidence.objects.create(proposal=proposal, title="圖", file=ContentFile(b"x", "a.txt"))
    return found


def _programme(cast):
    year = programme.announced(cast.pia)
    case, meeting = programme.applied(year, cast.ann, people.transport()), programme.met(cast.pia)
    member = meeting.members()[0]
    of = {"programme": year.pk, "case": case.pk, "meeting": meeting.pk, "member": member.pk, "tenure": member.tenure_id}
    return {"of programme": of | {"year": year.year, "number": case.number, "deed": "saving"}}


def doors(name, proposals):
    """(address, who gets in) for a line of `DOORS`."""
    if name in OF_BUDGETS:
        numbers = [1] if name in OF_PROJECTS else []
        return [(reverse(name, args=[proposals["budget"].pk, *numbers]), OF_BUDGETS[name])]
    if name in OF_PROGRAMME:
        arguments, roles = OF_PROGRAMME[name]
        return [(reverse(name, args=[proposals["of programme"][each] for each in arguments]), roles)]
    if name in OF_IDEAS:
        numbers = [1] if name in ("budgets:idea_joining", "budgets:idea_evidence") else []
        return [(reverse(name, args=[proposals["idea"].pk, *numbers]), OF_IDEAS[name])]
    if name in OF_EVENTS:
        return [(reverse(name, args=[proposals["event"].pk]), OF_EVENTS[name])]
    who = DOORS[name]
    if not isinstance(who, dict):
        return [(reverse(name), who)]
    rows = []
    for subject, roles in who.items():
        papers = [proposals[subject].paper.pk] if name == "proposals:evidence" else []
        numbers = [1] if name in OF_ENDORSEMENTS else []
        rows.append((reverse(name, args=[proposals[subject].pk, *papers, *numbers]), roles))
    return rows


def is_kept_out(answer):
    return answer.status_code in (403, 404) or "/accounts/login/" in answer.headers.get("Location", "")


def ask(client, method, address, before):
    """The answer, and whether anything is not as it was `before`; all of it is taken back again."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        wrote = life.everything() != before
        transaction.set_rollback(True)
    return answer, wrote


THE_SAME_FOR_ALL = (
    *("proposals:status", "proposals:statuses", "proposals:evidence", "proposals:code", "proposals:card"),
    *("budgets:status", "budgets:statuses", "budgets:result", "budgets:pabulib", "budgets:pabulib_area"),
    *("budgets:card", "programme:card", "programme:json", "programme:csv", "programme:ods"),
)


def may_be_kept(name, address, answer):
    """Whether a cache or the browser keeps what was made for one person, who is signed in: what its owner alone may see
    would be there for the next one's "back"."""
    is_the_same_for_all = name in THE_SAME_FOR_ALL and Client().get(address).status_code == 200
    return "no-store" not in answer.headers["Cache-Control"] and not is_the_same_for_all


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_or_does_what_is_not_theirs(client, cast, proposals, at, role):
    at(life.OPENS + 2 * life.DAY)
    secrets = [cast.bo.name, cast.bo.phone, cast.bo.email]
    if ROLES[role]:
        client.force_login(getattr(cast, ROLES[role]))
    kept_out, before = 0, life.everything()
    for name in EVERYTHING:
        for address, roles in doors(name, proposals):
            answer, wrote = ask(client, "get", address, before)
            assert not wrote, f"GET {address} writes"
            assert is_kept_out(answer) is (role not in roles), f"{role} GET {address}: {answer.status_code}"
            assert answer.status_code < 500
            assert not ROLES[role] or not may_be_kept(name, address, answer), address
            if role != "proposer" and not answer.streaming:
                assert not [secret for secret in secrets if secret.encode() in answer.content], address
            kept_out += role not in roles
            answer, wrote = ask(client, "post", address, before)
            assert answer.status_code < 500
            if role not in roles:
                assert not wrote, f"{role} POST {address}"
                assert is_kept_out(answer) or answer.status_code == 405, f"{role} POST {address}: {answer.status_code}"
    assert kept_out > 10, "void unless somebody is kept out of something"
    assert life.everything() == before, "void unless each answer was taken back"


def test_the_walk_would_notice_a_door_left_open(client, cast, proposals, at, monkeypatch):
    """The negative control: with the guard of the desk taken away, an official of another agency gets in."""
    at(life.OPENS + 2 * life.DAY)
    monkeypatch.setattr("proposals.desks.agency.of_official", lambda person: type(proposals["draft"]).objects.all())
    client.force_login(cast.kai)
    answer, _wrote = ask(client, "get", reverse("desk:agency_one", args=[proposals["established"].pk]), [])
    assert not is_kept_out(answer)


def test_the_walk_would_notice_what_is_written(client, cast, proposals, at):
    """Another: that a draft is deleted is seen, and taken back."""
    at(life.OPENS + 2 * life.DAY)
    client.force_login(cast.bo)
    before = life.everything()
    address = reverse("proposals:deletion", args=[proposals["draft"].pk])
    answer, wrote = ask(client, "post", address, before)
    assert answer.status_code == 302 and wrote and life.everything() == before
