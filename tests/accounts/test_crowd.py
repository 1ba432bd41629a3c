"""Invented people: many at once, able to act, reached by no letter."""

import pytest

from civic.accounts import crowd
from civic.accounts.models import Person, Verification
from civic.outbox.registry import addresses
from tests.people import NOON

pytestmark = pytest.mark.django_db


def test_a_crowd_is_of_distinct_people_who_may_act():
    people = crowd.admit(50, tag="test", at=NOON, nicknames=["甲", "乙", "丙"])
    assert len(set(people)) == 50 and people == sorted(people)
    assert Person.objects.able(2).filter(pk__in=people).count() == 50
    assert Verification.objects.filter(person__in=people, level=2, method="test", ended_at=None).count() == 50
    assert set(Person.objects.values_list("nickname", flat=True)) == {"甲", "乙", "丙"}
    assert not Person.objects.get(pk=people[0]).has_usable_password()


def test_each_admission_brings_new_people_and_a_pool_the_same_ones():
    assert not set(crowd.admit(3, tag="test", at=NOON)) & set(crowd.admit(3, tag="test", at=NOON))
    few, more = crowd.pool(4, tag="pool", at=NOON), crowd.pool(9, tag="pool", at=NOON)
    assert more[:4] == few and crowd.pool(9, tag="pool", at=NOON) == more
    assert Person.objects.filter(email__startswith="pool-").count() == 9


def test_somebody_called_by_name_is_made_once_and_is_not_of_the_pool():
    someone, is_new = crowd.person("Reviewer", tag="pool", at=NOON)
    assert is_new and crowd.person("reviewer", tag="pool", at=NOON) == (someone, False)
    assert someone.level == 2 and someone.verifications.count() == 1
    assert someone.pk not in crowd.pool(2, tag="pool", at=NOON)


def test_nobody_is_nobody():
    assert crowd.admit(0, tag="test", at=NOON) == []


def test_no_letter_reaches_a_crowd(mei):
    people = crowd.admit(2, tag="test", at=NOON)
    assert set(addresses([*people, mei.pk])) == {mei.pk}
