"""`manage.py grant EMAIL ROLE`: gives a role by hand; how a new site gets its first administrator."""

from datetime import date

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.accounts import actions, registry
from civic.accounts.models import Person
from civic.city.calendar import end_of_day
from civic.lifecycle import Refused


class Command(BaseCommand):
    help = "Give a role to whoever signed up with EMAIL and confirmed a phone; recorded as done by the operator."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("role", metavar="ROLE", choices=[role.name for role in registry.roles()])
        parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the last day of the role")

    def handle(self, email, role, until=None, **options):
        person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody has signed up with {email}: do that first, on the site.")
        if person.level < 2:
            raise CommandError(f"{email} has not confirmed e-mail and mobile phone yet: do that first, on the site.")
        end = until and end_of_day(until)
        try:
            actions.grant_role(person, role, at=timezone.now(), actor="operator", until=end)
        except Refused as refused:
            raise CommandError(str(refused.refusal.sentence)) from None
        self.stdout.write(f"{email} is {role} now.")
