"""Who stands in for an official that is away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.accounts import actions as accounts
from civic.accounts.models import Person
from civic.agencies import actions, clockwork, deputies
from civic.agencies.models import Agency, Deputyship, Official, speakers
from civic.agencies.rules import belongs_to, speaks_for
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.record.models import Entry
from civic.security.models import Event
from proposals import actions as proposals
from tests import people
from tests.proposals import life

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def amy(db):
    """A colleague of ann's, with an address of the transport bureau and no role."""
    person = people.person("amy")
    Person.objects.filter(pk=person.pk).update(email="amy@agency.test")
    return Person.objects.get(pk=person.pk)


def named(ann, deputy, now, *, actor=None, starts=timedelta(0), lasts=10 * DAY):
    office = Official.objects.get(person=ann)
    days = {"starts_at": now + starts, "until": now + starts + lasts}
    return deputies.name_deputy(office, deputy, **days, at=now, actor=actor or ann)


def anew(person):
    return Person.objects.get(pk=person.pk)


def test_a_deputy_speaks_for_the_agency_from_the_first_day_to_the_last(ann, amy, kai, now, monkeypatch):
    found = named(ann, amy, now, starts=DAY)
    tick = timedelta(microseconds=1)
    for instant, acts in (
        (found.starts_at - tick, False), (found.starts_at, True), (found.until - tick, True), (found.until, False)
    ):  # fmt: skip
        monkeypatch.setattr(timezone, "now", lambda instant=instant: instant)
        assert anew(amy).has_role("official") is speaks_for(amy, people.transport()) is acts
        assert Person.objects.holding("official").filter(pk=amy.pk).exists() is acts
        assert speakers([people.transport().pk]).filter(pk=amy.pk).exists() is acts
        assert not speaks_for(amy, people.parks())
    assert not amy.groups.exists(), "lent, not given"


def test_what_a_deputy_does_is_on_record_for_the_office(cast, amy, now):
    proposal = life.established(cast)
    named(cast.ann, amy, now)
    proposals.publish_timetable(proposal, amy, now=life.OPENS + DAY, text="三月")
    told = Entry.objects.about(proposal).get(verb="agencies.deputised")
    office = Official.objects.get(person=cast.ann)
    assert told.data == {
        "deed": "timetable", "for": office.record_key, "agency": people.transport().record_key, "role": "official"
    }  # fmt: skip
    assert (told.actor, told.is_public) == (amy.record_key, False)
    public = Entry.objects.about(proposal).get(verb="timetable")
    assert public.actor == people.transport().record_key, "in public the agency has spoken"


def test_an_official_acts_for_nobody_else(cast, now):
    proposal = life.established(cast)
    proposals.publish_timetable(proposal, cast.ann, now=life.OPENS + DAY, text="三月")
    assert not Entry.objects.filter(verb="agencies.deputised").exists()


WHO = {
    "a colleague by their address": ("amy", "ann", None),
    "an official of the same agency": ("second", "ann", None),
    "a citizen": ("mei", "ann", "another_house"),
    "an official of another agency": ("kai", "ann", None),  # all agencies of the tests have one domain
    "oneself": ("ann", "ann", "oneself"),
    "somebody without a phone": ("sam", "ada", "unable"),
    "a stranger, of whom nothing is told": ("sam", "ann", "another_house"),
    "a citizen, by an administrator": ("mei", "ada", None),
    "an administrator, by themselves": ("ada", "ada", "oneself"),
    "for somebody else's office": ("amy", "kai", "no_role"),
}


@pytest.mark.parametrize("case", WHO)
def test_who_is_named_by_whom(request, ann, kai, ada, amy, now, case):
    deputy, actor, code = WHO[case]
    second = people.person("second", agency=people.transport())
    Person.objects.filter(pk=kai.pk).update(email="kai@agency.test")
    cast = {"amy": amy, "second": second, "kai": anew(kai), "ada": ada, "ann": ann}
    person = cast.get(deputy) or request.getfixturevalue(deputy)
    try:
        named(ann, person, now, actor=cast[actor])
        assert code is None
    except Refused as refused:
        assert refused.refusal.code == code


OF_AGENCY = {
    "amy@agency.test": True,  # as the agency's own mailbox
    "amy@house.example": True,
    "amy@elsewhere.example": False,  # one mailbox there is the agency's, and not the domain
    "desk@elsewhere.example": True,
    "amy@gmail.com": False,
    "bureau@gmail.com": True,
    "amy@ms12.hinet.net": False,
    "amy@sub.agency.test": False,
}


@pytest.mark.parametrize("address", OF_AGENCY)
def test_whose_address_is_of_an_agency(address, db):
    published = "desk@elsewhere.example\nbureau@gmail.com\n@house.example\n@hinet.net\n@ms12.hinet.net"
    Agency.objects.filter(pk=people.transport().pk).update(contacts=published)
    assert belongs_to(Person(pk=0, email=address), people.transport()) is OF_AGENCY[address]


@pytest.mark.parametrize("starts, lasts, code", [(0, 0, "over"), (-5, 4, "over"), (0, 400, "too_long")])
def test_days_that_cannot_be(ann, amy, now, starts, lasts, code):
    with pytest.raises(Refused) as refused:
        named(ann, amy, now, starts=starts * DAY, lasts=lasts * DAY)
    assert refused.value.refusal.code == code


def test_both_are_told_and_the_same_once_more_is_nothing_new(ann, amy, now):
    first, second = named(ann, amy, now), named(ann, amy, now)
    assert first == second
    mailing = Mailing.objects.get(kind="agencies.deputy_named")
    assert kinds[mailing.kind].audience(mailing, 0, 10) == sorted([ann.pk, amy.pk])
    assert kinds[mailing.kind].audience(mailing, max(ann.pk, amy.pk), 10) == []


def test_ended_before_its_day_it_is_over_at_once(ann, amy, kai, now):
    found = named(ann, amy, now)
    with pytest.raises(Denied):
        deputies.end_deputyship(found, at=now, actor=kai)
    deputies.end_deputyship(found, at=now, actor=ann)
    assert not speaks_for(amy, people.transport()) and not anew(amy).has_role("official")


@pytest.mark.parametrize("how", ["suspended", "dismissed", "erased"])
def test_a_deputy_may_no_more_than_the_official(ann, amy, ada, now, how):
    named(ann, amy, now)
    {
        "suspended": lambda: accounts.suspend(ann, at=now, actor=ada, reason="x"),
        "dismissed": lambda: actions.dismiss(ann.offices.get(), at=now, actor=ada),
        "erased": lambda: accounts.erase(ann, at=now),
    }[how]()
    assert not speaks_for(amy, people.transport())


def test_an_agency_with_a_deputy_is_attended(ann, amy, ada, now):
    named(ann, amy, now)
    Person.objects.filter(pk=ann.pk).update(level=1)
    assert people.transport() not in Agency.objects.unattended()
    Deputyship.objects.all().delete()
    assert people.transport() in Agency.objects.unattended()


def test_an_office_has_a_last_day_and_the_role_goes_with_the_last_one(mei, ada, now, monkeypatch):
    transport, parks = people.transport(), people.parks()
    actions.appoint(mei, transport, at=now, actor=ada, until=now + DAY)
    actions.appoint(mei, parks, at=now, actor=ada, until=now + 2 * DAY)
    assert mei.endings.get().until == now + 2 * DAY
    monkeypatch.setattr(timezone, "now", lambda: now + DAY)
    assert (speaks_for(mei, transport), speaks_for(mei, parks)) == (False, True)
    assert clockwork.end_offices(now + DAY) == 1 and anew(mei).has_role("official")
    actions.appoint(mei, parks, at=now, actor=ada)
    assert not mei.endings.exists() and mei.offices.get().until is None


def test_nobody_appoints_themselves(ada, now):
    with pytest.raises(Denied) as refused:
        actions.appoint(ada, people.transport(), at=now, actor=ada)
    assert refused.value.refusal.code == "oneself"


def test_deputyships_are_in_the_data_of_both_and_go_with_either(ann, amy, now):
    named(ann, amy, now)
    assert accounts.personal_data(ann)["agencies"]["deputies_at"]
    assert accounts.personal_data(amy)["agencies"]["deputy_at"]
    accounts.erase(amy, at=now)
    assert not Deputyship.objects.exists()


def test_they_are_forgotten_after_a_year(ann, amy, now):
    found = named(ann, amy, now)
    assert deputies.forget(found.until + deputies.KEPT) == 0
    assert deputies.forget(found.until + deputies.KEPT + DAY) == 1


# --- the desk --------------------------------------------------------------------------------------


def test_an_official_names_and_ends_at_the_desk(client, ann, amy):
    client.force_login(ann)
    day = timezone.localdate()
    sent = {"office": ann.offices.get().pk, "email": amy.email, "first_day": day, "last_day": day + 3 * DAY}
    assert client.post("/desk/deputies/", sent).status_code == 302
    found = Deputyship.objects.get()
    assert timezone.localtime(found.starts_at).date() == day and speaks_for(amy, people.transport())
    page = client.get("/desk/deputies/").content.decode()
    assert "amy" in page
    assert client.post(f"/desk/deputies/{found.pk}/ending/").status_code == 302
    assert not speaks_for(amy, people.transport())


def test_a_refusal_stands_on_the_form_with_what_was_typed(client, ann, mei):
    client.force_login(ann)
    day = timezone.localdate()
    sent = {"office": ann.offices.get().pk, "email": mei.email, "first_day": day, "last_day": day}
    page = client.post("/desk/deputies/", sent)
    assert page.status_code == 409 and mei.email in page.content.decode()


def test_an_official_finds_out_of_nobody_whether_they_have_an_account(client, ann, mei, sam):
    client.force_login(ann)
    day, said = timezone.localdate(), set()
    for email in (mei.email, sam.email, "nobody@example.test"):
        page = client.post(
            "/desk/deputies/", {"office": ann.offices.get().pk, "email": email, "first_day": day, "last_day": day}
        )
        said.add((page.status_code, str(page.context["form"].errors)))
    assert len(said) == 1, "of strangers without a phone neither"


def test_a_deputy_sees_the_desk_and_names_nobody(client, ann, amy, mei, now):
    named(ann, amy, now)
    client.force_login(amy)
    assert client.get("/desk/agency/").status_code == 200
    page = client.get("/desk/deputies/").content.decode()
    assert "ann" in page and 'name="office"' not in page
    found = Deputyship.objects.get()
    assert client.post(f"/desk/deputies/{found.pk}/ending/").status_code == 404


# --- in the administration -------------------------------------------------------------------------

ADDRESS = "/admin/agencies/deputyship/"


def test_an_administrator_names_a_deputy_for_somebody_who_is_away_and_ends_it(client, ada, ann, mei):
    client.force_login(ada)
    page = client.get(f"{ADDRESS}add/").content.decode()
    assert "交通局 · ann" in page, "the agency is shown"
    day = timezone.localdate()
    sent = {"office": ann.offices.get().pk, "email": mei.email, "first_day": day, "last_day": day + 3 * DAY}
    assert client.post(f"{ADDRESS}add/", sent).status_code == 302
    assert speaks_for(mei, people.transport())
    found = Deputyship.objects.get()
    told = Entry.objects.get(verb="agencies.deputy_named")
    assert (told.actor, told.data["office"], told.is_public) == (ada.record_key, found.office.record_key, False)
    assert Event.objects.filter(what="agencies.deputy_named", actor=ada.record_key).exists()
    assert client.post(ADDRESS, {"action": "end", "_selected_action": [found.pk]}).status_code == 302
    assert not speaks_for(mei, people.transport())


def test_what_cannot_be_is_said_with_what_was_typed_and_the_suspended_are_not_offered(client, ada, ann, kai, now):
    accounts.suspend(kai, at=now, actor=ada, reason="x")
    client.force_login(ada)
    assert "kai" not in client.get(f"{ADDRESS}add/").content.decode()
    day = timezone.localdate()
    sent = {"office": ann.offices.get().pk, "email": ada.email, "first_day": day, "last_day": day}
    page = client.post(f"{ADDRESS}add/", sent)
    assert page.status_code == 409 and ada.email in page.content.decode()
    assert not Deputyship.objects.exists()


def test_nobody_else_names_them_there(client, rui):
    client.force_login(rui)
    assert client.get(f"{ADDRESS}add/").status_code in (302, 403)
