"""Who may see a picture or document of the editors: everybody once a published page shows it, until then editors.

What a page shows Wagtail knows (its index of references, kept by whatever stands in the page's own row: of a published
page that is the published text, whatever a later draft says).
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, PageQuerySet, ReferenceIndex

from civic.serving.public import for_an_hour, for_nobody
from cms.models import Picture, PublicDocument


def pages_that_show(file: Picture | PublicDocument) -> PageQuerySet:
    """The published pages in which it is shown or linked."""
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(file).filter(base_content_type=pages)
    numbers = references.annotate(page=Cast("object_id", BigIntegerField())).values("page")
    return Page.objects.live().filter(pk__in=numbers)


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
