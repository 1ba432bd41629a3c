"""The served program as a demo town on the database of a test, without its people: `python -m tests.as_demo`.

Its letters lie in the folder that the environment names as `LETTERS`.
"""

import os

import django
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "civic.settings"
    from civic.demo import gate

    gate.demo = lambda **_where: True
    django.setup()
    from django.conf import settings

    from civic.demo import cast

    settings.EMAIL_FILE_PATH = os.environ["LETTERS"]
    cast.is_there = lambda: True  # the test's own proposals are enough of a town
    execute_from_command_line(["manage.py", "run"])
