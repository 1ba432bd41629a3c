"""The bridge: a thread is for pages; what has not arrived takes none, and no place in the queue."""

import asyncio
import gzip
import os
import threading
import time

import pytest
from allauth.account import urls as allauth_urls
from django.core.files import File
from django.urls import reverse
from django.utils import translation

from civic.asgi import hashes_a_password
from civic.serving.bridge import IN_MEMORY, PART, Bridge, Lane
from civic.serving.middleware import unreadable
from civic.serving.spool import Bodies, Unreadable
from tests.serving.asked import Line, ask, question
from tests.waiting import PATIENCE, happening


def echo(environ, start_response):
    """A WSGI application that says what it was told."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(), environ["PATH_INFO"].encode()]


def bridged(application=echo, threads=2, queue=3, limit=1000, **more):
    return Bridge(application, threads=threads, queue=queue, limit=limit, deadline=PATIENCE, **more)


def test_a_request_becomes_a_page():
    answer = asyncio.run(ask(bridged(), question("/a/", method="POST", content_length="2"), Line(b"b ")))
    assert (answer.status, answer.body) == (200, b"b /a/")
    assert answer.headers[b"content-length"] == b"5"


def test_bodies_that_trickle_take_no_place_that_a_page_needs():
    async def story():
        bridge = bridged(queue=2)
        lines = [Line(b"slow", complete=False) for _ in range(50)]
        scope = question(method="POST", transfer_encoding="chunked")
        slow = [asyncio.create_task(ask(bridge, scope, line)) for line in lines]
        await happening(lambda: bridge.bodies.count == 50)
        assert (await ask(bridge, question("/page/"))).body == b"/page/"
        lines[7].end()
        assert (await slow[7]).body == b"slow/proposals/"
        for task in slow:
            task.cancel()

    asyncio.run(story())


def test_whole_requests_wait_only_so_many():
    """The negative control: places are needed by whoever waits for a thread."""

    gate = threading.Event()

    def site(*asked):
        assert gate.wait(PATIENCE)
        return echo(*asked)

    async def story():
        asked = [asyncio.create_task(ask(bridge, question())) for _ in range(3)]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        gate.set()
        return [answer.status for answer in await asyncio.gather(*asked)]

    bridge = bridged(site, threads=1, queue=2)

    assert sorted(asyncio.run(story())) == [200, 200, 503]


def test_no_page_is_made_for_whoever_has_gone_before_its_turn():
    made, gate = [], threading.Event()

    def site(environ, start_response):
        made.append(environ["PATH_INFO"])
        assert gate.wait(PATIENCE)
        return echo(environ, start_response)

    async def story():
        bridge = bridged(site, threads=1)
        asked = [("/first/", True), ("/left/", True), ("/stays/", False)]
        scopes = [question(path) | {"is_gone": lambda has_left=has_left: has_left and made} for path, has_left in asked]
        asks = [asyncio.create_task(ask(bridge, scope)) for scope in scopes]
        await happening(lambda: made)
        gate.set()
        return [answer.status for answer in await asyncio.gather(*asks)]

    assert asyncio.run(story()) == [200, 503, 200] and made == ["/first/", "/stays/"]


def test_what_computes_for_long_takes_no_thread_from_pages():
    """More passwords than there are threads in all are being tried; a page is made meanwhile."""

    async def story():
        gate = threading.Event()

        def site(environ, start_response):
            if environ["PATH_INFO"] == "/accounts/login/":
                assert gate.wait(PATIENCE)
            return echo(environ, start_response)

        slow = Lane("password", 1, 5)
        bridge = bridged(site, threads=1, lanes=[(hashes_a_password, slow)])
        tries = [asyncio.create_task(ask(bridge, question("/accounts/login/", method="POST"))) for _ in range(8)]
        await happening(lambda: slow.waiting == 5)
        assert (await ask(bridge, question("/page/"))).body == b"/page/"
        gate.set()
        return [answer.status for answer in await asyncio.gather(*tries)]

    assert sorted(asyncio.run(story())) == [200] * 5 + [503] * 3


def test_every_form_with_a_password_is_known_to_take_long():
    """Void unless the forms are found: those of allauth, whose addresses are ours."""
    forms = {
        pattern.name: pattern.callback.view_class.form_class.base_fields
        for pattern in allauth_urls.urlpatterns
        if hasattr(getattr(pattern.callback, "view_class", None), "form_class")
        and pattern.callback.view_class.form_class
    }
    asking = [name for name, fields in forms.items() if any("password" in field for field in fields)]
    assert len(asking) >= 5
    for name in [*asking, "account_signup"]:
        for language in ("zh-hant", "en"):
            with translation.override(language):
                assert hashes_a_password(question(reverse(name), method="POST"))
    for path in ("/accounts/login/code/confirm/", "/accounts/logout/", "/proposals/new/"):
        assert not hashes_a_password(question(path, method="POST"))
    assert not hashes_a_password(question("/accounts/login/"))


def test_the_application_learns_when_a_request_was_whole():
    def arrival(environ, start_response):
        start_response("200 OK", [])
        return [repr(environ["civic.arrived_at"]).encode()]

    before = time.time()
    said = float(asyncio.run(ask(bridged(arrival), question(civic_arrived_at="1"))).body)
    assert before <= said <= time.time()


@pytest.mark.parametrize(("path", "words"), [("/mine/", "送出的內容太大了"), ("/en/mine/", "That is too large")])
def test_what_is_too_large_is_answered_in_the_readers_language(path, words, db):
    scope = question(path, method="POST", content_length="5000", accept="text/html,*/*")
    answer = asyncio.run(ask(bridged(unreadable=unreadable), scope))
    assert answer.status == 413
    assert answer.headers[b"content-type"] == b"text/html; charset=utf-8"
    assert answer.headers[b"connection"] == b"close"
    assert words in answer.body.decode()
    assert "25 MB" in answer.body.decode()


def test_a_program_hears_a_sentence_instead_of_a_page():
    answer = unreadable(question(accept="application/json"), Unreadable(408, "The upload took too long."))
    assert (answer.status, answer.body) == (408, b"The upload took too long.\n")


def a_file(path, wrap=lambda file: file):
    """An application that hands over the file at `path`."""

    def application(environ, start_response):
        start_response("200 OK", [("Content-Length", str(path.stat().st_size))])
        return environ["wsgi.file_wrapper"](wrap(path.open("rb")), 4096)

    return application


@pytest.mark.parametrize("wrap", [lambda file: file, File, lambda file: File(File(file))])
@pytest.mark.parametrize("size", [0, 100, IN_MEMORY, IN_MEMORY + 1, 20 * PART + 7])
def test_a_file_arrives_as_it_lies(tmp_path, size, wrap):
    path = tmp_path / "file"
    path.write_bytes(os.urandom(size))
    answer = asyncio.run(ask(bridged(a_file(path, wrap)), question()))
    assert answer.body == path.read_bytes()
    assert all(len(message.get("body", b"")) <= PART for message in answer.said)


def test_what_is_no_file_on_disk_arrives_too(tmp_path):
    def packed(environ, start_response):
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](gzip.open(path))

    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(b"x" * 3 * IN_MEMORY))
    assert asyncio.run(ask(bridged(packed), question())).body == b"x" * 3 * IN_MEMORY


class Idle(Line):
    """A client that takes nothing after the first part."""

    async def send(self, message):
        await super().send(message)
        if len(self.said) > 2:
            await asyncio.Event().wait()


def test_who_does_not_read_a_large_file_holds_a_part_of_it_and_no_copy(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100 * PART)
    monkeypatch.setattr("civic.serving.bridge.TemporaryFile", None)  # whoever copied it would fail

    async def story():
        bridge = bridged(a_file(path), threads=1, queue=20)
        lines = [Idle() for _ in range(15)]
        readers = [asyncio.create_task(ask(bridge, question(), line)) for line in lines]
        await happening(lambda: all(len(line.said) == 3 for line in lines))
        assert sum(len(line.body) for line in lines) == 2 * 15 * PART
        assert len((await ask(bridge, question())).body) == 100 * PART, "the only thread is free"
        for reader in readers:
            reader.cancel()

    asyncio.run(story())


def test_a_long_page_is_sent_in_parts():
    answer = asyncio.run(ask(bridged(lambda environ, start: start("200 OK", []) or [b"x" * 3 * PART]), question()))
    assert answer.body == b"x" * 3 * PART
    assert [len(message.get("body", b"")) for message in answer.said[1:]] == [PART] * 3 + [0]


def test_one_bridge_counts_the_bodies_of_all_its_doors():
    bodies = Bodies(most=7)
    assert bridged(bodies=bodies).bodies is bodies
