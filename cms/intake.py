"""The forms through which editors hand in files: Wagtail's own, with our intake in front."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from civic.files import kinds, names
from civic.files.intake import take


class PictureField(WagtailImageField):
    def to_python(self, data: Any) -> Any:
        largest = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        return super().to_python(data and take(data, welcome=kinds.PICTURES, largest=largest))


class DocumentField(WagtailDocumentField):
    def to_python(self, data: Any) -> Any:
        welcome = [f".{suffix}" for suffix in settings.WAGTAILDOCS_EXTENSIONS]
        return super().to_python(data and take(data, welcome=welcome, largest=settings.WAGTAILDOCS_MAX_UPLOAD_SIZE))


class Intake:
    """A form of Wagtail's with our field for the file.

    A file that comes with a fault elsewhere is refused, too: neither the browser nor the form has it any more, and the
    uploader of many files would keep it aside as it was sent.
    """

    field: type
    said: object  # what becomes of the file

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if (theirs := self.fields.get("file")) is not None:  # the second step of many uploads has none
            same = {"label": theirs.label, "required": theirs.required, "widget": theirs.widget}
            self.fields["file"] = self.field(**same, help_text=self.said)

    def full_clean(self) -> None:
        super().full_clean()
        file = self.files.get(self.add_prefix("file"))
        if file is not None and "file" in self.fields and self._errors and "file" not in self._errors:
            words = _("%(name)s was not kept. Please choose it again.")
            self.add_error("file", words % {"name": names.said(file.name)})


class PictureForm(Intake, BaseImageForm):
    field = PictureField
    said = gettext_lazy(
        "We keep what one sees, not where and with what it was taken; of a picture that moves, the first frame."
    )


class DocumentForm(Intake, BaseDocumentForm):
    field = DocumentField
    said = gettext_lazy(
        "The author's name is taken out as far as we find it: in a PDF, in comments and in tracked changes it may stay."
    )
