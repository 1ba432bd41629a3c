"""Which single sign-ons there are, as the environment says; nonsense ends the start with one sentence."""

import pytest
from django.utils import translation

from civic import env
from civic.accounts.signon import providers

CITY = {
    "SIGN_ON": "city",
    "SIGN_ON_CITY_ISSUER": "https://id.city.example",
    "SIGN_ON_CITY_CLIENT": "civic",
    "SIGN_ON_CITY_LEVELS": "mobileid=3&urn%3Apwd=1",
}


@pytest.fixture
def read(monkeypatch):
    """`read(**settings)`: the providers of an environment that has these besides `CITY`."""

    def reading(**more):
        for name, value in (CITY | more).items():
            monkeypatch.setenv(name, value)
        return providers.read()

    return reading


def test_without_a_word_there_is_none(monkeypatch):
    monkeypatch.delenv("SIGN_ON", raising=False)
    assert providers.read() == {}


def test_what_is_not_said_is_what_the_standard_says(read):
    city = read()["city"]
    assert city.levels == {"mobileid": 3, "urn:pwd": 1} and city.highest == 3 and city.method == "oidc:city"
    assert (city.claims, city.scopes, city.realm) == (providers.CLAIMS, "openid", "https://id.city.example")
    assert (city.secret, city.whom, city.name) == ("", "both", "city")
    assert city.methods_for(2) == ["mobileid"] and city.methods_for(1) == ["mobileid", "urn:pwd"]


def test_everything_said(read, tmp_path):
    (tmp_path / "secret").write_text("hush")
    line = {
        "SIGN_ON": " city , line", "SIGN_ON_LINE_ISSUER": "https://access.line.me", "SIGN_ON_LINE_CLIENT": "1",
        "SIGN_ON_LINE_LEVELS": "linesso=1", "SIGN_ON_LINE_NAME": "LINE 登入 | LINE", "SIGN_ON_LINE_FOR": "citizens",
        "SIGN_ON_LINE_SECRET_FILE": str(tmp_path / "secret"), "SIGN_ON_LINE_REALM": "line",
        "SIGN_ON_LINE_CLAIMS": "identity=person&birth=", "SIGN_ON_LINE_SCOPES": "openid email",
    }  # fmt: skip
    found = read(**line)
    assert list(found) == ["city", "line"]
    line = found["line"]
    assert (line.secret, line.whom, line.realm, line.scopes) == ("hush", "citizens", "line", "openid email")
    assert line.claims == {"identity": "person", "birth": "", "district": "", "method": ""}
    assert line.name == "LINE 登入" and "hush" not in repr(line)
    with translation.override("en"):
        assert line.name == "LINE"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIGN_ON", "City"), ("SIGN_ON", "new"), ("SIGN_ON", "a-b"), ("SIGN_ON", "city,line"),
        ("SIGN_ON_CITY_ISSUER", ""), ("SIGN_ON_CITY_ISSUER", "http://id.city.example"),
        ("SIGN_ON_CITY_ISSUER", "https://a:b@id.city.example"), ("SIGN_ON_CITY_ISSUER", "https:///x"),
        ("SIGN_ON_CITY_CLIENT", ""), ("SIGN_ON_CITY_LEVELS", ""), ("SIGN_ON_CITY_LEVELS", "fido=4"),
        ("SIGN_ON_CITY_LEVELS", "fido=high"), ("SIGN_ON_CITY_CLAIMS", "name=name"),
        ("SIGN_ON_CITY_CLAIMS", "identity="), ("SIGN_ON_CITY_FOR", "everybody"),
        ("SIGN_ON_CITY_SIGNED_BY", "none"), ("SIGN_ON_CITY_SIGNED_BY", "secret"),
    ],
)  # fmt: skip
def test_nonsense_ends_the_start(read, name, value):
    with pytest.raises(env.Misconfigured, match="SIGN_ON"):
        read(**{name: value})


@pytest.mark.parametrize(
    ("url", "beside", "is_safe"),
    [
        ("https://id.city.example/token", "", True),
        ("http://localhost:8000/x", "", True),
        ("http://127.0.0.1:1/x", "http://localhost:8000", True),
        ("http://127.0.0.1:1/x", "https://id.city.example", False),
        ("http://id.city.example", "", False),
        ("https://a\nb/", "", False),
        ("https://a b/", "", False),
        ("javascript:alert(1)", "", False),
        ("", "", False),
    ],
)
def test_nothing_is_said_to_an_address_where_others_listen(url, beside, is_safe):
    assert providers.is_safe(url, beside) == is_safe
