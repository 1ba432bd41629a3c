"""What happened, in the order it happened, for ever."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet):
    def about(self, subject):
        """Entries about one thing (`"proposal:42"` or an object with `record_key`), oldest first."""
        return self.filter(subject=key_of(subject)).order_by("at", "pk")

    def public(self):
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
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"


def key_of(thing):
    """`"proposal:42"` of a string, of an object with `record_key`, or "" of None."""
    if thing is None:
        return ""
    return thing if isinstance(thing, str) else thing.record_key
