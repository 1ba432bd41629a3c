"""Who may do what when, as a table that a civil servant can read.

A cross means: in this phase, whoever the second table names may do it. Everybody else, and every other phase,
is refused. Nothing here needs a database: the law is pure.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from civic.desks.rules import may_use_desk
from proposals import rules
from tests.proposals.life import CLOSES, DAY, OPENS, PASSED, SUBMITTED, TICK

WHEN = """
deed         | draft | submitted | amend | not_amended | scheduled | collecting | counting | established | answered | lapsed | refused | withdrawn
edit         |   x   |           |   x   |             |           |            |          |             |          |        |         |
submit       |   x   |           |       |             |           |            |          |             |          |        |         |
amend        |       |           |   x   |             |           |            |          |             |          |        |         |
withdraw     |       |     x     |   x   |             |     x     |     x      |          |             |          |        |         |
pass         |       |     x     |       |             |           |            |          |             |          |        |         |
ask to amend |       |     x     |       |             |           |            |          |             |          |        |         |
refuse       |       |     x     |       |             |           |            |          |             |          |        |         |
endorse      |       |           |       |             |           |     x      |          |      x      |    x     |        |         |
answer       |       |           |       |             |           |            |          |      x      |          |        |         |
extend       |       |           |       |             |           |            |          |      x      |          |        |         |
publish      |       |           |       |             |           |            |          |      x      |          |        |         |
hand on      |       |           |       |             |           |            |          |      x      |          |        |         |
transfer     |       |           |       |             |           |     x      |    x     |             |          |        |         |
write        |       |           |       |             |           |            |          |      x      |    x     |        |         |
look up      |       |           |       |             |           |            |          |      x      |          |        |         |
reply        |       |           |       |             |           |            |          |      x      |    x     |        |         |
correct      |       |           |       |             |           |            |          |             |    x     |        |         |
delete       |   x   |           |       |             |           |            |          |             |          |        |         |
start anew   |       |           |       |      x      |           |            |          |             |          |   x    |    x    |     x
take back    |       |           |   x   |             |     x     |            |          |             |          |        |    x    |
"""  # noqa: E501 — a table is as wide as it is

WHO = """
deed         | stranger | newcomer | citizen | suspended | closed | proposer | reviewer | own reviewer | official | other official | editor | administrator | own official | recused reviewer | recused official
edit         |          |          |         |           |        |    x     |          |      x       |          |                |        |               |      x       |                  |
submit       |          |          |         |           |        |    x     |          |      x       |          |                |        |               |      x       |                  |
amend        |          |          |         |           |        |    x     |          |      x       |          |                |        |               |      x       |                  |
withdraw     |          |          |         |           |        |    x     |          |      x       |          |                |        |               |      x       |                  |
pass         |          |          |         |           |        |          |    x     |              |          |                |        |               |              |                  |
ask to amend |          |          |         |           |        |          |    x     |              |          |                |        |               |              |                  |
refuse       |          |          |         |           |        |          |    x     |              |          |                |        |               |              |                  |
endorse      |          |          |    x    |           |        |    x     |    x     |      x       |    x     |       x        |   x    |      x        |      x       |        x         |        x
answer       |          |          |         |           |        |          |          |              |    x     |                |        |               |              |                  |
extend       |          |          |         |           |        |          |          |              |    x     |                |        |               |              |                  |
publish      |          |          |         |           |        |          |          |              |    x     |                |        |               |              |                  |
hand on      |          |          |         |           |        |          |          |              |    x     |                |        |               |              |                  |
transfer     |          |          |         |           |        |          |    x     |              |    x     |                |        |      x        |              |                  |
write        |          |          |         |           |        |          |          |              |    x     |                |        |               |              |                  |
look up      |          |          |         |           |        |          |          |              |    x     |                |        |               |              |                  |
reply        |          |          |         |           |        |    x     |          |      x       |          |                |        |               |      x       |                  |
correct      |          |          |         |           |        |          |          |              |    x     |                |        |               |              |                  |
delete       |          |          |         |           |        |    x     |          |      x       |          |                |        |               |      x       |                  |
start anew   |          |          |         |           |        |    x     |          |      x       |          |                |        |               |      x       |                  |
take back    |          |          |         |           |        |          |    x     |              |          |                |        |               |              |                  |
"""  # noqa: E501


def crosses(table):
    """{deed: {column heads with a cross}}"""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return {row[0]: {name for name, cell in zip(head[1:], row[1:], strict=True) if cell == "x"} for row in rows}


def heads(table):
    return [cell.strip() for cell in table.strip().splitlines()[0].split("|")][1:]


WHEN_MAY, WHO_MAY = crosses(WHEN), crosses(WHO)


@dataclass(frozen=True)
class Somebody:
    """As much of a person as the law asks about."""

    pk: int
    level: int = 2
    is_active: bool = True
    suspended_at: object = None
    roles: frozenset = field(default_factory=frozenset)
    recused_from: frozenset = frozenset()

    def has_role(self, role):
        return role in self.roles


REVIEWER = frozenset({"reviewer"})
OFFICIAL = frozenset({"official"})
PROPOSER = 1
PEOPLE = {
    "stranger": None,
    "newcomer": Somebody(2, level=1),
    "citizen": Somebody(3),
    "suspended": Somebody(4, suspended_at=SUBMITTED),
    "closed": Somebody(5, is_active=False),
    "proposer": Somebody(PROPOSER),
    "reviewer": Somebody(6, roles=REVIEWER),
    "own reviewer": Somebody(PROPOSER, roles=REVIEWER),
    "official": Somebody(7, roles=OFFICIAL),
    "other official": Somebody(8, roles=OFFICIAL),
    "editor": Somebody(9, roles=frozenset({"editor"})),
    "administrator": Somebody(10, roles=frozenset({"administrator"})),
    "own official": Somebody(PROPOSER, roles=OFFICIAL),
    "recused reviewer": Somebody(6, roles=REVIEWER, recused_from=frozenset({"proposal:1"})),
    "recused official": Somebody(11, roles=OFFICIAL, recused_from=frozenset({"proposal:1"})),
}
SPEAKERS = ("official", "own official", "recused official")
HOUR = timedelta(hours=1)

DRAFT = {
    "record_key": "proposal:1",
    "proposer_id": PROPOSER, "title": "種樹", "body": "路口", "benefits": "樹蔭", "theme_id": 1, "agency_id": 1,
    "terms": SimpleNamespace(extension_months=2),
    **dict.fromkeys((
        "submitted_at", "amend_asked_at", "amend_due_at", "amended_at", "opens_at", "closes_at", "established_at",
        "answered_at", "refused_at", "withdrawn_at", "extended_at", "answer_due_at", "reviewed_at", "reviewer_id",
    )),
}  # fmt: skip
SENT = DRAFT | {"submitted_at": SUBMITTED, "reviewer_id": 6}
ASKED = SENT | {"amend_asked_at": PASSED - HOUR, "amend_due_at": OPENS}
OPEN = SENT | {"opens_at": OPENS, "closes_at": CLOSES, "reviewed_at": OPENS - HOUR}
REACHED = OPEN | {"established_at": OPENS, "answer_due_at": CLOSES}
FACTS = {
    "draft": (DRAFT, PASSED),
    "submitted": (SENT, PASSED),
    "amend": (ASKED, PASSED),
    "not_amended": (ASKED, OPENS),
    "scheduled": (OPEN, OPENS - TICK),
    "collecting": (OPEN, OPENS),
    "counting": (OPEN, CLOSES),
    "established": (REACHED, OPENS + DAY),
    "answered": (REACHED | {"answered_at": OPENS + DAY}, OPENS + DAY),
    "lapsed": (OPEN, CLOSES + timedelta(days=1)),
    "refused": (SENT | {"refused_at": OPENS, "reviewed_at": OPENS}, OPENS + HOUR),
    "withdrawn": (OPEN | {"withdrawn_at": OPENS}, OPENS + DAY),
}
OTHER_AGENCY = SimpleNamespace(pk=2, is_active=True)


def speaks(person):
    return any(person is PEOPLE[name] for name in SPEAKERS)


DEEDS = {
    "edit": lambda p, who, now: rules.may_edit(p, who, now),
    "submit": lambda p, who, now: rules.may_submit(p, who, now),
    "amend": lambda p, who, now: rules.may_amend(p, who, now),
    "withdraw": lambda p, who, now: rules.may_withdraw(p, who, now),
    "pass": lambda p, who, now: rules.may_pass(p, who, now, SimpleNamespace(pk=1, is_active=True)),
    "ask to amend": lambda p, who, now: rules.may_ask_to_amend(p, who, now),
    "refuse": lambda p, who, now: rules.may_refuse(p, who, now, ["R05"], "不明確"),
    "endorse": lambda p, who, now: rules.may_endorse(p, who, now),
    "answer": lambda p, who, now: rules.may_answer_for(p, who, speaks(who), now),
    "extend": lambda p, who, now: rules.may_extend(p, who, speaks(who), now, p.answer_due_at, "要等鑑定", 1),
    "publish": lambda p, who, now: rules.may_publish_answer(p, who, speaks(who), now, [1], {1: "因為"}),
    "hand on": lambda p, who, now: rules.may_hand_on(p, who, speaks(who), now, OTHER_AGENCY, "公園綠地"),
    "transfer": lambda p, who, now: rules.may_transfer(p, who, speaks(who), now, OTHER_AGENCY, "公園綠地"),
    "write": lambda p, who, now: rules.may_write_to_proposer(p, who, speaks(who), True),
    "look up": lambda p, who, now: rules.may_look_up_contact(p, who, speaks(who), now, True, "會勘"),
    "reply": lambda p, who, now: rules.may_reply(p, who, True),
    "correct": lambda p, who, now: rules.may_correct_answer(p, who, speaks(who), now, "數字寫錯"),
    "delete": lambda p, who, now: rules.may_delete(p, who, now),
    "start anew": lambda p, who, now: rules.may_start_anew(p, who, now),
    "take back": lambda p, who, now: rules.may_take_back(p, who, now, is_untouched=True),
}


def test_the_tables_are_whole():
    assert list(WHEN_MAY) == list(WHO_MAY) == list(DEEDS)
    assert set(heads(WHEN)) == set(rules.PHASES) == set(FACTS)
    assert heads(WHO) == list(PEOPLE)
    assert all(WHEN_MAY.values()) and all(WHO_MAY.values()), "a deed that nobody may ever do proves nothing"


@pytest.mark.parametrize("phase", FACTS)
def test_the_facts_of_the_table_are_in_their_phase(phase):
    facts, now = FACTS[phase]
    assert rules.phase(SimpleNamespace(**facts), now) == phase


@pytest.mark.parametrize("deed", DEEDS)
def test_may_as_the_tables_say(deed):
    for phase, (facts, now) in FACTS.items():
        for name, person in PEOPLE.items():
            refusal = DEEDS[deed](SimpleNamespace(**facts), person, now)
            expected = phase in WHEN_MAY[deed] and name in WHO_MAY[deed]
            assert (refusal is None) is expected, f"{name} · {deed} · {phase}: {refusal and refusal.code}"
            assert refusal is None or (refusal.code and str(refusal.sentence))


def test_a_role_alone_opens_no_desk():
    """Level 2 is needed beside the role; the second factor is asked for by the gate of the desks (`accounts.staff`)."""
    for role in ("reviewer", "official"):
        person = Somebody(20, level=1, roles=frozenset({role}))
        assert may_use_desk(person, role).code == "level_2"
        assert may_use_desk(replace(person, level=2), role) is None


# --- the deadlines in the rules, to the microsecond ---------------------------------------------

EDGES = [
    ("endorse", "citizen", OPEN, OPENS, "early", None),
    ("endorse", "citizen", OPEN, CLOSES, None, "late"),
    ("endorse", "citizen", REACHED, CLOSES, None, "late"),
    ("withdraw", "proposer", OPEN, CLOSES, None, "not_withdrawable"),
    ("extend", "official", REACHED, CLOSES, None, "overdue"),
    ("edit", "proposer", ASKED, OPENS, None, "not_amended"),
    ("amend", "proposer", ASKED, OPENS, None, "not_amended"),
    ("start anew", "proposer", ASKED, OPENS, "not_ended", None),
    ("take back", "reviewer", FACTS["refused"][0], OPENS + 2 * HOUR, None, "letter_left"),
    ("take back", "reviewer", OPEN, OPENS, None, "nothing_decided"),
    ("transfer", "official", OPEN | {"reviewed_at": OPENS - 5 * HOUR}, OPENS - 3 * HOUR, "letter_waits", None),
    ("transfer", "reviewer", OPEN, CLOSES + rules.COUNTING_TIME, None, "not_collecting"),
]


@pytest.mark.parametrize(("deed", "who", "facts", "edge", "before", "after"), EDGES)
def test_a_microsecond_before_at_and_after(deed, who, facts, edge, before, after):
    codes = []
    for now in (edge - TICK, edge, edge + TICK):
        refusal = DEEDS[deed](SimpleNamespace(**facts), PEOPLE[who], now)
        codes.append(refusal and refusal.code)
    assert codes == [before, after, after]
