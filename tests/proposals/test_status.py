"""status.json: the promised fields, for what a stranger may see, by the same numbers as the socket."""

import json

import pytest

from proposals import status
from proposals.live import ProposalTopic
from tests.proposals import life

FIELDS = [
    "id", "phase", "open", "count", "threshold", "opens_at", "closes_at", "days_left", "established_at", "void",
    "fell_below", "version",
]  # fmt: skip


@pytest.fixture
def collecting(cast, at):
    at(life.OPENS + life.DAY)
    return life.passed(cast)


def test_the_promised_fields_and_no_others(client, collecting):
    answer = client.get(f"/proposals/{collecting.pk}/status.json")
    said = answer.json()
    assert list(said) == FIELDS
    assert (said["phase"], said["open"], said["count"]) == ("collecting", True, 0)
    assert said["opens_at"] == "2026-03-03T16:00:00Z"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {"public", "max-age=1"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (life.OPENS - life.TICK, None),
        (life.OPENS, 44),
        (life.CLOSES - life.DAY - life.TICK, 1),
        (life.CLOSES - life.DAY, 0),
        (life.CLOSES - life.TICK, 0),
        (life.CLOSES, None),
    ],
)
def test_the_days_left_are_those_of_the_citys_calendar_by_the_servers_clock(cast, now, left):
    proposal = life.passed(cast)
    assert status.present([proposal.pk], now)[proposal.pk]["days_left"] == left


def test_who_has_it_already_is_told_so(client, collecting):
    url = f"/proposals/{collecting.pk}/status.json"
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_several_are_answered_in_the_order_asked(client, collecting, cast):
    other = life.passed(cast)
    found = client.get(f"/proposals/status.json?id={other.pk}&id={collecting.pk}&id=999999&id={other.pk}").json()
    assert [one["id"] for one in found] == [other.pk, collecting.pk]


@pytest.mark.parametrize("query", ["id=x", "id=-1", "id=१", "id=" + "9" * 30, "&".join(f"id={n}" for n in range(101))])
def test_nonsense_is_refused_in_words(client, db, query):
    answer = client.get(f"/proposals/status.json?{query}")
    assert answer.status_code == 400
    assert answer.json()["sentence"]


def test_a_stranger_is_told_nothing_of_what_is_not_public(client, cast):
    draft = life.draft(cast)
    assert client.get(f"/proposals/{draft.pk}/status.json").status_code == 404
    assert client.get(f"/proposals/status.json?id={draft.pk}").json() == []
    assert ProposalTopic().read([str(draft.pk)], life.OPENS) == {}


def test_the_socket_tells_the_same_numbers(collecting):
    now = life.OPENS + life.DAY
    numbers = status.present([collecting.pk], now)[collecting.pk]
    assert ProposalTopic().read([str(collecting.pk), "x", "007"], now) == {str(collecting.pk): numbers}
    assert json.dumps(numbers)


def test_both_cost_one_query(client, collecting, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"/proposals/{collecting.pk}/status.json")
    with django_assert_num_queries(1):
        ProposalTopic().read([str(collecting.pk)], life.OPENS)
