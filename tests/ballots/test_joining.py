"""Two accounts of one person and a secret vote: who has voted with one has voted, and of two ballots in a box that is
still open one is taken out unread."""

import pytest

from civic.accounts import joining
from civic.accounts.actions import personal_data
from civic.accounts.models import Person
from civic.lifecycle import Refused
from civic.record.models import Entry
from proposals.ballots import actions, reading
from proposals.ballots.models import Box, Roll, Sealed
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


def test_of_two_ballots_in_an_open_box_that_of_the_account_that_stays_counts(box, mei, bo, twin, join):
    other_box = things.box("thing:2")
    vote(box, mei, 1)
    vote(box, twin, 2, area=1)
    vote(box, bo, 2, area=1)
    vote(other_box, twin, 4)
    mei, told = join()
    assert f"「Thing {box.pk}」" in told and f"「Thing {other_box.pk}」" not in told
    assert reading.own(box, mei.pk, now=DURING).choices == (1,), "it stands"
    vote(box, mei, 3)
    assert sorted(reading.opened(box)) == [(0, (3,)), (1, (2,))], "and can be changed"
    assert things.again(box).turnout == 2 and reading.miscounted() == []
    assert things.again(other_box).turnout == 1, "a ballot that is the only one stays"
    entry = Entry.objects.get(verb="ballots.taken_out")
    assert (entry.subject, entry.is_public, entry.actor) == (box.record_key, True, "")
    assert entry.data == {"box": box.pk, "turnout": 2}, "nobody is named"


def test_what_was_given_by_another_door_stands_and_a_third_account_changes_nothing(box, mei, bo, twin, join):
    vote(box, mei, 1)
    Roll.objects.create(box=box, person=twin, how="paper")
    Box.objects.filter(pk=box.pk).update(turnout=2)
    mei, _told = join()
    assert (things.again(box).turnout, Sealed.objects.count()) == (1, 0)
    assert reading.has_voted(box, mei.pk).person_id == twin.pk
    vote(box, bo, 1)
    joining.join(mei, bo, at=DURING, actor="operator", reason="同一人")
    assert (things.again(box).turnout, Sealed.objects.count()) == (1, 0) and reading.miscounted() == []


def test_after_the_close_both_stay_in_the_box(box, mei, twin, join):
    vote(box, mei, 1)
    vote(box, twin, 2)
    actions.close(box, now=things.CLOSED)
    _mei, told = join()
    assert "兩張選票都留在票箱裡" in told
    assert (things.again(box).turnout, Sealed.objects.count()) == (2, 2) and reading.miscounted() == []


def test_while_the_key_is_away_the_two_are_not_joined(box, mei, twin, join, settings, tmp_path):
    vote(box, mei, 1)
    vote(box, twin, 2)
    settings.BALLOT_KEYS = [tmp_path / "elsewhere"]
    with pytest.raises(Refused, match="key_away"):
        join()
    assert Person.objects.get(pk=twin.pk).is_active and Sealed.objects.count() == 2


def test_my_page_says_that_one_voted_and_offers_no_change(box, twin, join, client, at):
    vote(box, twin, 1)
    mei, _told = join()
    at(DURING)
    client.force_login(mei)
    text = client.get("/en/mine/").text
    assert f'href="/things/{box.pk}/"' in text and "you can change" not in text
