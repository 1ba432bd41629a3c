"""What allauth counts is counted once, in whichever process somebody tries; no page that counts nothing pays for it."""

from datetime import UTC, datetime, timedelta

from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from civic.accounts import attempts
from civic.accounts.models import Attempt
from tests.races import arena

KEY = "allauth:rl:account:login:3/60/ip:203.0.113.7"
FEW = {"try": "3/m/ip"}


def process():
    """The cache of another process."""
    return attempts.SharedCache("own", {})


def test_two_processes_count_together_and_what_is_over_is_over(db):
    here, there = process(), process()
    assert here.add(KEY, True, timeout=10) and not there.add(KEY, True, timeout=10)
    there.set(KEY, [2.5, 1.0], timeout=60)
    assert here.get(KEY) == [2.5, 1.0] and here.delete(KEY) and there.get(KEY, "none") == "none"
    here.set(KEY, [1.0], timeout=-1)
    assert there.get(KEY) is None and not there.delete(KEY) and there.add(KEY, "y"), "it had run out"
    here.clear()
    assert there.get(KEY) is None


def test_everything_else_stays_in_the_process(db):
    here, there = process(), process()
    with CaptureQueriesContext(connection) as asked:
        here.set("wagtail_site_root_paths", "home", None)
        assert here.get("wagtail_site_root_paths") == "home" and here.add("more", 1) and here.delete("more")
    assert not asked and not Attempt.objects.exists() and isinstance(there, attempts.OwnCache)


def test_nothing_tells_whom_it_is_about_and_it_goes(db):
    process().set(KEY, [1.0], timeout=60)
    assert "203.0.113" not in str(list(Attempt.objects.values()))
    assert attempts.clear(datetime.now(UTC) + timedelta(minutes=2)) == 1 and not Attempt.objects.exists()


def test_forty_at_once_in_many_processes_get_no_more_than_the_limit(own_database):
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.7")

    def attempt():
        return bool(ratelimit.consume(request, app="allauth.account", action="try", config=FEW))

    outcomes = arena.at_once(*[attempt] * 8)
    assert not [each for each in outcomes if isinstance(each, BaseException)]
    assert 1 <= sum(outcomes) <= 3 and isinstance(caches["default"], attempts.SharedCache)
    assert not attempt() or sum(outcomes) < 3


def test_only_a_try_pays_for_it(db):
    def asked(method, path, said=None):
        with CaptureQueriesContext(connection) as queries:
            getattr(Client(), method)(path, said)
        return sum("accounts_attempt" in query["sql"] for query in queries)

    assert [asked("get", path) for path in ("/", "/accounts/login/", "/accounts/signup/", "/proposals/")] == [0] * 4
    assert 0 < asked("post", "/accounts/login/", {"login": "nobody@example.test", "password": "x"}) <= 16
