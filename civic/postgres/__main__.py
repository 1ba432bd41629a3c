"""`python -m civic.postgres status | stop | repair | psql-url`, for the clone this code stands in."""

import sys
from pathlib import Path

from civic.postgres import psql_url, repair, status, stop


def main(words: list[str]) -> None:
    root = Path(__file__).resolve().parents[2]
    match words:
        case ["status"]:
            print(status(root))
        case ["stop"]:
            print("The database is stopped." if stop(root) else "The database did not run.")
        case ["repair"]:
            print(repair(root))
        case ["psql-url"]:
            print(psql_url(root))
        case _:
            raise SystemExit("Say one of: status, stop, repair, psql-url.")


sys.stdout.reconfigure(errors="backslashreplace")  # a path may say more than the terminal can
main(sys.argv[1:])
