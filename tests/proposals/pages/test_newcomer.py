"""From a stranger on a proposal's page to a counted endorsement, by the links and forms that the pages have."""

import re
from html import unescape

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from civic.windows import Window
from proposals import actions
from tests.proposals import life


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


class Visitor:
    """Who follows links and sends forms; `clicks` counts both."""

    def __init__(self, client, address):
        self.client, self.clicks = client, 0
        self._arrive(client.get(address, follow=True))

    def _arrive(self, answer):
        assert answer.status_code == 200, answer.content.decode().partition("<main")[2]
        self.path = answer.request["PATH_INFO"]
        self.page = answer.content.decode()

    def follow(self, link):
        """Follow the first link in the page whose address has `link` in it."""
        self.clicks += 1
        main = self.page.partition("<main")[2]
        self._arrive(self.client.get(unescape(re.search(f'href="([^"]*{link}[^"]*)"', main)[1]), follow=True))

    def send(self, **said):
        """Send the form of the page that asks for what is `said`, with its hidden fields."""
        self.clicks += 1
        forms = re.findall(r"<form\b.*?</form>", self.page, re.S)
        form = next(each for each in forms if all(f'name="{name}"' in each for name in said))
        action = re.search(r'<form[^>]* action="([^"]*)"', form)
        hidden = (tag for tag in re.findall("<input[^>]*>", form) if 'type="hidden"' in tag)
        kept = {re.search('name="([^"]*)"', tag)[1]: unescape(re.search('value="([^"]*)"|$', tag)[1] or "")
                for tag in hidden}  # fmt: skip
        self._arrive(self.client.post(unescape(action[1]) if action else self.path, {**kept, **said}, follow=True))


def last_code():
    return re.search(r"\b([B-Z]{4}-[B-Z]{4}|\d{6})\b", mail.outbox[-1].body)[1]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_new_person_endorses_in_eight_clicks_and_stands_on_the_proposal(client, cast, settings, prefix):
    settings.DEMO = True
    now = timezone.now()
    proposal = life.submitted(cast)
    actions.pass_review(proposal, cast.rui, now=life.PASSED, window=Window(now - life.DAY, now + life.DAY))
    address = f"{prefix}/proposals/{proposal.pk}/"
    visitor = Visitor(client, address)
    visitor.follow("accounts/login/")
    visitor.follow("accounts/signup/")
    visitor.send(nickname="阿新", email="new@example.test")
    visitor.send(code=last_code())
    assert visitor.path == address
    visitor.follow("phone/change/")
    visitor.send(phone="0912 345 678")
    visitor.send(code=last_code())
    assert visitor.path == address
    visitor.send(reason="早該這樣")
    assert visitor.path == address and visitor.clicks == 8
    assert [row.person.nickname for row in proposal.endorsements.all()] == ["阿新"]
