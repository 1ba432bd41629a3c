"""A vote whose key is lost: every page says so, and two people of the team declare it void with a public reason."""

import pytest
from django.db import IntegrityError, connection, transaction

from civic.lifecycle import Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.outbox.words import render
from proposals.ballots import actions as ballots
from proposals.ballots import clockwork
from proposals.ballots.models import Paper, Sealed
from proposals.budgets import actions, marks, rules
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.models import Cycle
from tests import people
from tests.proposals.budgets import life
from tests.proposals.budgets.life import AFTER, DURING

WHY = "兩顆磁碟同時損壞，金鑰沒有了。"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.BALLOT_KEYS = [tmp_path / "one", tmp_path / "two"]
    return settings.BALLOT_KEYS


def lose(box, folders):
    for folder in folders:
        (folder / f"{box.fingerprint}.key").unlink()


@pytest.fixture
def team(own_database):
    return life.team()


@pytest.fixture
def mei(own_database):
    return people.CAST["mei"]()


@pytest.fixture
def bo(own_database):
    return people.CAST["bo"]()


def refusal(deed, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value.refusal.code


def again(cycle):
    return Cycle.objects.get(pk=cycle.pk)


def test_two_people_declare_it_with_one_reason_and_only_while_a_key_is_lost(team, folders, mei, bo):
    tia, tom = team
    cycle = life.voting(tia, citywide=200)
    actions.follow(cycle, bo)
    life.vote(cycle, mei, 1)
    assert refusal(actions.declare_void, cycle, tia, now=DURING, reason=WHY) == "key_there"
    lose(boxes_of(cycle).first(), folders)
    assert refusal(actions.declare_void, cycle, mei, now=DURING, reason=WHY) == "no_role"
    assert refusal(actions.declare_void, cycle, tia, now=DURING, reason=" ") == "no_reason"
    actions.declare_void(cycle, tia, now=DURING, reason="磁碟壞了")
    actions.declare_void(cycle, tia, now=DURING, reason=WHY)
    assert refusal(actions.declare_void, cycle, tia, now=DURING, reason=WHY) == "second_person"
    assert refusal(actions.declare_void, cycle, tom, now=DURING, reason="別的") == "other_reason"
    assert refusal(actions.declare_void, cycle, tom, now=DURING, reason=WHY, seen="old") == "changed"
    assert again(cycle).phase(DURING) == "vote"
    actions.declare_void(cycle, tom, now=DURING, reason=WHY, seen=marks.voiding(again(cycle)))
    cycle = again(cycle)
    assert cycle.phase(DURING) == cycle.phase(AFTER) == "void" and not rules.is_open(cycle, DURING)
    assert rules.may_vote(cycle, bo, DURING).code == "void"
    assert refusal(life.vote, cycle, bo, 2) == "void"
    assert refusal(actions.confirm_count, cycle, tia, now=AFTER, seed="7") == "not_over"
    letter = Mailing.objects.get(kind="budgets.voided")
    assert sorted(kinds[letter.kind].audience(letter, 0, 9)) == sorted([mei.pk, bo.pk])
    subject, body = render(letter.kind, kinds[letter.kind].context(letter, "zh-hant") | {"nickname": "mei"})
    assert cycle.title in subject and WHY in body
    clockwork.count(AFTER)
    assert not actions.count_cycle(cycle, now=AFTER) and not Sealed.objects.exists() and not Paper.objects.exists()
    assert all(box.key_gone_at for box in boxes_of(cycle)), "also of the box that could have been read"


def test_a_key_that_is_found_again_before_the_second_has_declared_it_is_counted(team, folders, mei):
    tia, tom = team
    cycle = life.voting(tia)
    life.vote(cycle, mei, 1)
    box = boxes_of(cycle).get()
    kept = (folders[0] / f"{box.fingerprint}.key").read_bytes()
    lose(box, folders)
    ballots.close(box, now=AFTER)
    actions.declare_void(cycle, tia, now=AFTER, reason=WHY)
    (folders[0] / f"{box.fingerprint}.key").write_bytes(kept)
    assert refusal(actions.declare_void, cycle, tom, now=AFTER, reason=WHY) == "key_there"
    (folders[1] / f"{box.fingerprint}.key").write_bytes(kept)
    assert life.counted(cycle, tia, tom).phase(AFTER) == "result"


def test_every_page_says_so(client, team, folders, mei):
    tia, tom = team
    cycle = life.voting(tia, policy="after", **life.today())
    life.vote(cycle, mei, 1, now=cycle.vote_at)
    public, desk = f"/budgets/{cycle.pk}/", f"/budgets/desk/{cycle.pk}/"
    assert "兩處" in client.get(public).content.decode(), "what a lost key means is promised before"
    client.force_login(tia)
    assert "voiding/" not in client.get(desk).content.decode()
    lose(boxes_of(cycle).get(), folders)
    page = client.get(public).content.decode()
    assert "金鑰遺失" in page and f"{public}ballot/" not in page, "nobody is led to a ballot that cannot be cast"
    assert "voiding/" in client.get(desk).content.decode()
    said = {"void-reason": WHY, "void-seen": marks.voiding(cycle)}
    assert client.post(f"{desk}voiding/", said).status_code == 302
    client.force_login(tom)
    page = client.get(desk).content.decode()
    assert WHY in page and "永久宣告無效" in page
    assert client.post(f"{desk}voiding/", said).status_code == 409, "somebody else has written since"
    assert client.post(f"{desk}voiding/", said | {"void-seen": marks.voiding(again(cycle))}).status_code == 302
    client.logout()
    for path in (public, f"{public}wall/"):
        page = client.get(path).content.decode()
        assert WHY in page and "宣告無效" in page and "投票自" not in page
    page = client.get(public).content.decode()
    assert "已投出的選票：1" in page, "nothing is hidden, whatever the policy says"
    assert f"{public}ballot/" not in page and f"{public}letters/" not in page
    told = client.get(f"{public}status.json").json()
    assert (told["phase"], told["open"], told["void"]["reason"]) == ("void", False, WHY)
    assert client.get(f"{public}result.json").status_code == 404


@pytest.mark.parametrize("change", ["voided_at = null", "void_reason = '別的'", "counted_at = closes_at"])
def test_the_database_keeps_it_void(team, folders, change):
    tia, tom = team
    cycle = life.voting(tia)
    lose(boxes_of(cycle).get(), folders)
    for person in (tia, tom):
        actions.declare_void(cycle, person, now=DURING, reason=WHY)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update budgets_cycle set {change}")
