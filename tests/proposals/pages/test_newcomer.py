"""From the home page to a counted endorsement in eight clicks, each of which is a link or a form of the page before."""

import html
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from civic.accounts.models import Person
from civic.windows import Window
from proposals import actions
from proposals.models import Endorsement
from tests.proposals import life

pytestmark = pytest.mark.django_db
MOST = 8


class Walk:
    """Somebody with a browser that has no JavaScript: links and forms of `<main>`, each click counted."""

    def __init__(self, client, path):
        self.client, self.clicks = client, 0
        self.answer = client.get(path, follow=True)

    @property
    def main(self):
        return self.answer.content.decode().partition("<main")[2].partition("</main>")[0]

    def follow(self, leads_to):
        """Click the first link whose address begins so."""
        address = re.search(rf'<a [^>]*href="({re.escape(leads_to)}[^"]*)"', self.main)[1]
        self._click(self.client.get, html.unescape(address))

    def send(self, **typed):
        """Fill in the form that has these fields, and press its button."""
        forms = re.findall(r"<form .*?</form>", self.main, re.S)
        form = next(form for form in forms if all(f'name="{name}"' in form for name in typed))
        action = re.search(r'action="([^"]+)"', form.partition(">")[0])
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        address = html.unescape(action[1]) if action else self.answer.request["PATH_INFO"]
        self._click(self.client.post, address, {name: html.unescape(value) for name, value in hidden.items()} | typed)

    def _click(self, ask, *asked):
        self.clicks += 1
        self.answer = ask(*asked, follow=True)
        assert self.answer.status_code == 200


def last_code(form):
    return re.search(form, mail.outbox[-1].body)[0]


def collecting(cast):
    """One that is open now: the verb reads the clock under its lock."""
    now = timezone.now()
    window = Window(now - life.DAY, now + life.DAY)
    return actions.pass_review(life.submitted(cast), cast.rui, now=life.PASSED, window=window, threshold=life.THRESHOLD)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_new_person_endorses_in_eight_clicks_and_then_stands_on_the_proposal(client, cast, settings, prefix):
    settings.DEMO = True  # text messages are letters there
    cache.clear()  # the library counts there how often a number was asked
    proposal = collecting(cast)
    walk = Walk(client, f"{prefix}/")
    walk.follow(f"{prefix}/proposals/{proposal.pk}/")
    walk.follow(f"{prefix}/accounts/login/")
    walk.follow(f"{prefix}/accounts/signup/")
    walk.send(nickname="港邊新人", email="newcomer@example.test")
    walk.send(code=last_code(r"[A-Z]{4}-[A-Z]{4}"))
    walk.send(phone="0912 345 678")
    walk.send(code=last_code(r"\d{6}"))
    walk.send(reason="", county="")
    assert walk.clicks <= MOST
    assert walk.answer.request["PATH_INFO"] == f"{prefix}/proposals/{proposal.pk}/"
    newcomer = Person.objects.get(email="newcomer@example.test")
    assert Endorsement.objects.counted().get(proposal=proposal, person=newcomer)
    assert "港邊新人" in walk.main


def test_only_the_phone_that_is_all_that_is_missing_is_asked_for_on_the_way(client, cast, at):
    proposal = life.passed(cast)
    at(life.OPENS + life.DAY)
    address = reverse("proposals:endorsement", args=[proposal.pk])
    for person, leads_to in ((cast.sam, "/accounts/phone/change/?next="), (cast.mei, proposal.get_absolute_url())):
        client.force_login(person)
        assert client.get(address)["Location"].startswith(leads_to)
    at(life.CLOSES + life.DAY)
    client.force_login(cast.sam)
    assert client.get(address)["Location"] == proposal.get_absolute_url() + "#endorse"
