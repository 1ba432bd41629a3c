"""What is to be told, and to whom it has been told."""

import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.encrypted import EncryptedJSONField


class Tried(models.Model):
    """Something to be done at `due_at`, tried again after a failure, and in the end given up.

    `PAUSES` follow the failures that are its own fault, the last of them ends in giving up; `UNBLAMED` is the least
    pause after a failure that is not.
    """

    PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
    UNBLAMED = timedelta(minutes=1)

    due_at = models.DateTimeField(pgettext_lazy("letter", "due at"))
    failures = models.PositiveSmallIntegerField(_("failures"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    abandoned_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def posted_at(self) -> datetime:
        """When it was written down for the first time."""
        raise NotImplementedError

    @property
    def pauses(self) -> list[timedelta]:
        """The `PAUSES` of this one."""
        return self.PAUSES

    def wiped(self) -> list[str]:
        """Forget what is not to be kept once it is over; the names of the fields that changed."""
        return []


class Mailing(Tried):
    """One event that people are told of, written by the verb in its own transaction.

    `key` makes posting idempotent. `cursor` is the last person for whom a letter was written.
    """

    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=80)
    key = models.CharField(_("key"), max_length=160, unique=True)
    at = models.DateTimeField(_("at"))
    data = models.JSONField(_("data"), default=dict, encoder=DjangoJSONEncoder)
    cursor = models.BigIntegerField(default=0)
    expanded_at = models.DateTimeField(_("expanded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(expanded_at__isnull=True, abandoned_at__isnull=True),
                name="mailing_to_expand",
            )
        ]

    def __str__(self):
        return self.key

    @property
    def posted_at(self) -> datetime:
        return self.at

    @property
    def subject_id(self) -> int:
        """The number in the subject: 42 of "proposal:42"."""
        return int(self.subject.rpartition(":")[2])


class Letter(Tried):
    """One mailing for one person, by number: no foreign key, people live on a higher floor.

    `claimed_at` is set before and `sent_at` after it is handed to the mail server. A process that dies
    in between leaves a letter whose fate nobody knows; it is sent again when the claim has run out,
    under the same Message-ID, so that servers and readers recognise a second copy.
    """

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    person_id = models.BigIntegerField(_("person"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [models.UniqueConstraint(fields=["mailing", "person_id"], name="letter_once")]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, abandoned_at__isnull=True),
                name="letter_to_send",
            ),
            models.Index(fields=["person_id"], name="letter_by_person"),
            models.Index(fields=["abandoned_at"], condition=Q(abandoned_at__isnull=False), name="letter_given_up"),
        ]

    def __str__(self):
        return f"{self.mailing_id} → {self.person_id}"

    @property
    def posted_at(self) -> datetime:
        return self.mailing.at

    @property
    def message_id(self) -> str:
        """The same for the same mailing and reader, whoever sends it and however often."""
        words = f"{self.mailing.key} {self.mailing.at.isoformat()} {self.person_id}"
        return f"<{hashlib.sha256(words.encode()).hexdigest()[:32]}@{urlsplit(settings.SITE_URL).hostname}>"


class Urgent(Tried):
    """A message that somebody waits for now, mostly with a code: written by a page, sent by a worker.

    `content` is what its channel needs (`lane.py`). It is wiped, address and words, once the message is sent or
    expired: what is left says only that there was one. A code that is given up is wiped at once; what is `wanted_later`
    too is tried again for as long as a letter is, and stays until it expires, so that it can be tried again.
    """

    PAUSES = [timedelta(seconds=seconds) for seconds in (2, 5, 10, 20, 40, 80)]
    UNBLAMED = timedelta(seconds=2)
    HURRIED = timedelta(hours=1)

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        TEXT = "text", _("text message")

    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    content = EncryptedJSONField(_("content"), default=dict)
    at = models.DateTimeField(_("at"))
    expires_at = models.DateTimeField(_("expires at"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("urgent message")
        verbose_name_plural = _("urgent messages")
        indexes = [
            models.Index(
                fields=["channel", "due_at"],
                condition=Q(sent_at__isnull=True, abandoned_at__isnull=True),
                name="urgent_to_send",
            ),
            models.Index(fields=["at"], name="urgent_by_age"),
        ]

    def __str__(self):
        return f"{self.channel}:{self.pk}"

    @property
    def posted_at(self) -> datetime:
        return self.at

    @property
    def wanted_later(self) -> bool:
        """Whether it is still worth something when a code no longer is."""
        return self.expires_at - self.at > self.HURRIED

    @property
    def pauses(self) -> list[timedelta]:
        return Tried.PAUSES if self.wanted_later else self.PAUSES

    def wiped(self) -> list[str]:
        if self.wanted_later and not self.sent_at:
            return []
        self.content = {}
        return ["content"]
