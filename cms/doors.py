"""What every page of the editors' admin passes: its policy (it emits inline scripts), what a list that leaves as CSV is
made fit for, and why a page could not save itself."""

from django.http import JsonResponse

from cms.exports import for_spreadsheets

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)


class EditorsDoorMiddleware:
    """Under /cms/: the policy above, lists for spreadsheets, and a code for a page that saves itself in vain."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith("/cms/"):
            return self.get_response(request)
        response = self.get_response(request)
        if _saves_itself(request) and response.status_code in (302, 403):
            code = "refused" if request.user.is_authenticated else "signed_out"
            response = JsonResponse({"success": False, "error_code": code}, status=403)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if response.streaming and response.headers["Content-Type"].partition(";")[0] == "text/csv":
            response.headers["Content-Type"] = "text/csv; charset=utf-8"
            response.streaming_content = for_spreadsheets(response.streaming_content)
        return response


def _saves_itself(request):
    """Whether a page is being saved while somebody writes it: it can show neither a form nor a sentence of ours."""
    return request.method == "POST" and request.headers.get("Accept") == "application/json"
