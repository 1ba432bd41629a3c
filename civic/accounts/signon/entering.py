"""Coming in by a single sign-on: what we tell allauth of it."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.accounts.adapter import SignupForm
from civic.accounts.entrance import SignUp
from civic.accounts.models import Person
from civic.accounts.signon import kept, proving
from civic.accounts.signon.providers import Provider, of
from civic.lifecycle import Refused

METHOD = "sign_on"


def sign_in(request: HttpRequest, person: Person, provider: Provider, following: str) -> HttpResponse:
    """Sign in whoever has just shown at `provider` who they are; somebody with a second factor is asked for it next."""
    record_authentication(request, person, METHOD, by=provider.key)
    request.session[kept.BY] = provider.key
    return perform_login(request, Login(user=person, redirect_url=following or None))


class NewForm(SignupForm):
    """Nickname and address of somebody whom a provider knows already; a password is set later, or never."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields.pop("password1", None)


class New(SignUp):
    """Where whoever has no account yet makes one with what the provider told."""

    template_name = "accounts/sign_on_new.html"

    def dispatch(self, request, *args, **kwargs):
        self.kept = kept.found(request)
        if self.kept is None:
            messages.info(request, _("Your sign-on has run out. Please begin again."))
            return redirect("sign_on:ways")
        if request.user.is_authenticated:
            return redirect("sign_on:joining")
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return NewForm

    def get_initial(self):
        return super().get_initial() | {"email": self.kept[0].email}

    def get_success_url(self):
        return self.kept[1] or super().get_success_url()

    def form_valid(self, form):
        response = super().form_valid(form)
        if self.user:
            kept.belongs_to(self.request, self.user.pk)
        return response

    def get_context_data(self, **kwargs):
        told, following = self.kept
        about = {"told": told, "provider": of(told.provider), "following": following}
        return super().get_context_data(**kwargs) | about


@receiver(user_logged_in, dispatch_uid="civic.accounts.signon")
def prove_who_has_just_begun(request: HttpRequest, user: Person, **told: Any) -> None:
    """Whoever made an account with what a provider told has proved it, once they are in for the first time."""
    found = kept.found(request)
    if found is None or kept.whose(request) != user.pk:
        return
    about, _following = found
    kept.forget(request)
    provider = of(about.provider)
    request.session[kept.BY] = provider.key
    try:
        proving.prove(user, provider, about, timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
