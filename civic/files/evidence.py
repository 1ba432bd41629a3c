"""Links and files that support what somebody writes: the facts of one, and how one comes to a thing and goes again.

An app makes a table of its own out of `Evidence`, with the thing it belongs to; its verbs lock that, judge who may, and
call `add` and `remove`.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.files import File
from django.db import models, transaction
from django.db.models import Q
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from civic.files import kinds, names
from civic.lifecycle import Refusal, Refused, require
from civic.writing import PARTS, kept

TITLE_LIMIT = 100
MOST = 10  # links and files of a thing
FILES = {  # their kinds, and how many bytes
    "welcome": (".pdf", *kinds.PICTURES, *kinds.OFFICE, ".csv", ".txt"),
    "largest": 10 * 2**20,
}


class Evidence(models.Model):
    """A link or a file that supports something."""

    title = models.CharField(_("title"), max_length=TITLE_LIMIT * PARTS)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", blank=True)
    name = models.CharField(_("name of the file"), max_length=names.LONGEST, blank=True)  # as its author calls it

    class Meta:
        abstract = True
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")), name="%(class)s_link_or_file"
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown as it is."""
        return self.file.name.lower().endswith((*kinds.PICTURES, ".jpeg"))

    def download(self) -> FileResponse:
        """The file under the name it was given, never as a page of ours."""
        return FileResponse(self.file.open(), as_attachment=True, filename=self.name)


def room(there: int) -> Refusal | None:
    """Whether a link or file can be added to the `there` ones of a thing."""
    return Refusal("evidence_full", _("There is room for ten links and files.")) if there >= MOST else None


def add(there: Any, *, title: str, url: str = "", file: File | None = None) -> Any:
    """Attach a link or a file that the intake took (exactly one of them) to `there`, the evidence of a thing (a related
    manager), if there is room; returns it. Needs the lock of the thing."""
    if bool(url) == bool(file):
        raise Refused(Refusal("link_or_file", _("Please give either a link or a file.")))
    require(room(there.count()))
    title = kept(title, TITLE_LIMIT, needed=_("Please say what it is."), one_line=True)
    return there.create(title=title, url=url, file=file or "", name=names.said(file.name) if file else "")


def remove(there: Any, one: Evidence) -> None:
    """Take a link or file away again, from the disk too. Needs the lock of the thing."""
    for found in there.filter(pk=one.pk):
        found.delete()
        delete_files([found])


def delete_files(gone: Any) -> None:
    """Once this transaction is committed, take the files of rows that are `gone` from the disk."""
    for one in gone:
        if one.file:
            transaction.on_commit(partial(one.file.storage.delete, one.file.name))


def texts(there: Any) -> Iterator[str]:
    """What people read of the evidence of a thing: titles, addresses of links, and names of files, which they bear when
    they are downloaded."""
    for row in there.order_by("pk").values_list("title", "url", "name"):
        yield from row
