"""The role of officials, and what administrators may do with agencies in Django's administration."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.registry import allow, lend, role
from civic.agencies.models import Deputyship

role(20, "official", _("Official of an agency"))
lend("official", lambda now: Person.objects.filter(pk__in=Deputyship.objects.running().values("deputy")))
allow("administrator", *(f"agencies.{deed}_agency" for deed in ("view", "add", "change")))
allow("administrator", "agencies.view_official", "agencies.view_deputyship")
