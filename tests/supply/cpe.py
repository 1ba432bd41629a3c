"""The packages that run here as a table with CPE 2.3 names, for the government's scheme of reporting vulnerabilities.

    .tools/locked/bin/python -m tests.supply.cpe > var/inventory/cpe.csv

Only the vendors in `VENDORS` are those of the dictionary of NVD, as far as we know it; of the others the usual form
`<package>_project` is written, and the column `vendor` says that it is assumed. What runs beside the program
(PostgreSQL, PgBouncer, Redis, the proxy, the system) is to be added by whoever keeps the machine.
"""

import csv
import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("product", "version", "license", "cpe23", "vendor", "direct")
VENDORS = {
    "certifi": ("certifi", "certifi"),
    "channels": ("djangoproject", "channels"),
    "cryptography": ("cryptography.io", "cryptography"),
    "django": ("djangoproject", "django"),
    "idna": ("kjd", "internationalized_domain_names_in_applications"),
    "markdown-it-py": ("executablebooks", "markdown-it-py"),
    "numpy": ("numpy", "numpy"),
    "openpyxl": ("python", "openpyxl"),
    "pillow": ("python", "pillow"),
    "pyjwt": ("pyjwt_project", "pyjwt"),
    "redis": ("redis", "redis-py"),
    "requests": ("python", "requests"),
    "sqlparse": ("sqlparse_project", "sqlparse"),
    "urllib3": ("python", "urllib3"),
    "uvicorn": ("encode", "uvicorn"),
    "wagtail": ("torchbox", "wagtail"),
    "websockets": ("websockets_project", "websockets"),
}
SPECIAL = re.compile(r"([^\w.-])", re.ASCII)  # is quoted in a formatted name; so is a hyphen


def plain(name: str) -> str:
    """The name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def cpe(vendor: str, product: str, version: str, target: str = "python") -> str:
    """The formatted name of an application."""
    vendor, product, version = (_quoted(part.lower()) for part in (vendor, product, version))
    return f"cpe:2.3:a:{vendor}:{product}:{version}:*:*:*:*:{target}:*:*"


def _quoted(part):
    return SPECIAL.sub(r"\\\1", part).replace("-", r"\-")


def locked(path: Path = ROOT / "requirements.lock") -> dict[str, str]:
    """{package: version} of everything that runs."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text(encoding="utf-8"), re.M))


def direct(path: Path = ROOT / "requirements.txt") -> set[str]:
    """The packages we ask for ourselves."""
    return {plain(name) for name in re.findall(r"^([\w.-]+)(?:\[\w+\])?==", path.read_text(encoding="utf-8"), re.M)}


def rows() -> Iterator[tuple[str, ...]]:
    """Python, then each installed package of the lock, by name."""
    here = platform.python_version()
    yield "python", here, "PSF-2.0", cpe("python", "python", here, "*"), "known", "yes"
    ours, wanted = locked(), direct()
    for found in sorted(distributions(), key=lambda each: plain(each.name)):
        name = plain(found.name)
        if name in ours:
            vendor, product = VENDORS.get(name, (f"{name}_project", name))
            known = "known" if name in VENDORS else "assumed"
            yield (name, found.version, _license(found), cpe(vendor, product, found.version), known,
                   "yes" if name in wanted else "no")  # fmt: skip


def _license(found: Distribution) -> str:
    """As the package says it: an expression, else a line of its own, else the last words of its classifiers."""
    said = found.metadata.get("License-Expression") or found.metadata.get("License", "")
    said = "" if "\n" in said else said
    classes = [line.rpartition(" :: ")[2] for line in found.metadata.get_all("Classifier", []) if "License ::" in line]
    return said or " / ".join(classes)


if __name__ == "__main__":
    table = csv.writer(sys.stdout)
    table.writerow(COLUMNS)
    table.writerows(rows())
