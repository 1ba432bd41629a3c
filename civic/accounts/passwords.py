"""A password that somebody has had lately is not taken again."""

from django.contrib.auth.hashers import check_password, is_password_usable
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civic.accounts.models import FormerPassword, Person

LAST = 3  # passwords that do not come back, the present one among them


class NoneOfTheLast:
    """As Django asks its validators; it tells them of every password that was set."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise `ValidationError` for one of the last."""
        if user is None or user.pk is None:
            return
        known = {*user.former_passwords.values_list("password", flat=True), user.password}
        if any(check_password(password, each) for each in known if is_password_usable(each)):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def password_changed(self, password: str, user: Person | None = None) -> None:
        """Keep its hash, and no more than the last."""
        FormerPassword.objects.create(person=user, password=user.password)
        kept = user.former_passwords.order_by("-pk").values_list("pk", flat=True)[:LAST]
        user.former_passwords.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return _("Please choose none of your last %(number)s passwords.") % {"number": LAST}
