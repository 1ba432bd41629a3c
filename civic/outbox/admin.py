"""What has been told to whom, and what did not get through."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.administration import InWords, ReadOnlyAdmin, call_chores, key_in_words, mailing_in_words
from civic.outbox.models import Letter, Mailing, Urgent
from civic.outbox.retries import try_again

call_chores(
    {
        "civic.outbox.expand": _("Write the letters of each mailing"),
        "civic.outbox.deliver": _("Send the letters"),
        "civic.outbox.send_urgent_mail": _("Send what cannot wait by email"),
        "civic.outbox.send_text_messages": _("Send the text messages"),
        "civic.outbox.clear_urgent": _("Clear away codes that were sent"),
    }
)


class TriedAdmin(ReadOnlyAdmin):
    """To be read; what was given up can be tried again."""

    actions = ["try_again"]
    list_filter = [("abandoned_at", admin.EmptyFieldListFilter)]
    ordering = ["-pk"]
    show_full_result_count = False

    @admin.action(description=_("Try again what was given up"), permissions=["view"])
    def try_again(self, request, tried):
        number = try_again(tried, timezone.now())
        self.message_user(request, _("To be tried again: %(number)d") % {"number": number}, messages.SUCCESS)


class KindFilter(InWords):
    say = staticmethod(mailing_in_words)


@admin.register(Mailing)
class MailingAdmin(TriedAdmin):
    list_display = ["what", "about", "at", "expanded_at", "failures", "abandoned_at"]
    list_filter = [("kind", KindFilter), *TriedAdmin.list_filter]
    search_fields = ["key", "=subject"]
    exclude = ["kind", "subject"]
    readonly_fields = ["what", "about"]
    words = {"cursor": _("up to which person")}

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, mailing: Mailing) -> str:
        return mailing_in_words(mailing.kind)

    @admin.display(description=_("subject"), ordering="subject")
    def about(self, mailing: Mailing) -> str:
        return key_in_words(mailing.subject)

    def called(self, mailing: Mailing) -> str:
        return _mailing_in_words(mailing)


@admin.register(Letter)
class LetterAdmin(TriedAdmin):
    list_display = ["of", "person_id", "due_at", "sent_at", "failures", "abandoned_at", "last_error"]
    list_select_related = ["mailing"]
    exclude = ["mailing"]
    readonly_fields = ["of"]
    search_fields = ["=person_id", "=mailing__key"]

    @admin.display(description=_("mailing"), ordering="mailing")
    def of(self, letter: Letter) -> str:
        return _mailing_in_words(letter.mailing)

    called = of


@admin.register(Urgent)
class UrgentAdmin(TriedAdmin):
    """That there was a message, never what it said."""

    @admin.action(description=_("Try again what was given up"), permissions=["view"])
    def try_again(self, request, tried):
        super().try_again(request, tried.exclude(content={}))  # of a code nothing is left to send

    list_display = ["pk", "channel", "at", "expires_at", "sent_at", "failures", "abandoned_at", "last_error"]
    list_filter = ["channel", ("abandoned_at", admin.EmptyFieldListFilter)]
    exclude = ["content"]


def _mailing_in_words(mailing):
    return f"{mailing_in_words(mailing.kind)} · {key_in_words(mailing.subject)}"
