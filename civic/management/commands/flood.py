"""`manage.py flood`: many people at once, against this machine only."""

import asyncio
import itertools
from urllib.parse import urlsplit

from django.core.management import BaseCommand, CommandError

from civic.demo import gate
from civic.demo.load.flood import flood, get, post_json
from civic.demo.load.lines import Listener
from civic.serving.doors import door_at

MOST_CLIENTS, MOST_SECONDS, MOST_SOCKETS = 1000, 600, 10_000


class Command(BaseCommand):
    help = (
        "Ask for URL from many lines at once and show how long the answers took. With --slips, hand in each cookie "
        "and slip of the file at the fast door of URL; with --sockets, only listen to URL (…/live/?topic=…)."
    )

    def add_arguments(self, parser):
        parser.add_argument("url", help="an address on this machine")
        parser.add_argument("--clients", type=int, default=32, help=f"lines, at most {MOST_CLIENTS}")
        parser.add_argument("--seconds", type=int, default=10, help=f"at most {MOST_SECONDS}")
        parser.add_argument("--cookies", help="a file with one session cookie a line, from `manage.py people`")
        parser.add_argument("--slips", help="a file with a cookie, a tab and a slip a line, from `people --slips`")
        parser.add_argument("--sockets", type=int, default=0, help=f"sockets that listen, at most {MOST_SOCKETS}")

    def handle(self, url, **options):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "ws") or not gate.is_loopback(parts.hostname or ""):
            raise CommandError("Floods go to this machine only: http://127.0.0.1:PORT/…")
        for name, most in (("clients", MOST_CLIENTS), ("seconds", MOST_SECONDS), ("sockets", MOST_SOCKETS)):
            if not 0 <= options[name] <= most:
                raise CommandError(f"--{name} is at most {most}.")
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if options["sockets"]:
            asyncio.run(self._listen(parts, path, options["sockets"], options["seconds"]))
        else:
            requests = _requests(path, parts.netloc, options["cookies"], options["slips"])
            self._show(asyncio.run(_flood(parts, requests, options)))

    def _show(self, tally):
        statuses = ", ".join(f"{count} × {status or 'broken line'}" for status, count in sorted(tally.statuses.items()))
        times = ", ".join(f"p{share} {tally.percentile(share / 100):.0f} ms" for share in (50, 95, 99))
        self.stdout.write(f"{tally.rate:.0f} good answers a second; {statuses}; {times}")

    async def _listen(self, parts, path, count, seconds):
        sockets = [await Listener.to(parts.hostname, parts.port or 80, path) for _ in range(count)]
        await asyncio.sleep(seconds)
        still = sum(not each.closed.done() for each in sockets)
        self.stdout.write(f"{still} of {count} sockets open; {sum(each.count for each in sockets)} messages heard")


def _requests(path, host, cookies, slips):
    if slips:
        door = door_at("POST", path)
        if door is None or door.with_slip is None:
            raise CommandError(f"Nobody takes slips at {path}.")
        pairs = (line.split("\t") for line in _lines(slips))
        return (post_json(path, host, door.with_slip(slip), cookie) for cookie, slip in pairs)
    return itertools.cycle([get(path, host, cookie) for cookie in _lines(cookies)] if cookies else [get(path, host)])


def _lines(file):
    try:
        with open(file, encoding="utf-8") as lines:
            return [line.strip() for line in lines if line.strip()]
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


async def _flood(parts, requests, options):
    try:
        return await flood(
            parts.hostname, parts.port or 80, requests, clients=options["clients"], seconds=options["seconds"]
        )
    except OSError as error:
        raise CommandError(f"Nobody answers at {parts.netloc} ({error.strerror or error}).") from None
