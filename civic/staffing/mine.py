"""Invitations and recusals in a person's data: handed out and erased with it, no part of "my page" on the screen."""

from datetime import datetime

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.accounts.models import Person
from civic.staffing import recusing, resetting, rules
from civic.staffing.models import FactorReset, Invitation


@section(order=91)
class Recusals(Section):
    purposes = (
        Purpose(
            _("Of those who work for the city: what they have recused themselves from, when and why"),
            _("So that nobody decides on what concerns themselves, and it can be shown later."),
            format_lazy(_("{years} years, or until you erase your account."), years=recusing.KEPT.days // 365),
            tables=("accounts.Recusal",),
            chores=("civic.staffing.forget_recusals",),
        ),
    )

    def export(self, person: Person) -> dict:
        return {"recusals": list(person.recusals.values("subject", "reason", "recused_at", "undone_at"))}

    def erase(self, person: Person, at: datetime) -> None:
        person.recusals.all().delete()


@section(order=93)
class Resets(Section):
    purposes = (
        Purpose(
            _("If administrators took away your second factors, or were asked to: who, when and why"),
            _("So that no administrator does it alone, and it can be asked why."),
            format_lazy(_("{days} days, or until you erase your account."), days=resetting.KEPT.days),
            tables=("staffing.FactorReset",),
            chores=("civic.staffing.forget_resets",),
        ),
    )

    def export(self, person: Person) -> dict:
        rows = FactorReset.objects.filter(person=person)
        return {"factor_resets": list(rows.values("reason", "asked_at", "confirmed_at"))}

    def erase(self, person: Person, at: datetime) -> None:
        FactorReset.objects.filter(Q(person=person) | Q(asked_by=person) | Q(confirmed_by=person)).delete()


@section(order=92)
class Invitations(Section):
    purposes = (
        Purpose(
            _("Of those who are invited to work for the city: the address the invitation went to, the role, and who "
              "sent it"),
            _("So that only whoever was meant can accept it, and it can be told who gave a role."),
            format_lazy(
                _("{days} days after its last day, or until you erase your account."), days=rules.KEPT.days
            ),
            tables=("staffing.Invitation",),
            chores=("civic.staffing.forget_invitations",),
        ),
    )  # fmt: skip

    def export(self, person: Person) -> dict:
        told = ("email", "role", "agency__code", "until", "invited_at", "accepted_at", "withdrawn_at")
        return {"invitations": list(_of(person).values(*told))}

    def things(self, person: Person) -> list:
        return [_of(person), _by(person)]

    def erase(self, person: Person, at: datetime) -> None:
        _of(person).delete()
        _by(person).delete()


def _of(person):
    """Those that `person` got."""
    return Invitation.objects.filter(Q(email=person.email) | Q(accepted_by=person))


def _by(person):
    """Those that `person` sent and nobody has accepted: in their name nobody is let in any more."""
    return Invitation.objects.filter(invited_by=person, accepted_at=None)
