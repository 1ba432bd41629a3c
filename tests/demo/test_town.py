"""The demo town, built once for all of this: whole, lively, and by the same verbs as everything else."""

import base64
import hashlib
import re
from collections import Counter
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max, Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic.accounts import sms
from civic.accounts.models import Person
from civic.accounts.nicknames import fault
from civic.agencies.models import Agency
from civic.city import calendar
from civic.city.models import Closure
from civic.demo import cast, identities, letters, times, words
from civic.demo.building import build, count_budgets
from civic.duties import closing
from civic.duties.models import Duty
from civic.outbox.models import Letter, Mailing
from civic.record.models import Entry
from cms.models import OutcomePage
from proposals import rules
from proposals.ballots.models import Box, Paper, Roll, Sealed
from proposals.budgets import idea_rules
from proposals.budgets import rules as budget_rules
from proposals.budgets.counting.count import count
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.official import official
from proposals.budgets.counting.pabulib import parse
from proposals.budgets.counting.papers import from_file
from proposals.budgets.ideas import Idea
from proposals.budgets.models import Cycle
from proposals.budgets.status import turnout
from proposals.models import Endorsement, Proposal
from proposals.pages.views import VOICES_PER_PAGE
from proposals.programme import rules as programme_rules
from proposals.programme.committee import Meeting
from proposals.programme.models import Case, Photo
from tests import databases
from tests.proposals import life

NOW = timezone.now()
HERE = {"HTTP_HOST": "127.0.0.1:8000"}  # nobody else comes into the demo


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), databases.cloned():
        assert build(NOW) is True
        count_budgets(NOW)
        yield {told["key"]: Proposal.objects.get(title=told["title"]) for told in words.proposals()}


@pytest.fixture
def client(town):
    return Client(**HERE)


def test_every_proposal_is_in_the_phase_it_was_written_for(town):
    for told in words.proposals():
        assert rules.phase(town[told["key"]], NOW) == told["phase"], told["key"]
    told = Counter(told["phase"] for told in words.proposals())
    assert len(town) >= 40 and set(rules.PHASES) - {"counting"} == set(told)


def test_the_counters_are_right_and_nothing_is_in_the_future(town):
    counted = Count("endorsements", filter=Q(endorsements__voided_at=None))
    for row in Proposal.objects.annotate(counted=counted, last=Max("endorsements__arrived_at")):
        assert row.counted == row.endorsement_count
        assert row.last is None or row.last <= NOW
    assert not Entry.objects.filter(at__gt=timezone.now()).exists()  # pages are published by the clock on the wall
    waiting = Mailing.objects.filter(at__gt=NOW)  # decisions that can still be taken back, letters of a day to come
    assert {mailing.kind for mailing in waiting} <= {"proposals.passed", "budgets.ending"}


def test_one_person_had_two_accounts_and_counts_once_and_what_was_established_stays_so(client, town):
    proposal = town["typhoon-boats"]
    (void,) = proposal.endorsements.exclude(voided_at=None)
    assert void.person.same_as.endorsements.get(proposal=proposal).number < void.number
    assert proposal.last_number == proposal.threshold == proposal.endorsement_count + 1
    assert proposal.established_at and rules.fell_below(proposal, NOW)
    own = proposal.get_absolute_url()
    page = (proposal.last_number - void.number) // VOICES_PER_PAGE + 1
    assert "作廢" in client.get(f"{own}endorsements/", {"page": page}).text
    assert client.get(f"{own}status.json").json()["fell_below"] is True
    for prefix, page, listed in (
        ("", "本案成案後有附議作廢", "有附議事後作廢，仍維持成案"),
        ("/en", "turned out void after this proposal was established", "Stays established, though some"),
    ):
        assert page in client.get(prefix + own).text
        assert listed in client.get(f"{prefix}/proposals/?phase=established").text


def test_a_proposal_shows_its_evidence_with_a_picture(client, town):
    picture, table = town["school-street"].evidence.order_by("pk")
    assert (picture.name, table.name) == ("校門口計數.png", "校門口計數.csv")
    page = client.get(town["school-street"].get_absolute_url()).content.decode()
    addresses = [f"{town['school-street'].get_absolute_url()}evidence/{paper.pk}/" for paper in (picture, table)]
    assert f'<img src="{addresses[0]}" alt="{picture.title}"' in page and f'<img src="{addresses[1]}"' not in page
    assert [client.get(address)["Content-Type"] for address in addresses] == ["image/png", "text/csv"]


def test_one_proposal_is_thirteen_short_and_one_ends_today(town):
    assert (town["school-street"].endorsement_count, town["school-street"].threshold) == (1487, 1500)
    assert calendar.last_day(town["ends-today"].closes_at) == timezone.localdate(NOW)
    assert rules.is_open(town["established-open"], NOW)


def test_the_desks_have_something_to_do_and_something_late(town):
    assert life.due(town["overdue-shade"], "review") < NOW
    assert life.due(town["answer-late"], "answer") < NOW and not town["answer-late"].answered_at
    late = life.duty(town["timetable-late"], "timetable")
    assert late.due_at < NOW and not late.done_at
    assert town["extended"].extended_at and life.due(town["extended"], "answer") > NOW
    for told in words.proposals():
        if told["phase"] == "answered":
            answered = town[told["key"]]
            assert answered.answered_at < life.due(answered, "answer")
            assert answered.demands.filter(finding__isnull=False).count() == len(told["demands"])


def test_no_case_lies_at_an_agency_for_which_nobody_acts_and_a_reviewer_can_meet_one(town):
    unattended = Agency.objects.unattended()
    assert unattended.exists()
    assert not Proposal.objects.filter(opens_at__isnull=False, agency__in=unattended).exists()
    assert not Proposal.objects.filter(supporting__in=unattended).exists()
    assert not Mailing.objects.filter(kind="proposals.unattended").exists()
    assert Mailing.objects.filter(kind="proposals.support").exists()


def test_a_case_was_handed_on_and_lies_at_the_agency_that_has_it_now(client, town):
    boats = town["typhoon-boats"]
    assert boats.agency.code == "marine" and life.duty(boats, "answer").agency == boats.agency
    assert "由水利局移交海洋局" in client.get(boats.get_absolute_url()).content.decode()


def test_an_answer_was_corrected_and_both_versions_are_there(client, town):
    page = client.get(town["bike-gap"].get_absolute_url()).content.decode()
    assert page.index("明年三月完工") < page.index("明年六月完工")


def test_an_amended_text_stands_beside_the_earlier_one(client, town):
    assert "修剪前先講一聲" in client.get(town["old-tree-register"].get_absolute_url()).content.decode()


def test_the_reviewer_is_shown_the_same_text_under_review_and_an_agency_of_nobody(client, town):
    client.post("/demo/sign-in/", {"who": "reviewer"})
    page = client.get(f"/desk/review/{town['night-market-smoke-again'].pk}/").content.decode()
    assert f"/desk/review/{town['night-market-smoke'].pk}/" in page
    assert Agency.objects.unattended().filter(pk=town["night-market-smoke-again"].agency_id).exists()


def test_agencies_and_proposers_have_written_to_each_other(client, town):
    assert not town["fresh-established"].messages.exists(), "one official has still somebody to write to"
    assert [message.agency is None for message in town["recent-spike"].messages.all()] == [False, True]
    assert any(town["recent-spike"].title in letter.subject for letter in letters.inbox(cast.member("official-social")))
    client.post("/demo/sign-in/", {"who": "proposer"})
    page = client.get(f"/proposals/{town['recent-spike'].pk}/messages/").content.decode()
    assert "當天預約" in page and "各區的名額" in page


def test_a_typhoon_entered_and_taken_back_moves_the_towns_deadlines_and_then_none(town):
    """Entered a day after it came, as it goes; the desks see at once what moved, and everything ends as it was."""
    who, day = cast.member("administrator"), calendar.next_working_day(timezone.localdate(NOW) - timedelta(days=1))
    with transaction.atomic():
        before = dict(Duty.objects.values_list("pk", "due_at"))
        moved = closing.enter(who, now=NOW, days=[day], reason="颱風")
        assert len(moved) > 2 and not any(shift.duty.done_at for shift in moved)
        letters_to = Mailing.objects.filter(kind__endswith=".moved").values_list("subject", flat=True)
        assert set(letters_to) == {shift.duty.subject for shift in moved if not shift.duty.paused_at}
        for duty in Duty.objects.filter(pk__in=[shift.duty.pk for shift in moved]):
            assert before[duty.pk] < duty.due_at and calendar.last_day(duty.due_at) != day
        closing.take_back(who, Closure.objects.get(), now=NOW, reason="照常上班")
        late = {pk for pk, due_at in before.items() if due_at <= NOW}
        assert {pk: due_at for pk, due_at in Duty.objects.values_list("pk", "due_at") if pk not in late} == {
            pk: due_at for pk, due_at in before.items() if pk not in late
        }
        transaction.set_rollback(True)
    calendar.forget_closures()


@pytest.fixture
def budgets(town):
    """[(what words tell of a budget, its cycle)]"""
    return [(told, Cycle.objects.get(title=told["title"])) for told in words.budgets()]


def test_there_is_a_budget_in_each_phase_and_of_two_in_the_vote_one_shows_how_it_stands(budgets):
    phases = [(budget_rules.phase(cycle, NOW), cycle.policy) for _told, cycle in budgets]
    assert phases == [
        ("result", "turnout"), ("vote", "turnout"), ("display", "after"), ("vote", "open"), ("call", "turnout")
    ]  # fmt: skip
    for told, cycle in budgets:
        listed = [idea for idea in told.get("idea", []) if idea["state"] == "listed"]
        assert cycle.projects.count() == len(told.get("project", [])) + len(listed)


def test_ideas_are_in_every_state_and_an_agency_is_late_with_one(budgets):
    ideas = Idea.objects.select_related("cycle")
    assert {idea.state for idea in ideas} == set(idea_rules.STATES) - {"late"}
    assert Duty.objects.owed().late(NOW).filter(kind="budgets.judging").count() == 1
    assert ideas.filter(proposal__isnull=False).count() == 1 and ideas.filter(carrier__isnull=False).count() == 1


def test_the_turnout_of_a_budget_is_what_its_rolls_say_and_every_ballot_is_there(budgets):
    for told, cycle in budgets:
        boxes = {area.box_id for area in cycle.areas.all() if area.box_id}
        rolls = Roll.objects.filter(box__in=boxes)
        assert turnout(cycle) == rolls.values("person").distinct().count() == told.get("votes", 0)
        ballots = Paper if cycle.counted_at else Sealed
        assert ballots.objects.filter(box__in=boxes).count() == rolls.count()


def test_a_counted_budget_is_counted_again_to_the_same_winners(budgets):
    ((told, cycle),) = [(told, cycle) for told, cycle in budgets if cycle.counted_at]
    results = [area.result for area in cycle.areas.all()]
    assert sum(result.turnout for result in results) == told["votes"]
    for result in results:
        file = parse(result.file)
        election = from_file(file)
        again = count(election, RULES[cycle.rule], cycle.seed)
        assert again.winners == result.report["winners"] and result.won
        assert official(file, election, cycle.seed).agrees


def test_two_years_of_the_programme_are_over_and_this_one_has_a_case_in_every_state(town, client):
    cases = list(Case.objects.with_names())
    states = Counter(programme_rules.state(case, NOW) for case in cases if case.programme.year == NOW.year)
    assert set(states) == set(programme_rules.STATES)
    past = {programme_rules.state(case, NOW) for case in cases if case.programme.year < NOW.year}
    assert past <= {"published", "cancelled", "declined"}
    assert Duty.objects.owed().late(NOW).filter(kind="programme.reporting").count() == 1
    assert Meeting.objects.filter(held_at__gt=NOW).count() == 1
    assert {len(meeting.enclosures.all()) for meeting in Meeting.objects.filter(held_at__lt=NOW)} == {2}
    papers = [paper for meeting in Meeting.objects.all() for paper in meeting.enclosures.all()]
    pages = [case.get_absolute_url() for case in cases if case.number]
    pages += [reverse("committee:enclosure", args=[paper.meeting_id, paper.pk]) for paper in papers]
    pages += [photo.get_absolute_url() for photo in Photo.objects.all()]
    assert sum("/pictures/" in page for page in pages) == 3
    for address in ["/programme/", f"/programme/{NOW.year}/", "/committee/", *pages]:
        assert client.get(address).status_code == 200, address


def test_nothing_about_budgets_is_in_the_future(budgets):
    for _told, cycle in budgets:
        done = (cycle.created_at, cycle.published_at, cycle.opened_at, cycle.count_asked_at, cycle.counted_at)
        assert all(at is None or at <= NOW for at in done)
        assert not cycle.projects.filter(dropped_at__gt=NOW).exists()
    for box in Box.objects.all():
        done = (box.closed_at, box.opened_at, box.key_gone_at, box.sealed_gone_at)
        assert all(at is None or at <= NOW for at in done)


def test_letters_about_budgets_go_to_nobody_of_the_crowd(budgets):
    mailings = Mailing.objects.filter(kind__in=["budgets.dropped", "budgets.counted"])
    assert {mailing.kind for mailing in mailings} == {"budgets.dropped", "budgets.counted"}
    assert all(mailing.expanded_at for mailing in mailings)


def test_a_second_building_changes_nothing(town):
    before = Proposal.objects.count(), Person.objects.count(), Endorsement.objects.count(), Letter.objects.count()
    out = StringIO()
    call_command("demo", stdout=out)
    after = Proposal.objects.count(), Person.objects.count(), Endorsement.objects.count(), Letter.objects.count()
    assert before == after and "stands already" in out.getvalue()


def test_every_outcome_is_published_in_both_languages(town):
    live = OutcomePage.objects.live()
    assert live.count() == 2 * len(words.outcomes())
    assert {page.locale.language_code for page in live} == {"zh-hant", "en"}


def test_the_words_obey_the_rules_of_the_house():
    assert not [told["nickname"] for told in words.people() if fault(told["nickname"], [told["name"]])]
    assert not [nickname for nickname in words.nicknames() if fault(nickname)]
    assert all(len(told["title"]) <= 80 for told in words.proposals())
    assert len(set(words.reasons())) == len(words.reasons()) >= 60


def test_letters_are_handed_to_those_with_a_name_only(town):
    named = set(Person.objects.filter(email__endswith=cast.DOMAIN).values_list("pk", flat=True))
    assert named.issuperset(Letter.objects.values_list("person_id", flat=True))
    assert not Letter.objects.filter(sent_at=None).exists()
    assert not Mailing.objects.filter(expanded_at=None, at__lte=NOW).exists()
    read = letters.inbox(cast.member("proposer"))
    assert len(read) >= 6 and read == sorted(read, key=lambda letter: letter.at, reverse=True)
    assert any(town["school-street"].title in letter.body for letter in read)


def test_a_sign_in_code_can_be_read_too(town, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    code = "Message-ID: <x@y>\r\nTo: citizen@town.example\r\nSubject: Code\r\n\r\nABC-123\r\n"
    (tmp_path / "x@y.eml").write_text(code)
    assert letters.inbox(cast.member("citizen"))[0].body.strip() == "ABC-123"
    assert "ABC-123" not in str(letters.inbox(cast.member("editor")))


def test_who_has_just_signed_up_finds_the_codes(client, settings, tmp_path):
    settings.DEMO, settings.EMAIL_FILE_PATH = True, tmp_path
    settings.EMAIL_BACKEND = settings.POST_BACKEND = "civic.outbox.files.FileBackend"
    client.post("/accounts/signup/", {"nickname": "阿新", "email": "new@example.test"})
    sms.to_console("+886912345678", "您的驗證碼是 123456")
    page = client.get("/demo/letters/").content.decode()
    code = re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", page)[0]
    assert client.post("/accounts/confirm-email/", {"code": code}).status_code == 302 and get_user(client).level == 1
    assert "<bdi>new@example.test</bdi>" in page
    assert "<bdi>0912 345 678</bdi>" in page and "您的驗證碼是 123456" in page
    assert '"/demo/letters/"' in client.get("/proposals/").content.decode(), "and the way there is on every page"


@pytest.mark.parametrize("key", ["citizen", "proposer", "reviewer", "official", "editor", "administrator", "newcomer"])
def test_one_field_signs_in(client, key):
    answer = client.post("/demo/sign-in/", {"who": key})
    assert answer.status_code == 302
    assert Person.objects.get(pk=client.session["_auth_user_id"]) == cast.member(key)
    assert "等待驗證" not in client.get("/accounts/email/").content.decode()


def test_the_sign_in_goes_on_to_a_page_of_ours_only(client):
    assert client.post("/demo/sign-in/", {"who": "citizen", "next": "/proposals/"}).url == "/proposals/"
    assert client.post("/demo/sign-in/", {"who": "citizen", "next": "https://example.org/"}).url == "/"


def test_whoever_was_sent_to_sign_in_goes_on_by_way_of_the_residents(client):
    on = "next=/mine/kept/x/%3Fa%3D1%26b"
    assert f'href="/demo/?{on.replace("/", "%2F")}"' in client.get(f"/accounts/login/?{on}").content.decode()
    page = client.get(f"/demo/?{on}").content.decode()
    assert '<input type="hidden" name="next" value="/mine/kept/x/?a=1&amp;b">' in page


@pytest.mark.parametrize(
    "stranger",
    [
        {"HTTP_ORIGIN": "https://example.org"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"REMOTE_ADDR": "192.168.1.20"},
    ],
)
def test_nobody_else_may_sign_somebody_in(client, stranger):
    assert client.post("/demo/sign-in/", {"who": "citizen"}, **stranger).status_code == 403
    assert "_auth_user_id" not in client.session


def test_a_plain_form_of_ours_may(client):
    headers = {"HTTP_ORIGIN": "http://127.0.0.1:8000", "HTTP_SEC_FETCH_SITE": "same-origin"}
    client = Client(enforce_csrf_checks=True, **HERE)
    assert client.post("/demo/sign-in/", {"who": "citizen"}, **headers).status_code == 302


@pytest.mark.parametrize("who", ["", "nobody", "citizen@town.example", "\x00"])
def test_an_unknown_name_signs_nobody_in(client, who):
    assert client.post("/demo/sign-in/", {"who": who}).status_code == 404


def test_reading_is_no_sign_in(client):
    assert client.get("/demo/sign-in/").status_code == 405


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", ["/demo/", "/demo/letters/", "/demo/letters/proposer/", "/demo/letters/official/"])
def test_every_page_of_the_demo_is_there_in_both_languages(client, prefix, page):
    assert client.get(prefix + page).status_code == 200


def test_the_letters_of_nobody_are_not_found(client):
    assert client.get("/demo/letters/nobody/").status_code == 404


def test_people_are_distinct_signed_in_and_may_endorse(town):
    out = StringIO()
    call_command("people", "7", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(set(lines)) == 7 and all(re.fullmatch(r"sessionid=[a-z0-9]{32}", line) for line in lines)
    people = set()
    for line in lines:
        client = Client(headers={"Cookie": line}, **HERE)
        people.add(client.get("/demo/").context["user"].pk)
    assert Person.objects.able(rules.LEVEL_TO_ENDORSE).filter(pk__in=people).count() == 7


def test_slips_are_for_one_proposal(town):
    out = StringIO()
    call_command("people", "2", "--slips", str(town["school-street"].pk), stdout=out)
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert len(lines) == 2
    for cookie, slip in lines:
        person = Client(headers={"Cookie": cookie}, **HERE).get("/demo/").context["user"]
        assert slip.startswith(f"{person.pk}.endorse.{town['school-street'].pk}.")


def test_slips_are_for_one_budget(budgets):
    cycle = budgets[1][1]
    out = StringIO()
    call_command("people", "2", "--slips", f"budget:{cycle.pk}", stdout=out)
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert len(lines) == 2
    for cookie, slip in lines:
        person = Client(headers={"Cookie": cookie}, **HERE).get("/demo/").context["user"]
        assert slip.startswith(f"{person.pk}.vote.{cycle.pk}.")


@pytest.mark.parametrize("thing", ["budget:0", "budget:", "poll:1", "999999999", "budget:x", "１"])
def test_slips_for_what_is_not_there_are_refused(town, thing):
    with pytest.raises(CommandError):
        call_command("people", "1", "--slips", thing, stdout=StringIO())


def test_deeds_of_today_lie_before_now_even_just_after_midnight():
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0, second=1, microsecond=0)
    assert midnight - timedelta(seconds=1) < times.deed(midnight, 0, "seed") < midnight


@pytest.mark.parametrize("curve", times.CURVES)
def test_a_curve_stays_inside_its_window_and_repeats_itself(curve):
    opens_at = timezone.localtime(NOW) - timedelta(days=20)
    instants = times.arrivals(curve, 500, opens_at, NOW, "seed")
    assert len(instants) == 500 and instants == sorted(instants)
    assert opens_at <= instants[0] and instants[-1] < NOW
    assert instants == times.arrivals(curve, 500, opens_at, NOW, "seed")


def test_the_sign_on_of_the_town_opens_a_citizen_who_has_proved_who_they_are(client, settings):
    """Its pages, played by hand; over HTTP it is walked in tests/journeys/test_sign_on.py."""
    person = cast.member("citizen")
    proof = person.verifications.get(method="oidc:city")
    assert (person.level, proof.born_on.year, bytes(proof.digest)) == (3, 1988, identities.digest("citizen"))
    settings.SIGN_ON = identities.provider(settings.SITE_URL)
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    back = f"{settings.SITE_URL}/accounts/sign-on/city/back/"
    asked = {"client_id": identities.CLIENT, "redirect_uri": back, "response_type": "code", "state": "s", "nonce": "n"}
    query = urlencode(asked | {"code_challenge": challenge, "code_challenge_method": "S256"})
    assert "港邊散步的人" in client.get(f"/demo/sign-on/authorize/?{query}").content.decode()
    answer = client.post(f"/demo/sign-on/authorize/?{query}", {"who": "citizen", "way": "mobileid"})
    code = parse_qs(urlsplit(answer["Location"]).query)["code"][0]
    said = {"code": code, "client_id": identities.CLIENT, "redirect_uri": back}
    assert client.post("/demo/sign-on/token/", said | {"code_verifier": "another"}).status_code == 400
    assert client.post("/demo/sign-on/token/", said | {"code_verifier": verifier}).status_code == 400, "once"
    answer = client.post(f"/demo/sign-on/authorize/?{query}", {"way": "fido"})
    said["code"], said["code_verifier"] = parse_qs(urlsplit(answer["Location"]).query)["code"][0], verifier
    token = client.post("/demo/sign-on/token/", said).json()["id_token"]
    (key,) = client.get("/demo/sign-on/keys/").json()["keys"]
    claims = jwt.decode(token, jwt.PyJWK(key).key, ["ES256"], audience=identities.CLIENT)
    assert (claims["acr"], claims["nonce"], claims["birthdate"]) == ("fido", "n", "1990")
    assert "error=access_denied" in client.post(f"/demo/sign-on/authorize/?{query}", {"cancel": "1"})["Location"]
    elsewhere = query.replace("accounts", "elsewhere")
    assert client.get(f"/demo/sign-on/authorize/?{elsewhere}").status_code == 400
    assert client.get("/demo/sign-on/.well-known/openid-configuration").json()["issuer"].endswith("/demo/sign-on")
