"""Who finds nothing is counted without persons: words are kept once five addresses have asked them within a day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from civic.search import clockwork, unanswered
from civic.search.asking import read
from civic.search.models import Seeker, Unanswered
from civic.search.unanswered import EACH, KEPT, LEAST, note
from tests.people import NOON
from tests.proposals import life

pytestmark = pytest.mark.django_db


def ask(typed, addresses, now=NOON):
    for number in addresses:
        note(read(typed), f"192.0.2.{number}", now)


def kept():
    return list(Unanswered.objects.values_list("words", "asked", "days"))


def test_words_are_kept_once_enough_addresses_have_asked_them():
    ask("臺北 纜車", range(LEAST - 1))
    ask("臺北 纜車", [0, 0, 1])
    assert kept() == [] and Seeker.objects.count() == LEAST - 1
    ask("台北  纜車", [LEAST])
    assert kept() == [("台北 纜車", LEAST, 1)]
    ask("臺北 纜車", [LEAST, LEAST + 1])
    assert [row[1:] for row in kept()] == [(LEAST + 1, 1)]


def test_a_household_is_one_address():
    for number in range(LEAST):
        note(read("纜車"), f"2001:db8:0:1::{number}", NOON)
    assert kept() == []


def test_days_are_counted_apart_and_their_digests_thrown_away():
    ask("纜車", range(LEAST - 1))
    first = set(map(bytes, Seeker.objects.values_list("address", flat=True)))
    clockwork.forget(NOON + timedelta(days=1))
    assert not Seeker.objects.exists()
    ask("纜車", range(LEAST), NOON + timedelta(days=1))
    assert kept() == [("纜車", LEAST, 1)]
    assert not first & set(map(bytes, Seeker.objects.values_list("address", flat=True))), "each day has its own key"
    ask("纜車", range(LEAST), NOON + timedelta(days=2))
    assert kept() == [("纜車", 2 * LEAST, 2)]
    clockwork.forget(NOON + timedelta(days=2) + KEPT)
    assert len(kept()) == 1
    clockwork.forget(NOON + timedelta(days=3) + KEPT)
    assert kept() == []


def test_what_is_kept_is_bounded(monkeypatch):
    for number in range(EACH + 5):
        ask(f"纜車{number}", [1])
    assert Seeker.objects.count() == EACH
    ask("很長的一句話" * 10, range(LEAST))
    ask("。", range(LEAST))
    assert kept() == []
    monkeypatch.setattr(unanswered, "MOST_A_DAY", EACH + 1)
    ask("纜車", range(LEAST))
    assert Seeker.objects.count() == EACH + 1
    monkeypatch.setattr(unanswered, "MOST", 1)
    Unanswered.objects.bulk_create(
        Unanswered(folded=str(n), words=str(n), asked=n, days=1, last_on=NOON.date()) for n in (5, 6)
    )
    clockwork.forget(NOON)
    assert kept() == [("6", 6, 1)]


def test_the_page_counts_what_finds_nothing_and_editors_read_it(cast, client, at, eve):
    at(NOON)
    life.passed(cast, title="公園的路燈")
    for typed in ("路燈", "纜車", "&type=proposal&q=飛船"):
        for number in range(LEAST):
            address = f"{reverse('search:page')}?q={typed}"
            client.get(address, REMOTE_ADDR=f"192.0.2.{number}")
    assert kept() == [("纜車", LEAST, 1)]
    client.force_login(eve)
    page = client.get(reverse("cms_unanswered")).content.decode()
    assert "纜車" in page and "找不到的詞" in page
    client.logout()
    assert client.get(reverse("cms_unanswered")).status_code == 302
