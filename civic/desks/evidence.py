"""The part of a form for drafts in which links and files are added, one at a time, and taken away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic.accounts import typed
from civic.accounts.limits import DAY, Limit, register, take
from civic.accounts.models import Person
from civic.desks.drafting import DraftForm
from civic.files import evidence
from civic.files.intake import IntakeField
from civic.writing import Words

register(evidence=Limit(60, DAY, _("You have added too many files and links today. Please add the others tomorrow.")))
typed.label(evidence_title=_("What it is"), evidence_url=_("Link"))


class EvidenceForm(DraftForm):
    """A draft with evidence (`civic.files.evidence`), to be found as `evidence` at the thing."""

    evidence_title = Words(
        label=_("What it is"),
        most=evidence.TITLE_LIMIT,
        required=False,
        help_text=_("For example: survey of the bus stop, 2026"),
    )
    evidence_url = forms.URLField(
        label=_("Link"), max_length=500, required=False, assume_scheme="https", widget=forms.URLInput
    )
    evidence_file = IntakeField(
        **evidence.FILES,
        label=_("Or a file"),
        required=False,
        help_text=_(
            "PDF, picture, text or office document, at most 10 MB. Of a picture we keep what one sees, not where and "
            "with what it was taken, and of one that moves the first frame. The author's name is taken out of "
            "documents as far as we find it: in a PDF, in comments and in tracked changes it may stay."
        ),
    )
    evidence_remove = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Remove"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, thing: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.thing = thing
        if thing is None:
            del self.fields["evidence_remove"]
        else:
            self.fields["evidence_remove"].queryset = thing.evidence.order_by("pk")

    def clean_evidence_url(self):
        url = self.cleaned_data["evidence_url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Please give a web address that begins with https:// or http://."))
        return url

    def clean(self):
        data = super().clean()
        url, file = data.get("evidence_url"), data.get("evidence_file")
        if url and file:
            self.add_error("evidence_file", _("Please give a link or a file, and add the other after saving."))
        if (url or file) and not data.get("evidence_title") and "evidence_title" not in self.errors:
            self.add_error("evidence_title", _("Please say what it is."))
        if data.get("evidence_title") and not (url or file) and not self.errors:
            self.add_error("evidence_url", _("Please give a link or a file for it."))
        if (url or file) and (full := evidence.room(self._evidence_after())):
            self.add_error("evidence_title", full.sentence)
        return data

    def _evidence_after(self):
        """How many there will be before the new one is added."""
        if self.thing is None:
            return 0
        return self.thing.evidence.count() - len(self.cleaned_data.get("evidence_remove", ()))

    def go_on_with(self, thing: Any, made: str) -> None:
        """As its base, and it adds no evidence twice."""
        super().go_on_with(thing, made)
        data = self.cleaned_data
        if thing.evidence.filter(title=data["evidence_title"], url=data["evidence_url"]).exists():
            data["evidence_url"] = data["evidence_file"] = None

    def save_evidence(self, person: Person, now: Any, add: Any, remove: Any) -> None:
        """What is taken away and added, by the verbs `remove(evidence)` and `add(title=…, url=…, file=…)`."""
        data = self.cleaned_data
        for one in data.get("evidence_remove", ()):
            remove(one)
        url, file = data["evidence_url"], data["evidence_file"]
        if url or file:
            take("evidence", person.pk, now=now)
            add(title=data["evidence_title"], url=url, file=file)
