"""The town's people and agencies, made by the verbs of accounts and agencies."""

from datetime import timedelta

from civic.accounts import actions, crowd
from civic.accounts.models import Person
from civic.agencies.actions import appoint
from civic.agencies.models import Agency
from civic.city.models import District
from civic.demo import words

DOMAIN = "town.example"  # reserved for examples: no letter ever reaches anybody
CROWD = 3000
TAG = "demo"
OPERATOR = "operator"
YEAR = timedelta(days=365)


def address(key):
    return f"{key}@{DOMAIN}"


def member(key):
    """The person called `key` in people.toml, or None."""
    if key not in {told["key"] for told in words.people()}:
        return None
    return Person.objects.filter(email=address(key)).first()


def is_there():
    """Whether the town has been built in this database."""
    return member(words.people()[0]["key"]) is not None


def found_agencies():
    """{code: agency}"""
    made = {}
    for told in words.agencies():
        names = {"name_zh": told["name_zh"], "name_en": told["name_en"], "email": address(told["code"])}
        made[told["code"]], _is_new = Agency.objects.get_or_create(code=told["code"], defaults=names)
    return made


def settle(agencies, now):
    """{key: person}, each with level 2, role and office."""
    districts = {district.name_zh: district for district in District.objects.all()}
    return {told["key"]: _move_in(told, agencies, districts[told["district"]], now - YEAR) for told in words.people()}


def _move_in(told, agencies, district, at):
    facts = {name: told[name] for name in ("nickname", "name", "language") if name in told}
    person = Person.objects.create_user(address(told["key"]), joined_at=at, **facts)
    actions.verify(person, "email", 1, at=at)
    actions.verify(person, "demo", 2, at=at, proof=told["key"], district=district)
    if told.get("role") not in (None, "official"):
        actions.grant_role(person, told["role"], at=at, actor=OPERATOR)
    if "agency" in told:
        appoint(person, agencies[told["agency"]], at=at, actor=OPERATOR)
    return person


def inhabitants(now):
    """Ids of everybody else: enough for the largest proposal."""
    return crowd.pool(CROWD, tag=TAG, at=now - YEAR, nicknames=words.nicknames())
