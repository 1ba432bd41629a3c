"""Who may see a page, picture or document of the editors.

A file everybody once a published page shows it, until then editors; a page whoever its editors let in.

What a page shows Wagtail knows (its index of references, kept by whatever stands in the page's own row: of a published
page that is the published text, whatever a later draft says).
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageQuerySet, PageViewRestriction, ReferenceIndex

from civic.accounts.registry import title_of
from civic.lifecycle import Denied, Refusal
from civic.serving.public import for_an_hour, for_nobody
from civic.writing import filled
from cms.models import Picture, PublicDocument

NOT_LET_IN = _("This is for people with one of these roles: %(roles)s. Your account has none of them.")


def require_let_in(restrictions: QuerySet, request: HttpRequest) -> None:
    """Raise `Denied` where something is for people with certain roles and the reader, who is signed in, has none of
    them: Wagtail would lead them to the sign-in, which leads whoever is signed in back again, and so on."""
    if not request.user.is_authenticated:
        return
    for restriction in restrictions.prefetch_related("groups"):
        if restriction.restriction_type == PageViewRestriction.GROUPS and not restriction.accept_request(request):
            names = " · ".join(title_of(group.name) for group in restriction.groups.all())
            raise Denied(Refusal("not_let_in", filled(NOT_LET_IN, roles=names)))


def must_sign_in(file: PublicDocument, request: HttpRequest) -> bool:
    """Whether a stranger has followed a link on a published page to a `file` that only some may see."""
    is_stranger = not request.user.is_authenticated
    return is_stranger and file.collection.get_view_restrictions().exists() and pages_that_show(file).public().exists()


def pages_that_name(thing: Model) -> PageQuerySet:
    """The pages in which a picture, a document or another page is shown or linked, drafts as well."""
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(thing).filter(base_content_type=pages)
    numbers = references.annotate(page=Cast("object_id", BigIntegerField())).values("page")
    return Page.objects.filter(pk__in=numbers)


def pages_that_lose(thing: Model) -> PageQuerySet:
    """The pages that show or link what goes with a picture, a document, or a page and all below it, but these."""
    if not isinstance(thing, Page):
        return pages_that_name(thing)
    pages, gone = ContentType.objects.get_for_model(Page), thing.get_descendants(inclusive=True)
    numbers = [str(number) for number in gone.values_list("pk", flat=True)]
    references = ReferenceIndex.objects.filter(base_content_type=pages, to_content_type=pages)
    references = references.filter(to_object_id__in=numbers)
    found = references.annotate(page=Cast("object_id", BigIntegerField())).values("page")
    return Page.objects.filter(pk__in=found).exclude(pk__in=gone.values("pk"))


def pages_that_show(file: Picture | PublicDocument) -> PageQuerySet:
    """The published pages in which it is shown or linked."""
    return pages_that_name(file).live()


def shown_to_everybody(file: Picture | PublicDocument, request: HttpRequest) -> bool:
    """Whether everybody may see it, or only this reader. Raises Http404 for whoever may not."""
    pages, closed = pages_that_show(file), list(file.collection.get_view_restrictions())
    if not closed and pages.public().exists():
        return True
    if request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
        return False
    if _lets_in(closed, request) and any(_lets_in(page.get_view_restrictions(), request) for page in pages):
        return False
    raise Http404


def _lets_in(restrictions, request):
    return all(restriction.accept_request(request) for restriction in restrictions)


def kept_by(response: HttpResponse, *, everybody: bool) -> HttpResponse:
    """The `response` with a file: for every cache, or for none."""
    return for_an_hour(response) if everybody else for_nobody(response)
