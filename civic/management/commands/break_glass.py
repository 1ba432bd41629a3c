"""`manage.py break_glass EMAIL --reason WORDS`: lets somebody in again who has lost every second factor."""

import logging

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.accounts import actions
from civic.accounts.models import Person
from civic.lifecycle import Refused

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Take away the second factors of EMAIL. It is recorded, logged, and told to them and to every administrator."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--reason", required=True, metavar="WORDS", help="why, and how you know that it is them")

    def handle(self, email, reason, **options):
        if not reason.strip():
            raise CommandError("Please give a reason: why, and how you know that it is them.")
        person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody has signed up with {email}.")
        try:
            actions.reset_factors(person, at=timezone.now(), reason=reason)
        except Refused as refused:
            raise CommandError(str(refused.refusal.sentence)) from None
        log.critical("break_glass: the second factors of person %s were taken away", person.pk)
        self.stdout.write(f"{person.email} can sign in without a second factor, and is asked to set one up.")
