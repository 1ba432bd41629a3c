"""The forms through which editors hand in files: Wagtail's own, with our intake in front."""

from typing import Any

from django.conf import settings
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from civic.files import kinds
from civic.files.intake import take


class PictureField(WagtailImageField):
    def to_python(self, data: Any) -> Any:
        largest = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        return super().to_python(data and take(data, welcome=kinds.PICTURES, largest=largest))


class DocumentField(WagtailDocumentField):
    def to_python(self, data: Any) -> Any:
        welcome = [f".{suffix}" for suffix in settings.WAGTAILDOCS_EXTENSIONS]
        return super().to_python(data and take(data, welcome=welcome, largest=settings.WAGTAILDOCS_MAX_UPLOAD_SIZE))


def _with_intake(fields, field):
    """Put `field` in place of Wagtail's own, where a form has one: the second step of many uploads has none."""
    if (theirs := fields.get("file")) is not None:
        fields["file"] = field(label=theirs.label, required=theirs.required, widget=theirs.widget)


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _with_intake(self.fields, PictureField)


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _with_intake(self.fields, DocumentField)
