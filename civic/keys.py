"""Which keys there are, and whether this database was kept under ours: by fingerprint, never by the key itself.

IDENTITY_KEY is the one that nobody changes by the way: under another one the same phone has another digest, and one
person could become two. So its fingerprint stands in the database since the first `migrate`, and it is rotated by a
command (`accounts.rotation`) while the former one is known as well. So does that of the key among DATA_KEYS under which
all that lies encrypted is; it changes with `renew_data`.
"""

from django.conf import settings
from django.db import connection, models
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from civic import encrypted
from civic.accounts import factors, identity
from civic.accounts.models import Verification

NAMES = ("SECRET_KEY", "IDENTITY_KEY", "SLIP_KEY", "DATA_KEYS")
LASTING, DATA = "IDENTITY_KEY", "DATA_KEYS"


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


def of(name: str) -> list[str]:
    """The keys of a setting, newest first."""
    if name == LASTING:
        return identity.keys()
    value = getattr(settings, name)
    return [value] if isinstance(value, str) else value


def fingerprint(name: str) -> str:
    """That of the newest key of a setting, as `identity.fingerprint` says it."""
    return fingerprints(name)[0]


def fingerprints(name: str) -> list[str]:
    """Those of all keys of a setting, newest first."""
    return [identity.fingerprint(name, key) for key in of(name)]


def noted(name: str = LASTING) -> str | None:
    """The fingerprint of the key this database was begun under, or of that under which all its data are; None if it was
    never noted."""
    return Key.objects.filter(pk=name).values_list("fingerprint", flat=True).first()


def is_right() -> bool:
    """Whether the rows of this database were kept under our lasting key, as far as can be told."""
    known = noted()
    return known in fingerprints(LASTING) if known else not _is_contradicted()


def note_newest() -> None:
    """From now on this database is kept under the newest identity key."""
    Key.objects.update_or_create(name=LASTING, defaults={"fingerprint": fingerprint(LASTING)})


def can_read() -> bool:
    """Whether what lies encrypted in this database can be read."""
    known = noted(DATA)
    return known is None or known in fingerprints(DATA)


def renew_data() -> int:
    """Put everything that lies encrypted under the newest of DATA_KEYS; returns how much was under another. Raises
    `encrypted.Unreadable`."""
    changed = encrypted.renew() + factors.rewrite(encrypted.renewed)
    changed += encrypted.rewrite("django_session", "session_key", "session_data", encrypted.renewed)
    Key.objects.update_or_create(name=DATA, defaults={"fingerprint": fingerprint(DATA)})
    return changed


@receiver(post_migrate, dispatch_uid="civic.note_the_key")
def note(sender, **options):
    """Remember the keys once, after a `migrate`; the lasting one not if somebody's proof says that it is another."""
    tables = {Key._meta.db_table, Verification._meta.db_table}
    if sender.label != Key._meta.app_label or not tables <= set(connection.introspection.table_names()):
        return
    if not noted(DATA):
        Key.objects.get_or_create(name=DATA, defaults={"fingerprint": fingerprint(DATA)})
    if not noted() and not _is_contradicted():
        Key.objects.get_or_create(name=LASTING, defaults={"fingerprint": fingerprint(LASTING)})


def _is_contradicted():
    """Whether the newest phone that is still known was proved under another key."""
    proofs = Verification.objects.filter(method="phone", ended_at=None).exclude(digest=None).exclude(person__phone="")
    newest = proofs.order_by("-pk").select_related("person").first()
    return newest is not None and bytes(newest.digest) not in identity.digests("phone", newest.person.phone)
