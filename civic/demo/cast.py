"""The town's people and agencies, made by the verbs of accounts and agencies."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from civic.accounts import actions, crowd
from civic.accounts.models import Person
from civic.agencies.actions import appoint
from civic.agencies.models import Agency
from civic.city.models import District
from civic.demo import identities, words
from civic.outbox.actions import silence

DOMAIN = "town.example"  # reserved for examples: no letter ever reaches anybody
CROWD = 3000
TAG = "demo"
OPERATOR = "operator"
METHOD = f"oidc:{identities.KEY}"
YEAR = timedelta(days=365)


def address(key: str) -> str:
    """The e-mail address of the person or agency called `key` in town/."""
    return f"{key}@{DOMAIN}"


def member(key: str) -> Person | None:
    """The person called `key` in people.toml, or None."""
    if key not in {told["key"] for told in words.people()}:
        return None
    return Person.objects.filter(email=address(key)).first()


def is_there() -> bool:
    """Whether the town has been built in this database."""
    return member(words.people()[0]["key"]) is not None


def make_agencies() -> dict[str, Agency]:
    """The agencies by their codes, made where they are missing."""
    made = {}
    for told in words.agencies():
        names = {"name_zh": told["name_zh"], "name_en": told["name_en"], "email": address(told["code"])}
        made[told["code"]], _is_new = Agency.objects.get_or_create(code=told["code"], defaults=names)
    return made


def make_people(agencies: dict[str, Agency], now: datetime) -> dict[str, Person]:
    """The people with a name, by their keys: each with level 2, role and office, a member for a year."""
    districts = {district.name_zh: district for district in District.objects.all()}
    return {told["key"]: _person(told, agencies, districts[told["district"]], now - YEAR) for told in words.people()}


def _person(told, agencies, district, at):
    facts = {name: told[name] for name in ("nickname", "name", "language") if name in told}
    person = Person.objects.create_user(address(told["key"]), joined_at=at, **facts)
    actions.verify(person, "email", 1, at=at)
    actions.verify(person, "demo", 2, at=at, proof=told["key"], district=district)
    if "born_on" in told:
        strong = {"known_by": identities.digest(told["key"]), "reported": identities.WAYS["mobileid"]}
        actions.verify(person, METHOD, 3, at=at, district=district, born_on=told["born_on"], **strong)
    if told.get("role") not in (None, "official"):
        actions.grant_role(person, told["role"], at=at, actor=OPERATOR)
    if "agency" in told:
        with silence():  # nothing was due yet
            appoint(person, agencies[told["agency"]], at=at, actor=OPERATOR)
    return person


def make_crowd(now: datetime) -> Sequence[int]:
    """The ids of everybody else: enough for the largest proposal."""
    return crowd.pool(CROWD, tag=TAG, at=now - YEAR, nicknames=words.nicknames())
