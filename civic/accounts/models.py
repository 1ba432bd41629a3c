"""The person and the proofs of who they are."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic import text
from civic.accounts import identity, registry, roles, rules
from civic.encrypted import EncryptedTextField
from civic.lifecycle import Session
from civic.verbs import letting

ERASED_DOMAIN = "erased.invalid"  # of the address that stands where an erased account's stood


class PersonQuerySet(models.QuerySet):
    def able(self, level: int) -> "PersonQuerySet":
        """Those who may act at `level`: proven so far, active, not suspended."""
        return self.filter(level__gte=level, is_active=True, suspended_at__isnull=True)

    def administrators(self) -> "PersonQuerySet":
        """Those who can look after people now: with the role, or owners of the machine."""
        able = Q(level__gte=2, suspended_at__isnull=True) & roles.holding(["administrator"], timezone.now())
        return self.filter(able | Q(is_superuser=True), is_active=True)

    def who_stay(self) -> "PersonQuerySet":
        """Of the administrators those whose role has no end."""
        return self.filter(roles.lasting("administrator") | Q(is_superuser=True))

    def holding(self, *names: str) -> "PersonQuerySet":
        """Those who have one of these roles now."""
        return self.filter(roles.holding(names, timezone.now()))

    def nicknames_of_the_city(self, but: "Person | None" = None) -> set[str]:
        """The nicknames of those who act for the city, without the person `but`."""
        acting = self.filter(
            roles.holding(registry.role_names(), timezone.now()) | Q(is_superuser=True), is_active=True
        )
        return set(acting.exclude(pk=but and but.pk).values_list("nickname", flat=True))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=text.mailbox(email) or self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """An account. At level 2 and above it is one natural person (`Verification.digest`).

    Public: `nickname` only. `name`, `email`, `phone` are never shown to anybody else; name and phone lie encrypted.
    `level` is the highest level of the live verifications and is moved by `accounts.actions` alone. `same_as`: the
    account that its person goes on with since the two were joined; nothing of this one's is left then but what is void.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    nickname = models.CharField(_("nickname"), max_length=20)
    name = EncryptedTextField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    phone = EncryptedTextField(_("mobile phone"), max_length=20, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    level = models.PositiveSmallIntegerField(_("assurance level"), default=0)
    suspended_at = models.DateTimeField(_("suspended at"), null=True, blank=True)
    suspended_reason = models.CharField(_("reason of suspension"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined_accounts",
        verbose_name=_("goes on with account"),
    )  # fmt: skip

    session: Session | None = None  # how they are signed in; not stored, see `devices` and `sessions`

    objects = PersonManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nickname"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(condition=Q(level__lte=4), name="person_level_known"),
            models.CheckConstraint(
                condition=Q(same_as=None) | (Q(is_active=False, level=0) & ~Q(same_as=F("id"))),
                name="person_joined_is_closed",
            ),
        ]

    def __str__(self):
        return self.nickname

    def get_full_name(self):
        return self.nickname

    get_short_name = get_full_name

    @property
    def record_key(self) -> str:
        return f"person:{self.pk}"

    @property
    def is_erased(self) -> bool:
        return self.email.endswith(f"@{ERASED_DOMAIN}")

    @cached_property
    def roles(self) -> frozenset[str]:
        return roles.roles_of(self, timezone.now())

    @property
    def phone_as_dialled(self) -> str:
        """The mobile number as people here dial it."""
        return identity.as_dialled(self.phone)

    def has_role(self, role: str) -> bool:
        return role in self.roles

    @property
    def is_staff(self) -> bool:
        """Whether Django's administration opens for them: as long as they have the role, to the instant."""
        return self.is_superuser or self.has_role("administrator")

    @property
    def accounts(self) -> list[int]:
        """The numbers of all their accounts: this one, and those that were joined with it."""
        return [self.pk, *self.joined_accounts.order_by("pk").values_list("pk", flat=True)]

    @cached_property
    def recused_from(self) -> frozenset[str]:
        """The keys of the things they have recused themselves from."""
        return frozenset(self.recusals.filter(undone_at=None).values_list("subject", flat=True))

    def forget_roles(self) -> None:
        """Have the next question read the roles anew, and the recusals."""
        self.__dict__.pop("roles", None)
        self.__dict__.pop("recused_from", None)

    def refresh_from_db(self, *args, **kwargs):
        self.forget_roles()
        super().refresh_from_db(*args, **kwargs)

    def has_perm(self, permission, obj=None):
        return rules.may_use_permissions(self) is None and super().has_perm(permission, obj)

    def has_module_perms(self, label):
        return rules.may_use_permissions(self) is None and super().has_module_perms(label)

    def proof_by(self, method: str) -> "Verification | None":
        """The live verification by a method, or None."""
        return self.verifications.filter(method=method, ended_at=None).first()


class VerificationQuerySet(models.QuerySet):
    def known_by(self, *digests: bytes) -> "Verification | None":
        """The proof that was ever made with what has one of these digests, one for each key; ended ones too."""
        return self.select_related("person").filter(digest__in=digests).first()

    def under_other_keys(self) -> "VerificationQuerySet":
        """Those whose digest was made under another key than the newest."""
        return self.filter(digest__isnull=False).exclude(digest_key=identity.fingerprints()[0])


class Verification(models.Model):
    """One proof: which level, by which method, and what it told us. `reported` is how a single sign-on calls the way
    in which somebody showed who they are; of other proofs it is empty.

    `digest` is a keyed hash of what was proved (phone, identity). It is unique over all rows, ended
    ones too: whoever once proved themselves by it stays that one person until an administrator frees it. `digest_key`
    is the fingerprint of the key it was made under, "" for those that are older than the first change of a key.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="verifications")
    level = models.PositiveSmallIntegerField(_("level"))
    method = models.CharField(_("method"), max_length=20)
    digest = models.BinaryField(max_length=32, null=True, unique=True)
    digest_key = models.CharField(max_length=16, default="", db_default="", blank=True)
    reported = models.CharField(_("way that was reported"), max_length=60, blank=True)
    district = models.ForeignKey("city.District", models.PROTECT, null=True, blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    proved_at = models.DateTimeField(_("proved at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="verification_level_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("proved_at")),
                name="verification_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["person", "method"], condition=Q(ended_at__isnull=True), name="verification_live_once"
            ),
            models.CheckConstraint(
                condition=Q(digest__isnull=False)
                | Q(ended_at__isnull=False)
                | ~Q(method="phone") & ~Q(method__startswith="oidc:"),
                name="verification_known_again",
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="verification_live")]

    def __str__(self):
        return f"{self.person} · {self.level}"

    def know_by(self, digest: bytes) -> None:
        """Be known by the digest of the same under the newest key; needs the lock of the person."""
        if bytes(self.digest) == digest:
            return
        self.digest, self.digest_key = digest, identity.fingerprints()[0]
        with letting("accounts.rekeyed", self.digest_key):
            self.save(update_fields=["digest", "digest_key"])


class Tally(models.Model):
    """How often something was done since a while ago, under a digest of what and by or for whom; see `limits`."""

    key = models.BinaryField(max_length=32, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")


class Attempt(models.Model):
    """What allauth counts or remembers until an instant, under a digest of what it is; see `attempts`."""

    key = models.BinaryField(max_length=32, primary_key=True)
    value = models.TextField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")


class Sent(models.Model):
    """A form that was sent, under a digest of its key and its person, and where it led; see `once`."""

    key = models.BinaryField(max_length=32, primary_key=True)
    led_to = models.CharField(max_length=200)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")


class Kept(models.Model):
    """What somebody had filled in when their sign-in had ended, for an hour, under a digest of the token that only
    their page knows; see `typed`. Nobody's name stands beside it: nobody was signed in. Likewise what a single sign-on
    told of somebody who is still to join it; see `signon.kept`."""

    key = models.BinaryField(max_length=32, primary_key=True)
    path = models.CharField(max_length=500)
    fields = EncryptedTextField()
    files = models.TextField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("form kept over a sign-in")
        verbose_name_plural = _("forms kept over a sign-in")


class Lockout(models.Model):
    """Wrong passwords for one address, counted under a digest: the address may be nobody's."""

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lock-out")
        verbose_name_plural = _("lock-outs")


# The steps by which people sign in, as `sessions` calls them, in words.
STEPS = {
    "password": _("password"),
    "code": _("code by email"),
    "password_reset": _("new password"),
    "sign_on": _("single sign-on"),
    "passkey": _("passkey"),
    "webauthn": _("passkey or security key"),
    "totp": _("authenticator app"),
    "recovery_codes": _("recovery code"),
    "simulated": _("simulated second factor"),
}


class DeviceSession(models.Model):
    """Where somebody is signed in, in words they recognise; see `devices`. Goes with the session it is about.

    `digest` is SHA-256 of the session's key. `methods` are those by which it began, as `sessions` calls them. Both
    instants are full hours.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="device_sessions")
    browser = models.CharField(_("browser"), max_length=30, blank=True)
    system = models.CharField(_("operating system"), max_length=30, blank=True)
    methods = ArrayField(models.CharField(max_length=30), verbose_name=_("signed in by"), default=list)
    began_at = models.DateTimeField(_("began at"))
    used_at = models.DateTimeField(_("last used at"))

    class Meta:
        verbose_name = _("device that is signed in")
        verbose_name_plural = _("devices that are signed in")
        ordering = ["-used_at", "-pk"]

    def __str__(self):
        return " · ".join(filter(None, [self.browser, self.system]))

    @property
    def in_words(self) -> list[object]:
        """How it began."""
        return [STEPS[method] for method in self.methods if method in STEPS]


class KnownDevice(models.Model):
    """A browser in which somebody has signed in before, under a digest of them and of what its cookie holds."""

    key = models.BinaryField(max_length=32, primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="known_devices")
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")


class FormerPassword(models.Model):
    """The hash of a password that somebody has or had, kept so that it does not come back; see `passwords`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("former password")
        verbose_name_plural = _("former passwords")
