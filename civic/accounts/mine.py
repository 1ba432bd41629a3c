"""The sections of "my page" about the person themselves."""

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import Fate, Purpose, Section, actions, addresses, devices, factors, once, section, tenure, typed
from civic.accounts.registry import roles
from civic.accounts.signon import proving
from civic.accounts.working import Attendance
from civic.outbox import backlog, urgent
from civic.outbox.models import Letter
from civic.record.models import Entry
from civic.security.actions import log_days
from civic.security.models import Event


@section(order=0)
class Identity(Section):
    title = _("Who you are here")
    template = "accounts/identity.html"
    purposes = (
        Purpose(
            _("Email address, nickname, name if you give one (encrypted), language of letters"),
            _("So that you can sign in, and we can write to you. Only the nickname is public."),
            format_lazy(
                _("Until you erase your account. One whose address is never confirmed is removed after {days} days."),
                days=actions.UNCONFIRMED.days,
            ),
            tables=("accounts.Person", "account.EmailAddress"),
            chores=("civic.accounts.remove_unconfirmed",),
        ),
        Purpose(
            _("Mobile number (encrypted), and a fingerprint of it that cannot be turned back into the number"),
            _("So that one person counts once, however many accounts there are. It is never shown in public."),
            _("The number until you erase your account; the fingerprint stays, so that nobody counts twice."),
            tables=("accounts.Person", "accounts.Verification"),
        ),
        Purpose(
            _("If you confirm who you are with a single sign-on: a fingerprint of your identity there, the level, and "
              "the way you showed it"),
            _("So that you can sign in by it, and one person counts once. Your identity number is never kept."),
            _("Until you erase your account; the fingerprint stays, so that nobody counts twice. What was told before "
              "you have joined it with an account: an hour."),
            tables=("accounts.Verification", "accounts.Kept"),
            chores=("civic.accounts.clear_kept_forms",),
        ),
        Purpose(
            _("That another account of yours was joined with this one, and its number"),
            _("So that one person counts once, and does not vote with a second account."),
            _("For good. Once your account is erased it leads to nobody."),
            tables=("accounts.Person",),
        ),
        Purpose(
            _("Date of birth and district, if a stronger proof of identity tells them"),
            _("For ballots that ask for age or residence."),
            _("Until you erase your account."),
            tables=("accounts.Verification",),
        ),
        Purpose(
            _("A cookie while you are signed in, and one that protects forms"),
            _("So that you stay signed in, and no other site can send a form in your name. Nobody is followed."),
            _("Until you sign out, or the sign-in runs out."),
            tables=("sessions.Session",),
            chores=("civic.accounts.clear_sessions",),
        ),
        Purpose(
            _("Where you are signed in: browser and system, the hours of the first and the last use, and how you "
              "signed in"),
            _("So that you can see it on your page, and sign out a device that is not yours any more."),
            _("Until you sign out there, or the sign-in runs out."),
            tables=("accounts.DeviceSession",),
            chores=("civic.accounts.clear_devices",),
        ),
        Purpose(
            _("Your last passwords, as fingerprints that cannot be turned back into them"),
            _("So that one somebody else may have learnt does not come back."),
            _("Until three newer ones were chosen, or you erase your account."),
            tables=("accounts.FormerPassword",),
        ),
        Purpose(
            _("Passkeys (their public half), the secret of an authenticator app and recovery codes (encrypted), and "
              "when each was last used"),
            _("So that nobody signs in as you who only knows your password."),
            _("Until you take them away, or erase your account."),
            tables=("mfa.Authenticator",),
        ),
        Purpose(
            _("A cookie by which a browser you sign in with is known again, and a fingerprint of it"),
            _("So that we can write to you when somebody signs in from a new device."),
            _("A year from your last sign-in with it."),
            tables=("accounts.KnownDevice",),
            chores=("civic.accounts.clear_devices",),
        ),
        Purpose(
            _("How often codes and letters were asked for, by account and by network, as fingerprints"),
            _("So that machines cannot guess codes or flood mailboxes."),
            _("A day at most."),
            tables=("accounts.Tally", "accounts.Lockout", "accounts.Attempt"),
            chores=("civic.accounts.clear_tallies", "civic.accounts.clear_lockouts"),
        ),
        Purpose(
            _("The security log: when you signed in or tried to, second factors, changes of your account, and who of "
              "the city looked at your data and what for; from which network, but not from which address"),
            _("So that misuse of an account is found, and whoever looked at personal data can be asked why."),
            format_lazy(
                _("{days} days. Erasing your account takes nothing out of it, but your number in it then leads to "
                  "nobody."),
                days=lazy(log_days, int)(),
            ),
            tables=("security.Event",),
            chores=("civic.security.forget",),
        ),
        Purpose(
            _("What you typed into a form when your sign-in had ended"),
            _("So that it is not lost: it is handed back to you after you have signed in again."),
            format_lazy(_("{minutes} minutes."), minutes=int(typed.KEPT_FOR.total_seconds() // 60)),
            tables=("accounts.Kept",),
            chores=("civic.accounts.clear_kept_forms",),
        ),
        Purpose(
            _("That you have sent a form, as a fingerprint"),
            _("So that a form that is sent twice does its deed once."),
            format_lazy(_("{days} days."), days=once.KEPT.days),
            tables=("accounts.Sent",),
            chores=("civic.accounts.clear_sent_forms",),
        ),
        Purpose(
            _("Letters with codes, and text messages, that wait to be sent: where to, and the words (encrypted)"),
            _("So that they reach you though a mail server is away."),
            format_lazy(
                _("Until they are sent or expire, or you erase your account; that there was one, {days} days."),
                days=urgent.KEPT.days,
            ),
            tables=("outbox.Urgent",),
            chores=("civic.outbox.clear_urgent",),
        ),
        Purpose(
            _("The record of what was done here: what, when and by whom; and which letters were sent to you"),
            _("So that counts and decisions can be checked, and no letter is sent twice."),
            _("For good. Once your account is erased it leads to nobody."),
            tables=("record.Entry", "outbox.Mailing", "outbox.Letter"),
        ),
    )

    def context(self, person, now):
        titles = [role.title for role in roles() if role.name in person.roles]
        come_back = backlog.come_back(person.pk)
        return {"roles": titles, "letters_come_back": come_back, "sign_ons": proving.proofs_of(person)}

    def export(self, person):
        proofs = person.verifications.order_by("proved_at")
        return {
            **{field: getattr(person, field) for field in ("email", "nickname", "name", "phone", "language", "level")},
            "joined_at": person.joined_at,
            "suspended_at": person.suspended_at,
            "suspended_reason": person.suspended_reason,
            "roles": sorted(person.roles),
            "verifications": list(
                proofs.values("level", "method", "reported", "district__code", "born_on", "proved_at", "ended_at")
            ),
            "signed_in": list(
                person.device_sessions.values("browser", "system", "methods", "began_at", "used_at")
            ),
            "factors": factors.of(person),
            "known_devices": list(person.known_devices.values("until")),
            "security_log": [_told(event, person) for event in Event.objects.of(person.record_key)],
            "record": list(Entry.objects.about(person).values("at", "verb", "data")),
            "letters": list(Letter.objects.filter(person_id=person.pk).values("mailing__kind", "due_at", "sent_at")),
            "joined_accounts": list(person.joined_accounts.order_by("pk").values("pk", "joined_at")),
        }

    def fates(self, person, other, now):
        words = [
            Fate(_("One signs in to the account that stays: with its mailbox, its password and its passkeys. Those of "
                   "the other one are deleted, with its nickname and name."), falls=True),
        ]  # fmt: skip
        if other.verifications.exclude(digest=None).exists():
            words.append(Fate(_("What the other account proved (a phone number, an identity) goes along.")))
        return words

    def join(self, person, other, at, actor):
        actions.take_over_proofs(person, other, at)
        self.erase(other, at)

    def erase(self, person, at):
        urgent.forget({person.email, person.phone} - {""}, at)
        addresses.forget(person)
        devices.forget(person)
        factors.forget(person)
        person.former_passwords.all().delete()
        person.groups.clear()
        person.user_permissions.clear()
        person.verifications.update(reported="", district=None, born_on=None)


def _told(event, person):
    """An event for the one it is about; of what they did to others, whom it was about stays with these."""
    facts = {name: getattr(event, name) for name in ("at", "what", "result", "network")}
    if event.about != person.record_key:
        return facts
    return facts | {"by_yourself": event.actor == person.record_key, **event.data}


@section(order=80)
class Working(Section):
    """In what is handed out and erased, and no part of "my page" on the screen."""

    purposes = (
        Purpose(
            _("Of those who work for the city: until when they have a role, and the last day on which they worked "
              "here"),
            _("So that roles end with the work they were given for, and nobody uses one that lies idle."),
            format_lazy(
                _("Until the role ends: on its day, or after {days} days without work. Then both go with it."),
                days=tenure.IDLE_AFTER.days,
            ),
            tables=("accounts.Ending", "accounts.Attendance"),
            chores=("civic.accounts.end_roles",),
        ),
    )

    def export(self, person):
        return {
            "roles_end": list(person.endings.values("role", "why", "until")),
            "worked_last_on": list(Attendance.objects.filter(person=person).values_list("last_on", flat=True)),
        }

    def erase(self, person, at):
        person.endings.all().delete()
        Attendance.objects.filter(person=person).delete()


@section(order=100)
class Leaving(Section):
    title = _("Your data")
    template = "accounts/leaving.html"
