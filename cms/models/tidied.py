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

    def clean(self):
        """A text that is needed shows something; asked at every door, since Wagtail cleans what it saves."""
        super().clean()
        wrong = {field.name: NOTHING for field in self._texts() if not self._is_seen(field)}
        if wrong:
            raise ValidationError(wrong)

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
