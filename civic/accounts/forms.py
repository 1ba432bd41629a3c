"""Forms in which people say who they are."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import identity, nicknames, typed
from civic.accounts.models import Person
from civic.accounts.rules import may_be_called, profile_mark
from civic.text import mailbox
from civic.writing import Code, Words

typed.label(nickname=_("Nickname"), name=pgettext_lazy("person", "Name"))


class NicknameField(forms.CharField):
    """A nickname that may be shown in public."""

    def __init__(self, **options):
        options.setdefault("label", _("Nickname"))
        options.setdefault("help_text", _("Shown in public beside what you do here. 2 to 20 characters."))
        options.setdefault("max_length", 200)
        super().__init__(**options)

    def clean(self, value):
        nickname = nicknames.tidy(super().clean(value))
        if sentence := nicknames.fault(nickname):
            raise ValidationError(sentence)
        return nickname


class MobileField(forms.CharField):
    """A mobile number of this country as people write it; cleaned to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "placeholder": "0912 345 678"})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        if not (number := identity.phone_number(text)):
            raise ValidationError(_("Please enter a Taiwanese mobile number, such as 0912 345 678."))
        return number


class SignupExtras(forms.Form):
    """What we ask at sign-up beyond allauth's own fields: the public nickname."""

    field_order = ["nickname", "email", "password1"]
    nickname = NicknameField(widget=forms.TextInput(attrs={"autocomplete": "nickname"}))

    def clean(self):
        cleaned = super().clean()
        email, nickname = self.cleaned_data.get("email", ""), self.cleaned_data.get("nickname")
        taken = Person.objects.nicknames_of_the_city()
        if nickname and (refusal := may_be_called(Person(email=email), nickname, taken)):
            self.add_error("nickname", refusal.sentence)
        return cleaned

    def signup(self, request, person):
        person.nickname = self.cleaned_data["nickname"]
        person.language = get_language()
        person.save(update_fields=["nickname", "language"])


class ProfileForm(forms.Form):
    """What people say of themselves; the verb `change_profile` judges the nickname. `seen` marks what it showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    nickname = NicknameField(widget=forms.TextInput(attrs={"autocomplete": "nickname"}))
    full_name = Words(
        label=pgettext_lazy("person", "Name"),
        help_text=_("Never public. You may leave it empty."),
        most=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)

    def __init__(self, person, *args, **options):
        self.person = person
        initial = {"nickname": person.nickname, "full_name": person.name, "language": person.language}
        super().__init__(*args, initial={**initial, "seen": profile_mark(person)}, **options)

    def show_what_stands(self) -> None:
        """After a refusal because another window was faster: sent again, it replaces what that one saved."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]

    def clean(self):
        cleaned = super().clean()
        nickname = cleaned.get("nickname")
        if nickname and nickname != self.person.nickname:
            private = Person(name=cleaned.get("full_name", ""), email=self.person.email)
            if refusal := may_be_called(private, nickname, Person.objects.nicknames_of_the_city(but=self.person)):
                self.add_error("nickname", refusal.sentence)
        return cleaned


class ProofForm(forms.Form):
    """The password, or the code that was sent; whichever there is to be asked for."""

    code = Code(label=_("Code from the letter"), required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, has_password, is_code_awaited, **options):
        super().__init__(*args, **options)
        if not has_password:
            del self.fields["password"]
        if not is_code_awaited:
            del self.fields["code"]


class ErasureForm(forms.Form):
    """Typing one's own address is what makes the click deliberate."""

    email = forms.CharField(
        label=_("Your email address"), help_text=_("Enter your email address to confirm."), max_length=254
    )

    def __init__(self, person, *args, **options):
        self.person = person
        super().__init__(*args, **options)

    def clean_email(self):
        if mailbox(self.cleaned_data["email"]) != self.person.email:
            raise ValidationError(_("This is not the address of this account."))
        return self.cleaned_data["email"]
