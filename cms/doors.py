"""The policy of the editors' admin, which emits inline scripts that public pages do not have."""

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


class EditorsPolicyMiddleware:
    """Sets the policy under /cms/, where the public one is switched off by its excluded prefix."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith("/cms/"):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
