"""A database of the benchmarks' own on the embedded server, durable like any other, and people in it."""

import os
import sys
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[3]
NAME = "civic_bench"


def begin():
    """Make the database anew, migrate it, and set Django up on it. Call before importing models."""
    import psycopg

    sys.path.insert(0, str(ROOT))
    from civic import postgres

    given = postgres.join_or_start(ROOT)
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], dbname=given["NAME"], autocommit=True
    ) as server:
        server.execute(f"drop database if exists {NAME} with (force)")
        server.execute(f"create database {NAME}")
    os.environ["DATABASE_URL"] = (
        f"postgres://{given['USER']}@/{NAME}?host={quote(given['HOST'], safe='')}&port={given['PORT']}"
    )
    os.environ.setdefault("EMAIL_URL", "console:")
    join()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def join():
    """Set Django up on the database of the environment, as it is. Call before importing models."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "civic.settings"
    import django

    django.setup()


def tidy(tables="proposals_proposal, proposals_endorsement"):
    """Take away the dead rows one side has left in `tables`, so that they do not slow down the other."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"vacuum analyze {tables}")


def crowd(count):
    """The ids of `count` new people who may endorse."""
    from django.utils import timezone

    from civic.accounts import crowd

    return crowd.admit(count, tag="bench", at=timezone.now())


def collecting(count, threshold=10_000_000):
    """The ids of `count` new proposals that collect endorsements and never reach their threshold."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from civic.duties.actions import fulfil, impose
    from civic.duties.rules import working_days
    from proposals import rules
    from proposals.duties import REVIEW
    from proposals.models import Proposal, Terms

    now = timezone.now()
    proposer = crowd(1)[0]
    terms = Terms.objects.in_force(now.date())
    made = [
        Proposal(
            proposer_id=proposer,
            title=f"輕軌沿線多種些樹 {number}",
            body="每個車站旁都種樹，夏天等車才不會中暑。\n\n" * 12,
            benefits="遮蔭、降溫、好看。",
            submitted_at=now - timedelta(days=3),
            reviewed_at=now - timedelta(days=2),
            terms=terms,
            rules_version=rules.VERSION,
            threshold=threshold,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=44),
        )
        for number in range(count)
    ]
    with transaction.atomic():
        Proposal.objects.bulk_create(made)
        for proposal in made:
            impose(proposal, {REVIEW: working_days(5)}, at=proposal.submitted_at)
            fulfil(proposal, REVIEW, at=proposal.reviewed_at)
    return [proposal.pk for proposal in made]


def slips(proposal_ids, people):
    """For each person a slip for one of the proposals, in turn: `[(proposal id, cookie of the session, slip)]`."""
    from django.utils import timezone

    from civic.accounts.models import Person
    from proposals.permission import slip_for

    now, known = timezone.now(), Person.objects.in_bulk(people)
    made = []
    for number, (person, cookie) in enumerate(zip(people, sessions(people), strict=True)):
        proposal = proposal_ids[number % len(proposal_ids)]
        made.append((proposal, cookie, slip_for(proposal, known[person], cookie.partition("=")[2], now)))
    return made


def sessions(people):
    """For each person the cookie of a session, as a browser would send it, in their order."""
    from datetime import timedelta

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    from civic.accounts.models import Person
    from civic.accounts.sessions import BEGAN, NOTED, SessionStore

    now = timezone.now()
    end = now + timedelta(days=1)
    begun = dict.fromkeys((BEGAN, NOTED), int(now.timestamp()))
    known = Person.objects.in_bulk(people)
    made = [
        Session(
            session_key=get_random_string(32),
            session_data=SessionStore().encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                    **begun,
                }
            ),
            expire_date=end,
        )
        for person in map(known.get, people)
    ]
    Session.objects.bulk_create(made, batch_size=5000)
    return [f"{settings.SESSION_COOKIE_NAME}={session.session_key}" for session in made]
