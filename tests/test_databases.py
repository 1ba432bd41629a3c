import threading

from django.db import connection

from proposals.models import Terms


def test_own_database_holds_what_migrations_brought_and_threads_see_commits(own_database):
    assert Terms.objects.count() == 1
    Terms.objects.create(effective_on="2030-01-01", source="test")
    seen = []

    def look():
        seen.append(Terms.objects.count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [2]


def test_own_database_leaves_nothing_behind(db):
    assert connection.settings_dict["NAME"].startswith("test_")
    assert Terms.objects.count() == 1
