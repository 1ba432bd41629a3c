"""Doors beside Wagtail's own: signing in, one's settings as an editor, and pictures for everybody."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.admin.views import account

from civic.accounts.rules import may_use_permissions
from civic.lifecycle import Denied, Refusal

PICTURES = ("images", "original_images")
MONTH = 60 * 60 * 24 * 30


def sign_in(request: HttpRequest) -> HttpResponse:
    """Instead of Wagtail's sign-in: strangers to ours, people without the role to a sentence."""
    if request.user.is_authenticated:
        no_role = Refusal("no_role", _("Editing is for editors and administrators."))
        raise Denied(may_use_permissions(request.user) or no_role)
    following = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(following, {request.get_host()})
    return redirect_to_login(following if is_ours else "/cms/")


class AccountView(account.AccountView):
    """Wagtail's settings of an editor, without name, e-mail and portrait: who one is, "my page" says."""

    elsewhere = (account.NameEmailSettingsPanel, account.AvatarSettingsPanel)

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, self.elsewhere)]


@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """A picture or one of its sizes. Nothing else in the media folder has an address."""
    suffix = Path(name).suffix.lower().lstrip(".")
    if folder not in PICTURES or suffix not in settings.WAGTAILIMAGES_EXTENSIONS:
        raise Http404
    response = serve(request, f"{folder}/{name}", document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = f"public, max-age={MONTH}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
