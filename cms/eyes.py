"""Four eyes: whether somebody else than its writer approved what is published; what nobody did is put on record."""

from datetime import datetime

from django.db.models import F, Q
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState

from civic.accounts import office
from civic.accounts.models import Person
from civic.record.actions import write

ALONE = "cms.published_alone"  # in the history of the page
ROLES = ("editor", office.NAME)


def was_reviewed(revision: Revision) -> bool:
    """Whether this version was approved in a workflow by another person than the one who wrote and handed it in."""
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED, finished_by__isnull=False)
    is_own = Q(finished_by=F("revision__user")) & Q(finished_by=F("workflow_state__requested_by"))
    return approved.exclude(is_own).exists()


def note_alone(page: Page, revision: Revision, user: Person | None, *, now: datetime) -> None:
    """Put on record, and into the history of the page, that a version went live just now that nobody else approved.

    What was planned for a later instant is noted when that comes, under the name of whoever planned it.
    """
    if not Page.objects.filter(pk=page.pk, live_revision=revision).exists() or was_reviewed(revision):
        return
    by = user or revision.user
    role = next((name for name in ROLES if by and by.has_role(name)), "")
    write("published_alone", f"page:{page.pk}", actor=by or "operator", at=now, role=role, revision=revision.pk)
    log(page, ALONE, user=by, revision=revision)
