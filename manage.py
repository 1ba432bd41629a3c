#!/usr/bin/env python
import os
import sys


def main():
    # `make install` leaves compiling to the first use, so whatever PYTHONDONTWRITEBYTECODE says, it has to be kept.
    sys.dont_write_bytecode = False
    # We speak Chinese and draw; a terminal that cannot gets \u… instead of a traceback.
    sys.stdout.reconfigure(errors="backslashreplace")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
