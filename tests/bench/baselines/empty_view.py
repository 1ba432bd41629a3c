"""An empty Django view without middleware, served as `manage.py run` serves: uvicorn, bridge, four threads."""

import os

import uvicorn
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

from civic.serving.bridge import Bridge
from civic.serving.http import Protocol

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="baseline", MIDDLEWARE=[])


def empty(request, rest=""):
    return HttpResponse()


urlpatterns = [path("", empty), path("<path:rest>", empty)]

if __name__ == "__main__":
    uvicorn.run(
        Bridge(get_wsgi_application(), threads=4, queue=1000, limit=2**20, deadline=60),
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http=Protocol,
        access_log=False,
        log_level="error",
        server_header=False,
        lifespan="off",
    )
