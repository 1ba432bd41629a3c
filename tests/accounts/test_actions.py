from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import translation

from civic.accounts import actions, lockout
from civic.accounts.models import Person, Verification
from civic.lifecycle import Denied, Refused
from civic.record.models import Entry
from tests import people
from tests.proposals import life
from tests.waiting import PATIENCE, somebody_waits, until

PHONE = "+886912345678"


def prove_phone(person, at, phone=PHONE):
    return actions.verify(person, "phone", 2, at=at, proof=phone, phone=phone)


def test_the_level_is_the_highest_live_proof(sam, now):
    assert sam.level == 1
    prove_phone(sam, now)
    sam.refresh_from_db()
    assert (sam.level, sam.phone) == (2, PHONE)
    assert [e.verb for e in Entry.objects.about(sam)][-1] == "accounts.verified"
    assert not Entry.objects.about(sam).public().exists()


def test_proving_the_same_again_changes_nothing(sam, now):
    first = prove_phone(sam, now)
    assert prove_phone(sam, now + timedelta(days=1)) == first
    assert sam.verifications.filter(method="phone").count() == 1


def test_a_number_confirms_one_account_only(sam, mei, now):
    prove_phone(sam, now)
    with pytest.raises(Refused) as refused:
        prove_phone(mei, now)
    assert refused.value.refusal.code == "already_bound"
    for language in ("en", "zh-hant"):
        with translation.override(language):
            assert sam.nickname not in str(refused.value.refusal)


def test_a_number_given_up_stays_its_first_persons(sam, mei, ada, now):
    proof = prove_phone(sam, now)
    prove_phone(sam, now + timedelta(days=1), "+886987654321")
    proof.refresh_from_db()
    assert proof.ended_at == now + timedelta(days=1)
    with pytest.raises(Refused):
        prove_phone(mei, now + timedelta(days=2))
    prove_phone(sam, now + timedelta(days=2))
    assert Person.objects.get(pk=sam.pk).phone == PHONE, "but they may come back to it"
    assert sam.verifications.filter(method="phone", ended_at=None).count() == 1


def test_a_recycled_number_can_be_freed_by_an_administrator(sam, mei, ada, now):
    proof = prove_phone(sam, now)
    with pytest.raises(Denied):
        actions.free_proof(proof, at=now, actor=mei, reason="mine now")
    actions.free_proof(proof, at=now, actor=ada, reason="號碼已由他人取得")
    sam.refresh_from_db()
    assert (sam.level, sam.phone) == (1, "")
    prove_phone(mei, now)
    assert Entry.objects.about(sam).filter(verb="accounts.proof_freed").exists()


@pytest.mark.usefixtures("own_database")
def test_of_two_accounts_proving_one_number_at_the_same_time_one_is_lifted():
    crowd = people.crowd(8, level=1)

    def work(person):
        try:
            prove_phone(person, people.NOON)
            return True
        except Refused as refused:
            assert refused.refusal.code == "already_bound"
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, crowd)) == 1
    assert Verification.objects.count() == Person.objects.filter(level=2).count() == 1


def test_ending_a_proof_lowers_the_level(mei, ada, now):
    actions.end_verification(mei.proof_by("phone"), at=now, actor=ada, reason="reported")
    mei.refresh_from_db()
    assert (mei.level, mei.phone) == (1, "")


def test_suspending_and_reinstating(mei, ada, rui, now):
    with pytest.raises(Denied):
        actions.suspend(mei, at=now, actor=rui, reason="spam")
    actions.suspend(mei, at=now, actor=ada, reason="spam")
    assert not Person.objects.able(0).filter(pk=mei.pk).exists()
    actions.reinstate(mei, at=now, actor=ada, reason="mistake")
    assert Person.objects.able(2).filter(pk=mei.pk).exists()
    assert [e.verb for e in Entry.objects.about(mei)][-2:] == ["accounts.suspended", "accounts.reinstated"]


def test_roles_are_given_by_administrators(mei, ada, rui, now):
    with pytest.raises(Denied):
        actions.grant_role(mei, "reviewer", at=now, actor=rui)
    actions.grant_role(mei, "administrator", at=now, actor=ada)
    assert mei.has_role("administrator") and mei.is_staff
    actions.take_role(mei, "administrator", at=now, actor=ada)
    assert not mei.has_role("administrator") and not mei.is_staff
    with pytest.raises(ValueError):
        actions.grant_role(mei, "king", at=now, actor=ada)


def test_editors_and_administrators_may_enter_the_editing_rooms(mei, rui, eve, ada):
    allowed = [who.nickname for who in (mei, rui, eve, ada) if who.has_perm("wagtailadmin.access_admin")]
    assert allowed == ["eve", "ada"]


def test_a_nickname_that_may_not_be_borne_is_refused_by_the_verb(mei, now):
    with pytest.raises(Refused):
        actions.change_profile(mei, nickname="0912345678", at=now)
    with pytest.raises(Refused):
        actions.change_profile(mei, nickname=mei.name, at=now)
    actions.change_profile(mei, nickname=" 小 美 ", at=now)
    assert Person.objects.get(pk=mei.pk).nickname == "小 美"


def test_erasing_leaves_nothing_personal_and_frees_no_number(mei, bo, now):
    phone, email = mei.phone, mei.email
    actions.erase(mei, at=now)
    row = Person.objects.filter(pk=mei.pk).values().get()
    assert not {phone, email, "王美玲", "mei"} & {str(value) for value in row.values()}
    assert (row["level"], row["is_active"], row["nickname"]) == (0, False, actions.ERASED)
    assert not mei.verifications.filter(ended_at=None).exists()
    with pytest.raises(Refused):
        actions.verify(bo, "phone", 2, at=now, proof=phone, phone=phone)


def test_nothing_is_written_to_an_account_that_was_erased(mei, ada, now):
    actions.erase(mei, at=now)
    deeds = [
        lambda: actions.verify(mei, "email", 1, at=now),
        lambda: prove_phone(mei, now, "+886987654321"),
        lambda: actions.change_profile(mei, nickname="新人", at=now),
        lambda: actions.grant_role(mei, "reviewer", at=now, actor=ada),
        lambda: actions.suspend(mei, at=now, actor=ada, reason="spam"),
        lambda: actions.reinstate(mei, at=now, actor=ada, reason="mistake"),
        lambda: actions.end_verification(mei.verifications.first(), at=now, actor=ada, reason="reported"),
        lambda: actions.erase(mei, at=now),
    ]
    before = life.everything()
    for deed in deeds:
        with pytest.raises(Refused) as refused, transaction.atomic():
            deed()
        assert refused.value.refusal.code == "closed"
    assert life.everything() == before


def test_a_demoted_or_suspended_actors_deed_does_not_go_through(mei, ada, now):
    """Whoever acts is known anew under the lock, whatever the request thought of them."""
    second = people.person("second", roles=["administrator"])
    stale = Person.objects.get(pk=ada.pk)
    assert stale.has_role("administrator")
    actions.take_role(ada, "administrator", at=now, actor=second)
    with pytest.raises(Denied):
        actions.grant_role(mei, "reviewer", at=now, actor=stale)
    third = people.person("third", roles=["administrator"])
    stale = Person.objects.get(pk=third.pk)
    actions.suspend(third, at=now, actor=second, reason="洩密")
    with pytest.raises(Denied):
        actions.suspend(mei, at=now, actor=stale, reason="spam")


def _leaves(ada, now):
    actions.erase(ada, at=now)


def _lays_the_role_down(ada, now):
    actions.take_role(ada, "administrator", at=now, actor=ada)


def _loses_the_phone(ada, now):
    actions.end_verification(ada.proof_by("phone"), at=now, actor=ada, reason="lost")


@pytest.mark.parametrize("goes", [_leaves, _lays_the_role_down, _loses_the_phone])
def test_the_last_administrator_stays(ada, now, goes):
    with pytest.raises(Refused) as refused:
        goes(ada, now)
    assert refused.value.refusal.code == "last_administrator"
    people.person("second", roles=["administrator"])
    goes(ada, now)


@pytest.mark.usefixtures("own_database")
def test_of_two_administrators_who_leave_at_once_one_stays():
    both = [people.person(name, roles=["administrator"]) for name in ("first", "second")]
    start = Barrier(2)

    def leave(person):
        try:
            start.wait(PATIENCE)
            actions.take_role(person, "administrator", at=people.NOON, actor=person)
            return "gone"
        except Refused as refused:
            return refused.refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, both)) == ["gone", "last_administrator"]
    assert Person.objects.administrators().count() == 1


def test_the_owner_of_the_machine_is_not_for_administrators_to_change(ada, now):
    owner = Person.objects.create_superuser("owner@example.test", "long enough 1", nickname="owner")
    proof = actions.verify(owner, "email", 1, at=now)
    for deed in (
        lambda: actions.suspend(owner, at=now, actor=ada, reason="coup"),
        lambda: actions.grant_role(owner, "reviewer", at=now, actor=ada),
        lambda: actions.take_role(owner, "reviewer", at=now, actor=ada),
        lambda: actions.end_verification(proof, at=now, actor=ada, reason="coup"),
    ):
        with pytest.raises(Denied) as refused, transaction.atomic():
            deed()
        assert refused.value.refusal.code == "owner"
    actions.suspend(ada, at=now, actor=owner, reason="coup")


def test_erasing_an_official_ends_their_office(ann, now):
    actions.erase(ann, at=now)
    assert not ann.offices.exists() and not ann.groups.exists()


def test_the_owner_of_the_machine_hands_over_first(db, now):
    owner = Person.objects.create_superuser("owner@example.test", "long enough 1", nickname="owner")
    with pytest.raises(Refused):
        actions.erase(owner, at=now)


def test_accounts_nobody_confirmed_are_removed_after_a_week(sam, mei, now):
    fresh = Person.objects.create_user("fresh@example.test", nickname="fresh", joined_at=now - timedelta(days=7))
    Person.objects.create_user("stale@example.test", nickname="stale", joined_at=now - timedelta(days=8))
    actions.erase(mei, at=now)
    Person.objects.create_superuser("owner@example.test", nickname="owner", joined_at=now - timedelta(days=99))
    assert actions.remove_unconfirmed(now) == 1
    assert not Person.objects.filter(nickname="stale").exists()
    assert Person.objects.filter(pk__in=[fresh.pk, sam.pk, mei.pk]).count() == 3


@pytest.mark.usefixtures("own_database")
def test_who_confirms_while_the_unconfirmed_are_removed_stays():
    late = Person.objects.create_user("late@example.test", nickname="late", joined_at=people.LONG_AGO)

    def remove():
        try:
            return actions.remove_unconfirmed(people.NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            prove_phone(late, people.NOON)
            removing = pool.submit(remove)
            until(somebody_waits)
        assert removing.result() == 0
    assert Person.objects.get().level == 2


def test_failures_are_counted_until_the_door_is_locked(db, now):
    for number in range(5):
        assert lockout.may_try("Mei@example.test", now + timedelta(minutes=number))
    later = now + timedelta(minutes=4)
    assert not lockout.may_try("MEI@example.test ", later)
    assert not lockout.may_try("mei@example.test", later + lockout.WINDOW - timedelta(microseconds=1))
    assert lockout.may_try("bo@example.test", later)
    assert lockout.clear(later) == 0
    assert lockout.may_try("mei@example.test", later + lockout.WINDOW), "and the count begins anew"
    assert lockout.may_try("mei@example.test", later + lockout.WINDOW)
    assert lockout.clear(later + 2 * lockout.WINDOW + timedelta(seconds=1)) == 2


def test_the_right_password_wipes_the_count(db, now):
    for _ in range(3):
        for _ in range(4):
            assert lockout.may_try("mei@example.test", now)
        lockout.forget("MEI@example.test")


def test_failures_far_apart_lock_nobody_out(db, now):
    for number in range(8):
        assert lockout.may_try("mei@example.test", now + number * lockout.WINDOW)
