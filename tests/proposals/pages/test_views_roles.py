"""Who sees which page in which phase, and who finds which door."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from civic.accounts.actions import suspend
from civic.city.models import Closure
from civic.duties import closing
from civic.duties.actions import move
from civic.duties.models import CLOSURES
from civic.record.models import Entry
from proposals import actions
from tests.proposals import life

ROLES = ("stranger", "mei", "bo", "kai", "rui")
UNSEEN = {  # phase: for whom there is no such page
    "draft": {"stranger", "mei", "kai", "rui"},
    "submitted": {"stranger", "mei", "kai"},
    "amend": {"stranger", "mei", "kai"},
    "not_amended": {"stranger", "mei", "kai"},
}


def enter(client, cast, role):
    if role != "stranger":
        client.force_login(getattr(cast, role))
    return client


@pytest.mark.parametrize("phase", life.PHASES)
def test_a_proposal_is_a_page_for_whom_it_may_be(client, cast, at, phase):
    proposal, now = life.in_phase(phase, cast)
    at(now)
    for role in ROLES:
        enter(client, cast, role)
        for page in ("detail", "endorsements"):
            answer = client.get(reverse(f"proposals:{page}", args=[proposal.pk]), follow=True)
            assert answer.status_code == (404 if role in UNSEEN.get(phase, ()) else 200), (phase, role, page)
        client.logout()


@pytest.mark.parametrize("phase", life.PHASES)
def test_only_the_proposer_finds_the_proposers_doors(client, cast, at, phase):
    proposal, now = life.in_phase(phase, cast)
    at(now)
    for role in ROLES:
        enter(client, cast, role)
        for door in ("edit", "withdrawal"):
            answer = client.get(reverse(f"proposals:{door}", args=[proposal.pk]))
            assert answer.status_code == expected(phase, role, door), (phase, role, door)
        client.logout()


def expected(phase, role, door):
    if role == "stranger":
        return 302  # to the sign-in
    if role in UNSEEN.get(phase, ()):
        return 404
    if role != "bo":
        return 403
    open_in = {"edit": {"draft", "amend"}, "withdrawal": {"submitted", "amend", "scheduled", "collecting"}}
    return 200 if phase in open_in[door] else 409


@pytest.mark.parametrize("role", ["mei", "kai", "rui"])
def test_nobody_hands_in_for_somebody_else(client, cast, role):
    proposal = life.draft(cast)
    answer = enter(client, cast, role).post(reverse("proposals:submission", args=[proposal.pk]))
    assert answer.status_code == 404
    proposal.refresh_from_db()
    assert proposal.submitted_at is None


def test_a_refusal_for_a_threat_is_seen_by_its_proposer_and_the_reviewers_only(client, cast, at):
    proposal = life.refused(cast, "R01")
    at(life.PASSED + life.TICK)
    seen = {}
    for role in ROLES:
        seen[role] = enter(client, cast, role).get(proposal.get_absolute_url()).status_code
        client.logout()
    assert seen == {"stranger": 404, "mei": 404, "kai": 404, "bo": 200, "rui": 200}


def test_a_text_with_personal_data_shows_nowhere_but_its_refusal_does(client, cast, at):
    secret = "王小明住在前金區"
    proposal = life.refused(cast, "R11", title=secret, body=secret * 3, benefits=secret)
    at(life.PASSED + life.TICK)
    for page in (proposal.get_absolute_url(), reverse("proposals:list"), "/en" + proposal.get_absolute_url()):
        text = client.get(page).content.decode()
        assert secret not in text
    assert "看不出地點" in client.get(proposal.get_absolute_url()).content.decode()
    client.force_login(cast.bo)
    assert secret in client.get(proposal.get_absolute_url()).content.decode()


def test_a_suspended_reviewer_reads_what_a_stranger_reads(client, cast, at):
    hidden, textless = life.refused(cast, "R01"), life.refused(cast, "R11", title="王小明住在前金區")
    at(life.PASSED + life.TICK)
    client.force_login(cast.rui)
    assert "王小明" in client.get(textless.get_absolute_url()).content.decode()
    suspend(cast.rui, at=life.PASSED, actor="operator", reason="洩密")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "王小明" not in client.get(textless.get_absolute_url()).content.decode()


def test_a_hidden_refusal_is_not_in_the_public_record(cast):
    for ground, is_public in (("R05", True), ("R03", False)):
        entries = Entry.objects.about(life.refused(cast, ground)).public()
        assert entries.filter(verb="refused").exists() is is_public


def test_a_file_is_hidden_with_its_text(client, cast, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal = life.draft(cast)
    paper = ContentFile(b"<script>alert(1)</script>", name="trees.txt")
    evidence = actions.add_evidence(proposal, cast.bo, now=life.SUBMITTED, title="樹", file=paper)
    address = reverse("proposals:evidence", args=[proposal.pk, evidence.pk])
    assert client.get(address).status_code == 404
    actions.submit(proposal, cast.bo, now=life.SUBMITTED)
    actions.refuse(proposal, cast.rui, now=life.PASSED, grounds=["R11"], note="個資")
    assert client.get(address).status_code == 404
    client.force_login(cast.bo)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("phase", ["collecting", "established", "answered", "lapsed", "refused"])
def test_a_strangers_page_sets_no_cookie_and_may_be_cached(client, cast, at, phase):
    proposal, now = life.in_phase(phase, cast)
    at(now)
    for page in (reverse("proposals:list"), proposal.get_absolute_url(), "/en" + proposal.get_absolute_url()):
        answer = client.get(page)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert "public" in answer["Cache-Control"]
        assert "Cookie" in answer["Vary"]


def test_a_signed_in_persons_page_is_not_for_caches(client, cast, at):
    proposal, now = life.in_phase("collecting", cast)
    at(now)
    client.force_login(cast.mei)
    assert "private" in client.get(proposal.get_absolute_url())["Cache-Control"]


def test_drafted_findings_are_not_published_before_the_answer(client, cast, at):
    proposal = life.established(cast)
    when = life.OPENS + 2 * life.DAY
    actions.set_demands(proposal, cast.ann, now=when, texts=["種樹"])
    findings = {1: ("declined", "還沒有決定", proposal.agency)}
    actions.draft_answer(proposal, cast.ann, now=when, text="草擬的回應", findings=findings)
    at(when)
    text = client.get(proposal.get_absolute_url()).content.decode()
    assert "種樹" in text
    assert "還沒有決定" not in text
    assert "草擬的回應" not in text


def test_somebody_who_has_only_confirmed_an_address_is_told_what_is_missing(client, cast):
    client.force_login(cast.sam)
    assert client.get(reverse("proposals:new")).status_code == 200
    page = client.get(life.draft(cast, proposer=cast.sam).get_absolute_url()).content.decode()
    assert reverse("account_change_phone") in page
    assert "/submission/" not in page


def test_what_an_agency_never_did_is_said_after_the_answer_and_counts_no_more_days(client, cast, at):
    proposal, answered_at = life.established(cast), life.OPENS + 3 * life.DAY
    move(life.duty(proposal, "timetable"), CLOSURES, at=life.OPENS + 2 * life.DAY, due_at=answered_at)
    proposal = life.answer(cast, proposal, answered_at)
    at(proposal.answered_at + timedelta(days=400))
    text = client.get(proposal.get_absolute_url()).content.decode()
    assert "未辦理" in text
    assert "逾期" not in text


def test_what_was_not_yet_due_when_the_answer_came_is_not_asked_for(client, cast, at):
    proposal, answered_at = life.established(cast), life.OPENS + 3 * life.DAY
    late = answered_at + timedelta(days=1)
    move(life.duty(proposal, "contact"), CLOSURES, at=life.OPENS + 2 * life.DAY, due_at=late)
    proposal = life.answer(cast, proposal, answered_at)
    at(proposal.answered_at + timedelta(days=400))
    assert "聯繫提議者" not in client.get(proposal.get_absolute_url()).content.decode()


def test_a_postponed_answer_shows_the_day_it_was_due_before(client, cast, at):
    proposal = life.established(cast)
    actions.extend(proposal, cast.ann, now=life.OPENS + 2 * life.DAY, reason="要等鑑定報告", months=1)
    at(life.OPENS + 3 * life.DAY)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert page.count("原期限 <time") == 2, "where it stands, and among the deadlines"
    assert "期限 2026年6月5日，原為 2026年5月5日。 要等鑑定報告" in page, "in the history"
    client.force_login(cast.ann)
    assert "原期限" in client.get(f"/desk/agency/{proposal.pk}/").content.decode()


def test_a_closure_that_moved_deadlines_is_told_on_the_page_with_its_reason(client, cast, at):
    proposal = life.established(cast)
    closing.enter(cast.ada, now=life.OPENS + 2 * life.DAY, days=[date(2026, 3, 9)], reason="颱風假")
    at(life.OPENS + 3 * life.DAY)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "因停班調整期限" in page and "颱風假" in page
    assert "期限 2026年3月17日，原為 2026年3月16日。" in page
    (closure,) = Closure.objects.all()
    closing.take_back(cast.ada, closure, now=life.OPENS + 4 * life.DAY, reason="照常上班")
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "撤回停班日，期限恢復" in page and "照常上班" in page


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (life.CLOSES - life.DAY - life.TICK, "還有 1 天"),
        (life.CLOSES - life.DAY, "今天 24:00 截止"),
        (life.CLOSES - life.TICK, "今天 24:00 截止"),
    ],
)
def test_the_last_day_is_today_until_midnight_of_the_city(client, cast, at, now, words):
    proposal = life.passed(cast)
    at(now)
    for page in (proposal.get_absolute_url(), "/proposals/", "/"):
        assert f"{words}</span>" in client.get(page).content.decode(), page
