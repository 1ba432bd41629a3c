"""A provider of single sign-on that speaks OpenID Connect over loopback, and that a test can have lie."""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections import Counter
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from civic.accounts.signon.providers import CLAIMS, Provider

CLIENT, SECRET = "civic", "a secret that is kept between two"
LEVELS = {"mobileid": 3, "fido": 3, "sms": 2, "password": 1}


@cache
def key(name="first"):
    """The private key called `name`: the same in all tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(name="first", **more):
    """Its public half as it is published."""
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(name).public_key()))
    return jwk | {"kid": name, "use": "sig", "alg": "RS256"} | more


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self):  # the name is the library's
        self._respond({})

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._respond({name: values[0] for name, values in form.items()})

    def _respond(self, form):
        told, path = self.server.told, urlsplit(self.path).path
        told.asked[path] += 1
        status, said = told.instead.get(path) or told.respond(path, form, self.headers)
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *words):
        """Nothing: tests are quiet."""


class Teller:
    """What the provider says. `asked` counts the questions by path; `instead` has other answers, {path: (status,
    body)}; `lie(claims, head)` may change what is about to be signed, or return the token itself."""

    def __init__(self, issuer):
        self.issuer, self.asked, self.instead = issuer, Counter(), {}
        self.signing, self.published = "first", [public()]
        self.more = {"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]}
        self.lie = lambda claims, head: None
        self.codes, self.userinfo = {}, {}

    def provider(self, **more):
        """It, as our settings know it."""
        facts = {
            "key": "city", "names": ("單一帳號", "City sign-on"), "issuer": self.issuer, "client": CLIENT,
            "secret": SECRET, "levels": LEVELS, "realm": "people",
            "claims": CLAIMS | {"district": "district", "method": "method_name"},
        }  # fmt: skip
        return Provider(**(facts | more))

    def admit(self, address, claims):
        """The code that somebody gets at `address`, where a sign-on has led them, who is what `claims` say."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = (asked, claims)
        return code, asked["state"]

    def respond(self, path, form, headers):
        if path == "/.well-known/openid-configuration":
            named = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "end_session")}
            return 200, {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"} | named | self.more
        if path == "/keys":
            return 200, {"keys": self.published}
        if path == "/userinfo":
            return 200, self.userinfo[headers["Authorization"]]
        return self._tokens(form, headers) if path == "/token" else (404, {})

    def _tokens(self, form, headers):
        asked, claims = self.codes.pop(form["code"], ({}, {}))
        account = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        in_form = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        is_ours = in_form != (headers["Authorization"] == f"Basic {account}")
        hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
        is_theirs = asked.get("code_challenge") == base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if not (is_ours and is_theirs and asked["redirect_uri"] == form["redirect_uri"]):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **claims
        }  # fmt: skip
        head = {"kid": self.signing, "alg": "RS256"}
        token = self.lie(claims, head)
        if token is None:
            token = jwt.encode(claims, key(self.signing), algorithm=head["alg"], headers=head)
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": token}


@contextmanager
def speaking():
    """A running provider: its `Teller`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as server:
        server.told = Teller(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.told
        server.shutdown()
