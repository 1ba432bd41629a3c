"""Who speaks for an agency now, and who may let somebody speak for one. Asks the database."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from civic import text
from civic.accounts.models import Person
from civic.accounts.rules import LEVEL_AT_DESKS, ONESELF, may_act_at, may_administer
from civic.agencies.contacts import Contacts
from civic.agencies.models import Agency, Official
from civic.lifecycle import Officer, Refusal
from civic.writing import filled

LONGEST_DEPUTYSHIP = timedelta(days=366)
# Domains under which anybody gets a mailbox. An agency that publishes one there has that address, and not the domain.
FOR_EVERYBODY = {
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.com.tw", "ymail.com", "hotmail.com", "hotmail.com.tw",
    "outlook.com", "outlook.com.tw", "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "proton.me", "pm.me",
    "protonmail.com", "hinet.net", "seed.net.tw", "so-net.net.tw", "giga.net.tw", "pchome.com.tw", "xuite.net",
    "aol.com", "gmx.com", "gmx.net", "mail.com", "zoho.com", "qq.com", "163.com", "126.com", "yandex.com",
}  # fmt: skip
NOT_HERE = Refusal(
    "another_house",
    _("Only somebody of your own agency can stand in for you: one of its officials, or a colleague with an address of "
      "it. For anybody else please ask an administrator."),
)  # fmt: skip


def speaks_for(person: Person | None, agency: Agency) -> bool:
    """Whether `person` is an official of `agency`, or stands in for one."""
    return person is not None and Agency.objects.spoken_for_by(person).filter(pk=agency.pk).exists()


def may_appoint(administrator: Officer | None, agency: Agency) -> Refusal | None:
    """Administrators may appoint officials of an agency that exists today."""
    if refusal := may_administer(administrator):
        return refusal
    if not agency.is_active:
        return Refusal("agency_closed", _("This agency no longer exists."))
    return None


def may_name_deputy(
    actor: Person, office: Official, deputy: Person, starts_at: datetime, until: datetime, now: datetime
) -> Refusal | None:
    """Whoever holds an office names a deputy of the same agency for it, an administrator anybody but themselves."""
    is_own = actor.pk == office.person_id and may_act_at(actor, LEVEL_AT_DESKS) is None
    if not is_own and (refusal := may_administer(actor)):
        return refusal
    if deputy.pk == office.person_id:
        return Refusal("oneself", _("Nobody stands in for themselves."))
    if deputy.pk == actor.pk:
        return ONESELF
    if may_administer(actor) and not belongs_to(deputy, office.agency):
        return NOT_HERE  # before anything is told of who they are
    if may_act_at(deputy, LEVEL_AT_DESKS):
        return Refusal("unable", _("This person has not confirmed email and mobile phone yet, or may not act."))
    return _may_run(starts_at, until, now)


def _may_run(starts_at, until, now):
    if until <= max(starts_at, now):
        return Refusal("over", _("Please choose a last day that is still to come, and not before the first."))
    if until - starts_at > LONGEST_DEPUTYSHIP:
        sentence = _("A deputy is named for %(days)s days at most; afterwards name them again.")
        return Refusal("too_long", filled(sentence, days=LONGEST_DEPUTYSHIP.days))
    return None


def may_end_deputyship(actor: Person, office: Official) -> Refusal | None:
    """Whoever is stood in for, and administrators."""
    return None if actor.pk == office.person_id else may_administer(actor)


def belongs_to(person: Person, agency: Agency) -> bool:
    """Whether somebody is an official of the agency, or has an address of it: one that it publishes, or one of a domain
    that is its own."""
    return _is_of(agency, text.mailbox(person.email)) or (
        Official.objects.in_office().filter(agency=agency, person=person).exists()
    )


def _is_of(agency, address):
    published, domain = Contacts.of([agency]), address.rpartition("@")[2]
    own = published.domains | {text.mailbox(agency.email).rpartition("@")[2]}
    return bool(address) and (address in published.keys or (domain in own and not _is_anybodys(domain)))


def _is_anybodys(domain):
    """Whether anybody gets a mailbox under this domain."""
    return any(domain == each or domain.endswith(f".{each}") for each in FOR_EVERYBODY)
