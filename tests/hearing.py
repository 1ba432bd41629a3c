"""The served program without its reading of every watched topic each ten seconds: `python -m tests.hearing`.

Whatever its sockets tell of a change was announced to it, however long that took on a busy machine.
"""

import os

from django.core.management import execute_from_command_line

REREAD = 24 * 60 * 60  # seconds

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "civic.settings"
    from civic.live import hub

    hub.REREAD = REREAD
    execute_from_command_line(["manage.py", "run"])
