"""`{% load sign_on %}`: the buttons that lead through a single sign-on."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context

from civic.accounts.models import Verification
from civic.accounts.signon import proving
from civic.accounts.signon.providers import Provider

register = template.Library()


@register.inclusion_tag("accounts/pieces/sign_on.html", takes_context=True)
def sign_on(context: Context, following: str = "", level: int = 1, words: str = "") -> dict[str, Any]:
    """A button for each provider that can prove `level` to whoever looks; they lead back to `following`. `words` stand
    above them; without a provider there is nothing."""
    person = context["request"].user
    able = [provider for provider in settings.SIGN_ON.values() if provider.highest >= level]
    if person.is_authenticated:
        able = [provider for provider in able if proving.may_prove(provider, person) is None]
    said = {"next": following, "level": level, "words": words, "csrf_token": context.get("csrf_token")}
    return {"providers": able} | said


@register.filter
def provider(proof: Verification) -> Provider | None:
    """The provider that gave a proof; None for one that is there no more."""
    return next((each for each in settings.SIGN_ON.values() if each.method == proof.method), None)
