"""An outcome is started from what has happened: a draft with its facts, once in each language."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from civic.outbox.actions import silence
from cms.models import OutcomeIndexPage, OutcomePage
from cms.starting import untold
from proposals.programme import actions
from tests import people
from tests.cms.conftest import outcome
from tests.pages import html
from tests.proposals.budgets import life as budgets
from tests.proposals.programme import life as programme

pytestmark = pytest.mark.django_db


def index(language="zh-hant"):
    return OutcomeIndexPage.objects.get(locale__language_code=language)


def start(client, kind, thing, language="zh-hant"):
    return client.post(reverse("cms_start", args=(kind, thing.pk, index(language).pk)))


def test_an_answered_proposal_is_offered_and_started_with_its_facts(client, eve, answered):
    client.force_login(eve)
    assert reverse("cms_start", args=("proposal", answered.pk, index().pk)) in html(client.get("/cms/"))
    page = OutcomePage.objects.get(pk=start(client, "proposal", answered).url.strip("/").split("/")[-2])
    assert (page.title, page.live, page.how, page.theme) == (answered.title, False, "proposal", answered.theme)
    assert [part.block_type for part in page.get_latest_revision_as_object().body] == ["proposal", "timeline"]
    assert client.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).status_code == 200
    assert client.get("/outcomes/" + page.slug + "/").status_code == 404, "nothing is public by it"


def test_it_is_started_once_in_each_language_and_these_belong_together(client, eve, answered):
    client.force_login(eve)
    assert start(client, "proposal", answered).url == start(client, "proposal", answered).url
    start(client, "proposal", answered, "en")
    pages = OutcomePage.objects.all()
    assert len(pages) == 2 and len({page.translation_key for page in pages}) == 1
    assert untold(OutcomeIndexPage.objects.all()) == []


def test_what_a_page_tells_of_already_is_offered_in_the_other_language_only(answered):
    assert [each.thing for each in untold([index(), index("en")])] == [answered], "void unless offered before"
    outcome(proposals=[answered])
    assert [each.indexes for each in untold([index(), index("en")])] == [[index("en")]]


def offered(client, thing):
    """The part of a thing's page that is for people who work here; "" where there is none."""
    return html(client.get(thing.get_absolute_url())).partition("與您的工作有關")[2].partition("</nav>")[0]


def test_an_editor_finds_it_on_the_page_of_what_was_answered_and_the_outcome_once_there_is_one(client, eve, answered):
    address = reverse("cms_starting", args=("proposal", answered.pk))
    client.force_login(eve)
    assert address in offered(client, answered)
    said = html(client.get(address))
    assert answered.title in said and said.count(reverse("cms_start", args=("proposal", answered.pk, index().pk))) == 1
    edit = start(client, "proposal", answered).url
    assert edit in offered(client, answered) and address in offered(client, answered), "a language lacks it still"
    said = html(client.get(address))
    assert edit in said and reverse("cms_start", args=("proposal", answered.pk, index().pk)) not in said
    other = outcome(language="en", proposals=[answered])
    assert other.url in offered(client, answered) and address not in offered(client, answered)


def test_nobody_else_finds_it_and_the_shared_page_is_one(client, rui, mei, ann, answered):
    pages = [html(client.get(answered.get_absolute_url()))]
    for who in (mei, rui, ann):
        client.force_login(who)
        assert not offered(client, answered)
        assert client.get(reverse("cms_starting", args=("proposal", answered.pk))).status_code != 200
    client.logout()
    assert all("cms_" not in page and "/cms/" not in page for page in pages)


def test_a_case_offers_it_once_its_report_is_published_and_a_budget_not_before_its_count(client, cast, eve):
    client.force_login(eve)
    with silence():
        cycle = budgets.voting(cast.tia)
        case = programme.applied(programme.announced(cast.pia), cast.ann, people.transport())
        case = programme.decided(case, cast.pia)
    assert not offered(client, cycle) and not offered(client, case), "neither count nor report yet"
    with silence():
        actions.end_running(case, now=programme.OVER)
        actions.report(case, cast.ann, now=programme.OVER, **programme.REPORT)
        actions.publish_report(case, cast.pia, now=programme.OVER)
    assert reverse("cms_starting", args=("case", case.pk)) in offered(client, case)
    assert client.get(reverse("cms_starting", args=("case", case.pk))).status_code == 200
    assert client.get(reverse("cms_starting", args=("budget", cycle.pk))).status_code == 404


def test_what_is_not_answered_is_not_started(client, eve, established):
    client.force_login(eve)
    assert start(client, "proposal", established).status_code == 404
    assert start(client, "person", established).status_code == 404
    assert not OutcomePage.objects.exists() and untold([index()]) == []


def test_a_case_is_started_once_its_report_is_published(client, cast, eve):
    client.force_login(eve)
    with silence():
        case = programme.applied(programme.announced(cast.pia), cast.ann, people.transport())
        case = programme.decided(case, cast.pia)
        actions.end_running(case, now=programme.OVER)
        actions.report(case, cast.ann, now=programme.OVER, **programme.REPORT)
        assert start(client, "case", case).status_code == 404
        actions.publish_report(case, cast.pia, now=programme.OVER)
    assert start(client, "case", case).status_code == 302
    page = OutcomePage.objects.get()
    assert (page.how, page.year) == ("workshop", 2026)
    assert [part.block_type for part in page.body] == ["case", "meeting", "timeline", "dataset"]


@pytest.mark.parametrize("who", ["mei", "rui"])
def test_nobody_but_editors_starts_one(client, request, answered, who):
    client.force_login(request.getfixturevalue(who))
    start(client, "proposal", answered)
    assert not OutcomePage.objects.exists() and Page.objects.filter(title=answered.title).count() == 0
