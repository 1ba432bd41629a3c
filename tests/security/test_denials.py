"""What the fast doors deny is noted in small number, whatever comes."""

from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta

from civic.security.denials import MOST, Denials

NOW = datetime(2026, 3, 4, 12, 0, 30, tzinfo=UTC)


class Noted(Executor):
    """Keeps what is to be written."""

    def __init__(self):
        self.rows = []

    def submit(self, _write, *told):
        self.rows.append(told)


def test_once_a_minute_for_each_person_or_network_and_reason():
    pool = Noted()
    denials = Denials(pool)
    for _time in range(50):
        denials.tell("endorse", "suspended", "203.0.113.7", NOW, actor="person:1")
        denials.tell("endorse", "forged", "203.0.113.7", NOW)
        denials.tell("endorse", "forged", "203.0.113.8", NOW)  # of the same network
        denials.tell("vote", "forged", "198.51.100.1", NOW)
    assert len(pool.rows) == 3
    denials.tell("endorse", "forged", "203.0.113.7", NOW + timedelta(seconds=29))
    assert len(pool.rows) == 3
    denials.tell("endorse", "forged", "203.0.113.7", NOW + timedelta(seconds=30))
    assert len(pool.rows) == 4


def test_a_flood_from_everywhere_is_a_few_rows_and_forgotten_the_next_minute():
    pool = Noted()
    denials = Denials(pool)
    for number in range(3 * MOST):
        denials.tell("endorse", "forged", f"10.{number // 250}.{number % 250}.1", NOW)
    assert len(pool.rows) == len(denials.known) == MOST
    denials.tell("endorse", "forged", "10.9.9.9", NOW + timedelta(minutes=1))
    assert len(pool.rows) == MOST + 1 and len(denials.known) == 1
