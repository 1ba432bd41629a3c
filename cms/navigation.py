"""The links to outcomes and their editing in the main navigation, those to the guides and news at the foot, and what
editors find on the page of a thing that an outcome can tell of."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import staff
from civic.navigation import Offer, offer, way, way_at_foot
from cms.eyes import ROLES
from cms.models import OutcomeIndexPage
from cms.starting import kind_of, pages_about

way(30, "wagtail_serve", _("Outcomes"), args=("outcomes/",))
way(60, "wagtailadmin_home", pgettext_lazy("navigation", "Editing"), role="editor")
for order, column, name, title in (
    (1, "part", "how-it-works", _("How it works")),
    (2, "part", "rules", _("The rules, and grounds of refusal")),
    (3, "part", "news", _("News and events")),
    (1, "rights", "privacy", _("Privacy policy")),
    (2, "rights", "terms", _("Terms of use")),
    (3, "rights", "accessibility", _("Accessibility")),
    (1, "about", "contact", _("Contact")),
):
    way_at_foot(order, "wagtail_serve", title, args=(f"{name}/",), column=column, name=name)


@offer
def write_the_outcome(request: HttpRequest, thing: object) -> list[Offer]:
    """The outcomes that tell of a thing, and where one is started in a language that has none."""
    if not _edits(request) or (kind := kind_of(thing)) is None:
        return []
    pages = list(pages_about(thing).select_related("locale"))
    indexes = OutcomeIndexPage.objects.exclude(locale__in=[page.locale_id for page in pages])
    start = Offer(_("Write the outcome"), reverse("cms_starting", args=[kind, thing.pk]))
    return [*map(_told, pages), *([start] if indexes.exists() else [])]


def _edits(request):
    """Whether an editor or administrator reads, who has shown their second factor."""
    user = request.user
    works = user.is_authenticated and any(map(user.has_role, ROLES))
    return works and staff.is_staff(staff.reader(request))


def _told(page):
    words = gettext("The outcome · %(language)s") if page.live else gettext("The draft of the outcome · %(language)s")
    address = page.url if page.live else reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Offer(words % {"language": page.locale.get_display_name()}, address)
