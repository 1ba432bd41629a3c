"""The intake: what a form's field takes, how much of it, and the sentences for what it does not take."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from civic.files import documents, kinds, names, pictures, scanner

MEGABYTE = 2**20
TOO_LARGE = _("This file is larger than %(megabytes)s MB. Please choose a smaller one.")
REFUSALS = {
    "macros": _("This document contains macros. Please save it without them and choose it again."),
    "unpacked": _("Unpacked, this file would be too large. Please choose a smaller one."),
    "broken": _("This picture cannot be read; the file may be damaged. Please save it again and choose it once more."),
    "pixels": _("This picture has more than 64 million pixels. Please make it smaller and choose it again."),
}


def take(file: UploadedFile, *, welcome: Collection[str], largest: int) -> Any:
    """What is kept of an uploaded file, under the name that people get it back by.

    `welcome` are kinds of `kinds`, `largest` bytes. A picture comes back as a new one, a document without what programs
    noted in it about whoever wrote it, as far as we find it. Raises ValidationError with a
    sentence, its code "too_large", "kind", one of `REFUSALS`, or of those of `scanner`.
    """
    if file.size > largest:
        raise ValidationError(TOO_LARGE, code="too_large", params={"megabytes": largest // MEGABYTE})
    scanner.look(file)
    try:
        kind = kinds.kind_of(file, file.name)
        if kind not in welcome:
            raise ValidationError(_not_welcome(welcome), code="kind")
        if kind in kinds.PICTURES:
            content, kind = pictures.redrawn(file, kind)
            return ContentFile(content, names.said(file.name, kind))
    except (kinds.Unwelcome, pictures.Unreadable) as reason:
        raise ValidationError(REFUSALS[str(reason)], code=str(reason)) from None
    name = names.said(file.name, kind)
    if (content := documents.quiet(file, kind)) is not None:
        return ContentFile(content, name)
    file.seek(0)
    file.name = name
    return file


def _not_welcome(welcome):
    if set(welcome) <= set(kinds.PICTURES):
        return _("This file is not a picture that can be used here, whatever its name says. Please choose a photograph "
                 "or drawing: JPEG, PNG, WebP, HEIC.")  # fmt: skip
    return _("This file is not of a kind that can be used here, whatever its name says. Please choose a PDF, a "
             "picture, a text or an office document.")  # fmt: skip


def _said_too_large(largest):
    return str(TOO_LARGE) % {"megabytes": largest // MEGABYTE}


_too_large = lazy(_said_too_large, str)  # said in the language of the page, not of the moment the form was written


def accepted(welcome: Collection[str]) -> str:
    """The value of `accept` for a field that takes these kinds: what a browser offers to choose from."""
    suffixes = (suffix for kind in welcome for suffix in (kind, *kinds.OTHER_SUFFIXES.get(kind, ())))
    return ",".join((*suffixes, *(["image/*"] if set(welcome) & set(kinds.PICTURES) else [])))


class IntakeField(forms.FileField):
    """A file by its content. Cleaned, it is what `take` keeps of it.

    The browser learns what to offer, and from `data-largest` and `data-too-large` what to say before it sends.
    """

    widget = forms.FileInput

    def __init__(self, *, welcome: Collection[str], largest: int, **kwargs: Any):
        self.welcome, self.largest = welcome, largest
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {
            "accept": accepted(self.welcome),
            "data-largest": self.largest,
            "data-too-large": _too_large(self.largest),
        }

    def to_python(self, data: UploadedFile | None) -> Any:
        file = super().to_python(data)
        return file and take(file, welcome=self.welcome, largest=self.largest)
