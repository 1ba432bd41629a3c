"""An impatient double click writes one letter."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from civic.outbox.models import Urgent
from tests.contact.test_letter import ADDRESS, shown


@pytest.mark.usefixtures("own_database")
def test_sent_four_times_at_once_it_is_one_letter_with_one_number(at):
    data = shown(Client(), at)

    def sending(_):
        try:
            return Client().post(ADDRESS, data).headers["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        led = set(pool.map(sending, range(4)))
    assert len(led) == 1 and Urgent.objects.count() == 1
