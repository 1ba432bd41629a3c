"""`manage.py recount`: check that every counter is the number of its endorsements; ends with 1 if one is not."""

from django.core.management import BaseCommand, CommandError

from proposals import recount


class Command(BaseCommand):
    help = "Compare every counter with its endorsements: rows, people, numbers, window, threshold. Changes nothing."

    def handle(self, **options):
        found = recount.wrong()
        for row in found:
            self.stdout.write(
                f"proposal {row.proposal}: the counter says {row.counter}, there are {row.rows} endorsements "
                f"({row.void} void, {row.outside} outside the window) of {row.people} people, the last is number "
                f"{row.last_number}, "
                f"established: {row.is_established}, its duties agree: {row.owes_rightly}"
            )
        if found:
            raise CommandError(f"{len(found)} proposals do not agree with their endorsements.")
        proposals, endorsements = recount.counted()
        self.stdout.write(f"{proposals} proposals, {endorsements} endorsements: every counter is right.")
