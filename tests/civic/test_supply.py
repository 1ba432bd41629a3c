"""What the program is made of is written down whole, and no secret of anybody's lies among our files."""

import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.supply import audit, cpe, secrets, whole

LOCK = (cpe.ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_everything_we_ask_for_is_locked_at_the_version_we_ask_for():
    asked = (cpe.ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {cpe.plain(name): number for name, number in re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", asked, re.M)}
    assert len(pinned) > 25 and pinned.items() <= cpe.locked().items(), "run make lock"


def test_each_package_of_the_lock_has_its_hashes_and_no_index_is_named():
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.M)[1:]
    assert len(blocks) == len(cpe.locked()) > 50 and all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK and not re.search(r"^--", LOCK, re.M)


def test_what_runs_here_is_in_the_table_with_its_name():
    rows = {row[0]: dict(zip(cpe.COLUMNS, row, strict=True)) for row in cpe.rows()}
    assert rows.keys() >= cpe.direct()
    assert rows["django"]["cpe23"] == f"cpe:2.3:a:djangoproject:django:{version('django')}:*:*:*:*:python:*:*"
    assert rows["django-htmx"]["vendor"] == "assumed" and r"django\-htmx" in rows["django-htmx"]["cpe23"]
    assert all(row["license"] for row in rows.values())
    assert all(re.fullmatch(r"cpe:2\.3:a(:(?:\\.|[\w.*])+){10}", row["cpe23"]) for row in rows.values())


def test_the_inventory_tells_what_the_program_itself_asks_for_and_lacks_nothing():
    listed = [{"name": name, "version": "1", "bom-ref": f"{name}==1"} for name in ("Django", "asgiref")]
    needed = [{"ref": "Django==1", "dependsOn": ["asgiref==1"]}, {"ref": "root"}]
    bom = {"metadata": {"component": {"bom-ref": "root"}}, "components": listed, "dependencies": needed}
    ours = {"django": "1", "asgiref": "1"}
    assert whole.tied(bom, ours, {"django"})["dependencies"] == [{"ref": "root", "dependsOn": ["Django==1"]}, needed[0]]
    for other in ({"django": "1"}, ours | {"redis": "1"}, ours | {"asgiref": "2"}):
        with pytest.raises(ValueError, match="lock"):
            whole.tied(bom, other, {"django"})


def test_no_secret_lies_among_our_files():
    done = subprocess.run([sys.executable, "-m", "tests.supply.secrets"], cwd=cpe.ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "No secrets among our files.\n")


SECRETS = {
    "key": "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAvbeTn0l8",
    "cloud": "AK" + "IAIOSFODNN7ZQWERTY1",
    "database": "postgres" + "://civic:Xk29sLq0@db.city.tw/civic",
    "assigned": 'SECRET_KEY = "' + "kQ8vZr1xTn4LbW7pYc2MdF6gHs9JuAe3" + '"',
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_found(name):
    assert [line for line, _what in secrets.secrets(f"x = 1\n{SECRETS[name]}")] == [2]


@pytest.mark.parametrize("words", [
    'SECRET_KEY="the digests of invented people"', 'password = "correct horse battery"', 'token = "………"',
    "postgres://user:password@host:port/name", "smtp://me:a-long-one@mail.example", 'IDENTITY_KEY = "another" * 8',
])  # fmt: skip
def test_words_are_no_secret(words):
    assert list(secrets.secrets(words)) == []


def test_what_could_not_be_asked_is_not_called_well():
    found = [
        {"name": "a", "version": "1", "vulns": []},
        {"name": "b", "skip_reason": "not found"},
        {"name": "c", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]},
    ]
    assert audit.told(found) == ["c 2: CVE-1, mended in 3", "Nothing could be learnt of 1 others: b."]
    assert audit.told(found[:2])[0] == "No known vulnerabilities in 1 packages."
    (sentence,) = audit.told(found[1:2])
    assert sentence.startswith("Nothing was learnt")
