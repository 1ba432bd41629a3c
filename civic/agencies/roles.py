"""Who speaks for an agency, and who keeps the list of agencies."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import allow, role

role(20, "official", _("Official of an agency"))
allow("administrator", *(f"agencies.{deed}_agency" for deed in ("view", "add", "change")), "agencies.view_official")
