"""`manage.py rotate_identity_key [--leave]`: from the former identity key to the newest."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from civic import keys
from civic.accounts import rotation


class Command(BaseCommand):
    help = (
        "Make the digests of phone numbers anew under IDENTITY_KEY, and say what is still known under a key of "
        "IDENTITY_KEYS_BEFORE only. Identities follow when their people sign on again; call it as often as you like."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--leave", action="store_true", help="let the former keys go although somebody is known under them only"
        )

    def handle(self, leave, **options):
        if not settings.IDENTITY_KEYS_BEFORE:
            raise CommandError("There is no former key: put it into IDENTITY_KEYS_BEFORE, a new one into IDENTITY_KEY.")
        if not keys.is_right():
            raise CommandError("This database was kept under none of these keys: nothing was changed.")
        self.stdout.write(f"{rotation.rotate()} numbers are kept under the newest key since now.")
        left = rotation.left()
        for method, (standing, ended) in left.proofs.items():
            self.stdout.write(f"Left under a former key: {method}, {standing} that stand and {ended} that have ended.")
        if left.proofs and not leave:
            self._say_whom_it_would_lock_out(left.people)
            return
        keys.note_newest()
        self.stdout.write("The former keys can go: empty IDENTITY_KEYS_BEFORE, and start all processes again.")

    def _say_whom_it_would_lock_out(self, people):
        """Those whom another account could be made of, and whom their single sign-on would not let in."""
        self.stdout.write(
            "Without the former keys what has ended could confirm somebody else, and these people would not be known "
            "by the proofs that stand; with --leave that is accepted:"
        )
        for number in people[: rotation.NAMED]:
            self.stdout.write(f"  person {number}")
        if len(people) > rotation.NAMED:
            self.stdout.write(f"  and {len(people) - rotation.NAMED} more")
