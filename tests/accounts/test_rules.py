import pytest

from civic.accounts.rules import may_act_at, may_administer, may_suspend

WHO = ["sam", "mei", "rui", "ann", "eve", "ada"]


@pytest.mark.parametrize("level", range(5))
def test_levels_open_what_they_prove(level, sam, mei):
    assert may_act_at(None, level).code == "sign_in"
    assert (may_act_at(sam, level) is None) is (level <= 1)
    assert (may_act_at(mei, level) is None) is (level <= 2)


def test_suspended_and_closed_accounts_act_no_more(mei, bo, now):
    mei.suspended_at = now
    bo.is_active = False
    assert may_act_at(mei, 0).code == "suspended"
    assert may_act_at(bo, 0).code == "closed"


@pytest.mark.parametrize("name", WHO)
def test_only_administrators_administer(name, request):
    person = request.getfixturevalue(name)
    assert (may_administer(person) is None) is (name == "ada")
    assert may_administer(None) is not None


def test_a_suspended_administrator_does_not_administer(ada, now):
    ada.suspended_at = now
    assert may_administer(ada).code == "suspended"


def test_nobody_suspends_themselves(ada, mei):
    assert may_suspend(mei, ada) is None
    assert may_suspend(ada, ada).code == "oneself"
