"""Two accounts of one person and a secret vote: who has voted with one has voted, and nothing leaves the box."""

import pytest

from civic.accounts import joining
from civic.accounts.actions import personal_data
from civic.accounts.models import Person
from civic.lifecycle import Refused
from proposals.ballots import reading
from proposals.ballots.models import Roll, Sealed
from tests import people
from tests.ballots import things
from tests.ballots.things import DURING, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def box():
    return things.box()


@pytest.fixture
def twin(db):
    return people.person("twin")


@pytest.fixture
def join(mei, twin):
    def join():
        fates = [str(fate.words) for fate in joining.fates(mei, twin, DURING)]
        joining.join(mei, twin, at=DURING, actor="operator", reason="同一人")
        return Person.objects.get(pk=mei.pk), " ".join(fates)

    return join


def test_whoever_has_voted_with_the_other_account_has_voted(box, twin, join):
    vote(box, twin, 1)
    mei, told = join()
    assert "那張選票有效，但不能再修改" in told
    with pytest.raises(Refused, match="other_account"):
        vote(box, mei, 2)
    assert (things.again(box).turnout, Roll.objects.count(), Sealed.objects.count()) == (1, 1, 1)
    assert reading.has_voted(box, mei.pk).person_id == twin.pk
    assert [row["box_id"] for row in personal_data(mei)["ballots"]["votes"]] == [box.pk]
    assert reading.miscounted() == []


def test_ones_own_ballot_can_still_be_changed_and_both_stay_in_the_box(box, mei, twin, join):
    vote(box, mei, 1)
    vote(box, twin, 2)
    mei, told = join()
    assert "兩張選票都留在票箱裡" in told
    vote(box, mei, 3)
    assert reading.own(box, mei.pk, now=DURING).choices == (3,)
    assert (things.again(box).turnout, Sealed.objects.count()) == (2, 2) and reading.miscounted() == []


def test_my_page_says_that_one_voted_and_offers_no_change(box, twin, join, client, at):
    vote(box, twin, 1)
    mei, _told = join()
    at(DURING)
    client.force_login(mei)
    text = client.get("/en/mine/").text
    assert f'href="/things/{box.pk}/"' in text and "you can change" not in text
