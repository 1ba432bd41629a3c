"""The sections of "my page" about the person themselves."""

from django.utils.translation import gettext_lazy as _

from civic.accounts import Section, addresses, section
from civic.accounts.registry import roles
from civic.outbox import backlog
from civic.record.models import Entry


@section(order=0)
class Identity(Section):
    title = _("Who you are here")
    template = "accounts/identity.html"

    def context(self, person, now):
        titles = [role.title for role in roles() if role.name in person.roles]
        return {"roles": titles, "letters_come_back": backlog.come_back(person.pk)}

    def export(self, person):
        proofs = person.verifications.order_by("proved_at")
        return {
            **{field: getattr(person, field) for field in ("email", "nickname", "name", "phone", "language", "level")},
            "joined_at": person.joined_at,
            "suspended_at": person.suspended_at,
            "suspended_reason": person.suspended_reason,
            "roles": sorted(person.roles),
            "verifications": list(
                proofs.values("level", "method", "district__code", "born_on", "proved_at", "ended_at")
            ),
            "record": list(Entry.objects.about(person).values("at", "verb", "data")),
        }

    def erase(self, person, at):
        addresses.forget(person)
        person.groups.clear()
        person.user_permissions.clear()
        person.verifications.update(district=None, born_on=None)


@section(order=100)
class Leaving(Section):
    title = _("Your data")
    template = "accounts/leaving.html"
