"""The cast: a few people everybody in the tests knows, made by the verbs.

`mei` citizen · `bo` proposer · `rui` reviewer · `ann` official of the transport bureau · `kai`
official of the parks bureau · `eve` editor · `tia` budget team · `pia` programme team · `ada` administrator · `sam` has
confirmed an e-mail only, and a stranger is None (`client` without sign-in). Fixtures of these names are in
`conftest.py`.
"""

import time
from datetime import UTC, datetime, timedelta
from itertools import count

from django.db import transaction

from civic.accounts import actions, proof
from civic.accounts.models import Person
from civic.agencies.actions import appoint
from civic.agencies.models import Agency
from civic.outbox.actions import silence

LONG_AGO = datetime(2025, 1, 6, 2, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in Taipei
DAY = timedelta(days=1)

_phones = count(10_000_000)


@transaction.atomic
def person(nickname, level=2, *, roles=(), language="zh-hant", agency=None, **fields):
    """Somebody who has confirmed an e-mail (level 1) and a phone (level 2).

    In one step: a served program's clockwork removes who joined long ago and has confirmed nothing.
    """
    someone = Person.objects.create_user(
        f"{nickname.lower()}@example.test", nickname=nickname, language=language, joined_at=LONG_AGO, **fields
    )
    if level >= 1:
        actions.verify(someone, "email", 1, at=LONG_AGO)
    if level >= 2:
        phone = f"+8869{next(_phones)}"
        actions.verify(someone, "phone", 2, at=LONG_AGO, proof=phone, phone=phone)
    for role in roles:
        actions.grant_role(someone, role, at=LONG_AGO, actor="operator")
    if agency:
        with silence():
            appoint(someone, agency, at=LONG_AGO, actor="operator")
    return someone


def prove(client):
    """Have the one signed in with this client proved a moment ago that it is them."""
    session = client.session
    session[proof.PROVED] = time.time()
    session.save()


def crowd(number, level=2):
    """`number` distinct people who may endorse, made by one statement: for crowds, not for asking about proofs."""
    first = next(_phones)
    return Person.objects.bulk_create(
        Person(email=f"crowd{first}-{n}@example.test", nickname=f"路人{n}", level=level, joined_at=LONG_AGO)
        for n in range(number)
    )


def transport():
    return _agency("transport", "交通局", "Transport Bureau")


def parks():
    return _agency("parks", "公園處", "Parks Office")


def _agency(code, zh, en):
    fields = {"name_zh": zh, "name_en": en, "email": f"{code}@agency.test"}
    return Agency.objects.get_or_create(code=code, defaults=fields)[0]


CAST = {
    "mei": lambda: person("mei", name="王美玲"),
    "bo": lambda: person("bo", name="陳柏宇"),
    "rui": lambda: person("rui", roles=["reviewer"]),
    "ann": lambda: person("ann", agency=transport()),
    "kai": lambda: person("kai", agency=parks()),
    "eve": lambda: person("eve", roles=["editor"]),
    "tia": lambda: person("tia", roles=["budget"]),
    "pia": lambda: person("pia", roles=["programme"]),
    "ada": lambda: person("ada", roles=["administrator"]),
    "sam": lambda: person("sam", level=1),
}
