"""The verbs of invitations: invite, withdraw, accept."""

import hashlib
import secrets
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from civic import outbox
from civic.accounts import office
from civic.accounts.actions import grant_role
from civic.accounts.models import Person
from civic.agencies.actions import appoint
from civic.agencies.models import Agency
from civic.city.calendar import last_day
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.record.actions import write
from civic.security.actions import note
from civic.staffing import rules
from civic.staffing.models import Invitation
from civic.verbs import lock_people, locked, wait_at_most

WAITS = Refusal("waits", _("An invitation of this address to this role is waiting already."))
HAS_IT = Refusal("has_it", _("Whoever has this address has this role already."))


@transaction.atomic
def invite(
    email: str,
    role: str,
    *,
    at: datetime,
    actor: Person,
    agency: Agency | None = None,
    until: datetime | None = None,
    language: str = "zh-hant",
) -> Invitation:
    """Send an invitation to `email`, an address in its one spelling (`text.mailbox`). Refused where one waits already,
    or where nothing would be new."""
    _one_at_a_time()
    lock_people(actor)
    require(rules.may_invite(actor, email, role, agency, until, at))
    require(needless(email, role, agency, until))
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        email=email, role=role, agency=agency, until=until, language=language, digest=_digest(token),
        invited_by=actor, invited_at=at, expires_at=at + rules.VALID_FOR,
    )  # fmt: skip
    _noted("staffing.invited", invitation, actor, at)
    _send(invitation, token)
    return invitation


def needless(email: str, role: str, agency: Agency | None, until: datetime | None) -> Refusal | None:
    """Why there is nothing to invite to: it waits, or they have it until then."""
    asked = {"role": role, "agency": agency}
    if Invitation.objects.waiting().filter(email=email, **asked).exists():
        return WAITS
    person = Person.objects.filter(email=email, is_active=True).first()
    if person is None or not person.has_role(role):
        return None
    if agency is not None:
        return HAS_IT if person.offices.filter(agency=agency, until=until).exists() else None
    return HAS_IT if person.endings.filter(role=role).values_list("until", flat=True).first() == until else None


def _one_at_a_time():
    """Two who import one list at once would each find that nobody waits. No row and no table: whoever accepts or erases
    meanwhile holds those."""
    wait_at_most()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('invitations'))")


@transaction.atomic
def withdraw(invitation: Invitation, *, at: datetime, actor: Person) -> None:
    """Let its link lead nowhere any more."""
    invitation = locked(invitation, actor)
    require(rules.may_withdraw(invitation, actor, at))
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    _noted("staffing.withdrawn", invitation, actor, at)


def read(token: str) -> Invitation:
    """The invitation whose link has this token; raises `Refused`."""
    found = Invitation.objects.select_related("agency").filter(digest=_digest(token)).first()
    if found is None:
        raise Refused(rules.NOT_VALID)
    return found


@transaction.atomic
def accept(invitation: Invitation, person: Person, *, at: datetime) -> None:
    """Give `person` what they are invited to, in the name of the administrator who invited them: refused if that one is
    none any more."""
    if invitation.role == office.NAME:
        office.hold()  # before the invitation, as whoever erases an account does
    invitation = locked(invitation)
    inviter = invitation.invited_by
    given = {"at": at, "actor": inviter, "until": invitation.until}
    try:
        require(rules.may_accept(invitation, _known(person), at))
        if invitation.agency:
            appoint(person, invitation.agency, **given)
        else:
            grant_role(person, invitation.role, **given)
    except Denied:
        raise Refused(rules.NOT_VALID) from None
    invitation.accepted_by, invitation.accepted_at = person, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    _noted("staffing.accepted", invitation, person, at)


def _known(person):
    """The person as they are by now; what gives the role holds them."""
    return Person.objects.get(pk=person.pk)


def _noted(verb, invitation, actor, at):
    said = {"role": invitation.role}
    if invitation.agency:
        said["agency"] = invitation.agency.record_key
    if invitation.until:
        said["until"] = invitation.until
    write(verb, invitation, actor=actor, at=at, public=False, **said)
    note(verb, about=invitation, actor=actor, **said)


def _send(invitation, token):
    with translation.override(invitation.language):
        path = reverse("staffing:invitation", args=[token])
        told = {
            "invitation": invitation,
            "link": outbox.absolute(path),
            "days": rules.VALID_FOR.days,
            "last_day": invitation.until and last_day(invitation.until),
            "site": outbox.absolute("/"),
        }
        subject = now_in_words("You are invited to work on Civic")
        message = EmailMessage(subject, render_to_string("staffing/letter.txt", told), to=[invitation.email])
    message.valid_for = rules.VALID_FOR
    message.send()


def _digest(token):
    return hashlib.sha256(token.encode()).digest()


def forget(now: datetime) -> int:
    """Forget invitations that ended half a year ago; returns how many."""
    return Invitation.objects.filter(expires_at__lt=now - rules.KEPT).delete()[0]
