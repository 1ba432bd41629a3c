"""The entries of the record, and the keys by which they name things and people."""

from typing import Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Keyed(Protocol):
    """Something the record can name: its key reads "kind:id", such as "proposal:42"."""

    record_key: str


class EntryQuerySet(models.QuerySet):
    def about(self, subject: Keyed | str) -> "EntryQuerySet":
        """Entries about one thing, oldest first."""
        return self.filter(subject=key_of(subject)).order_by("at", "pk")

    def public(self) -> "EntryQuerySet":
        """Those that everybody may read."""
        return self.filter(is_public=True)


class Entry(models.Model):
    """One event. Append-only: the database refuses to change or delete a row.

    Holds plain keys and public facts only, never a name, address or nickname, so that it need not
    change when a person is erased.
    """

    at = models.DateTimeField(_("at"))
    verb = models.CharField(_("verb"), max_length=60)
    subject = models.CharField(_("subject"), max_length=80)
    actor = models.CharField(_("actor"), max_length=80, blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    data = models.JSONField(_("data"), default=dict, encoder=DjangoJSONEncoder)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [models.Index(fields=["subject", "at", "id"], name="entry_by_subject")]

    def __str__(self):
        """By its number and its time: what a verb and a key are called, pages say."""
        return f"{self.pk} · {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


def key_of(thing: Keyed | str) -> str:
    """The key of `thing`, which may be the key already."""
    return thing if isinstance(thing, str) else thing.record_key
