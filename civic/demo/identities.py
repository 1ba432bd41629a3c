"""The sign-on of the demo town: which provider it is, and whom it knows. What it says is in `sign_on`.

Imported by the settings: asks none of them.
"""

from civic.accounts.signon import told
from civic.accounts.signon.providers import CLAIMS, Provider

KEY, CLIENT, PATH = "city", "civic-demo", "/demo/sign-on"
LEVELS = {"mobileid": 3, "fido": 3, "password": 1}
WAYS = {"mobileid": "行動身分識別 Mobile ID", "fido": "臺灣行動身分識別 TW FidO", "password": "帳號密碼 Password"}


def provider(site: str) -> dict[str, Provider]:
    """The town's only provider, by its key; `site` is where the town is."""
    found = Provider(
        key=KEY,
        names=("單一帳號認證平臺（示範）", "City sign-on (demo)"),
        issuer=f"{site}{PATH}",
        client=CLIENT,
        levels=LEVELS,
        claims=CLAIMS | {"district": "district", "method": "method_name"},
        realm="demo",
    )
    return {KEY: found}


def digest(key: str) -> bytes:
    """What is kept of the identity of the person called `key` in town/."""
    return told.digests(provider("")[KEY], key)[0]
