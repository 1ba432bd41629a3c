"""The link checker: pages and documents by the database, addresses of this site by its own list of addresses, and
others by asking them, so many in a round, where there is a network. What it finds, editors read in a report."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from civic.clockwork import Away
from cms import knocking
from cms.models import BrokenLink, HomePage, PageLooked, PublicDocument
from proposals.models import Proposal

AGAIN = timedelta(days=1)  # until the links of a page are looked at again
PAGES, MOST = 10, 20  # pages in a round, and addresses elsewhere asked in it
WHY = {
    "no_page": _("The page is gone or not public."),
    "no_document": _("The document is gone."),
    "nowhere": _("There is no such address on this site."),
    "unreadable": _("This is no address."),
    "no_host": _("There is no such site."),
    "inside": _("This address is not on the internet."),
    "certificate": _("The site's certificate is not in order."),
    "no_answer": _("The site does not answer."),
    "gone": _("The page over there is gone."),
    "failing": _("The site answers with a fault of its own."),
}
TAG = re.compile(r"<a [^>]*>")
ATTRIBUTE = re.compile(r'(linktype|id|href)="([^"]*)"')


class Outside:
    """The addresses elsewhere that are asked in one round, each once. Without a network nothing is judged, nor in the
    demo, whose links are invented."""

    def __init__(self):
        self._faults, self._is_away = {}, settings.DEMO

    @property
    def is_enough(self) -> bool:
        return len(self._faults) >= MOST

    def fault_of(self, url: str) -> str:
        """What is wrong with an address; "" if nothing is, or nobody can tell now."""
        if url not in self._faults:
            if self._is_away or self.is_enough:
                return ""
            try:
                self._faults[url] = knocking.fault_of(url)
            except Away:
                self._is_away = True
        return self._faults.get(url, "")


def look(now: datetime) -> int:
    """Look at the links of the pages whose turn it is; returns how many pages."""
    due = Page.objects.live().exclude(pk__in=PageLooked.objects.filter(looked_at__gt=now - AGAIN).values("page"))
    outside, looked = Outside(), 0
    for page in due.order_by("pk")[:PAGES]:
        if outside.is_enough:
            break
        _look_at(page.specific, outside, now)
        looked += 1
    return looked


def _look_at(page, outside, now):
    """Asking takes time and holds no lock; what was found is then written at once."""
    faults = [(link, fault) for link in dict.fromkeys(links_of(page)) if (fault := _fault(link, outside))]
    with transaction.atomic():
        BrokenLink.objects.filter(page_id=page.pk).delete()
        BrokenLink.objects.bulk_create(
            BrokenLink(page_id=page.pk, url=_named(link)[:500], why=fault, found_at=now) for link, fault in faults
        )
        PageLooked.objects.update_or_create(page_id=page.pk, defaults={"looked_at": now})


def links_of(page: Page) -> Iterator[tuple[str, str]]:
    """(kind, what it names) of each link in the texts of a page and of what hangs on it: "page" and "document" by their
    numbers, "url" by its address."""
    yield from _links_in(page)
    for relation in get_all_child_relations(page):
        for child in getattr(page, relation.get_accessor_name()).all():
            yield from _links_in(child)


def _links_in(row):
    for field in row._meta.local_concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, StreamField):
            yield from _links_of_value(value.get_prep_value())
        elif isinstance(field, RichTextField | models.URLField) and value:
            yield from _links_of_value(value)


def _links_of_value(value):
    if isinstance(value, str):
        if value.startswith(("http://", "https://")):
            yield "url", value
        for tag in TAG.findall(value):
            said = {name: unescape(words) for name, words in ATTRIBUTE.findall(tag)}
            if said.get("linktype") in ("page", "document"):
                yield said["linktype"], said.get("id", "")
            elif said.get("href", "").startswith(("http", "/")):
                yield "url", said["href"]
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _links_of_value(inner)


def _named(link):
    kind, name = link
    return name if kind == "url" else f"{kind} {name}"


def _fault(link, outside):
    """What is wrong with a link, "" if nothing is."""
    kind, name = link
    if kind == "page":
        return "" if _is_there(Page.objects.live().public(), name) else "no_page"
    if kind == "document":
        return "" if _is_there(PublicDocument.objects, name) else "no_document"
    here = name.removeprefix(settings.SITE_URL)
    if here.startswith("/") and not here.startswith("//"):
        return "" if _has_address(urlsplit(here).path) else "nowhere"
    return outside.fault_of(name)


def _is_there(rows, number):
    return number.isdecimal() and len(number) < 10 and rows.filter(pk=number).exists()


def _has_address(path):
    """Whether something public of this site stands at `path`."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    if found.view_name == "proposals:detail":
        return Proposal.objects.public().filter(pk=found.kwargs["pk"]).exists()
    if found.view_name == "wagtail_serve":
        place = found.args[0] if found.args else found.kwargs.get("path", "")
        language = "en" if path.startswith("/en/") else settings.LANGUAGE_CODE
        home = HomePage.objects.filter(locale__language_code=language).first()
        return home is not None and Page.objects.live().public().filter(url_path=f"{home.url_path}{place}").exists()
    return True
