"""Which keys there are, and whether this database was kept under ours: by fingerprint, never by the key itself.

IDENTITY_KEY is the one that may never change: under another one the same phone has another digest, and one person could
become two. So its fingerprint stands in the database since the first `migrate`.
"""

import hashlib
import hmac

from django.conf import settings
from django.db import connection, models
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from civic.accounts import identity
from civic.accounts.models import Verification

NAMES = ("SECRET_KEY", "IDENTITY_KEY", "SLIP_KEY")
LASTING = "IDENTITY_KEY"


class Key(models.Model):
    """The fingerprint of a key without which rows here lose their meaning."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=32)
    noted_at = models.DateTimeField(_("noted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("lasting key")
        verbose_name_plural = _("lasting keys")

    def __str__(self):
        return self.name


def fingerprint(name: str) -> str:
    """16 hexadecimal digits that tell one key from another and betray neither."""
    key, what = getattr(settings, name).encode(), f"fingerprint of {name}".encode()
    return hmac.digest(key, what, hashlib.sha256).hex()[:16]


def noted() -> str | None:
    """The fingerprint of the lasting key this database was begun under; None if it was never noted."""
    return Key.objects.filter(pk=LASTING).values_list("fingerprint", flat=True).first()


def is_right() -> bool:
    """Whether the rows of this database were kept under our lasting key, as far as can be told."""
    known = noted()
    return known == fingerprint(LASTING) if known else not _is_contradicted()


@receiver(post_migrate, dispatch_uid="civic.note_the_key")
def note(sender, **options):
    """Remember the lasting key once, after a `migrate`; not if somebody's proof says that it is another."""
    tables = {Key._meta.db_table, Verification._meta.db_table}
    if sender.label != Key._meta.app_label or not tables <= set(connection.introspection.table_names()):
        return
    if not noted() and not _is_contradicted():
        Key.objects.get_or_create(name=LASTING, defaults={"fingerprint": fingerprint(LASTING)})


def _is_contradicted():
    """Whether the newest phone that is still known was proved under another key."""
    proofs = Verification.objects.filter(method="phone", ended_at=None).exclude(digest=None).exclude(person__phone="")
    newest = proofs.order_by("-pk").values_list("digest", "person__phone").first()
    return newest is not None and bytes(newest[0]) != identity.digest("phone", newest[1])
