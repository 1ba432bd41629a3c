"""Four eyes: what was published without them is on the public record, and in the history of the page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civic.record.models import Entry
from cms.clockwork import plans
from tests import people
from tests.cms.conftest import outcome
from tests.pages import html

pytestmark = pytest.mark.django_db
WORDS = "未經另一位編輯過目即公開"


def alone(page):
    """The public entries that tell of it, as (actor, role)."""
    entries = Entry.objects.about(f"page:{page.pk}").public().filter(verb="published_alone")
    return [(entry.actor, entry.data["role"]) for entry in entries]


def history(client, page):
    return html(client.get(reverse("wagtailadmin_pages:history", args=[page.pk])))


@pytest.fixture
def page(db):
    """A page of the operator's, of which the record has told already."""
    page = outcome()
    assert alone(page) == [("operator", "")]
    return page


def test_a_lone_editor_may_publish_and_it_is_told(client, eve, page):
    page.save_revision(user=eve).publish(user=eve)
    assert alone(page)[1:] == [(eve.record_key, "editor")]
    client.force_login(eve)
    assert WORDS in history(client, page)


@pytest.mark.parametrize(("approves", "told"), [("ida", False), ("eve", True)])
def test_an_approval_counts_if_somebody_else_gives_it(client, eve, page, approves, told):
    page.save_revision(user=eve)
    page.get_workflow().start(page, eve)
    task = page.current_workflow_task_state
    client.force_login(eve if approves == "eve" else people.person("Ida", roles=["editor"]))
    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", task.pk))
    assert client.post(address, {"comment": ""}).status_code == 302
    page.refresh_from_db()
    assert page.live_revision == page.latest_revision, "void unless it was published"
    assert (len(alone(page)) == 2) == told
    assert (history(client, page).count(WORDS) > history_of_nothing(client)) == told


def history_of_nothing(client):
    """How often the words stand in a history in which one publication was alone."""
    return history(client, outcome("other")).count(WORDS)


def test_what_is_planned_is_told_when_it_goes_live_by_whoever_planned_it(eve, page):
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(user=eve).publish(user=eve)
    assert len(alone(page)) == 1, "nobody sees it yet"
    planned = page.revisions.get(approved_go_live_at__isnull=False)
    begins = timezone.now() - timedelta(hours=1)
    planned.content["go_live_at"], planned.approved_go_live_at = begins.isoformat(), begins
    planned.save(update_fields=["content", "approved_go_live_at"])
    plans(timezone.now())
    assert alone(page)[1:] == [(eve.record_key, "editor")]
