"""What `manage.py doctor` asks: each question answers with observations, in words for whoever keeps the server.

Apps plug theirs in by a file `doctor.py` (`civic.observing`). The terminal speaks English, as the settings do.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from django.conf import settings
from django.core import checks, mail
from django.db import Error, connection
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules, import_string

from civic import env, health, keys, postgres
from civic.accounts import sms
from civic.clockwork import lock
from civic.demo import gate
from civic.files import tidying
from civic.management.commands.translations import catalogues
from civic.observing import NOTE, WELL, WRONG, Observation, questions
from civic.outbox import backlog as outbox

ROOM = 1_000  # megabytes that should be free
LOST = "where LISTEN and session locks are lost"
OLDEST = 160000  # of PostgreSQL: 16
PATIENCE = {"mailing": 600, "letter": 600, "mail": 60, "text": 60}  # seconds something may wait to be sent
OVER_HTTP = "civic.accounts.sms.over_http"
SKEW = 2  # seconds by which two clocks may differ: "arrived at the door" and "stored" are compared


def examine() -> Iterator[Observation]:
    """Everything, database first: if it is away, what needs it is not asked."""
    try:
        connection.ensure_connection()
    except Error as error:
        yield Observation(WRONG, "Database", f"unreachable: {str(error).strip().splitlines()[0]}.")
    else:
        yield from (observation for question in NEED_DATABASE for observation in _asked(question))
    yield from (observation for question in OTHERS for observation in _asked(question))


def _asked(question):
    """A question that fails is an observation, too: it keeps no other from being asked."""
    try:
        yield from question()
    except Exception as error:
        subject = question.__name__.replace("_", " ").capitalize()
        yield Observation(WRONG, subject, f"could not be looked at ({type(error).__name__}: {error}).")


def database() -> Iterator[Observation]:
    if settings.EMBEDDED:
        yield Observation(WELL, "Database", postgres.status(settings.BASE_DIR))
    else:
        server, name = connection.settings_dict["HOST"] or "the local socket", connection.settings_dict["NAME"]
        verdict, rest = (WELL, ".") if connection.pg_version >= OLDEST else (WRONG, f": {OLDEST // 10000} is needed.")
        words = f"{name!r} at {server}, PostgreSQL {connection.pg_version // 10000}{rest}"
        yield Observation(verdict, "Database", words)
    with connection.cursor() as cursor:
        for promise in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"SHOW {promise}")
            if (value := cursor.fetchone()[0]) == "off":
                words = f"{promise} is {value}: what was confirmed to somebody may be lost in a power cut."
                yield Observation(WRONG, "Durability", words)
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if apart > SKEW:
        yield Observation(WRONG, "Clocks", f"this machine and the database differ by {apart:.0f} seconds.")
    if not settings.DIRECT_DATABASE_URL and _is_pooled(connection.connection):
        yield Observation(WRONG, "DATABASE_URL", f"leads to a pooler, {LOST}: set DIRECT_DATABASE_URL.")


def _is_pooled(line):
    """Whether a pooler stands in between: what a session is called at its beginning is not what the server calls it."""
    return line.info.backend_pid != line.execute("SELECT pg_backend_pid()").fetchone()[0]


def migrations() -> Iterator[Observation]:
    if count := health.Migrations().unapplied():
        yield Observation(WRONG, "Migrations", f"{count} not applied: run manage.py migrate.")
    else:
        yield Observation(WELL, "Migrations", "all applied.")
        autodiscover_modules("doctor")
        for question in [*NEED_TABLES, *questions()]:
            yield from _asked(question)


def identity_key() -> Iterator[Observation]:
    if keys.is_right():
        yield Observation(WELL, keys.LASTING, "is the one this database was begun under.")
        if settings.IDENTITY_KEYS_BEFORE:
            words = "a former one is valid, too: rotate_identity_key says when it can go."
            yield Observation(NOTE, keys.LASTING, words)
    else:
        theirs, ours = keys.noted() or "unknown", keys.fingerprint(keys.LASTING)
        had = f"is not the one this database was begun under (fingerprint {theirs}, ours {ours})"
        yield Observation(WRONG, keys.LASTING, f"{had}: put that one back, or one person can become two.")


def data_keys() -> Iterator[Observation]:
    known, ours = keys.noted(keys.DATA), keys.fingerprints(keys.DATA)
    if not keys.can_read():
        words = f"none is the one that names and numbers were encrypted under (fingerprint {known}): put it back."
        yield Observation(WRONG, keys.DATA, words)
    elif known != ours[0]:
        yield Observation(NOTE, keys.DATA, "the newest is not in use for all yet: run manage.py rotate_data_key.")
    elif len(ours) > 1:
        words = "everything is under the newest: the others can go once no backup needs them."
        yield Observation(NOTE, keys.DATA, words)
    else:
        yield Observation(WELL, keys.DATA, "names, numbers and secrets of factors are encrypted under it.")


def waiting() -> Iterator[Observation]:
    """Letters and messages that wait or were given up."""
    now = timezone.now()
    for kind, backlog in outbox.backlogs(now).items():
        if backlog.age(now).total_seconds() > PATIENCE[kind]:
            words = f"{backlog.waiting} of kind {kind!r} wait, the oldest since {backlog.since:%Y-%m-%d %H:%M} UTC."
            yield Observation(WRONG, "Outbox", words)
        if backlog.given_up:
            words = f"{backlog.given_up} of kind {kind!r} given up in the last day: /admin/outbox/ says why."
            yield Observation(NOTE, "Outbox", words)


def files_of_nobody() -> Iterator[Observation]:
    """Left by a process that was killed while it saved, or newer than a database that was put back."""
    media = Path(settings.MEDIA_ROOT)
    if lost := tidying.nobodys(media, timezone.now() - timedelta(days=1)):
        words = f"{len(lost)} in {media} are named by nothing in the database, the first is {lost[0].name}."
        yield Observation(NOTE, "Files", f"{words} Delete them once you know why.")


def clockwork() -> Iterator[Observation]:
    now = timezone.now()
    work, runs = health.clockwork(now), _clockwork_runs()
    if work.failed:
        yield Observation(WRONG, "Clockwork", f"failed in the last round: {', '.join(work.failed)}; see the log.")
    if runs and work.hanging:
        yield Observation(WRONG, "Clockwork", f"has been busy for minutes with {', '.join(work.hanging)}.")
    if runs and not work.is_silent(now):
        yield Observation(WELL, "Clockwork", "runs, and had a round within minutes.")
    elif runs:
        yield Observation(WRONG, "Clockwork", "is stuck: its lock is held, but no round has begun for minutes.")
    elif settings.EMBEDDED and settings.CLOCKWORK:
        yield Observation(NOTE, "Clockwork", "does not run now; it starts with the server (make run).")
    else:
        yield Observation(WRONG, "Clockwork", "does not run: start manage.py clockwork, or drop CLOCKWORK=off.")


def _clockwork_runs():
    held = """SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
              AND classid::bigint << 32 | objid::bigint = %s
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""
    with connection.cursor() as cursor:
        cursor.execute(held, [lock.KEY])
        return cursor.fetchone()[0]


def direct_database() -> Iterator[Observation]:
    if not settings.DIRECT_DATABASE_URL:
        return
    try:
        with psycopg.connect(settings.DIRECT_DATABASE_URL, connect_timeout=5) as line:
            is_pooled = _is_pooled(line)
    except psycopg.Error as error:
        yield Observation(WRONG, "DIRECT_DATABASE_URL", f"unreachable: {str(error).strip().splitlines()[0]}.")
    else:
        if is_pooled:
            yield Observation(WRONG, "DIRECT_DATABASE_URL", f"leads to a pooler, {LOST}: it must lead past it.")
        else:
            yield Observation(WELL, "DIRECT_DATABASE_URL", "reachable, and no pooler.")


def bus() -> Iterator[Observation]:
    if not settings.REDIS_URL:
        yield Observation(WELL, "Live numbers", "travel through PostgreSQL (REDIS_URL is not set).")
        return
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5, socket_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        yield Observation(WRONG, "REDIS_URL", f"unreachable: {error}.")
    else:
        yield Observation(WELL, "Live numbers", "travel through Redis, which answers.")


def disk() -> Iterator[Observation]:
    folders = [settings.VAR_DIR]
    if settings.EMBEDDED and (place := postgres.recorded(settings.BASE_DIR)):
        folders.append(place.home)
    for folder in dict.fromkeys(folders):
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        free = shutil.disk_usage(there).free // 10**6
        verdict, warning = (WRONG, ": free some space") if free < ROOM else (WELL, "")
        yield Observation(verdict, "Disk", f"{free:,} MB free in {folder}{warning}.")


def files() -> Iterator[Observation]:
    """What people handed in: closed to others, and nothing in a picture but what one sees."""
    media = Path(settings.MEDIA_ROOT)
    exposed, talkative = len(tidying.open_to_others(media)), sum(1 for _ in tidying.talkative(media))
    if exposed:
        yield Observation(WRONG, "Files", f"{exposed} in {media} can be read by others: run manage.py clean_files.")
    if talkative:
        words = f"{talkative} pictures may tell where and with what they were taken: run manage.py clean_files."
        yield Observation(WRONG, "Files", words)
    if media.exists() and not os.access(media, os.W_OK):
        yield Observation(WRONG, "Files", f"nothing can be written to {media}: nobody can hand in a file.")
    elif not exposed and not talkative:
        yield Observation(WELL, "Files", f"{media} is closed to others; pictures tell nothing but what they show.")


def secrets() -> Iterator[Observation]:
    all_of_them = [key for name in keys.NAMES for key in keys.of(name)]
    if len(set(all_of_them)) < len(all_of_them):
        yield Observation(WRONG, "Secrets", f"{', '.join(keys.NAMES)} must be different secrets.")
    made = [name for name in keys.NAMES if not env.text(name) and not env.text(f"{name}_FILE")]
    if not made:
        yield Observation(WELL, "Secrets", "given by the environment.")
        return
    folder = settings.VAR_DIR / "secrets"
    exposed = [path for path in folder.glob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if exposed:
        yield Observation(WRONG, "Secrets", f"others may read {', '.join(map(str, exposed))}: chmod 600.")
    words = f"{', '.join(made)} made at first start and kept in {folder}."
    if settings.DEMO:
        yield Observation(WELL, "Secrets", words)
    else:
        advice = (
            "Keep a copy: without IDENTITY_KEY nobody can tell any more that two accounts are one person, without "
            "DATA_KEYS nobody can read a phone number."
        )
        yield Observation(NOTE, "Secrets", f"{words} {advice}")


def disks() -> Iterator[Observation]:
    """Nobody can see from here whether they are encrypted: it is asked for, wherever a city works."""
    if not settings.DEMO:
        words = "mail addresses and what people write lie readable in the database: encrypt its disks and its backups."
        yield Observation(NOTE, "Disks", words)


def demo() -> Iterator[Observation]:
    where = {"bind": settings.HOST, "hosts": settings.ALLOWED_HOSTS, "site": settings.SITE_URL}
    why_not = gate.refusal(embedded=settings.EMBEDDED, **where)
    if not settings.DEMO:
        yield Observation(WELL, "Demo", "off.")
    elif why_not:
        yield Observation(WRONG, "Demo", why_not)
    else:
        yield Observation(WELL, "Demo", "on, for this machine only: anybody at it may sign in as anybody.")


def doors() -> Iterator[Observation]:
    is_local = gate.is_loopback(settings.HOST) and all(map(gate.is_loopback, settings.ALLOWED_HOSTS))
    if settings.DEBUG:
        verdict = NOTE if is_local else WRONG
        yield Observation(verdict, "DEBUG", "is on: errors show code and settings to whoever asks.")
    if "*" in settings.ALLOWED_HOSTS:
        yield Observation(WRONG, "ALLOWED_HOSTS", "lets any name in: write the names of this site.")
    is_at_home = gate.is_of_this_machine(settings.SITE_URL)
    if not settings.SITE_URL.startswith("https://") and not is_at_home:
        yield Observation(WRONG, "SITE_URL", f"is {settings.SITE_URL}: passwords would travel unencrypted; use https.")
    elif not is_local and is_at_home:
        yield Observation(WRONG, "SITE_URL", f"is {settings.SITE_URL}: links in letters would lead the reader nowhere.")
    else:
        yield Observation(WELL, "SITE_URL", f"{settings.SITE_URL}.")


def letters() -> Iterator[Observation]:
    if settings.EMAIL_URL in ("", "console:"):
        where = "are shown in the terminal" if settings.EMAIL_URL else f"are written to {settings.VAR_DIR / 'letters'}"
        verdict, rest = (WELL, ".") if settings.DEMO else (WRONG, " and reach nobody: set EMAIL_URL.")
        yield Observation(verdict, "Letters", where + rest)
        return
    post = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with mail.get_connection(settings.POST_BACKEND, timeout=5):
            yield Observation(WELL, "Letters", f"leave through {post}, which answers.")
    except OSError as error:
        yield Observation(WRONG, "Letters", f"cannot leave: {post} does not answer ({error}).")


def mailboxes() -> Iterator[Observation]:
    """Whom people write to, and answer: a mailbox of this machine is nobody's."""
    given = {"EMAIL_FROM": settings.DEFAULT_FROM_EMAIL, "CONTACT_EMAIL": settings.CONTACT_EMAIL}
    for name, mailbox in given.items():
        domain = parseaddr(mailbox)[1].partition("@")[2]
        if not settings.DEMO and (not domain or gate.is_loopback(domain)):
            words = f"is {mailbox}, which reaches nobody: set it to a mailbox that somebody reads."
            yield Observation(WRONG, name, words)


def proxies() -> Iterator[Observation]:
    """https means a proxy in front, as the program itself speaks none; or the whole city comes from one address.

    Told by the settings alone: addresses are kept nowhere, only counted in the memory of each process (`/metrics`).
    """
    if settings.TRUSTED_PROXIES:
        words = f"{settings.TRUSTED_PROXIES} believed: X-Forwarded-For tells whose address a question has."
        yield Observation(WELL, "Proxies", words)
    elif settings.SECURE:
        rest = "so the limits of one shut out all. Set TRUSTED_PROXIES to how many stand in front."
        yield Observation(WRONG, "Proxies", f"none is believed, but https needs one: everybody has its address, {rest}")


def watchman() -> Iterator[Observation]:
    """A proxy that says nothing of itself makes everybody look as if they sat at this machine."""
    if settings.METRICS_TOKEN:
        yield Observation(WELL, "Metrics", "are told to whoever has METRICS_TOKEN.")
    elif settings.TRUSTED_PROXIES or not gate.is_of_this_machine(settings.SITE_URL):
        words = "are told to nobody: this is no site of this machine only, so set METRICS_TOKEN."
        yield Observation(NOTE, "Metrics", words)
    else:
        words = "are told to whoever sits at this machine; let no proxy bring others here, or set SITE_URL."
        yield Observation(WELL if settings.DEMO else NOTE, "Metrics", words)


def text_messages() -> Iterator[Observation]:
    if settings.SMS_SENDER != "civic.accounts.sms.to_console":
        yield from _sender(settings.SMS_SENDER)
    elif settings.DEMO:
        yield Observation(WELL, "Text messages", "are shown in the terminal and as letters of the demo.")
    else:
        rest = "so nobody can confirm a phone: set SMS_SENDER."
        yield Observation(WRONG, "Text messages", f"are shown in the terminal, {rest}")


def _sender(path):
    try:
        import_string(path)
    except ImportError as error:
        yield Observation(WRONG, "Text messages", f"cannot leave: SMS_SENDER names no function ({error}).")
    else:
        yield from _gateway() if path == OVER_HTTP else [Observation(WELL, "Text messages", f"leave by {path}.")]


def _gateway():
    """Nothing is asked of it: each question to a gateway is a message somebody pays for."""
    parts, wanted = urlsplit(settings.SMS_URL), dict(sms.fields("{number}", "{words}"))
    if parts.scheme != "https" and not gate.is_loopback(parts.hostname or ""):
        yield Observation(WRONG, "SMS_URL", "must be https://…: codes and numbers would travel unencrypted.")
    elif not any("{number}" in value for value in wanted.values()) or "{words}" not in wanted.values():
        yield Observation(WRONG, "SMS_FIELDS", "must hold {phone}, {digits} or {local}, and {text}.")
    else:
        yield Observation(WELL, "Text messages", f"leave through {parts.hostname}.")


def translations() -> Iterator[Observation]:
    sources = catalogues()
    stale = [po for po in sources if not po.with_suffix(".mo").exists() or _is_older(po.with_suffix(".mo"), po)]
    if stale:
        yield Observation(WRONG, "Translations", f"{len(stale)} of {len(sources)} stale: run manage.py translations.")
    elif not translation.check_for_language("zh-hant"):
        yield Observation(WRONG, "Translations", "Django does not know Traditional Chinese.")
    else:
        yield Observation(WELL, "Translations", f"{len(sources)} compiled.")


def _is_older(one, other):
    return os.stat(one).st_mtime < os.stat(other).st_mtime


def frame() -> Iterator[Observation]:
    """What Django and Wagtail themselves find."""
    for message in checks.run_checks():
        if message.is_serious(checks.WARNING):
            yield Observation(WRONG, "Frame", f"{message.msg} ({message.id})")


NEED_DATABASE = [database, migrations]
NEED_TABLES = [clockwork, identity_key, data_keys, waiting, files_of_nobody]
OTHERS = [
    direct_database, bus, disk, disks, files, secrets, demo, doors, letters, mailboxes, proxies, watchman,
    text_messages, translations, frame,
]  # fmt: skip
