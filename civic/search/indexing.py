"""Writes the documents of things, as part of whatever changes these."""

from collections.abc import Callable, Collection

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone, translation

from civic.search.folding import plain
from civic.search.kinds import Entry, Kind, kinds
from civic.search.models import Document, Rebuild

MOST = 100_000  # characters of a text that are indexed: what PostgreSQL holds in one vector
AT_ONCE = 20  # things whose rows are locked while their documents are written anew

WRITE = """
INSERT INTO search_document (kind, thing, language, sight, path, title, phase, theme, district, agency, year, at,
                             due_at, standing, size, written, plain)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (kind, thing) DO UPDATE SET
  language = excluded.language, sight = excluded.sight, path = excluded.path, title = excluded.title,
  phase = excluded.phase, theme = excluded.theme, district = excluded.district, agency = excluded.agency,
  year = excluded.year, at = excluded.at, due_at = excluded.due_at, standing = excluded.standing,
  size = excluded.size, written = excluded.written, plain = excluded.plain
"""


def index(kind: Kind, things: Collection[int]) -> None:
    """Write the documents of `things` (ids) as their rows are now; what nobody may find any more is forgotten."""
    with translation.override(settings.LANGUAGE_CODE):  # whose addresses have no prefix
        found = {row.pk: kind.entry(row) for row in kind.rows().filter(pk__in=things)}
    gone = [thing for thing in things if thing not in found]
    if gone:
        Document.objects.filter(kind=kind.name, thing__in=gone).delete()
    with connection.cursor() as cursor:
        for thing in sorted(found):
            cursor.execute(WRITE, values(kind.name, thing, found[thing]))


def kind(plug: type[Kind]) -> type[Kind]:
    """Register the decorated `Kind`; whenever one of its rows is written or deleted, its document is."""
    kinds[plug.name] = plug()
    follow(plug.name, plug.model, lambda row: [row.pk])
    return plug


def follow(name: str, model: type[models.Model], things: Callable[[models.Model], Collection[int]]) -> None:
    """Whenever a row of `model` is written or deleted, so are the documents of the `things` (ids) of kind `name` it
    belongs to, in the same transaction."""
    def changed(instance, raw=False, **_how):
        if not raw:
            index(kinds[name], things(instance))

    for signal in (post_save, post_delete):
        signal.connect(changed, sender=model, weak=False, dispatch_uid=("search", name, model._meta.label))


def values(kind: str, thing: int, entry: Entry) -> list:
    """What `WRITE` is given."""
    written = entry.text.replace("\0", "")[:MOST]
    title = entry.title.replace("\0", "")
    text = plain(written)
    year = timezone.localtime(entry.at).year
    return [
        kind, thing, entry.language, entry.sight, entry.path, title, entry.phase, entry.theme, entry.district,
        entry.agency, year, entry.at, entry.due_at, entry.standing, len(text), written, f"{plain(title)}\n{text}",
    ]  # fmt: skip


def behind() -> list[Kind]:
    """The kinds whose documents are not all written in their present edition."""
    done = dict(Rebuild.objects.filter(done_at__isnull=False).values_list("kind", "edition"))
    return [kind for kind in kinds.values() if done.get(kind.name) != kind.edition]


def rebuild(kind: Kind, told: Callable[[int], None] = lambda _done: None, *, goes_on: Callable[[], bool]) -> bool:
    """Write all documents of `kind` anew, beside whoever writes, going on where it was left; whether all are written.

    `told(n)` after each few, `goes_on()` before them.
    """
    state, _new = Rebuild.objects.get_or_create(kind=kind.name, defaults={"edition": kind.edition})
    if state.edition != kind.edition or state.done_at:
        state.edition, state.after, state.begun_at, state.done_at = kind.edition, 0, timezone.now(), None
        state.save()
    while goes_on():
        written = _next_few(kind, state)
        told(written)
        if not written:
            state.done_at = timezone.now()
            state.save()
            return True
    return False


@transaction.atomic
def _next_few(kind, state):
    """Write the documents of the next rows, which nobody changes meanwhile, and forget those whose rows are gone."""
    rows = kind.model._base_manager.filter(pk__gt=state.after).order_by("pk")
    held = list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)[:AT_ONCE])
    kept = Document.objects.filter(kind=kind.name, thing__gt=state.after).exclude(thing__in=held)
    (kept.filter(thing__lt=held[-1]) if held else kept).delete()
    if held:
        index(kind, held)
        state.after = held[-1]
        state.save()
    return len(held)
