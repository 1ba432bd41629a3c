"""`manage.py flood` knows no instrument: what it says with a slip, it asks the door of the address."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from civic.demo.load.flood import post_json
from civic.management.commands.flood import _requests
from civic.serving import doors
from civic.serving.doors import Door, door_at
from civic.windows import Window
from proposals import actions
from tests import people
from tests.bench.tools import ground
from tests.proposals import life

HOST = "127.0.0.1"


class Urn(Door):
    """A door that some later app brings."""

    method = "POST"
    path = r"urns/[0-9]+/paper/"

    @staticmethod
    def with_slip(slip):
        return {"ticket": slip, "choices": []}


@pytest.fixture
def slips(tmp_path):
    file = tmp_path / "slips"
    file.write_text("sessionid=1\tone\n\nsessionid=2\ttwo\n")
    return str(file)


def test_what_is_said_with_a_slip_the_door_knows(monkeypatch, slips):
    monkeypatch.setattr(doors, "_registered", [*doors._doors(), Urn])
    asked = list(_requests("/en/urns/3/paper/", HOST, None, slips))
    assert asked == [
        post_json("/en/urns/3/paper/", HOST, {"ticket": slip, "choices": []}, f"sessionid={number}")
        for number, slip in ((1, "one"), (2, "two"))
    ]
    head, _, body = asked[0].partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head and json.loads(body)["ticket"] == "one"


@pytest.mark.parametrize("path", ["/", "/urns/3/paper/", "/proposals/3/"])
def test_where_nobody_takes_slips_none_is_handed_in(slips, path):
    with pytest.raises(CommandError, match="Nobody takes slips"):
        list(_requests(path, HOST, None, slips))


def test_a_door_is_found_in_every_language():
    assert door_at("POST", "/proposals/1/endorsement/") is door_at("POST", "/en/proposals/1/endorsement/") is not None
    assert door_at("GET", "/proposals/1/endorsement/") is None


def test_a_flood_of_slips_is_counted(server, tmp_path):
    now, cast = timezone.now(), life.Cast()
    window = Window(now - people.DAY, now + people.DAY)
    proposal = actions.pass_review(life.submitted(cast), cast.rui, now=life.PASSED, threshold=100, window=window)
    file, out = tmp_path / "slips", io.StringIO()
    crowd = [each.pk for each in people.crowd(20)]
    file.write_text("".join(f"{cookie}\t{slip}\n" for _, cookie, slip in ground.slips([proposal.pk], crowd)))
    address = f"http://{HOST}:{server.port}/proposals/{proposal.pk}/endorsement/"
    call_command("flood", address, slips=str(file), clients=5, seconds=20, stdout=out)
    assert "20 × 200" in out.getvalue()
    assert proposal.endorsements.count() == 20
