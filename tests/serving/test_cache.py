"""A Redis that is away costs nobody a page or the way in; without one a process remembers enough, with an end."""

import urllib.parse
import urllib.request

import pytest

from civic.serving.cache import SteadyCache
from tests.served import served
from tests.waiting import PATIENCE

NOBODY = "redis://127.0.0.1:1/0"


def test_without_its_redis_a_process_remembers_by_itself():
    cache = SteadyCache(NOBODY, {})
    assert cache.get("tries") is None
    cache.set("tries", [1, 2])
    assert cache.get("tries") == [1, 2]
    assert cache.add("lock", True) and not cache.add("lock", True)
    cache.delete_many(["lock", "tries"])
    assert cache.add("lock", True) and "tries" not in cache


@pytest.mark.redis
def test_with_redis_two_processes_remember_together(redis_url):
    here, there = SteadyCache(redis_url, {}), SteadyCache(redis_url, {})
    here.set("tries", [1])
    assert there.get("tries") == [1]
    assert not there.own.get("tries")


def test_pages_and_the_way_in_do_without_redis(own_database):
    with served(REDIS_URL=NOBODY) as server:
        for path in ("/", "/accounts/login/"):
            with urllib.request.urlopen(server.url + path, timeout=PATIENCE) as page:
                assert page.status == 200
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = browser.open(f"{server.url}/accounts/login/", timeout=PATIENCE).read().decode()
        token = page.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
        said = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": "mei@example.org", "password": "wrong"})
        assert browser.open(f"{server.url}/accounts/login/", said.encode(), timeout=PATIENCE).status == 200
