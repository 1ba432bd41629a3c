"""The section of "my page" about events one is registered for; and what editors see of what people look for, and what
is kept of editors themselves, of which "my page" shows no part."""

from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import PageLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from civic.accounts import Fate, Purpose, Section, section
from civic.accounts.models import Person
from civic.search.unanswered import KEPT, LEAST
from cms import event_actions, event_rules
from cms.models import Event, Picture, PublicDocument, Registration


@section(order=96)
class Searches(Section):
    purposes = (
        Purpose(
            _("Words for which nothing was found, and from where they were asked, as fingerprints under a key of the "
              "day"),
            format_lazy(
                _("So that the city sees what people look for in vain: words asked from {least} places within a day, "
                  "never by whom."),
                least=LEAST,
            ),
            format_lazy(
                _("The fingerprints until the day is over; the words, without a person, {days} days after they were "
                  "last asked so often."),
                days=KEPT.days,
            ),
            tables=("search.Seeker", "search.Unanswered"),
            chores=("civic.search.forget",),
        ),
    )  # fmt: skip


@section(order=97)
class Edited(Section):
    purposes = (
        Purpose(
            _("Of editors: which pages, pictures and documents they wrote, changed or discussed, and when"),
            _("So that each version has somebody who answers for it."),
            _("For good, as the record of an office. Once the account is erased it leads to nobody."),
            tables=(
                "wagtailcore.Page", "wagtailcore.PageLogEntry", "wagtailcore.ModelLogEntry", "wagtailcore.Revision",
                "wagtailcore.Comment", "wagtailcore.CommentReply", "wagtailcore.TaskState",
                "wagtailcore.WorkflowState", "wagtailcore.UploadedFile", "cms.Picture", "cms.PublicDocument",
            ),
        ),
        Purpose(
            _("Of editors: their settings, the pages they follow, and what they have open"),
            _("So that the editors' admin looks as they like, and two do not write the same page unawares."),
            _("Until they change it, or erase their account."),
            tables=(
                "wagtailusers.UserProfile", "wagtailcore.PageSubscription", "wagtailadmin.EditingSession",
                "wagtailadmin.FormState",
            ),
        ),
    )  # fmt: skip

    def export(self, person: Person) -> dict:
        own = {"uploaded_by_user": person}
        return {
            "pages_changed": list(PageLogEntry.objects.filter(user=person).values("timestamp", "action", "label")),
            "pictures": list(Picture.objects.filter(**own).values("title", "created_at")),
            "documents": list(PublicDocument.objects.filter(**own).values("title", "created_at")),
            "pages_followed": list(PageSubscription.objects.filter(user=person).values("page__title")),
            "settings": list(UserProfile.objects.filter(user=person).values("preferred_language", "theme")),
        }

    def erase(self, person: Person, at: datetime) -> None:
        for model in (EditingSession, FormState, PageSubscription, UserProfile):
            model.objects.filter(user=person).delete()


@section(order=40)
class Registrations(Section):
    title = _("Events I am registered for")
    template = "cms/mine.html"
    farewell = _("Your places at events go to whoever waits for them.")
    purposes = (
        Purpose(
            _("That you are registered for an event, since when, and whether you wait for a place"),
            _("So that there is a place for you and letters about the event reach you. The editors who prepare it see "
              "your nickname; it is not public."),
            format_lazy(
                _("Until {days} days after the event, or until you give the place back."), days=event_rules.KEPT.days
            ),
            tables=("cms.Registration",),
            chores=("cms.forget_registrations",),
        ),
    )  # fmt: skip

    def context(self, person: Person, now: datetime) -> dict | None:
        rows = Registration.objects.filter(person=person, event__ends_at__gt=now).select_related("event")
        rows = list(rows.order_by("event__starts_at"))
        return {"registrations": rows} if rows else None

    def export(self, person: Person) -> dict:
        rows = Registration.objects.filter(person=person).order_by("event")
        return {"registrations": list(rows.values("event__name_zh", "event__starts_at", "number", "at", "is_waiting"))}

    def things(self, person: Person) -> list[Any]:
        return [Event.objects.filter(pk__in=Registration.objects.filter(person=person).values("event"))]

    def things_of_both(self, person: Person, other: Person) -> list[Any]:
        return self.things(other)

    def fates(self, person: Person, other: Person, now: datetime) -> list[Fate]:
        if not Registration.objects.filter(person=other).exists():
            return []
        return [Fate(_("Places at events go along. Where both are registered for one, the better place stays."))]

    def join(self, person: Person, other: Person, at: datetime, actor: Any) -> None:
        event_actions.take_over_all(person, other, at)

    def erase(self, person: Person, at: datetime) -> None:
        event_actions.leave_all(person, at)
