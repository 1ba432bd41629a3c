"""Fields of forms in which a row of the city is chosen by its code."""

from typing import Any

from django import forms
from django.db.models import Manager, QuerySet


class ByCode(forms.ModelChoiceField):
    """A row chosen by its code, or none; what the database could not even look up is an invalid choice too."""

    def __init__(self, queryset: QuerySet | Manager, **kwargs: Any):
        super().__init__(queryset, required=False, to_field_name="code", **kwargs)

    def to_python(self, value):
        if isinstance(value, str) and not value.isprintable():
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            )
        return super().to_python(value)
