"""Around every page: it is known whence a request comes, and noted what somebody signed in was denied: a page, or a
deed that a page refused them for who they are (`request.refused`, set by whatever turns a refusal into an answer)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from civic.security.actions import DENIED, note
from civic.security.whence import coming_from


class SecurityLogMiddleware:
    """Stands behind the middleware that knows who somebody is, and before all that may deny them something."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(request.META.get("REMOTE_ADDR", "")):
            response = self.get_response(request)
            refusal = getattr(request, "refused", None)
            is_denied = response.status_code == 403 or (refusal is not None and refusal.denies)
            if is_denied and request.user.is_authenticated and request.resolver_match:
                said = {"page": request.resolver_match.view_name, "method": request.method}
                said |= {"why": refusal.code} if refusal is not None else {}
                note("security.denied", actor=request.user, result=DENIED, **said)
        return response
