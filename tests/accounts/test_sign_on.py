"""Single sign-on, by HTTP on both sides: the pages as people use them, a provider on loopback behind them."""

import base64
import hmac
import json
import time
from datetime import date, timedelta

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth import get_user
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from civic.accounts import actions, identity, rules, typed
from civic.accounts.models import DeviceSession, Kept, Person, Verification
from civic.accounts.sessions import SessionStore
from civic.accounts.signon import fetching, flow, proving, tokens, told
from civic.city.models import District
from tests import people
from tests.accounts import provider as providers
from tests.accounts.test_doors import code_in

pytestmark = pytest.mark.django_db

WAYS = "/accounts/sign-on/"
SUB = "A123456789-at-the-city"
MEI = {"sub": SUB, "acr": "mobileid", "birthdate": "1990", "district": "苓雅區", "method_name": "Mobile ID"}


@pytest.fixture(autouse=True)
def fresh(settings):
    cache.clear()
    fetching._kept.clear()
    settings.SIGN_ON = {}


@pytest.fixture
def city(settings):
    with providers.speaking() as speaking:
        settings.SIGN_ON = {"city": speaking.provider()}
        yield speaking


def begun(client, onward="/mine/", key="city", level=1, prefix=""):
    """The address at the provider to which a sign-on leads."""
    response = client.post(f"{prefix}{WAYS}{key}/", {"next": onward, "level": level})
    assert response.status_code == 200, response["Location"]
    return response["Refresh"].removeprefix("0; url=")


def come_back(client, city, claims=MEI, onward="/mine/", **more):
    """The response to somebody who comes back from the provider, where they were what `claims` say."""
    code, state = city.admit(begun(client, onward), claims)
    return client.get(f"{WAYS}city/back/", {"code": code, "state": state, **more})


def said(client, response):
    """What a sign-on that failed says, on the page with the other ways."""
    assert response.status_code == 302 and response["Location"].startswith((WAYS, f"/en{WAYS}")), response["Location"]
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert not get_user(client).is_authenticated or b"/mine/" in page.content
    return [str(message) for message in page.context["messages"]]


def known(person, claims=MEI, level=3):
    """The proof of `person` with the identity in `claims`."""
    digest = identity.digest("identity", f"people\0{claims['sub']}")
    return actions.verify(person, "oidc:city", level, at=people.LONG_AGO, known_by=digest, reported="Mobile ID")


# --- the way in -------------------------------------------------------------------------------------


def test_somebody_new_makes_an_account_of_level_3_and_comes_back_with_one_click(client, city):
    leading = begun(client, "/proposals/", level=3)
    assert leading.startswith(f"{city.issuer}/authorization?") and "acr_values=mobileid+fido" in leading
    response = come_back(client, city, MEI | {"email": "new@example.test"}, "/proposals/")
    assert response["Location"] == f"{WAYS}new/"
    page = client.get(f"{WAYS}new/").content.decode()
    assert "new@example.test" in page and "password" not in page.partition("<main")[2].partition("</main>")[0]
    client.post(f"{WAYS}new/", {"nickname": "小美", "email": "new@example.test"})
    assert not get_user(client).is_authenticated
    confirmed = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert confirmed["Location"] == "/proposals/"
    person = Person.objects.get()
    assert (person.level, get_user(client)) == (3, person)
    assert not Kept.objects.exists()
    proof = person.verifications.get(level=3)
    assert (proof.method, proof.reported, proof.born_on) == ("oidc:city", "Mobile ID", date(1990, 12, 31))
    assert proof.district.name_zh == "苓雅區"

    again = Client()
    assert come_back(again, city)["Location"] == "/mine/"
    assert get_user(again) == person
    assert DeviceSession.objects.latest("pk").methods == ["sign_on"]
    assert "Mobile ID · 單一帳號" in again.get("/mine/").content.decode()


def test_of_an_identity_nothing_is_kept_but_its_keyed_digest(client, city, mei):
    come_back(client, city)
    kept = [json.dumps(SessionStore().decode(row.session_data)) for row in Session.objects.all()]
    rows = [row.fields for row in Kept.objects.all()]
    assert len(kept) == len(rows) == 1 and not any(SUB in text for text in kept + rows)
    assert "1990-12-31" in rows[0] and "1990-12-31" not in kept[0], "it goes by the clock, not with the session"
    assert typed.clear(timezone.now() + timedelta(hours=1)) == 1
    assert client.get(f"{WAYS}new/")["Location"] == WAYS
    known(mei)
    proof = Verification.objects.get(method="oidc:city")
    assert SUB not in str({**proof.__dict__}) and len(bytes(proof.digest)) == 32
    assert bytes(proof.digest) != identity.digest("phone", SUB)


def test_a_second_factor_is_asked_for_after_the_sign_on(client, city, mei, monkeypatch):
    TOTP.activate(mei, generate_totp_secret())
    known(mei)
    assert "/2fa/authenticate/" in come_back(client, city)["Location"]
    assert not get_user(client).is_authenticated


def test_the_page_that_leads_away_says_what_will_be_known(client, city):
    response = client.post(f"/en{WAYS}city/", {"next": "/en/mine/"})
    assert "City sign-on" in response.content.decode() and "fingerprint" in response.content.decode()
    assert "ui_locales=en" in response["Refresh"]
    assert "redirect_uri=http%3A%2F%2Flocalhost%3A" in response["Refresh"], "the same in every language"


def test_nobody_is_led_to_another_site_afterwards(client, city, mei):
    known(mei)
    assert come_back(client, city, onward="https://evil.example/")["Location"] == "/mine/"


def test_the_words_are_those_of_the_language_in_which_it_began(client, city):
    code, state = city.admit(begun(client, "/en/mine/", prefix="/en"), MEI)
    response = client.get(f"{WAYS}city/back/", {"error": "access_denied", "state": state})
    assert response["Location"] == f"/en{WAYS}?next=%2Fen%2Fmine%2F"
    assert "cancelled" in said(client, response)[0]


# --- what is not believed ---------------------------------------------------------------------------


def change(**claims):
    return lambda said, head: said.update(claims)


def drop(*names):
    return lambda said, head: [said.pop(name) for name in names] and None


def by_another_key(said, head):
    return jwt.encode(said, providers.key("forger"), algorithm="RS256", headers=head)


def unsigned(said, head):
    return jwt.encode(said, None, algorithm="none", headers={"kid": head["kid"]})


def by_what_everybody_knows(said, head):
    """HS256 under the public key: what a verifier does that lets the token choose."""
    pem = providers.key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [json.dumps({"alg": "HS256", "kid": head["kid"], "typ": "JWT"}).encode(), json.dumps(said).encode()]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.digest(pem, text, "sha256")
    return (text + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def with_a_key_of_its_own(said, head):
    """The forger's key comes along in the head."""
    more = {"jwk": providers.public("forger"), "jku": "http://127.0.0.1:1/keys"}
    return jwt.encode(said, providers.key("forger"), algorithm="RS256", headers=head | more)


def altered(said, head):
    """Signed as it should be, then made somebody else's."""
    head_text, body, signature = jwt.encode(said, providers.key(), algorithm="RS256", headers=head).split(".")
    body = base64.urlsafe_b64encode(json.dumps(said | {"sub": "else"}).encode()).rstrip(b"=").decode()
    return f"{head_text}.{body}.{signature}"


LIES = {
    "signature of another key": by_another_key,
    "altered after signing": altered,
    "alg none": unsigned,
    "HS256 with the public key": by_what_everybody_knows,
    "a key in the head": with_a_key_of_its_own,
    "a key that is none of theirs": lambda said, head: head.update(kid="forger"),
    "another issuer": change(iss="https://evil.example"),
    "another audience": change(aud="somebody"),
    "two audiences and no azp": change(aud=["civic", "somebody"]),
    "made for another": change(azp="somebody"),
    "another nonce": change(nonce="x"),
    "no nonce": drop("nonce"),
    "expired": lambda said, head: said.update(exp=time.time() - tokens.SKEW - 5),
    "of the future": lambda said, head: said.update(iat=time.time() + tokens.SKEW + 60),
    "not yet": lambda said, head: said.update(nbf=time.time() + tokens.SKEW + 60),
    "no expiry": drop("exp"),
    "no instant": drop("iat"),
    "no subject": drop("sub"),
    "empty subject": change(sub=" "),
    "not a token": lambda said, head: "abc",
    "no text": lambda said, head: 7,
    "too long": change(padding="x" * tokens.LONGEST),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_token_that_is_forged_or_stale_opens_nothing(client, city, mei, lie):
    known(mei)
    city.lie = lie
    assert said(client, come_back(client, city)) == [str(flow.FAILED)]
    assert not get_user(client).is_authenticated


def test_a_secret_that_is_wrong_opens_nothing(client, city, mei, settings):
    known(mei)
    for more in ({}, {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}):
        fetching._kept.clear()
        city.more = more
        settings.SIGN_ON = {"city": city.provider(secret="x")}
        assert said(client, come_back(client, city)) == [str(flow.FAILED)]


def test_a_provider_that_signs_by_the_shared_secret_is_believed_by_that_alone(client, city, mei, settings):
    settings.SIGN_ON = {"city": city.provider(signed_by="secret")}
    known(mei)
    assert said(client, come_back(client, city)) == [str(flow.FAILED)], "signed by a key"
    city.lie = unsigned
    assert said(client, come_back(client, city)) == [str(flow.FAILED)]
    city.lie = lambda said, head: jwt.encode(said, "x" * 32, algorithm="HS256")
    assert said(client, come_back(client, city)) == [str(flow.FAILED)], "by another secret"
    city.lie = lambda said, head: jwt.encode(said, providers.SECRET, algorithm="HS256")
    city.more = {}  # nor does it say where it takes that secret: in the form
    come_back(client, city)
    assert get_user(client) == mei and not city.asked["/keys"]


def test_a_small_difference_of_clocks_is_forgiven(client, city, mei):
    known(mei)
    city.lie = lambda said, head: said.update(exp=time.time() - 20, iat=time.time() + 20)
    come_back(client, city)
    assert get_user(client) == mei


@pytest.mark.parametrize(
    "published",
    [[providers.public(use="enc")], [providers.public(alg="RS512")], [], [{"kty": "oct", "kid": "first", "k": "eA"}],
     ["first"], [providers.public(), providers.public()]],
    ids=["for sealing", "of another algorithm", "none", "a shared secret", "no key", "two of one name"],
)  # fmt: skip
def test_a_key_that_is_not_for_this_opens_nothing(client, city, mei, published):
    known(mei)
    city.published = published
    assert said(client, come_back(client, city)) == [str(flow.FAILED)]


def test_a_state_is_good_once(client, city, mei):
    known(mei)
    address = begun(client)
    code, state = city.admit(address, MEI)
    assert client.get(f"{WAYS}city/back/", {"code": code, "state": state})["Location"] == "/mine/"
    client.post("/accounts/logout/")
    code, state = city.admit(address, MEI)
    assert str(flow.STALE) in said(client, client.get(f"{WAYS}city/back/", {"code": code, "state": state}))
    assert not get_user(client).is_authenticated


def test_a_state_is_of_one_browser_provider_and_person_for_ten_minutes(client, city, mei, bo, settings, monkeypatch):
    known(mei)
    settings.SIGN_ON = {"city": city.provider(), "line": city.provider(key="line")}
    code, state = city.admit(begun(client), MEI)
    for path, browser in ((f"{WAYS}city/back/", Client()), (f"{WAYS}line/back/", client)):
        assert said(browser, browser.get(path, {"code": code, "state": state})) == [str(flow.STALE)]
    code, state = city.admit(begun(client), MEI)
    client.force_login(bo)
    assert said(client, client.get(f"{WAYS}city/back/", {"code": code, "state": state})) == [str(flow.STALE)]
    client.logout()
    monkeypatch.setattr(flow, "RUNS_OUT", 0)
    assert said(client, come_back(client, city)) == [str(flow.STALE)]
    assert said(client, client.get(f"{WAYS}city/back/", {"code": "x"})) == [str(flow.STALE)]


def test_two_windows_may_be_under_way_at_once_and_no_more_than_four(client, city, mei):
    known(mei)
    addresses = [begun(client) for _each in range(6)]
    assert len(client.session[flow.UNDER_WAY]) == flow.MOST
    code, state = city.admit(addresses[-3], MEI)
    client.get(f"{WAYS}city/back/", {"code": code, "state": state})
    assert get_user(client) == mei


def test_another_provider_that_answers_in_its_place_is_not_believed(client, city, mei):
    known(mei)
    assert said(client, come_back(client, city, iss="https://evil.example")) == [str(flow.FAILED)]
    come_back(client, city, iss=city.issuer)
    assert get_user(client) == mei


def test_what_is_told_beside_the_token_is_of_the_same_person(client, city, mei, settings):
    claims = {"identity": "person_hash", "birth": "", "district": "", "method": ""}
    settings.SIGN_ON = {"city": city.provider(claims=claims)}
    city.more |= {"userinfo_endpoint": f"{city.issuer}/userinfo"}
    city.userinfo["Bearer access"] = {"sub": "somebody else", "person_hash": SUB}
    known(mei)
    assert said(client, come_back(client, city, MEI | {"sub": "x"})) == [str(flow.FAILED)]
    city.userinfo["Bearer access"] = {"sub": "x", "person_hash": SUB, "acr": "mobileid"}
    without = {"sub": "x"}
    assert said(client, come_back(client, city, without)) == [str(flow.NOT_ENOUGH)], "the method is the token's to say"
    come_back(client, city, MEI | {"sub": "x"})
    assert get_user(client) == mei


# --- away, refused, cancelled -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [("access_denied", flow.CANCELLED), ("login_required", flow.CANCELLED), ("server_error", flow.AWAY),
     ("temporarily_unavailable", flow.AWAY), ("invalid_scope", flow.FAILED)],
)  # fmt: skip
def test_what_the_provider_refuses_is_said_in_words_with_another_way(client, city, error, words):
    _code, state = city.admit(begun(client, "/proposals/"), MEI)
    response = client.get(f"{WAYS}city/back/", {"error": error, "state": state})
    page = client.get(response["Location"]).content.decode()
    assert str(words) in page
    assert "/accounts/login/?next=%2Fproposals%2F" in page and f'action="{WAYS}city/"' in page


def test_a_cancelled_one_is_told_as_such_even_if_the_provider_forgets_which_it_was(client, city):
    begun(client)
    assert said(client, client.get(f"{WAYS}city/back/", {"error": "access_denied"})) == [str(flow.CANCELLED)]


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        ("/token", (500, {}), flow.AWAY),
        ("/token", (400, {}), flow.FAILED),
        ("/token", (429, {}), flow.AWAY),
        ("/token", (302, {}), flow.AWAY),
        ("/token", (200, b"<html>"), flow.AWAY),
        ("/token", (200, []), flow.AWAY),
        ("/token", (200, {"access_token": "x"}), flow.FAILED),
        ("/token", (200, b'{"x": "' + b"x" * fetching.LARGEST + b'"}'), flow.AWAY),
        ("/keys", (500, {}), flow.AWAY),
        ("/keys", (200, {"keys": "none"}), flow.AWAY),
        ("/keys", (200, {"keys": [{}] * (fetching.MOST_KEYS + 1)}), flow.AWAY),
    ],
)
def test_a_provider_that_makes_no_sense_is_away(client, city, mei, path, answer, words):
    known(mei)
    city.instead[path] = answer
    assert said(client, come_back(client, city)) == [str(words)]
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    "more",
    [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}, {"jwks_uri": ""},
     {"authorization_endpoint": "javascript:alert(1)"}, {"end_session_endpoint": "http://a@127.0.0.1/"}],
    ids=["another issuer", "a token in the clear", "no keys", "a script", "an account in an address"],
)  # fmt: skip
def test_a_provider_that_names_odd_addresses_is_away(client, city, more):
    city.more |= more
    response = client.post(f"{WAYS}city/", {"next": "/mine/"})
    assert said(client, response) == [str(flow.AWAY)]


def test_a_provider_that_is_not_there_is_away(client, settings):
    with providers.speaking() as gone:
        settings.SIGN_ON = {"city": gone.provider()}
    assert said(client, client.post(f"{WAYS}city/")) == [str(flow.AWAY)]
    assert client.get("/accounts/login/").status_code == 200, "a page asks nobody"


def test_what_a_provider_publishes_is_fetched_once_and_outlives_its_server(client, city, mei, monkeypatch):
    known(mei)
    for _each in range(3):
        come_back(Client(), city)
    assert (city.asked["/.well-known/openid-configuration"], city.asked["/keys"]) == (1, 1)
    monkeypatch.setattr(fetching, "FRESH", 0)
    city.instead = dict.fromkeys(["/.well-known/openid-configuration", "/keys"], (503, {}))
    come_back(client, city)
    assert get_user(client) == mei
    assert city.asked["/.well-known/openid-configuration"] == 2, "whoever has just failed is not asked again at once"


def test_a_key_that_is_new_is_looked_for_once_a_minute(client, city, mei, monkeypatch):
    known(mei)
    come_back(Client(), city)
    city.published, city.signing = [providers.public("second")], "second"
    assert said(client, come_back(client, city)) == [str(flow.FAILED)]
    assert city.asked["/keys"] == 1
    monkeypatch.setattr(fetching, "AGAIN", 0)
    come_back(client, city)
    assert get_user(client) == mei and city.asked["/keys"] == 2


def test_what_is_kept_of_providers_is_bounded(city, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_KEPT", 2)
    for path in "abcde":
        city.instead[f"/{path}/.well-known/openid-configuration"] = (200, {"issuer": "else"})
        with pytest.raises(fetching.Away):
            fetching.addresses(city.provider(issuer=f"{city.issuer}/{path}"))
    assert len(fetching._kept) == 2


# --- the level --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "level"),
    [
        ({"acr": "mobileid"}, 3),
        ({"acr": "password"}, 1),
        ({"amr": ["pwd", "sms", "fido"]}, 3),
        ({"amr": ["sms"]}, 2),
        ({"acr": "password", "amr": ["fido"]}, 1),
        ({"acr": "unheard of", "amr": ["sms"]}, 2),
        ({"acr": ["mobileid"]}, 0),
        ({"amr": "fido"}, 0),
        ({"acr": "unheard of"}, 0),
        ({}, 0),
    ],
)
def test_the_level_follows_the_method_reported(client, city, sam, claims, level):
    client.force_login(sam)
    people.prove(client)
    response = come_back(client, city, {"sub": SUB} | claims)
    if not level:
        assert said(client, response) == [str(flow.NOT_ENOUGH)]
        return
    assert client.post(response["Location"]).status_code == 302
    sam.refresh_from_db()
    assert sam.level == level


def test_a_weaker_method_takes_nothing_away_and_a_stronger_one_lifts(client, city, sam):
    known(sam, level=1)
    for method, level in (("sms", 2), ("fido", 3), ("password", 3)):
        someone = Client()
        come_back(someone, city, MEI | {"acr": method})
        sam.refresh_from_db()
        assert (get_user(someone), sam.level) == (sam, level)
    proof = sam.verifications.get(method="oidc:city")
    assert (proof.level, proof.born_on, proof.district.name_zh) == (3, date(1990, 12, 31), "苓雅區")


@pytest.mark.parametrize(
    ("birth", "born_on"),
    [("1990", "1990-12-31"), (1990, "1990-12-31"), ("1990-05-20", "1990-05-20"), ("1990-00-00", "1990-12-31"),
     ("0000-05-20", ""), ("79-05-20", ""), ("", ""), (None, ""), (["1990"], ""), (True, "")],
)  # fmt: skip
def test_a_year_of_birth_makes_nobody_older_than_they_are(city, birth, born_on):
    assert told.read(city.provider(), {"sub": SUB, "birthdate": birth}, {}).born_on == born_on


@pytest.mark.parametrize("said", ["苓雅區", "64000080"])
def test_a_district_is_known_by_code_or_name(said):
    found = proving.district_of(said)
    assert found is None or found in District.objects.all()
    assert proving.district_of("臺北市信義區") is None and proving.district_of("") is None


# --- one identity is one person ---------------------------------------------------------------------


def test_joining_wants_a_fresh_proof_and_a_click(client, city, mei):
    client.force_login(mei)
    response = come_back(client, city, onward="/proposals/")
    assert response["Location"] == f"{WAYS}joining/"
    assert client.get(response["Location"])["Location"].startswith("/accounts/reauthenticate/")
    people.prove(client)
    page = client.get(response["Location"]).content.decode()
    assert "Mobile ID" in page and mei.email in page and "1990-12-31" in page
    mei.refresh_from_db()
    assert mei.level == 2, "looking joins nothing"
    assert client.post(response["Location"])["Location"] == "/proposals/"
    mei.refresh_from_db()
    assert mei.level == 3
    assert come_back(client, city, onward="/proposals/")["Location"] == "/proposals/", "from now on without a question"


def test_an_address_of_the_provider_takes_over_no_account(client, city, mei):
    claims = MEI | {"email": mei.email, "email_verified": True}
    assert come_back(client, city, claims)["Location"] == f"{WAYS}new/"
    assert not get_user(client).is_authenticated
    client.post(f"{WAYS}new/", {"nickname": "別人", "email": mei.email})
    assert Person.objects.count() == 1 and not get_user(client).is_authenticated
    assert "登入" in mail.outbox[-1].body and mail.outbox[-1].to == [mei.email]
    assert not Verification.objects.filter(method="oidc:city").exists()


def test_what_was_told_is_proved_by_nobody_else_who_signs_in_here(client, city, mei):
    come_back(client, city)
    client.force_login(mei)
    mei.refresh_from_db()
    assert mei.level == 2 and not Verification.objects.filter(method="oidc:city").exists()


def test_an_identity_of_another_account_leads_to_making_one_of_the_two(client, city, mei, bo):
    known(mei)
    client.force_login(bo)
    assert come_back(client, city)["Location"] == "/mine/other-account/"
    bo.refresh_from_db()
    assert bo.level == 2


def test_an_account_has_one_strong_identity_until_it_is_freed(client, city, mei, ada):
    proof = known(mei)
    client.force_login(mei)
    people.prove(client)
    come_back(client, city, MEI | {"sub": "another"})
    assert said(client, client.post(f"{WAYS}joining/")) == [str(rules.ANOTHER_IDENTITY)]
    actions.free_proof(proof, at=people.NOON, actor=ada, reason="typed wrongly by the city")
    come_back(client, city, MEI | {"sub": "another"})
    client.post(f"{WAYS}joining/")
    mei.refresh_from_db()
    assert mei.level == 3


def test_a_weak_identity_may_be_replaced(client, city, mei):
    weak = MEI | {"acr": "password"}
    known(mei, level=1)
    client.force_login(mei)
    people.prove(client)
    come_back(client, city, weak | {"sub": "another"})
    client.post(f"{WAYS}joining/")
    live = mei.verifications.get(method="oidc:city", ended_at=None)
    assert bytes(live.digest) == identity.digest("identity", "people\0another")


def test_an_ended_proof_opens_nothing_until_it_is_made_again(client, city, mei, ada):
    proof = known(mei)
    actions.end_verification(proof, at=people.NOON, actor=ada, reason="the card was stolen")
    assert said(client, come_back(client, city)) == [str(proving.ENDED)]
    client.force_login(mei)
    people.prove(client)
    assert come_back(client, city)["Location"] == f"{WAYS}joining/"
    client.post(f"{WAYS}joining/")
    assert come_back(Client(), city)["Location"] == "/mine/"


def test_a_closed_account_opens_by_no_sign_on(client, city, mei):
    known(mei)
    Person.objects.filter(pk=mei.pk).update(is_active=False)
    assert said(client, come_back(client, city)) == [str(rules.CLOSED)]


def test_two_providers_of_one_realm_mean_one_person(client, city, mei, settings):
    known(mei)
    settings.SIGN_ON = {"national": city.provider(key="national")}
    code, state = city.admit(begun(client, key="national"), MEI)
    client.get(f"{WAYS}national/back/", {"code": code, "state": state})
    assert get_user(client) == mei
    settings.SIGN_ON = {"line": city.provider(key="line", realm="line")}
    code, state = city.admit(begun(Client(), key="line"), MEI)
    assert proving.proof_of(_told(city, realm="line")) is None


def _told(city, **more):
    return told.read(city.provider(**more), MEI, {})


# --- for whom ---------------------------------------------------------------------------------------


def test_a_provider_for_citizens_signs_in_nobody_who_works_here(client, city, rui, mei, settings):
    settings.SIGN_ON = {"city": city.provider(whom="citizens")}
    known(rui)
    assert said(client, come_back(client, city)) == [str(proving.FOR_CITIZENS)]
    client.force_login(rui)
    assert come_back(client, city)["Location"] == "/mine/", "whoever works here is a citizen, too, and may vote"


def test_a_provider_for_staff_is_for_nobody_else(client, city, rui, mei, settings):
    settings.SIGN_ON = {"city": city.provider(whom="staff")}
    assert said(client, come_back(client, city)) == [str(proving.FOR_STAFF)]
    client.force_login(mei)
    assert said(client, come_back(client, city)) == [str(proving.FOR_STAFF)]
    assert f'action="{WAYS}city/"' not in client.get("/mine/").content.decode()
    known(rui)
    someone = Client()
    come_back(someone, city)
    assert get_user(someone) == rui


# --- and out again ----------------------------------------------------------------------------------


def test_signing_out_tells_where_one_is_still_signed_in(client, city, mei):
    known(mei)
    come_back(client, city)
    response = client.post("/accounts/logout/")
    assert response["Location"] == f"{WAYS}city/leaving/" and not get_user(client).is_authenticated
    page = client.get(response["Location"]).content.decode()
    assert f"{city.issuer}/end_session?client_id=civic&amp;post_logout_redirect_uri=http" in page
    city.more |= {"end_session_endpoint": None}
    fetching._kept.clear()
    assert "end_session" not in client.get(response["Location"]).content.decode()


def test_whoever_came_another_way_signs_out_as_ever(client, city, mei):
    client.force_login(mei)
    assert client.post("/accounts/logout/")["Location"] == "/"


def test_erasing_leaves_the_digest_and_what_is_handed_out_says_what_was_told(city, mei):
    proving.prove(mei, city.provider(), _told(city), people.NOON)
    (proof,) = [each for each in actions.personal_data(mei)["accounts"]["verifications"] if each["level"] == 3]
    assert (proof["method"], proof["reported"], proof["born_on"]) == ("oidc:city", "Mobile ID", date(1990, 12, 31))
    actions.erase(mei, at=people.NOON)
    proof = mei.verifications.get(method="oidc:city")
    assert (proof.reported, proof.born_on, proof.district) == ("", None, None)
    assert proof.ended_at and proof.digest
    someone = Client()
    assert said(someone, come_back(someone, city)) == [str(proving.ENDED)]


def test_there_is_no_sign_on_that_is_not_set(client):
    for path in (f"{WAYS}city/back/", f"{WAYS}city/leaving/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{WAYS}city/").status_code == 404
    assert "sign-on" not in client.get("/accounts/login/").content.decode().partition("<main")[2]
    assert client.get(f"{WAYS}new/")["Location"] == WAYS
    assert list(get_messages(client.get(WAYS).wsgi_request))


def test_the_pages_of_signing_in_and_up_lead_on_to_where_somebody_wanted_to_go(client, city, sam):
    for path in ("/accounts/login/", "/accounts/signup/"):
        page = client.get(f"{path}?next=/proposals/").content.decode().partition(f'action="{WAYS}city/"')[2]
        assert 'name="next" value="/proposals/"' in page.partition("</form>")[0]
    client.force_login(sam)
    people.prove(client)
    page = client.get("/accounts/phone/change/?next=/proposals/").content.decode()
    assert f'action="{WAYS}city/"' in page and "這樣就不需要手機號碼" in page


def test_no_page_of_a_sign_on_is_kept_by_a_cache(client, city, mei):
    client.force_login(mei)
    for path in ("", "new/", "joining/", "city/back/", "city/leaving/"):
        assert "no-store" in client.get(f"{WAYS}{path}")["Cache-Control"], path
    assert "no-store" in client.post(f"{WAYS}city/")["Cache-Control"]
