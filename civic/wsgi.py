"""The pages, as a WSGI application: Django with its middleware."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")
pages = get_wsgi_application()

from civic.serving.visitors import knowing  # noqa: E402 Django comes first

application = knowing(pages)
