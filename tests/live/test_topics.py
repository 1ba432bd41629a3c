"""The socket for kinds of topics: each brings its numbers, its words and the address where they can be asked for."""

import pytest
from django.template import Context, Template
from django.urls import resolve

from civic.live import Topic, topics


class Shares(Topic):
    """A second kind, with other numbers, beside whatever is plugged in."""

    poll = ("/shares.json", "box")

    def read(self, keys, now):
        return {key: {"box": key, "version": 1, "voters": int(key)} for key in keys if key != "7"}

    def labels(self):
        return {"open": "Voting is open"}

    def spoken(self):
        return {"voters": "Voted so far: {number}"}


@pytest.fixture
def shares(monkeypatch):
    monkeypatch.setitem(topics._plugs, "share", Shares())


def test_two_kinds_are_read_side_by_side(shares, monkeypatch):
    class Counts(Topic):
        def read(self, keys, now):
            return {key: {"version": 2} for key in keys}

    monkeypatch.setitem(topics._plugs, "count", Counts())
    assert topics.read(["share:5", "count:5", "share:7"], None) == {
        "share:5": {"topic": "share:5", "box": "5", "version": 1, "voters": 5},
        "count:5": {"topic": "count:5", "version": 2},
    }


def test_a_page_is_told_the_words_of_every_kind(shares):
    assert topics.words()["share"] == {
        "labels": {"open": "Voting is open"},
        "spoken": {"voters": "Voted so far: {number}"},
        "poll": {"url": "/shares.json", "key": "box"},
    }
    assert "Voting is open" in Template("{% load live %}{% live %}").render(Context())


def test_a_kind_that_cannot_be_asked_for_says_so(monkeypatch):
    monkeypatch.setitem(topics._plugs, "mute", Topic())
    assert topics.words()["mute"] == {"labels": {}, "spoken": {}}


def test_where_it_says_one_can_ask_somebody_answers():
    asked = [plug.poll for plug in topics._plugs.values() if plug.poll]
    assert asked, "void unless a kind can be asked for"
    assert all(resolve(address) for address, _key in asked)


def test_what_is_spoken_has_a_place_for_the_number():
    sentences = [sentence for plug in topics._plugs.values() for sentence in plug.spoken().values()]
    assert sentences, "void unless a kind speaks"
    assert all("{number}" in sentence for sentence in sentences)
