"""A void endorsement keeps its row and its number and counts no longer; the next one collides with nothing."""

import pytest

from civic.lifecycle import Denied, Refused
from civic.outbox.actions import silence
from civic.outbox.models import Mailing
from civic.record.models import Entry
from civic.security.models import Event
from proposals import actions, recount
from proposals.models import Endorsement, Proposal
from proposals.pages.paging import NumberedPaginator
from tests import people
from tests.proposals import life
from tests.proposals.life import DAY, OPENS

WHEN = OPENS + DAY


@pytest.fixture
def proposal(cast):
    """Open, needs three, and has two: mei is number 1, kai number 2."""
    proposal = life.passed(cast, threshold=3)
    life.endorse_as(cast.mei, proposal, WHEN)
    life.endorse_as(cast.kai, proposal, WHEN)
    return Proposal.objects.get(pk=proposal.pk)


def void(cast, proposal, number=2, reason="同一人的兩個帳號"):
    return actions.void(proposal, number, cast.ada, now=WHEN, reason=reason)


def test_the_count_falls_the_version_rises_and_it_is_on_record(cast, proposal):
    changed = void(cast, proposal)
    assert (changed.endorsement_count, changed.last_number, changed.version) == (1, 2, proposal.version + 1)
    entry = Entry.objects.about(proposal).get(verb="voided")
    assert entry.data == {"number": 2, "reason": "同一人的兩個帳號"} and entry.is_public
    assert recount.wrong() == []


def test_nobody_is_told_of_what_is_replayed(cast, proposal):
    with silence():
        void(cast, proposal)
    assert not Mailing.objects.filter(kind="proposals.voided").exists()


def test_the_next_endorsement_gets_a_number_nobody_had(cast, proposal):
    void(cast, proposal)
    counted = _next(proposal)
    assert (counted.number, counted.count) == (3, 2)
    assert recount.wrong() == []


def _next(proposal):
    return life.endorse_as(people.person("lin"), proposal, WHEN)


def test_established_by_what_counts_and_not_by_the_number(cast, proposal):
    void(cast, proposal)
    _next(proposal)
    assert Proposal.objects.get(pk=proposal.pk).established_at is None, "number 3, but only two count"
    counted = life.endorse_as(people.person("hua"), proposal, WHEN + DAY)
    assert (counted.number, counted.count) == (4, 3)
    assert Proposal.objects.get(pk=proposal.pk).established_at == WHEN + DAY


def test_no_establishment_is_undone(cast, proposal):
    _next(proposal)
    void(cast, proposal)
    proposal.refresh_from_db()
    assert proposal.established_at == WHEN and proposal.endorsement_count == 2
    assert recount.wrong() == []


def test_whoever_was_voided_is_told_so_and_not_counted_again(cast, proposal):
    void(cast, proposal)
    with pytest.raises(Refused) as refused:
        actions.endorse(proposal, cast.kai, now=WHEN)
    assert refused.value.refusal.code == "void"
    assert Proposal.objects.get(pk=proposal.pk).endorsement_count == 1


def test_nobody_but_an_administrator_voids_and_only_once_and_with_a_reason(cast, proposal):
    with pytest.raises(Denied):
        actions.void(proposal, 2, cast.rui, now=WHEN, reason="我不喜歡")
    with pytest.raises(Refused, match="no_reason"):
        void(cast, proposal, reason=" ")
    with pytest.raises(Refused, match="personal_data"):
        void(cast, proposal, reason="和 0912-345-678 是同一人")
    void(cast, proposal)
    with pytest.raises(Refused, match="void"):
        void(cast, proposal)
    assert Endorsement.objects.counted().count() == 1


def test_pages_show_the_number_as_taken_and_nothing_else_of_it(cast, proposal, client, at):
    at(WHEN)
    void(cast, proposal)
    page = client.get(f"/proposals/{proposal.pk}/endorsements/").text
    assert "已作廢" in page and "No. 2" not in page and cast.mei.nickname in page and cast.kai.nickname not in page
    assert cast.kai.nickname not in client.get(f"/proposals/{proposal.pk}/").text
    client.force_login(cast.kai, backend="civic.accounts.backends.SignIn")
    assert "已作廢" in client.get(f"/proposals/{proposal.pk}/").text
    assert client.get(f"/proposals/{proposal.pk}/status.json").json()["count"] == 1


def test_every_page_of_numbers_is_full(cast, proposal):
    void(cast, proposal)
    proposal.refresh_from_db()
    rows = NumberedPaginator(proposal.endorsements.all(), 1, proposal.last_number)
    assert [row.number for n in (1, 2) for row in rows.page(n)] == [2, 1]


# --- by the administration --------------------------------------------------------------------------


def test_an_administrator_sees_which_one_it_is_and_then_makes_it_void(cast, proposal, client):
    client.force_login(cast.ada)
    page, said = f"/admin/proposals/proposal/{proposal.pk}/void/", {"number": 2, "reason": "冒用他人帳號"}
    assert page in client.get(f"/admin/proposals/proposal/{proposal.pk}/change/").text
    assert client.get(page).status_code == 200
    shown = client.post(page, said)
    assert shown.context["form"]["reason"].value() == said["reason"]
    assert cast.kai.nickname in shown.text and Endorsement.objects.counted().count() == 2
    assert client.post(page, said | {"shown": "1"}).status_code == 200, "another one was shown"
    assert client.post(page, said | {"shown": "2"}).status_code == 302
    assert [row.number for row in Endorsement.objects.counted()] == [1]
    assert Event.objects.get(what="proposals.voided").about == proposal.record_key
    assert client.post(page, said | {"shown": "2"}).status_code == 422, "once only"
    assert client.post(page, said | {"number": 9}).status_code == 422


def test_nobody_else_gets_to_that_page(cast, proposal, client):
    page = f"/admin/proposals/proposal/{proposal.pk}/void/"
    for who in (cast.rui, cast.mei):
        client.force_login(who)
        assert client.post(page, {"number": 2, "reason": "x", "shown": "2"}).status_code in (302, 403)
    assert Endorsement.objects.counted().count() == 2
