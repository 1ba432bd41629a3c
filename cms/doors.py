"""What every page of the editors' admin passes: its policy (it emits inline scripts), and what a list that leaves as
CSV is made fit for."""

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
    """Under /cms/: the policy above, and lists for spreadsheets."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith("/cms/"):
            return self.get_response(request)
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if response.streaming and response.headers["Content-Type"].partition(";")[0] == "text/csv":
            response.headers["Content-Type"] = "text/csv; charset=utf-8"
            response.streaming_content = for_spreadsheets(response.streaming_content)
        return response
