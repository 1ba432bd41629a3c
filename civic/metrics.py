"""`/metrics` for Prometheus: how busy this process is, and what waits in the database. Nothing about anybody.

Rooms count for themselves in plain numbers; here they are read when somebody asks. What stands in the database (outbox,
chores) is the same in every process. Asked from this machine itself, or with METRICS_TOKEN.
"""

import hmac
import weakref
from collections.abc import Iterator

from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from civic import lasting
from civic.clockwork.models import Round
from civic.clockwork.registry import chores
from civic.demo.guard import is_from_here
from civic.live import topics
from civic.live.hub import hub
from civic.outbox.backlog import backlogs

_watched = []  # the switchboard of this process, held weakly


def watch(switchboard) -> None:
    """Tell of this switchboard's doors and page threads from now on, and no longer of another."""
    _watched[:] = [weakref.ref(switchboard)]


class Collector:
    """What is told each time somebody asks."""

    def describe(self) -> list[Metric]:
        """Nothing: to register it asks no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield _counts("civic_task_restarts", "Tasks that live for ever and had to begin again", "task", lasting.endings)
        yield _counts("civic_topic_faults", "Live numbers that could not be told", "kind", topics.faults)
        yield GaugeMetricFamily("civic_live_sockets", "Open websockets", hub.count)
        for switchboard in filter(None, (held() for held in _watched)):
            yield from _of_switchboard(switchboard)
        yield from _of_database(timezone.now())


def _of_switchboard(switchboard):
    bridge = switchboard.bridge
    yield _counts("civic_requests", "Requests, by the way they took", "way", switchboard.requests)
    lately = tuple(switchboard.addresses)
    yield GaugeMetricFamily("civic_requests_lately", "Requests that were looked at for the next number", len(lately))
    yield GaugeMetricFamily("civic_addresses_lately", "Addresses they came from", len(set(lately)))
    yield GaugeMetricFamily("civic_page_threads", "Threads that make pages", settings.PAGE_THREADS)
    yield GaugeMetricFamily("civic_pages_under_way", "Pages being made or waiting for a thread", bridge.pages.waiting)
    passwords, sign_ons = (lane.waiting for _kind, lane in bridge.lanes)
    yield GaugeMetricFamily("civic_passwords_under_way", "Forms with a password, likewise", passwords)
    yield GaugeMetricFamily("civic_sign_ons_under_way", "Pages that wait for a single sign-on, likewise", sign_ons)
    yield GaugeMetricFamily("civic_bodies_under_way", "Bodies that are still arriving", bridge.bodies.count)
    yield GaugeMetricFamily("civic_bodies_bytes", "Room that bodies take up", bridge.bodies.size)
    yield GaugeMetricFamily("civic_shelf_bytes", "Room that shared pages take up", switchboard.pages.pages.size)
    doors = {type(door).__name__: door.turnstile for door in switchboard.doors}
    for name, words in (("batches", "Batches"), ("items", "Items in batches"), ("failures", "Batches that failed")):
        counted = {door: getattr(turnstile, name) for door, turnstile in doors.items()}
        yield _counts(f"civic_turnstile_{name}", f"{words} of a fast door", "door", counted)
    waiting = {door: turnstile.waiting for door, turnstile in doors.items()}
    yield _gauges("civic_turnstile_waiting", "Who waits at a fast door", "door", waiting)


def _of_database(now):
    try:
        found, rounds = backlogs(now), Round.objects.filter(name__in=list(chores))
        started = {each.name: each.started_at.timestamp() for each in rounds}
        failed = {each.name: bool(each.error) for each in rounds}
    except Error:
        connection.close()
        yield GaugeMetricFamily("civic_database_away", "Whether the database could not be asked", 1)
        return
    yield GaugeMetricFamily("civic_database_away", "Whether the database could not be asked", 0)
    waiting = {kind: backlog.waiting for kind, backlog in found.items()}
    yield _gauges("civic_outbox_waiting", "Messages not yet sent", "kind", waiting)
    ages = {kind: backlog.age(now).total_seconds() for kind, backlog in found.items()}
    yield _gauges("civic_outbox_oldest_seconds", "How long the oldest of them has waited", "kind", ages)
    given_up = {kind: backlog.given_up for kind, backlog in found.items()}
    yield _gauges("civic_outbox_given_up", "Messages given up in the last day", "kind", given_up)
    yield _gauges("civic_chore_last_round", "When a chore was last begun, Unix seconds", "chore", started)
    yield _gauges("civic_chore_failed", "Whether its last round failed", "chore", failed)


def _counts(name, words, label, values):
    return _family(CounterMetricFamily, name, words, label, values)


def _gauges(name, words, label, values):
    return _family(GaugeMetricFamily, name, words, label, values)


def _family(kind, name, words, label, values):
    family = kind(name, words, labels=[label])
    for which, value in dict(values).items():
        family.add_metric([which], value)
    return family


REGISTRY.register(Collector())


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, or 404 for whoever may not have them."""
    if not (_has_token(request) or is_from_here(request)):
        raise Http404("metrics are for this machine, or for whoever has METRICS_TOKEN")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _has_token(request):
    said = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(said, settings.METRICS_TOKEN.encode())
