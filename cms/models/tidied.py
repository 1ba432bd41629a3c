"""What editors write is kept as people see it, whichever row it is a part of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from civic import text

NOTHING = _("Please write something that can be seen.")


class Tidied:
    """For rows that editors write: their texts are kept as people see them."""

    def clean_fields(self, exclude=None):
        """A text that is needed shows something; asked at every door, since Wagtail cleans what it publishes. What a
        draft may still lack is in `exclude`."""
        exclude = set(exclude or ())
        missing = {field.name for field in self._texts() if not self._is_seen(field)} - exclude
        errors = {name: [ValidationError(NOTHING)] for name in missing}
        try:
            super().clean_fields(exclude | missing)
        except ValidationError as wrong:
            errors = wrong.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _texts(self):
        """The fields in which editors write, and the title of a page, which is Wagtail's."""
        kinds = (models.CharField, models.TextField)
        fields = (field for field in self._meta.local_concrete_fields if isinstance(field, kinds))
        own = [field for field in fields if field.editable and not field.choices]
        return [self._meta.get_field("title"), *own] if isinstance(self, Page) else own

    def _is_seen(self, field):
        """Whether a text that is needed shows something; tidies it."""
        words = getattr(self, field.name) or ""
        words = text.tidy(words) if isinstance(field, models.TextField) else text.line(words)
        setattr(self, field.name, words)
        return field.blank or not text.is_empty(strip_tags(words) if isinstance(field, RichTextField) else words)
