"""One gate before all of /demo/: its letters hold everybody's sign-in codes."""

import pytest
from django.test import Client

from civic.demo.urls import urlpatterns as doors

pytestmark = pytest.mark.django_db
HERE = {"HTTP_HOST": "127.0.0.1:8000"}
ADDRESSES = [
    *("/demo/", "/demo/letters/", "/demo/letters/mei/", "/demo/sign-in/"),
    *("/demo/sign-on/.well-known/openid-configuration", "/demo/sign-on/keys/", "/demo/sign-on/authorize/"),
    *("/demo/sign-on/token/", "/demo/sign-on/out/"),
]


def test_every_door_of_the_demo_is_tried_here():
    assert len(ADDRESSES) == len(doors)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "told",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
    ],
)
def test_nobody_but_whoever_sits_here_comes_in(address, told):
    for method in ("get", "post"):
        assert getattr(Client(), method)(address, **HERE | told).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("name", "value"),
    [("TRUSTED_PROXIES", 1), ("SITE_URL", "https://city.example"), ("ALLOWED_HOSTS", ["*"])],
)
def test_a_proxy_that_says_nothing_of_itself_opens_nothing(settings, address, name, value):
    """Whoever it brings seems to sit here; but it is known that one is there, or the site has a name."""
    setattr(settings, name, value)
    asked = {"HTTP_HOST": "city.example"} if name == "ALLOWED_HOSTS" else HERE
    assert Client().get(address, **asked).status_code == 403


@pytest.mark.parametrize("told", [{"HTTP_ORIGIN": "http://elsewhere.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}])
def test_no_other_page_signs_anybody_in(told):
    assert Client().post("/demo/sign-in/", {"who": "mei"}, **HERE | told).status_code == 403


def test_whoever_sits_here_comes_in():
    assert Client().get("/demo/letters/", **HERE).status_code == 200
    assert Client().get("/demo/letters/nobody/", **HERE).status_code == 404
