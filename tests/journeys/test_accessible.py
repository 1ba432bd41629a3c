"""axe finds nothing on any kind of page of ours, on a phone and a desktop, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from civic.accounts.models import Person
from proposals import actions
from proposals.actions import endorse
from tests import people
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
STYLES = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
PUBLIC = ["/", "/proposals/", "/proposals/?phase=collecting&sort=ending", "/outcomes/", "/accounts/login/"]
PUBLIC += ["/accounts/signup/", "/accounts/password/reset/", "/nothing-here/", "/en/", "/en/proposals/"]
PUBLIC += ["/budgets/count/", "/how-it-works/", "/rules/", "/privacy/", "/en/terms/", "/contact/letter/"]
ACCOUNT = ["/accounts/phone/change/", "/accounts/email/", "/accounts/reauthenticate/"]


@pytest.fixture
def pages(collecting):
    """Paths by who looks: every kind of page there is, with something on it."""
    one = f"/proposals/{collecting.pk}/"
    for number, endorser in enumerate(people.crowd(3)):
        endorse(collecting, endorser, now=timezone.now(), reason=f"原因{number}", county="64000")
    mei, ann = people.CAST["mei"](), people.CAST["ann"]()
    rui = Person.objects.get(nickname="rui")
    words = {"title": "等候檢核", "body": "內容", "benefits": "利益", "theme": collecting.theme}
    waiting = actions.save_draft(mei, now=timezone.now(), **words)
    actions.submit(waiting, mei, now=timezone.now())
    return {
        None: [*PUBLIC, one, f"{one}endorsements/", f"/en{one}"],
        mei: [one, f"/proposals/{waiting.pk}/", "/proposals/new/", "/mine/", *ACCOUNT],
        ann: ["/desk/agency/", f"/desk/agency/{collecting.pk}/"],
        rui: ["/desk/review/", f"/desk/review/{waiting.pk}/"],
    }


@pytest.mark.parametrize(("size", "scheme"), STYLES, ids=["phone", "phone dark", "desktop", "desktop dark"])
def test_axe_finds_nothing(window, pages, size, scheme):
    found, seen = [], 0
    for person, paths in pages.items():
        page = window(person, size=size, color_scheme=scheme)
        for path in paths:
            page.goto(path)
            seen += 1
            for violation in Axe().run(page, options=RULES).response["violations"]:
                targets = [node["target"] for node in violation["nodes"]]
                found.append((path, violation["id"], targets[:3]))
    assert seen >= 20
    assert found == []
