"""A proposal is passed on by a short address, a code and a poster, and nobody's page is about its reader."""

import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from tests.proposals import life

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_short_address_leads_to_the_page_in_its_language(client, cast, prefix):
    proposal = life.passed(cast)
    answer = client.get(f"{prefix}/p/{proposal.pk}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}/proposals/{proposal.pk}/")


def test_the_page_leads_on_to_where_people_share(client, cast, at, settings):
    proposal = life.passed(cast)
    at(life.OPENS + life.DAY)
    page = client.get(f"/en{proposal.get_absolute_url()}").content.decode()
    short = f"{settings.SITE_URL}/en/p/{proposal.pk}"
    block = page.partition('id="share"')[2].partition("</details>")[0]
    assert f'data-copy="{short}"' in block and f'data-share="{short}"' in block
    assert re.findall(r'href="https://([\w.-]+)/', block) == ["social-plugins.line.me", "www.facebook.com"]
    assert f'<meta property="og:title" content="{proposal.title}">' in page


def test_the_code_is_a_picture_of_the_short_address(client, cast):
    """Every module as the library has it; what it says is read by phones, not by us."""
    import qrcode

    proposal = life.passed(cast)
    answer = client.get(reverse("proposals:code", args=[proposal.pk]))
    assert answer.headers["Content-Type"] == "image/svg+xml" and "public" in answer.headers["Cache-Control"]
    path = ElementTree.fromstring(answer.content)[1].attrib["d"]
    dark = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", path)
        for step in range(int(width))
    }
    from proposals.pages.sharing import sharing

    meant = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    meant.add_data(sharing(proposal, life.OPENS).short)
    rows = meant.get_matrix()
    assert dark == {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}


def test_the_poster_says_what_it_takes_while_one_can_endorse(client, cast, at):
    proposal = life.passed(cast, threshold=100)
    address = reverse("proposals:poster", args=[proposal.pk])
    at(life.OPENS + life.DAY)
    page = client.get(address).content.decode()
    assert proposal.title in page and "達到 100 人附議" in page and "請您附議" in page
    at(life.CLOSES + life.DAY)
    assert "請您附議" not in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["poster", "code"])
@pytest.mark.parametrize("phase", ["submitted", "refused"])
def test_what_was_never_open_is_not_passed_on(client, cast, at, name, phase):
    proposal, now = life.in_phase(phase, cast)
    at(now)
    client.force_login(cast.bo)
    assert client.get(reverse(f"proposals:{name}", args=[proposal.pk])).status_code == 404
    assert 'id="share"' not in client.get(proposal.get_absolute_url()).content.decode()
