"""Two accounts of one person become one: what goes along, what falls away, and what the count says afterwards."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from civic.accounts import actions, identity, joining
from civic.accounts.models import ERASED_DOMAIN, Person
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing, Urgent
from civic.outbox.registry import kinds
from civic.outbox.words import render
from civic.record.models import Entry
from civic.security.models import Event
from proposals import recount, rules, status
from proposals.actions import endorse, void
from proposals.budgets import actions as budgets
from proposals.budgets.models import Follower
from proposals.models import Endorsement, Proposal
from tests import people
from tests.proposals import life
from tests.proposals.budgets import life as of_budgets

pytestmark = pytest.mark.django_db

WHEN = life.OPENS + life.DAY


@pytest.fixture
def twin(db):
    """Mei's other account, with a number of its own."""
    return people.person("twin", name="王美玲")


@pytest.fixture
def join(cast, twin):
    """Join the twin with Mei, as an administrator."""

    def join(at=WHEN, **options):
        joining.join(cast.mei, twin, **{"at": at, "actor": cast.ada, "reason": "同一人", **options})
        return Person.objects.get(pk=cast.mei.pk), Person.objects.get(pk=twin.pk)

    return join


def endorsed(proposal, *endorsers):
    for endorser in endorsers:
        life.endorse_as(endorser, proposal, WHEN)
    return proposal


def rows(proposal):
    """{number: (whose, whether it counts)}"""
    found = Endorsement.objects.filter(proposal=proposal).select_related("person")
    return {each.number: (each.person_id, each.voided_at is None) for each in found}


@pytest.mark.parametrize("first", ["stays", "goes"])
def test_the_earlier_endorsement_stands_and_the_later_is_void(cast, twin, join, first):
    order = [cast.mei, twin] if first == "stays" else [twin, cast.mei]
    proposal = endorsed(life.passed(cast, threshold=5), *order, cast.kai)
    before = Proposal.objects.get(pk=proposal.pk)
    join()
    assert rows(proposal) == {1: (cast.mei.pk, True), 2: (twin.pk, False), 3: (cast.kai.pk, True)}
    after = Proposal.objects.get(pk=proposal.pk)
    assert (after.endorsement_count, after.last_number, after.version) == (2, 3, before.version + 1)
    entry = Entry.objects.about(proposal).get(verb="voided")
    assert entry.is_public and entry.actor == "" and entry.data["number"] == 2, "whose it is, nobody is told"
    assert recount.wrong() == []
    mailing = Mailing.objects.get(key=f"{proposal.record_key}:voided:2")
    assert list(kinds[mailing.kind].audience(mailing, 0, 10)) == [cast.mei.pk], "at the account that stays"
    _subject, body = render(mailing.kind, kinds[mailing.kind].context(mailing, "zh-hant"))
    assert "第 2 號" in body and "以先附議的第 1 號為準" in body


def test_what_only_the_other_endorsed_goes_along_and_counts_once(cast, twin, join):
    proposal = endorsed(life.passed(cast, threshold=5), twin)
    mei, _twin = join()
    assert rows(proposal) == {1: (mei.pk, True)}
    again = endorse(proposal, mei, now=WHEN)
    assert (again.number, again.fresh) == (1, False)
    assert recount.wrong() == []


def test_no_establishment_is_undone_and_it_says_so_once_it_is_over(cast, twin, join, client, at):
    proposal = endorsed(life.passed(cast, threshold=3), cast.mei, twin, cast.kai)
    join()
    proposal.refresh_from_db()
    assert proposal.established_at == WHEN and proposal.endorsement_count == 2
    over = life.CLOSES + life.DAY
    for now, fell_below in ((WHEN, False), (over, True)):
        numbers = status.present([proposal.pk], now)[proposal.pk]
        assert (numbers["count"], numbers["void"], numbers["fell_below"]) == (2, 1, fell_below)
        at(now)
        assert (str(rules.FELL_BELOW) in client.get(f"/en/proposals/{proposal.pk}/").text) == fell_below
    assert recount.wrong() == []


def test_one_void_already_is_left_and_the_one_that_counts_is_the_persons(cast, twin, join):
    proposal = endorsed(life.passed(cast, threshold=5), cast.mei, twin)
    void(proposal, 1, cast.ada, now=WHEN, reason="查明")
    join()
    assert rows(proposal) == {1: (twin.pk, False), 2: (cast.mei.pk, True)}
    assert recount.wrong() == []


def test_proposals_ideas_and_letters_go_along(cast, twin, join):
    own = life.draft(cast, proposer=twin)
    cycle = of_budgets.calling(cast.tia)
    idea = of_budgets.handed_in(cycle, twin, title="樹")
    budgets.follow(cycle, twin)
    join(at=of_budgets.CALL)
    own.refresh_from_db()
    idea.refresh_from_db()
    assert own.proposer == idea.author == cast.mei
    assert list(Follower.objects.values_list("person", "cycle")) == [(cast.mei.pk, cycle.pk)]


def test_what_was_proved_goes_along_and_the_level_is_the_higher_one(cast, twin, join):
    number = twin.phone
    actions.verify(twin, "oidc:city", 3, at=WHEN, known_by=b"x" * 32)
    mei, twin = join()
    assert mei.level == 3 and mei.proof_by("oidc:city") and mei.phone == cast.mei.phone
    assert not twin.verifications.filter(digest__isnull=False).exists()
    with pytest.raises(Refused, match="already_bound"):
        actions.verify(cast.bo, "phone", 2, at=WHEN, proof=number, phone=number)
    assert mei.verifications.filter(digest=identity.digest("phone", number), ended_at=WHEN).exists()


def test_the_number_of_the_other_is_the_persons_who_has_none(cast, twin, join):
    cast.mei.verifications.filter(method="phone").update(ended_at=WHEN)
    Person.objects.filter(pk=cast.mei.pk).update(phone="")
    number = twin.phone
    mei, twin = join()
    assert (mei.phone, mei.level, twin.phone) == (number, 2, "")


def test_nothing_personal_is_left_of_the_account_that_goes(cast, twin, join):
    proposal = life.passed(cast, threshold=5)
    life.endorse_as(cast.mei, proposal, WHEN)
    life.endorse_as(twin, proposal, WHEN, reason="我家門口")
    address = twin.email
    _mei, twin = join()
    assert twin.same_as == cast.mei and twin.is_erased and not twin.is_active and twin.level == 0
    row = Person.objects.filter(pk=twin.pk).values().get()
    assert not {address, "王美玲", "twin"} & {str(value) for value in row.values()}
    assert not Endorsement.objects.exclude(reason="").exists()


def test_it_is_on_record_in_the_log_and_told_to_both_mailboxes(cast, twin, join, django_capture_on_commit_callbacks):
    address = twin.email
    join()
    for account in (cast.mei, twin):
        assert Entry.objects.about(account).filter(verb="accounts.joined", is_public=False).count() == 1
        assert Event.objects.of(account.record_key).filter(what="accounts.joined").exists()
    assert Mailing.objects.filter(kind="accounts.joined", subject=cast.mei.record_key).count() == 1
    told = [str(row.content) for row in Urgent.objects.all()] + [str(vars(each)) for each in mail.outbox]
    assert any(address in words and "freezing" in words for words in told)


def test_the_preview_says_what_goes_along_and_what_falls(cast, twin):
    proposal = endorsed(life.passed(cast, threshold=5), cast.mei, twin)
    endorsed(life.passed(cast, threshold=5), twin)
    fates = joining.fates(cast.mei, twin, WHEN)
    falls = [str(fate.words) for fate in fates if fate.falls]
    assert any(proposal.title in words and "1" in words and "2" in words for words in falls)
    assert any("1" in str(fate.words) for fate in fates if not fate.falls)


def test_a_preview_that_is_not_what_would_happen_is_refused(cast, twin, join):
    seen = joining.mark(cast.mei, twin, WHEN)
    endorsed(life.passed(cast, threshold=5), cast.mei, twin)
    with pytest.raises(Refused, match="changed"):
        join(seen=seen)
    join(seen=joining.mark(cast.mei, twin, WHEN))


def test_three_accounts_become_one(cast, twin, join):
    third = people.person("third")
    joining.join(twin, third, at=WHEN, actor=cast.ada, reason="同一人")
    mei, _twin = join()
    third.refresh_from_db()
    assert third.same_as == mei and sorted(mei.accounts) == sorted([mei.pk, twin.pk, third.pk])


REFUSED = {
    "same_account": lambda cast, twin: (twin, twin),
    "of_staff": lambda cast, twin: (cast.rui, twin),
    "two_people": lambda cast, twin: (cast.mei, twin),
    "closed": lambda cast, twin: (cast.mei, cast.bo),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_joined(cast, twin, code):
    for person, digest in ((cast.mei, b"x" * 32), (twin, b"y" * 32)):
        actions.verify(person, "oidc:city", 3, at=WHEN, known_by=digest)
    actions.erase(cast.bo, at=WHEN)
    person, other = REFUSED[code](cast, twin)
    with pytest.raises(Refused, match=code):
        joining.join(person, other, at=WHEN, actor=cast.ada, reason="同一人")


def test_only_administrators_join_others_and_for_a_reason(cast, twin, join):
    with pytest.raises(Denied):
        join(actor=cast.kai)
    with pytest.raises(Denied, match="no_reason"):
        join(reason=" ")
    with pytest.raises(Denied):
        join(actor=twin)


def test_a_suspension_goes_along(cast, twin, join):
    actions.suspend(twin, at=WHEN, actor=cast.ada, reason="冒名")
    with pytest.raises(Refused, match="by_administration"):
        join(actor=cast.mei)
    mei, _twin = join()
    assert mei.suspended_at == WHEN and mei.suspended_reason == "冒名"


def test_joined_accounts_stay_one_and_endorsements_move_between_no_others(cast, twin, join):
    proposal = endorsed(life.passed(cast, threshold=5), cast.mei)
    _mei, twin = join()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=twin.pk).update(same_as=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.filter(proposal=proposal).update(person=cast.bo)


def test_leaving_afterwards_leaves_nothing(cast, twin, join):
    proposal = endorsed(life.passed(cast, threshold=5), twin, cast.mei)
    mei, _twin = join()
    actions.erase(mei, at=WHEN)
    assert not Person.objects.filter(pk__in=[mei.pk, twin.pk]).exclude(email__endswith=ERASED_DOMAIN).exists()
    assert Proposal.objects.get(pk=proposal.pk).endorsement_count == 1 and recount.wrong() == []
