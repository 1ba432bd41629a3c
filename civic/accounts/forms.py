"""Forms in which people say who they are."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SignupExtras(forms.Form):
    """What we ask at sign-up beyond allauth's own fields: the public nickname."""

    nickname = forms.CharField(label=_("Nickname"), min_length=2, max_length=20)

    def signup(self, request, person):
        person.nickname = self.cleaned_data["nickname"]
        person.language = get_language()
        person.save(update_fields=["nickname", "language"])
