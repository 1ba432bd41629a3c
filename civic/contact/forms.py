"""The form of a letter. What it asks of machines no person notices; whatever it says, the words stay in it."""

from datetime import datetime, timedelta

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from civic.accounts import once, typed
from civic.writing import Mailbox, Words

typed.label(letter=_("Your letter"))

MOST = 5000
SALT = "civic.contact"
QUICKEST = timedelta(seconds=3)  # nobody writes a letter faster
TOO_QUICK = _("That was very quick. Please look your letter over and send it again.")
NO_STAMP = _("Please send your letter once more.")
FOR_MACHINES = _("A field that has to stay empty was filled in. We have emptied it: please send your letter again.")


class LetterForm(forms.Form):
    """A letter to the city. `began` says, signed, when the form was first shown; `website` is there for machines."""

    letter = Words(
        label=_("Your letter"),
        help_text=_("Please name the page it is about. Leave out what nobody else should read."),
        most=MOST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    email = Mailbox(
        label=_("Your email address"),
        help_text=_("For the answer. Leave it empty if you want none."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    once = forms.CharField(required=False, widget=forms.HiddenInput)
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, now: datetime, email: str = "", **options):
        self.now = now
        began = signing.dumps(now.timestamp(), salt=SALT)
        super().__init__(*args, initial={"email": email, "once": once.key(), "began": began}, **options)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("website"):
            self.data = self.data.copy()
            self.data["website"] = ""
            self.add_error(None, FOR_MACHINES)
        try:
            began = signing.loads(cleaned.get("began", ""), salt=SALT)
        except signing.BadSignature:
            self.data = self.data.copy()
            self.data["began"] = self.initial["began"]
            self.add_error(None, NO_STAMP)
        else:
            if not self.errors and self.now.timestamp() - began < QUICKEST.total_seconds():
                self.add_error(None, TOO_QUICK)
        return cleaned
