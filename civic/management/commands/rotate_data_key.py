"""`manage.py rotate_data_key`: encrypts what lies in the database anew, under the newest of DATA_KEYS."""

from django.core.management import BaseCommand, CommandError

from civic import encrypted, keys


class Command(BaseCommand):
    help = "Put all names, phone numbers, secrets of factors and sign-ins under the newest of DATA_KEYS. People go on."

    def handle(self, **options):
        try:
            changed = keys.renew_data()
        except encrypted.Unreadable:
            raise CommandError("Something is encrypted under none of DATA_KEYS: add the key it is under.") from None
        self.stdout.write(f"{changed:,} values encrypted anew under the key {keys.fingerprint(keys.DATA)}.")
        self.stdout.write("The older keys can go once this says 0 and no backup needs them.")
