"""What editors see of what people look for, and what is kept of editors themselves. "My page" shows no part of it."""

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import PageLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from civic.accounts import Purpose, Section, section
from civic.accounts.models import Person
from civic.search.unanswered import KEPT, LEAST
from cms.models import Picture, PublicDocument


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
